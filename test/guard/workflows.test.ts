import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { removeFolders } from '../support/temporary-folder.ts';
import type { CheckedFile, Finding } from '../support/workflow-checks/request.ts';
import { checkByActionlint, checkByLanguageService, listWorkflows, workflowsIn } from '../support/workflow-checks.ts';

const root = resolve(import.meta.dirname, '../..');

const manifest: CheckedFile = { name: 'action.yml', text: await readFile(join(root, 'action.yml'), 'utf8') };

const HEAD = `on: pull_request
permissions: {}
jobs:
  paastis:
    runs-on: ubuntu-latest
    steps:
      - uses: paastis/action@v1
        id: paastis
        with:
          apps: shop-pr{pr}
`;

/** Keys that are younger than actionlint's engine. */
const NEW_KEYS = `on:
  schedule:
    - cron: '17 19 * * 1-5'
      timezone: Europe/Paris
concurrency:
  group: paastis
  queue: max
permissions: {}
jobs:
  paastis:
    runs-on: ubuntu-latest
    environment:
      name: review
      deployment: false
    steps:
      - uses: paastis/action@v1
`;

/** A file that is wrong, and a word of the finding. */
type Fault = readonly [what: string, text: string, word: string];

const unknownInput = HEAD.replace('apps:', 'apss:');

const workflowFaults: readonly Fault[] = [
  ['an unknown input', unknownInput, 'apss'],
  ['an unknown event', HEAD.replace('on: pull_request', 'on: pull_requests'), 'pull_requests'],
  ['a cron that never fires', NEW_KEYS.replace('17 19', '99 19'), 'cron'],
  ['a schedule without cron', NEW_KEYS.replace("cron: '17 19 * * 1-5'", 'at: noon'), 'at'],
  ['an unknown permission', HEAD.replace('{}', '{ pull-request: write }'), 'pull-request'],
];

const manifestFaults: readonly Fault[] = [
  ['an unknown key', manifest.text.replace('  post:', '  pots:'), 'pots'],
  ['an unknown runtime', manifest.text.replace('node24', 'node23'), 'node23'],
  ['an icon that GitHub lacks', manifest.text.replace('moon', 'owl'), 'owl'],
  ['a secret as default', manifest.text.replace('github.token', 'secrets.TOKEN'), 'secrets'],
];

const lintFaults: readonly Fault[] = [
  ['an unknown input', unknownInput, 'apss'],
  ['an unknown output', `${HEAD}      - run: echo "\${{ steps.paastis.outputs.link }}"\n`, 'link'],
  ['a script that anybody may write into', `${HEAD}      - run: echo "\${{ github.head_ref }}"\n`, 'untrusted'],
  ['a context that does not exist', HEAD.replace('shop-pr{pr}', `\${{ matrix.app }}`), 'app'],
  ['a misspelt key', HEAD.replace('runs-on', 'run-on'), 'run-on'],
];

const sound: readonly CheckedFile[] = [
  { name: 'sound.yml', text: HEAD },
  { name: 'new-keys.yml', text: NEW_KEYS },
];

const shown = await listWorkflows();

/** Findings of each check by file; all files at once, since starting a check takes longer than checking. */
const found = { languageService: new Map<string, string[]>(), actionlint: new Map<string, string[]>() };

const filesOf = (faults: readonly Fault[], suffix = '') =>
  faults.map(([what, text]) => ({ name: `${what}${suffix}`, text }));

const byName = (findings: readonly Finding[]) =>
  new Map(
    Map.groupBy(findings, ({ name }) => name)
      .entries()
      .map(([name, all]) => [name, all.map(({ line, message }) => `line ${line}: ${message}`)]),
  );

beforeAll(async () => {
  const right = [...shown, ...sound];
  const manifests = [manifest, ...filesOf(manifestFaults, '/action.yml')];
  const [languageService, actionlint] = await Promise.all([
    checkByLanguageService([...right, ...manifests, ...filesOf(workflowFaults)]),
    checkByActionlint([...right, ...filesOf(lintFaults)]),
  ]);
  Object.assign(found, { languageService: byName(languageService), actionlint: byName(actionlint) });
});

afterAll(removeFolders);

describe('the checks of workflows', () => {
  it.each([...shown, ...sound].map(({ name }) => name))('find nothing wrong with %s', (name) => {
    expect([found.languageService.get(name), found.actionlint.get(name)]).toEqual([undefined, undefined]);
  });

  it('find nothing wrong with action.yml', () => {
    expect(found.languageService.get('action.yml')).toBeUndefined();
  });

  it.each(workflowFaults)('find %s: GitHub’s language service', (what, _, word) => {
    expect(found.languageService.get(what)?.join('\n')).toContain(word);
  });

  it.each(manifestFaults)('find %s in action.yml: GitHub’s language service', (what, _, word) => {
    expect(found.languageService.get(`${what}/action.yml`)?.join('\n')).toContain(word);
  });

  it.each(lintFaults)('find %s: actionlint', (what, _, word) => {
    expect(found.actionlint.get(what)?.join('\n')).toContain(word);
  });

  it('take from a document what is a whole workflow, with its line', () => {
    const text = `# Use\n\n\`\`\`yaml\n- uses: x\n\`\`\`\n\n\`\`\`yaml\non: push\njobs: {}\n\`\`\`\n`;

    expect(workflowsIn({ name: 'a.md', text })).toEqual([{ name: 'a.md:7', text: 'on: push\njobs: {}\n' }]);
  });

  it('are given at least one example', () => {
    expect(shown.map(({ name }) => name)).toContain('examples/workflows/wake-on-pull-request.yml');
  });
});
