import { join, resolve } from 'node:path';
import type { Trust } from '../trigger/decide.ts';
import { readTextFile, systemCode } from './text-file.ts';

/** Something is checked out, and which commit cannot be told. */
export const UNKNOWN_COMMIT = 'unknown';

/** HEAD names a branch, which may be another name for a branch: deeper than this nobody goes. */
const MOST_HOPS = 5;

/**
 * The commit that is checked out in the workspace, read from git's own files: git itself need not be there.
 * Undefined: nothing is checked out. UNKNOWN_COMMIT: something, in a way that is not understood. Never rejects.
 */
export async function findCheckedOutSha(workspace: string): Promise<string | undefined> {
  if (workspace === '') return undefined;
  try {
    const folder = await gitFolder(workspace);
    const head = folder && (await readTextFile(join(folder, 'HEAD')));
    if (folder === undefined || head === undefined) return undefined;
    return (await resolveRef(head, await refFolders(folder))) ?? UNKNOWN_COMMIT;
  } catch {
    // No right to read it, a folder in its place: something is there all the same.
    return UNKNOWN_COMMIT;
  }
}

/** `.git` is a folder, or, in a worktree, a file that names one. */
async function gitFolder(workspace: string): Promise<string | undefined> {
  const path = join(workspace, '.git');
  const link = await readTextFile(path).catch((error: unknown) => {
    if (systemCode(error) === 'EISDIR') return 'folder';
    throw error;
  });
  if (link === undefined || link === 'folder') return link && path;
  const named = /^gitdir: (.+)$/m.exec(link)?.[1]?.trim();
  return named === undefined ? undefined : resolve(workspace, named);
}

/** Of a worktree, branches are kept with the repository it belongs to. */
async function refFolders(folder: string): Promise<readonly string[]> {
  const common = (await readTextFile(join(folder, 'commondir')))?.trim();
  return common === undefined || common === '' ? [folder] : [folder, resolve(folder, common)];
}

async function resolveRef(text: string, folders: readonly string[], hops = 0): Promise<string | undefined> {
  const value = text.trim();
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(value)) return value.toLowerCase();
  const ref = /^ref: (refs\/.+)$/.exec(value)?.[1];
  // What is checked out may be anybody's work: it leads nowhere but into git's folder.
  if (ref === undefined || hops >= MOST_HOPS || ref.split('/').includes('..') || ref.includes('\0')) return undefined;
  for (const folder of folders) {
    const loose = await readTextFile(join(folder, ref));
    if (loose !== undefined) return resolveRef(loose, folders, hops + 1);
  }
  const packed = await Promise.all(folders.map((folder) => readTextFile(join(folder, 'packed-refs'))));
  return packed.map((lines) => findPacked(lines ?? '', ref)).find((sha) => sha !== undefined);
}

/** Lines of `<sha> <ref>`, beside comments and the commits of tags. */
function findPacked(lines: string, ref: string): string | undefined {
  const line = lines.split('\n').find((each) => each.trimEnd().endsWith(` ${ref}`));
  return /^([0-9a-f]{40,64}) /i.exec(line ?? '')?.[1]?.toLowerCase();
}

/** `read`: settings may come from the disk; `ignore`: from elsewhere only; `refuse`: the run must not go on. */
export type CheckoutVerdict = 'read' | 'ignore' | 'refuse';

/**
 * May what lies on the disk decide what is touched?
 *
 * - A privileged trigger has secrets whatever code is there: only the commit the trigger itself stands for is trusted,
 *   and with anything else of a fork's pull request the run would be what attacks on workflows are made of.
 * - A fork's own pull request gets no secrets as a rule. Where it gets some all the same, its file could widen what is
 *   touched, or send a token to a host of its own choice.
 *
 * @param sha the commit the run is for, as the runner tells
 * @param checkedOut what `findCheckedOutSha` found
 */
export function judgeCheckout(
  { privileged, fork, sha }: Pick<Trust, 'privileged' | 'fork'> & { readonly sha: string },
  checkedOut: string | undefined,
): CheckoutVerdict {
  if (!privileged) return fork ? 'ignore' : 'read';
  if (checkedOut === undefined) return 'ignore';
  if (sha !== '' && checkedOut === sha.toLowerCase()) return 'read';
  return fork ? 'refuse' : 'ignore';
}
