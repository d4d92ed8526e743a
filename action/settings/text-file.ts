import { readFile } from 'node:fs/promises';

/** Undefined when there is no such file; whatever else is wrong is thrown as it comes. */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** `EISDIR`: what the system calls it. Not `instanceof Error`: the system's errors may come from another realm. */
export function systemCode(error: unknown): string | undefined {
  const known = typeof error === 'object' && error !== null && 'code' in error;
  return known && typeof error.code === 'string' ? error.code : undefined;
}
