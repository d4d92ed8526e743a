import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../errors.ts';

/** Readable by the user Paastis runs as and by nobody else. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** What a kill may leave behind ends like this, and nothing else does. */
const TEMPORARY = '.tmp';

let lastTemporary = 0;

/** A name in the folder that no other write uses, in this process or another. */
export function temporaryName(name: string): string {
  lastTemporary += 1;
  return `${name}.${process.pid}-${lastTemporary}${TEMPORARY}`;
}

/**
 * Replaces a file so that a kill or a power cut at any instant leaves the old content or the new one, whole: the new
 * content is on the disk before its name is, and the name is on the disk before this resolves.
 */
export async function replaceFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(folder, temporaryName(name));
  try {
    await writeDurably(temporary, content);
    await rename(temporary, join(folder, name));
  } catch (error) {
    // Best effort: what stays is removed at the next start, and the first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** Writes a new file and waits until its content is on the disk; its name may not be yet. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Names created, replaced and removed in the folder are on the disk once this resolves. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can neither open nor sync a folder; its file system keeps the order of names itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Only for the one process that may write into the folder. */
export async function removeTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(
    names.filter((name) => name.endsWith(TEMPORARY)).map((name) => rm(join(folder, name), { force: true })),
  );
}

/** `ENOENT`, `ENOSPC` …: the system's word for what failed, without the path its message holds. */
export function systemCode(error: unknown): string | undefined {
  // Not `instanceof Error`: under Jest the system's errors come from another realm.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Ours as it is; what the system said becomes `store_unwritable`, anything else is a bug and stays one. */
export function storeErrorFrom(error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof StoreError || code === undefined) return error;
  return new StoreError('store_unwritable', `The store's folder cannot be written to (${code})`, {
    retryable: true,
    context: { detail: code, reason: 'system' },
    cause: error,
  });
}
