import { inspect } from 'node:util';
import fc from 'fast-check';
import { type InputFault, inputError } from '../../action/inputs/faults.ts';
import { readInputs } from '../../action/inputs.ts';
import { errorReport } from '../../core/commands/report/error-report.ts';
import { createTranslate } from '../../core/i18n/index.ts';
import { anyText } from '../support/any-text.ts';

const read = (given: Readonly<Record<string, string>> = {}) => readInputs((name) => given[name] ?? '');

/** One fault as the step tells it: a sentence, then the lines to paste. */
function tell(fault: InputFault, language: 'en' | 'fr'): string {
  const { faults = [], paste = '' } = inputError([fault], language).context;
  return [...faults, paste].join('\n');
}

const told = (given: Readonly<Record<string, string>>, language: 'en' | 'fr' = 'en') =>
  read(given).faults.map((fault) => tell(fault, language));

const names = [
  'command',
  'apps',
  'config',
  'provider',
  'region',
  'owner',
  'token',
  'idle-after',
  'wait',
  'timeout',
  'ready-path',
  'sleep-after',
  'comment',
  'deployment',
  'dry-run',
  'missing-token',
  'language',
  'github-token',
];

describe('the inputs', () => {
  it('are all left out in the shortest workflow', () => {
    expect(read()).toEqual({
      inputs: {
        command: 'auto',
        apps: [],
        config: 'paastis.yml',
        configGiven: false,
        provider: 'scalingo',
        wait: true,
        timeoutMs: 600_000,
        timeoutGiven: false,
        readyPath: '/',
        readyPathGiven: false,
        sleepAfter: false,
        comment: true,
        deployment: false,
        dryRun: false,
        language: 'en',
        languageGiven: false,
      },
      faults: [],
      language: 'en',
    });
  });

  it('are taken as they are written', () => {
    const { inputs, faults } = read({
      command: 'wake shop --for 2h',
      apps: 'shop-pr{pr}-web\nshop-pr{pr}-api',
      config: './ci/paastis.yml',
      provider: 'clever-cloud',
      region: 'rbx',
      owner: 'orga_1',
      token: 'tk-1',
      'idle-after': '1h30m',
      wait: 'False',
      timeout: '3m',
      'ready-path': '/health?deep=1',
      'sleep-after': 'TRUE',
      comment: 'false',
      deployment: 'true',
      'dry-run': 'True',
      'missing-token': 'skip',
      language: 'FR',
      'github-token': 'ghs_1',
    });

    expect(faults).toEqual([]);
    expect(inputs).toMatchObject({
      command: 'wake shop --for 2h',
      apps: ['shop-pr{pr}-web', 'shop-pr{pr}-api'],
      config: 'ci/paastis.yml',
      configGiven: true,
      provider: 'clever-cloud',
      region: 'rbx',
      owner: 'orga_1',
      idleAfterMs: 5_400_000,
      wait: false,
      timeoutMs: 180_000,
      timeoutGiven: true,
      readyPath: '/health?deep=1',
      readyPathGiven: true,
      sleepAfter: true,
      comment: false,
      deployment: true,
      dryRun: true,
      missingToken: 'skip',
      language: 'fr',
      languageGiven: true,
    });
    expect(inputs?.token?.reveal()).toBe('tk-1');
    expect(inputs?.githubToken?.reveal()).toBe('ghs_1');
    expect(inspect(inputs)).not.toMatch(/tk-1|ghs_1/);
  });

  it('are not given where they say what action.yml says anyway', () => {
    const { inputs } = read({ config: 'paastis.yml', timeout: '10m', 'ready-path': '/', language: 'en' });

    expect(inputs).toMatchObject({
      configGiven: false,
      timeoutGiven: false,
      readyPathGiven: false,
      languageGiven: false,
    });
  });

  it.each(['0', '0s', '0m'])('let %s stand for no waiting at all', (idle) => {
    expect(read({ 'idle-after': idle }).inputs?.idleAfterMs).toBe(0);
  });

  it('are an absent secret where they are empty', () => {
    expect(read({ token: '', 'github-token': '  ' }).inputs).not.toHaveProperty('token');
  });
});

describe('an input that cannot be used', () => {
  it.each<[string, string, string, string]>([
    ['wait', 'yes', 'Input `wait` is “yes”: expected true or false.', 'wait: true'],
    ['comment', '1', 'Input `comment` is “1”: expected true or false.', 'comment: true'],
    ['dry-run', 'on', 'Input `dry-run` is “on”: expected true or false.', 'dry-run: true'],
    ['idle-after', '2 hours', 'expected a duration such as 90s, 30m, 2h or 3d.', 'idle-after: 2h'],
    ['idle-after', '30', 'expected a duration such as 90s, 30m, 2h or 3d.', 'idle-after: 2h'],
    ['timeout', '0', 'expected a duration from 5s to 1h.', 'timeout: 10m'],
    ['timeout', '2h', 'expected a duration from 5s to 1h.', 'timeout: 10m'],
    ['provider', 'clevercloud', 'did you mean clever-cloud?', 'provider: clever-cloud'],
    ['provider', 'heroku', 'expected scalingo, clever-cloud.', 'provider: scalingo'],
    ['region', 'evil.example/', 'expected a region such as osc-fr1.', 'region: osc-fr1'],
    [
      'owner',
      'me',
      'expected an organisation such as',
      'provider: clever-cloud\n  owner: orga_00000000-0000-0000-0000-000000000000',
    ],
    ['owner', 'orga_1', 'only Clever Cloud has owners', 'provider: clever-cloud\n  owner: orga_1'],
    ['config', '../paastis.yml', 'below the root of the repository', 'config: paastis.yml'],
    ['config', '/etc/paastis.yml', 'below the root of the repository', 'config: paastis.yml'],
    ['config', 'C:\\paastis.yml', 'below the root of the repository', 'config: paastis.yml'],
    ['config', 'settings/', 'below the root of the repository', 'config: paastis.yml'],
    ['ready-path', 'health', 'expected a path that starts with /.', 'ready-path: /health'],
    ['ready-path', '//evil.example', 'expected a path that starts with /.', 'ready-path: /health'],
    ['ready-path', '/\\evil.example', 'expected a path that starts with /.', 'ready-path: /health'],
    ['missing-token', 'ignore', 'expected skip, fail.', 'missing-token: skip'],
    ['language', 'de', 'expected en, fr', 'language: en'],
    ['command', 'wake a\nsleep b', 'expected one command on one line.', 'command: auto'],
  ])('%s: %j is told with what to write instead', (name, value, sentence, lines) => {
    const [text = '', ...others] = told({ [name]: value });

    expect(others).toEqual([]);
    expect(text.split('\n')[0]).toContain(sentence);
    expect(text).toMatch(new RegExp(`\nwith:\n  ${lines.replace(/[/?]/g, '\\$&')}$`));
  });

  it('is told together with all others, in the language that was asked for', () => {
    const given = { wait: 'oui', timeout: 'long', language: 'fr', apps: '- shop' };

    const { inputs, faults, language } = read(given);
    const report = errorReport(inputError(faults, language), createTranslate(language));

    expect(inputs).toBeUndefined();
    expect(report.message).toBe(
      [
        'L’étape a 3 entrées inutilisables :',
        '  Entrée `timeout`, valeur « long » : attendu : une durée comme 90s, 30m, 2h ou 3d.',
        '  Entrée `apps`, valeur « - shop » : écrivez une app par ligne, sans tiret devant.',
        '  Entrée `wait`, valeur « oui » : attendu : true ou false.',
      ].join('\n'),
    );
    expect(report.remedy).toBe(
      'Rien n’a été modifié. Écrivez dans le workflow :\nwith:\n  timeout: 10m\n  apps: |\n    shop\n  wait: false',
    );
  });

  it.each([
    ['a blank within', 'tk 1'],
    ['a line break within', 'tk\n1'],
    ['a letter no header takes', 'tk-é'],
    ['the name of a variable', '$SCALINGO_API_TOKEN'],
    ['an expression nobody has filled in', `\${{ secrets.SCALINGO_API_TOKEN }}`],
  ])('never shows a token: %s', (_, token) => {
    const [text = ''] = told({ token });

    expect(text).toMatch(/^Input `token`: expected/);
    expect(text).toContain(`  token: \${{ secrets.SCALINGO_API_TOKEN }}`);
    expect(text.split('\n')[0]).not.toContain('tk');
  });

  it('never shows a token that went into the wrong input', () => {
    const texts = told({ token: 'tk-us-1', wait: 'tk-us-1', region: 'x tk-us-1 y' }).join('\n');

    expect(texts).not.toContain('tk-us-1');
    expect(texts).toContain('***');
  });

  it('is shown on one short line, whatever was given', () => {
    const [text = ''] = told({ wait: `\n::error::pwned\u2028<!--${'x'.repeat(100_000)}` });

    const [sentence = '', ...paste] = text.split('\n');
    expect(sentence.length).toBeLessThan(150);
    expect(sentence).toMatch(/^Input `wait` is “::error::pwned <!--x+…”/);
    expect(paste).toEqual(['with:', '  wait: false']);
  });
});

describe('any text as any input', () => {
  const texts = fc.oneof(anyText({ maxLength: 80 }), fc.constantFrom('true', '2h', '0', 'scalingo'));
  const forms = fc.dictionary(fc.constantFrom(...names), texts);

  it('is read or told, one line a fault, and never throws', () => {
    fc.assert(
      fc.property(forms, (given) => {
        const { inputs, faults, language } = read(given);

        expect(inputs === undefined).toBe(faults.length > 0);
        for (const fault of faults) {
          const [sentence = '', head, ...lines] = tell(fault, language).split('\n');
          expect(sentence).toContain(fault.input);
          expect(head).toBe('with:');
          expect(lines.every((line) => /^ {2}[\w ]/.test(line))).toBe(true);
        }
        for (const app of inputs?.apps ?? []) expect(app).not.toMatch(/[\s\p{Cc}]|^-/u);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('is right where the lines to paste were pasted', () => {
    fc.assert(
      fc.property(forms, (given) => {
        const { faults } = read(given);
        const pasted = Object.fromEntries(faults.flatMap(({ example }) => valuesOf(example)));

        expect(read({ ...given, ...pasted }).faults).toEqual([]);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

/** `name: value`, or a block of lines. */
function valuesOf(lines: readonly string[]): readonly [string, string][] {
  const [first = '', ...rest] = lines;
  if (first === 'apps: |') return [['apps', rest.map((line) => line.trim()).join('\n')]];
  return lines.map((line) => {
    const at = line.indexOf(':');
    // An expression is filled in by GitHub.
    return [
      line.slice(0, at),
      line
        .slice(at + 1)
        .trim()
        .replace(/^\$\{\{.*\}\}$/, 'tk-1'),
    ];
  });
}
