import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decide } from '../../action/trigger/decide.ts';
import { parseEvent } from '../../action/trigger/event.ts';
import { variables } from '../../bot/variables.ts';
import { commandNames } from '../../core/commands/spec.ts';
import { en } from '../../core/i18n/en.ts';
import { settingsPaths } from '../../core/settings/json-schema.ts';
import { examplesOf, pullRequestEvent } from '../support/webhook-payloads.ts';

const read = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const root = resolve(import.meta.dirname, '../..');

const codeWords = (text: string) => new Set(Array.from(text.matchAll(/`([^`\n]+)`/g), ([, word]) => word));

describe('docs/configuration.md', () => {
  it('has every environment variable, and none that is not read', async () => {
    const named = (await read('configuration.md')).match(/`[A-Z][A-Z_]{3,}`/g) ?? [];

    const documented = new Set(named.map((word) => word.slice(1, -1)).filter((word) => word !== 'NAME'));
    expect([...documented].sort()).toEqual(Object.keys(variables).sort());
  });

  it('has every key of the settings, and none that does not exist', async () => {
    const words = codeWords((await read('configuration.md')).split('## `paastis.yml`')[1] ?? '');

    const known = settingsPaths();
    const documented = [...words].filter((word) => /^\w+\[\]\./.test(word ?? ''));
    expect(known.filter((path) => !words.has(path))).toEqual([]);
    expect(documented.filter((path) => !known.some((each) => each === path))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const stems = Object.keys(en).flatMap((key) => {
    const [, code, reason] = /^error\.(\w+)(?:\.(\w+))?\.message$/.exec(key) ?? [];
    return code === undefined ? [] : [{ code, reason }];
  });

  it('has a section per code, and none that does not exist', async () => {
    const sections = Array.from((await read('errors.md')).matchAll(/^### `(\w+)`$/gm), ([, code]) => code);

    expect(new Set(sections)).toEqual(new Set(stems.map(({ code }) => code)));
  });

  it('has a row per reason, below its code', async () => {
    const sections = (await read('errors.md')).split(/^### /m);

    const missing = stems.filter(({ code, reason }) => {
      const section = sections.find((text) => text.startsWith(`\`${code}\``));
      return reason !== undefined && !section?.includes(`| \`${reason}\` |`);
    });
    expect(missing).toEqual([]);
  });

  it('tells every message in the words of the program', async () => {
    const page = await read('errors.md');

    const messages = Object.entries(en).filter(([key]) => /^error\.\w+(\.\w+)?\.message$/.test(key));
    const texts = messages.map(([, text]) => (typeof text === 'string' ? text : text.one));
    expect(texts.filter((text) => !page.includes(text))).toEqual([]);
  });
});

describe('docs/github-action.md', () => {
  const rowsOf = (section = '') =>
    Array.from(section.matchAll(/^\| (.+) \|$/gm), ([, row = '']) => row.split(' | ')).slice(1);

  /** What the table says of an activity of a pull request. */
  const told = async () => {
    const section = (await read('github-action.md')).split('## What it does when')[1]?.split('\n\nAny other')[0];
    return new Map(
      rowsOf(section).flatMap(([events, activities = '', does = '']) => {
        if (events !== '`pull_request`') return [];
        const [label] = /paastis:\w+/.exec(activities) ?? [];
        const names = [...codeWords(activities)].filter((word = '') => /^\w+$/.test(word));
        return names.map(
          (name) => [label === undefined ? `${name}` : `${name} ${label}`, does.replace(/s$/, '')] as const,
        );
      }),
    );
  };

  it('says of every activity of a pull request what the Action decides', async () => {
    const table = await told();

    const activities = new Set(
      examplesOf('pull_request').flatMap(({ action }) => (typeof action === 'string' ? action : [])),
    );
    const cases = [...activities, 'labeled paastis:wake', 'labeled paastis:sleep'];
    const decided = cases.flatMap((each) => {
      const [action = '', label] = each.split(' ');
      const payload = pullRequestEvent({ action, ...(label !== undefined && { label }) });
      const { intent } = decide(parseEvent('pull_request', payload), { command: 'auto', actor: 'ada' });
      return intent.kind === 'nothing' ? [] : [[each, intent.kind] as const];
    });
    expect(table).toEqual(new Map(decided));
  });

  it('quotes messages of the program', async () => {
    const rows = rowsOf((await read('github-action.md')).split('## When something goes wrong')[1]?.split('\n## ')[0]);

    const texts = Object.values(en).map((text) => (typeof text === 'string' ? text : text.one));
    const quoted = rows.slice(1).map(([cell = '']) => cell.replace(/^`(.*)` …$/, '$1'));
    expect(quoted.length).toBeGreaterThan(10);
    expect(quoted.filter((words) => !texts.some((text) => text.includes(words)))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has every command in its table, and none that does not exist', async () => {
    const table = (await readFile(join(root, 'README.md'), 'utf8')).split('\n## Commands')[1]?.split('\n## ')[0] ?? '';
    const rows = Array.from(table.matchAll(/^\| (`.*?) \| /gm), ([, cell = '']) => cell.replaceAll('\\|', ','));

    const documented = rows.flatMap((cell) => [...codeWords(cell)].map((word) => word?.split(' ')[0]));
    const known = [...commandNames.filter((name) => name !== 'help'), 'check', 'schema', 'manifest'];
    expect(new Set(documented)).toEqual(new Set(known));
  });
});

describe('the documents', () => {
  it.each([
    'README.md',
    'CONTRIBUTING.md',
    'docs/architecture.md',
    'docs/savings.md',
    'docs/slack.md',
    'docs/github-action.md',
    'SECURITY.md',
    'docs/adding-a-provider.md',
    ...readdirSync(join(root, 'docs/adr')).map((name) => `docs/adr/${name}`),
  ])('name only files that exist, in %s', async (name) => {
    const text = await readFile(join(root, name), 'utf8');

    const places = [root, join(root, 'core'), join(root, 'core/commands'), join(root, 'core/http')];
    const paths = [...codeWords(text)].filter((word = '') => /^[\w-][\w.-]*\/[\w./-]*\.(ts|md)$/.test(word));
    const links = Array.from(text.matchAll(/\]\(([^)#:]+)\)/g), ([, link = '']) => link);
    expect(paths.filter((path = '') => !places.some((place) => existsSync(join(place, path))))).toEqual([]);
    expect(links.filter((link) => !existsSync(resolve(root, name, '..', link)))).toEqual([]);
  });
});
