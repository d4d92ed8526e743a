import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The parts of the tree, most specific first: a file belongs to the first whose pattern its path matches. */
const parts: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['simulator', /^core\/simulator\//],
  ['providers/scalingo', /^core\/providers\/scalingo\//],
  ['providers/clever-cloud', /^core\/providers\/clever-cloud\//],
  ['providers/provider', /^core\/providers\/provider\.ts$/],
  ['providers', /^core\/providers\/index\.ts$/],
  ['store/interface', /^core\/store\/(store|records)\.ts$/],
  ['store', /^core\/store\//],
  ['model', /^core\/model\//],
  ['http', /^core\/http\//],
  ['policy', /^core\/policy\//],
  ['settings', /^core\/settings\//],
  ['events', /^core\/events\//],
  ['engine', /^core\/engine\//],
  ['i18n', /^core\/i18n\//],
  ['commands', /^core\/commands\//],
  ['core', /^core\/index\.ts$/],
  ['base', /^core\/(config|errors|clock|log)\.ts$/],
  ['bot/terminal', /^bot\/terminal\//],
  ['bot/slack', /^bot\/slack\//],
  ['bot/sandbox', /^bot\/sandbox\.ts$/],
  ['bot', /^bot\//],
];

const base = ['model', 'base'];

/** Who may import whom; every part may import itself. The same table stands in docs/architecture.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  base: ['model'],
  http: base,
  policy: base,
  settings: ['policy', ...base],
  'providers/provider': ['http', ...base],
  'providers/scalingo': ['providers/provider', 'http', ...base],
  'providers/clever-cloud': ['providers/provider', 'http', ...base],
  providers: ['providers/provider', 'providers/scalingo', 'providers/clever-cloud', ...base],
  'store/interface': base,
  store: ['store/interface', ...base],
  events: ['store/interface', ...base],
  engine: ['policy', 'events', 'providers/provider', 'store/interface', 'http', ...base],
  i18n: base,
  commands: ['i18n', 'engine', 'policy', 'events', 'providers/provider', 'store/interface', ...base],
  core: [
    'commands',
    'engine',
    'events',
    'http',
    'i18n',
    'policy',
    'settings',
    'providers',
    'providers/provider',
    'store',
    'store/interface',
    ...base,
  ],
  simulator: base,
  bot: ['core', 'bot/terminal', 'bot/slack', 'bot/sandbox', ...base],
  'bot/terminal': ['core', 'bot', ...base],
  'bot/slack': ['core', 'bot', ...base],
  'bot/sandbox': ['core', 'simulator', 'bot', ...base],
};

const sources = ['core', 'bot'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path)),
);

function partOf(path: string): string {
  return parts.find(([, pattern]) => pattern.test(path))?.[0] ?? `no part for ${path}`;
}

function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) =>
    relative(root, resolve(root, dirname(path), target ?? '')),
  );
}

describe('who may import whom', () => {
  it('looks at every source', () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.filter((path) => partOf(path).startsWith('no part'))).toEqual([]);
  });

  it('holds in every source', () => {
    const broken = sources.flatMap((path) =>
      importsOf(path)
        .filter((target) => partOf(target) !== partOf(path) && !allowed[partOf(path)]?.includes(partOf(target)))
        .map((target) => `${path} (${partOf(path)}) imports ${target} (${partOf(target)})`),
    );

    expect(broken).toEqual([]);
  });

  it('reads the environment in bot/main.ts only, and the time in core/clock.ts only', () => {
    const offenders = sources.filter((path) => {
      const code = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      const environment = path !== 'bot/main.ts' && /process\.env\b/.test(code);
      const time = path !== 'core/clock.ts' && /\bDate\.now\(|new Date\(\)|\bset(Timeout|Interval)\(/.test(code);
      return environment || time;
    });

    expect(offenders).toEqual([]);
  });
});
