import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');

/** Whatever can change the bundle. */
const SOURCES = ['action', 'core', 'tools/bundle'];
const FILES = ['action.yml', 'package.json', 'package-lock.json'];

const POLL_MS = 50;
/** A build takes about two seconds; a builder that was killed is not waited for longer than this. */
const STALE_MS = 60_000;
const KEPT_MS = 24 * 3_600_000;

let built: Promise<string> | undefined;

/**
 * A folder as the runner downloads it: `action.yml` and the bundle below it. Built once for the sources as they are now,
 * whichever test comes first; `test/guard/bundle.test.ts` says that the committed bundle is the same.
 */
export function actionFolder(): Promise<string> {
  built ??= findOrBuild();
  return built;
}

async function findOrBuild(): Promise<string> {
  const folder = join(tmpdir(), `paastis-action-${await digestOfSources()}`);
  if (existsSync(folder)) return folder;
  const lock = `${folder}.lock`;
  if (await takeLock(lock, folder)) {
    await build(folder).finally(() => rm(lock, { recursive: true, force: true }));
    await removeOld(folder);
  }
  return folder;
}

/** @returns false once somebody else has built it */
async function takeLock(lock: string, folder: string): Promise<boolean> {
  for (;;) {
    const made = await mkdir(lock).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    // Whoever held the lock until now may have finished between the two looks.
    if (made && !existsSync(folder)) return true;
    if (made) await rm(lock, { recursive: true, force: true });
    if (existsSync(folder)) return false;
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(lock, { recursive: true, force: true });
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/** Appears in one piece: a rename of a folder is whole or nothing. */
async function build(folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}.`);
  await buildInto(join(draft, 'action/dist'));
  for (const name of ['action.yml', 'package.json']) await copyFile(join(root, name), join(draft, name));
  await rename(draft, folder);
}

/** Bundles into that folder, in a process of its own: rolldown does not run inside Jest's modules. */
export async function buildInto(
  folder: string,
  from: { root: string; cwd: string } = { root, cwd: root },
): Promise<void> {
  await promisify(execFile)(process.execPath, [join(from.root, 'tools/bundle/build.ts'), folder], { cwd: from.cwd });
}

async function digestOfSources(): Promise<string> {
  const names = await Promise.all(
    SOURCES.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true, encoding: 'utf8' }))
        .map((name) => join(folder, name))
        .filter((name) => name.endsWith('.ts')),
    ),
  );
  const hash = createHash('sha256').update(process.version);
  for (const name of [...names.flat(), ...FILES].sort())
    hash.update(`\0${name}\0`).update(await readFile(join(root, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Bundles of sources that are long gone. */
async function removeOld(folder: string): Promise<void> {
  const parent = dirname(folder);
  const names = await readdir(parent);
  for (const name of names.filter((each) => each.startsWith('paastis-action-'))) {
    const path = join(parent, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}
