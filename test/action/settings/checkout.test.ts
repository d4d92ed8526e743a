import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findCheckedOutSha, judgeCheckout } from '../../../action/settings/checkout.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const sha = 'a'.repeat(40);
const other = 'b'.repeat(40);

afterAll(removeFolders);

/** A folder with these files. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await makeFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

describe('the commit that is checked out', () => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['a commit by itself', { '.git/HEAD': `${sha}\n` }, sha],
    ['a branch', { '.git/HEAD': 'ref: refs/heads/fünf/x\n', '.git/refs/heads/fünf/x': `${sha}\n` }, sha],
    [
      'a branch among the packed ones',
      {
        '.git/HEAD': 'ref: refs/heads/main\n',
        '.git/packed-refs': `# pack-refs with: peeled\n${other} refs/heads/xmain\n${sha} refs/heads/main\n^${other}\n`,
      },
      sha,
    ],
    [
      'a branch that is newer than its packed self',
      {
        '.git/HEAD': 'ref: refs/heads/main\n',
        '.git/refs/heads/main': sha,
        '.git/packed-refs': `${other} refs/heads/main\n`,
      },
      sha,
    ],
    ['a worktree', { '.git': 'gitdir: real/worktrees/w\n', 'real/worktrees/w/HEAD': sha }, sha],
    [
      'a branch in a worktree',
      {
        '.git': 'gitdir: real/worktrees/w\n',
        'real/worktrees/w/HEAD': 'ref: refs/heads/main',
        'real/worktrees/w/commondir': '../..\n',
        'real/refs/heads/main': sha,
      },
      sha,
    ],
    ['a branch without a commit', { '.git/HEAD': 'ref: refs/heads/main\n' }, 'unknown'],
    ['branches that name each other', { '.git/HEAD': 'ref: refs/a', '.git/refs/a': 'ref: refs/a' }, 'unknown'],
    ['a way out of the folder', { '.git/HEAD': 'ref: refs/../../secret', secret: sha }, 'unknown'],
    ['something else', { '.git/HEAD': 'hello' }, 'unknown'],
    ['a folder in place of HEAD', { '.git/HEAD/x': '' }, 'unknown'],
    ['no checkout at all', { 'paastis.yml': '' }, undefined],
    ['a worktree whose repository is gone', { '.git': 'gitdir: gone\n' }, undefined],
  ])('is found for %s', async (_, files, found) => {
    expect(await findCheckedOutSha(await folderWith(files))).toBe(found);
  });

  it('is none where there is no workspace', async () => {
    expect(await findCheckedOutSha('')).toBeUndefined();
    expect(await findCheckedOutSha(join(await makeFolder(), 'gone'))).toBeUndefined();
  });
});

describe('what lies on the disk', () => {
  const plain = { privileged: false, fork: false, sha };
  const privileged = { privileged: true, fork: false, sha };

  it.each([
    ['is read in a plain run', plain, sha, 'read'],
    ['is read in a plain run that has checked out another branch', plain, other, 'read'],
    ['is read in a plain run without git', plain, undefined, 'read'],
    ['decides nothing where it is a fork’s', { ...plain, fork: true }, sha, 'ignore'],
    ['is read under a privileged trigger where it is the trigger’s commit', privileged, sha, 'read'],
    ['is not read there where it is another one', privileged, other, 'ignore'],
    ['is not read there where nobody can tell', privileged, 'unknown', 'ignore'],
    ['is not read there where nothing is checked out', privileged, undefined, 'ignore'],
    ['is read there for a fork’s pull request too', { ...privileged, fork: true }, sha, 'read'],
    ['ends the run where it may be the fork’s', { ...privileged, fork: true }, other, 'refuse'],
    ['ends the run where it may be the fork’s, unreadable', { ...privileged, fork: true }, 'unknown', 'refuse'],
    ['does not matter where the fork’s code is not there', { ...privileged, fork: true }, undefined, 'ignore'],
    ['is not read where the trigger’s commit is not known', { ...privileged, sha: '' }, '', 'ignore'],
  ] as const)('%s', (_, trust, checkedOut, verdict) => {
    expect(judgeCheckout(trust, checkedOut)).toBe(verdict);
  });
});
