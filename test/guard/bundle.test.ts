import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildInto } from '../support/action-process/bundle.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');

const committed = join(root, 'action/dist');

/** Loaded only when there is something to do. */
const HEAVY = ['undici.js', 'octokit.js', 'zod.js', 'yaml.js', 're2.js', 'ical.js', 'scalingo.js', 'clever-cloud.js'];

/** What the runner downloads with every job. */
const LIMIT_BYTES = 2_000_000;

/** What a run reads that finds nothing to do: half of it are the texts. */
const START_LIMIT_BYTES = 400_000;

async function readFolder(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

const STATIC = /\b(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g;
const LATER = /\bimport\(\s*["'`]\.\/([^"'`]+)["'`]\s*\)/g;

/** Every file that is reached over imports of these forms, itself included. */
function reachedFrom(name: string, files: ReadonlyMap<string, string>, forms: readonly RegExp[]): Set<string> {
  const reached = new Set([name]);
  for (const each of reached)
    for (const form of forms) for (const [, target = ''] of (files.get(each) ?? '').matchAll(form)) reached.add(target);
  return reached;
}

afterAll(removeFolders);

describe('the committed bundle', () => {
  it('is what the sources build, byte for byte, in another folder and called from elsewhere', async () => {
    const folder = await makeFolder();
    for (const name of ['action', 'core', 'tools', 'package.json', 'tsconfig.json'])
      await cp(join(root, name), join(folder, name), { recursive: true, filter: (path) => path !== committed });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));

    await buildInto(join(folder, 'built'), { root: folder, cwd: '/' });

    const [built, here] = await Promise.all([readFolder(join(folder, 'built')), readFolder(committed)]);
    expect([...here.keys()]).toEqual([...built.keys()]);
    // Not compared whole: a difference of a megabyte would be printed.
    expect([...here].filter(([name, text]) => text !== built.get(name)).map(([name]) => name)).toEqual([]);
  });

  it('is small, and brings one undici', async () => {
    const files = await readFolder(committed);

    const texts = [...files.values()];
    const count = (text: string) => texts.reduce((sum, each) => sum + each.split(text).length - 1, 0);
    expect(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)).toBeLessThanOrEqual(LIMIT_BYTES);
    expect(files.get('licenses.txt')?.match(/^==== undici /gm)).toHaveLength(1);
    // Under this name the package keeps its dispatcher: a copy of it would say so too.
    expect(count('undici.globalDispatcher.1')).toBe(1);
  });

  it('starts without what only work needs', async () => {
    const files = await readFolder(committed);

    const start = reachedFrom('index.js', files, [STATIC]);
    const all = reachedFrom('index.js', files, [STATIC, LATER]);
    const bytes = [...start].reduce((sum, name) => sum + Buffer.byteLength(files.get(name) ?? ''), 0);
    // Else an import was overlooked.
    expect([...all].sort()).toEqual([...files.keys()].filter((name) => name.endsWith('.js')));
    expect(HEAVY.filter((name) => start.has(name) || !all.has(name))).toEqual([]);
    expect(bytes).toBeLessThan(START_LIMIT_BYTES);
  });

  it('tells nothing of the machine that built it', async () => {
    const files = await readFolder(committed);

    const telling =
      /sourceMappingURL|\r|file:\/\/\/|["'`(](?:\/(?:home|root|tmp|work|Users|private|var\/folders)\/|[A-Z]:\\\\)/;
    expect([...files].filter(([, text]) => telling.test(text)).map(([name]) => name)).toEqual([]);
  });
});
