import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A part of the tree by the paths it consists of, and the parts it may import besides itself. */
interface Part {
  readonly name: string;
  readonly paths: readonly string[];
  readonly imports: readonly string[];
}

const parts = readTable(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));

/** The table of docs/architecture.md: a part a row, several alike, or `name`: and the paths of one. */
function readTable(text: string): readonly Part[] {
  const section = text.split('## Who may import whom')[1]?.split('\n## ')[0] ?? '';
  return Array.from(section.matchAll(/^\| (`.*?) \| (.*?) \|$/gm)).flatMap(([, left = '', right = '']) => {
    const imports = wordsOf(right);
    const [first = '', ...others] = wordsOf(left);
    if (left.startsWith(`\`${first}\`:`)) return [{ name: first, paths: others.map(fromRoot), imports }];
    return [first, ...others].map((name) => ({ name, paths: [fromRoot(name)], imports }));
  });
}

function wordsOf(cell: string): readonly string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, word = '']) => word);
}

function fromRoot(path: string): string {
  return /^(core|bot|action)(\/|$)/.test(path) ? path : `core/${path}`;
}

const sources = ['core', 'bot', 'action'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path)),
);

/** The most specific one: a file named by itself belongs to no folder around it. */
function partOf(path: string): Part | undefined {
  const lengthIn = ({ paths }: Part) =>
    Math.max(0, ...paths.filter((each) => path === each || path.startsWith(`${each}/`)).map(({ length }) => length));
  const [best] = parts.toSorted((a, b) => lengthIn(b) - lengthIn(a));
  return best !== undefined && lengthIn(best) > 0 ? best : undefined;
}

function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) =>
    relative(root, resolve(root, dirname(path), target ?? '')),
  );
}

describe('who may import whom', () => {
  it('is said for every source, in a table that names only what exists', () => {
    const names = parts.map(({ name }) => name);

    expect(sources.length).toBeGreaterThan(30);
    expect(sources.filter((path) => partOf(path) === undefined)).toEqual([]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(parts.flatMap(({ paths }) => paths).filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(parts.flatMap(({ imports }) => imports).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('holds in every source', () => {
    const broken = sources.flatMap((path) => {
      const part = partOf(path);
      return importsOf(path)
        .map((target) => ({ target, name: partOf(target)?.name ?? 'no part' }))
        .filter(({ name }) => name !== part?.name && part?.imports.includes(name) !== true)
        .map(({ target, name }) => `${path} (${part?.name}) imports ${target} (${name})`);
    });

    expect(broken).toEqual([]);
  });

  it('reads the environment in the two main.ts only, and the time in core/clock.ts only', () => {
    const offenders = sources.filter((path) => {
      const code = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      const environment = !['bot/main.ts', 'action/main.ts'].includes(path) && /process\.env\b/.test(code);
      const time = path !== 'core/clock.ts' && /\bDate\.now\(|new Date\(\)|\bset(Timeout|Interval)\(/.test(code);
      return environment || time;
    });

    expect(offenders).toEqual([]);
  });
});
