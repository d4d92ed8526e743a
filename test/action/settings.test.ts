import { inspect } from 'node:util';
import { readInputs } from '../../action/inputs.ts';
import { type ActionSettings, listSecrets, readActionSettings, type SettingsDeps } from '../../action/settings.ts';
import { errorReport } from '../../core/commands/report/error-report.ts';
import { createTranslate } from '../../core/i18n/index.ts';

const sha = 'a'.repeat(40);
const HOUR_MS = 3_600_000;

interface Situation extends Partial<SettingsDeps> {
  /** By path. */
  readonly disk?: Readonly<Record<string, string>>;
  /** By path, at any commit. */
  readonly github?: Readonly<Record<string, string>>;
}

const token = { token: 'tk-1' };

/** What was asked of GitHub, as `path@ref`. */
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
});

function settingsOf(given: Readonly<Record<string, string>>, situation: Situation = {}): Promise<ActionSettings> {
  const { inputs } = readInputs((name) => given[name] ?? '');
  if (inputs === undefined) throw new Error('inputs that cannot be read');
  const { disk = {}, github = {}, ...deps } = situation;
  return readActionSettings(inputs, {
    runner: { workspace: '/workspace', sha },
    trust: { privileged: false, fork: false },
    checkedOut: sha,
    captures: {},
    env: {},
    readFile: async (path) => disk[path],
    findFile: async (path, ref) => {
      asked.push(`${path}@${ref?.slice(0, 1) ?? 'default'}`);
      return github[path];
    },
    clock: { now: () => new Date('2026-11-22T09:00:00Z') },
    ...deps,
  });
}

async function refused(...args: Parameters<typeof settingsOf>) {
  const error: unknown = await settingsOf(...args).catch((reason: unknown) => reason);
  const { message, remedy } = errorReport(error, createTranslate('en'));
  return { message, remedy };
}

const file = (text: string): Situation => ({ disk: { '/workspace/paastis.yml': text } });

const managing = "rules: [{ match: 'shop-pr{pr}', manage: true }]";

describe('settings from inputs alone', () => {
  it('manage what the workflow names, on the one account it gives', async () => {
    const settings = await settingsOf({ ...token, apps: 'shop-pr{pr}-web\nshop-pr{pr}-api' });

    const rule = { manage: true, idleAfterMs: 2 * HOUR_MS, courtesyMs: 'off' };
    expect(settings).toMatchObject({ scope: ['shop-pr{pr}-web', 'shop-pr{pr}-api'], source: 'none' });
    expect(settings.config).toMatchObject({
      mode: 'enforce',
      language: 'en',
      timezone: 'UTC',
      defaults: { manage: false, courtesyMs: 'off' },
      providers: [{ type: 'scalingo', region: 'osc-fr1' }],
      rules: [
        { match: 'shop-pr{pr}-web', ...rule },
        { match: 'shop-pr{pr}-api', ...rule },
      ],
    });
    expect(asked).toEqual([]);
    expect(inspect(settings, { depth: 9 })).not.toContain('tk-1');
    expect(listSecrets(settings.config).map((secret) => secret.reveal())).toEqual(['tk-1']);
  });

  it('take Clever Cloud’s token as an API token', async () => {
    const { config } = await settingsOf({ ...token, provider: 'clever-cloud', owner: 'orga_1', apps: 'shop' });

    expect(config.providers).toMatchObject([
      { type: 'clever-cloud', region: 'par', owner: 'orga_1', credentials: { kind: 'api_token' } },
    ]);
  });

  it('keep limits, paths and times of the workflow for every app', async () => {
    const { config } = await settingsOf({
      ...token,
      apps: 'shop\n#{pr}',
      'idle-after': '30m',
      'ready-path': '/health',
      timeout: '3m',
    });

    const ready = { path: '/health', timeoutMs: 180_000 };
    expect(config.rules).toMatchObject([
      { match: 'shop', idleAfterMs: 1_800_000, ready },
      { match: '*', ready },
    ]);
    expect(config.rules[1]).not.toHaveProperty('manage');
  });

  it('take other hosts and the proxy from the environment', async () => {
    const env = {
      SCALINGO_API_URL: 'http://127.0.0.1:1/',
      SCALINGO_AUTH_URL: 'http://127.0.0.1:2',
      https_proxy: 'p:3128',
    };

    const { config, proxy } = await settingsOf({ ...token, apps: 'shop' }, { env });

    expect(config.providers).toMatchObject([{ apiUrl: 'http://127.0.0.1:1', authUrl: 'http://127.0.0.1:2' }]);
    expect(proxy).toEqual({ https: 'http://p:3128' });
  });

  it('name the variables that hold no address, and not what they hold', async () => {
    const env = { SCALINGO_API_URL: 'secret-1', HTTP_PROXY: 'ftp://u:secret-2@x' };

    const { message } = await refused({ ...token, apps: 'shop' }, { env });

    expect(message).toMatch(/SCALINGO_API_URL[\s\S]*HTTP_PROXY/);
    expect(message).not.toContain('secret');
  });
});

describe('what a run is kept to', () => {
  it.each<[string, SettingsDeps['captures'], readonly string[]]>([
    ['shop-pr{pr}', { pr: 42 }, ['shop-pr{pr}']],
    ['#{pr}', { pr: 42 }, ['#42']],
    ['#{pr}', {}, []],
    ['@shop-pr{pr}', { pr: 42 }, ['@shop-pr42']],
    ['@shop-pr{pr}', {}, ['@shop-pr*']],
    ['scalingo:shop-pr{pr}', {}, ['scalingo/*/shop-pr{pr}']],
    ['Clever:shop', {}, ['clever-cloud/*/shop']],
    ['https://shop-pr{pr}.example.com', { pr: 42 }, ['https://shop-pr42.example.com']],
    ['https://shop-pr{pr}.example.com', {}, []],
  ])('is, for %s with %j, %j', async (apps, captures, scope) => {
    expect((await settingsOf({ ...token, apps }, { captures })).scope).toEqual(scope);
  });

  it('is what rules manage where the workflow names nothing', async () => {
    expect((await settingsOf(token, file(managing))).scope).toBe('managed');
  });
});

describe('a settings file in the workspace', () => {
  it('speaks first, and the workflow adds what it leaves out', async () => {
    const text = `
language: fr
timezone: Europe/Paris
rules:
  - { match: '*-production', protect: true }
  - { match: 'shop-pr{pr}-back', needs: ['shop-pr{pr}-db'], idle_after: 15m, courtesy: 5m }
  - { match: 'shop-pr{pr}-db', manage: false }
  - { match: 'blog-*' }
`;

    const { config, source } = await settingsOf(
      { ...token, apps: 'shop-pr{pr}-back\nshop-pr{pr}-db\nshop-pr{pr}-front' },
      file(text),
    );

    expect(source).toBe('file');
    expect(config).toMatchObject({ language: 'fr', timezone: 'Europe/Paris', mode: 'observe' });
    expect(config.rules.map(({ match, manage, idleAfterMs }) => [match, manage, idleAfterMs])).toEqual([
      ['*-production', undefined, undefined],
      ['shop-pr{pr}-back', true, 900_000],
      ['shop-pr{pr}-db', false, undefined],
      ['blog-*', undefined, undefined],
      ['shop-pr{pr}-front', true, 2 * HOUR_MS],
    ]);
    expect(config.rules.every(({ courtesyMs }) => courtesyMs === 'off')).toBe(true);
  });

  it('yields to what the workflow says itself, never sleeping apart', async () => {
    const text = `
language: fr
defaults: { manage: true, idle_after: 30m }
rules:
  - { match: a, ready: { path: /up, timeout: 1m } }
  - { match: b, idle_after: never }
`;

    const { config } = await settingsOf({ ...token, 'idle-after': '4h', timeout: '5m', language: 'fr' }, file(text));

    expect(config.defaults.idleAfterMs).toBe(4 * HOUR_MS);
    expect(config.rules).toMatchObject([
      { match: 'a', idleAfterMs: 4 * HOUR_MS, ready: { path: '/up', timeoutMs: 300_000 } },
      { match: 'b', idleAfterMs: 'never', ready: { path: '/', timeoutMs: 300_000 } },
      { match: '*', ready: { path: '/', timeoutMs: 300_000 } },
    ]);
  });

  it('keeps its own accounts, beside the one of the workflow', async () => {
    const text = `
providers:
  - { type: scalingo, region: osc-fr1, token: '\${A}' }
  - { type: clever-cloud, token: '\${B}' }
${managing}
`;
    const env = { A: 'a', B: 'b' };

    const same = await settingsOf(token, { ...file(text), env });
    const further = await settingsOf({ ...token, region: 'osc-secnum-fr1' }, { ...file(text), env });

    expect(listSecrets(same.config).map((secret) => secret.reveal())).toEqual(['a', 'b']);
    expect(further.config.providers.map(({ region }) => region)).toEqual(['osc-fr1', 'par', 'osc-secnum-fr1']);
  });

  it('tells its faults with their places, in the language of the run', async () => {
    const text = 'language: en\nrules:\n  - { match: a, idle_afer: 3m }\ntimezone: Mars\n';

    const error: unknown = await settingsOf({ ...token, language: 'fr' }, file(text)).catch(
      (reason: unknown) => reason,
    );

    expect(error).toMatchObject({
      code: 'config_invalid',
      context: {
        faults: [
          'paastis.yml:3:17 rules[0].idle_afer: clé inconnue, vouliez-vous dire idle_after ?',
          'paastis.yml:4:11 timezone: attendu : un fuseau horaire comme Europe/Paris',
        ],
      },
    });
  });

  it('reads calendars beside it', async () => {
    const day = 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261224\nEND:VEVENT\nEND:VCALENDAR';
    const disk = { '/workspace/ci/p.yml': `holidays: [days.ics]\n${managing}`, '/workspace/ci/days.ics': day };

    const { config } = await settingsOf({ ...token, config: 'ci/p.yml' }, { disk });

    expect(config.holidays).toEqual([{ kind: 'calendar', path: 'days.ics', days: ['2026-12-24'] }]);
  });

  it('has to be there once it is named', async () => {
    expect(await refused({ ...token, config: 'ci/p.yml', apps: 'shop' })).toEqual({
      message: 'There is no settings file ci/p.yml.',
      remedy: expect.stringMatching(/permissions:\n {2}contents: read$/),
    });
    expect(asked).toEqual([]);
  });

  it('is never taken for missing where it cannot be read', async () => {
    const readFile = () => Promise.reject(Object.assign(new Error('no'), { code: 'EISDIR' }));

    const { message } = await refused({ ...token, apps: 'shop' }, { readFile });

    expect(message).toContain('paastis.yml is there and cannot be read. Details: EISDIR');
  });
});

describe('where the settings come from', () => {
  const both: Situation = {
    disk: { '/workspace/paastis.yml': "rules: [{ match: 'disk', manage: true }]" },
    github: { 'paastis.yml': "rules: [{ match: 'github', manage: true }]" },
  };
  const privileged = { privileged: true, fork: false };
  const fork = { privileged: false, fork: true };

  it.each<[string, Situation, string, readonly string[]]>([
    ['a plain run', {}, 'disk', []],
    ['files without git', { checkedOut: undefined }, 'disk', []],
    ['a privileged run at the trigger’s commit', { trust: privileged }, 'disk', []],
    ['a privileged run elsewhere', { trust: privileged, checkedOut: 'b' }, 'github', ['paastis.yml@a']],
    ['a privileged run without a checkout', { trust: privileged, checkedOut: undefined }, 'github', ['paastis.yml@a']],
    ['the pull request of a fork', { trust: fork }, 'github', ['paastis.yml@default']],
    ['a run without a workspace', { runner: { workspace: '', sha } }, 'github', ['paastis.yml@a']],
  ])('is, in %s, %s %s', async (_, situation, match, calls) => {
    const { config } = await settingsOf(token, { ...both, ...situation });

    expect(config.rules.map((rule) => rule.match)).toEqual([match]);
    expect(asked).toEqual(calls);
  });

  it('is nowhere, and costs no call, where the workflow says it all', async () => {
    const { source } = await settingsOf({ ...token, apps: 'shop' }, { ...both, trust: fork });

    expect(source).toBe('none');
    expect(asked).toEqual([]);
  });

  it('is GitHub for a file that is named and nowhere on the disk', async () => {
    const github = { 'ci/p.yml': `holidays: [../../days.ics]\n${managing}` };

    const { message } = await refused({ ...token, config: 'ci/p.yml' }, { github, checkedOut: undefined });

    // Nothing outside the repository is asked for.
    expect(message).toContain('there is no such file');
    expect(asked).toEqual(['ci/p.yml@a']);
  });
});

describe('tokens that do not reach the step', () => {
  const text = `
providers:
  - { type: scalingo, token: '\${SCALINGO_API_TOKEN}' }
  - { type: clever-cloud, consumer_key: '\${KEY}', consumer_secret: '\${B}', oauth_token: '\${C}', oauth_secret: '\${D}' }
${managing}
`;
  const clever = { KEY: 'a', B: 'b', C: 'c', D: 'd' };

  it('are no fault of the file', async () => {
    const settings = await settingsOf({}, { ...file(text), env: { ...clever, SCALINGO_API_TOKEN: '' } });

    expect(settings.missingVariables).toEqual(['SCALINGO_API_TOKEN']);
    expect(settings.config.providers.map(({ type }) => type)).toEqual(['clever-cloud']);
  });

  it('are each named', async () => {
    expect((await settingsOf({}, file(text))).missingVariables).toEqual(['SCALINGO_API_TOKEN', 'KEY', 'B', 'C', 'D']);
  });

  it('may come by the input instead', async () => {
    const settings = await settingsOf(token, { ...file(text), env: clever });

    expect(settings.missingVariables).toEqual([]);
    expect(settings.config.providers.map(({ type }) => type)).toEqual(['clever-cloud', 'scalingo']);
  });

  it.each([
    ['no token', `rules: [{ match: '\${PREFIX}-pr{pr}', manage: true }]`, 'PREFIX'],
    ['a region', `providers: [{ type: scalingo, region: '\${R}', token: '\${T}' }]`, 'R'],
    ['an owner', `providers: [{ type: clever-cloud, owner: 'orga_\${O}', token: '\${T}' }]`, 'O'],
    ['a host', `providers: [{ type: scalingo, api_url: 'https://\${H}', token: '\${T}' }]`, 'H'],
  ])('are something else where the variable is %s', async (_, settings, name) => {
    const { message } = await refused(token, file(settings));

    expect(message).toContain(`${name} is not set`);
  });

  it('are told after what else is wrong with the file', async () => {
    const { message } = await refused({}, file(`${text}\ntimezone: Mars`));

    expect(message).toContain('timezone: expected a time zone');
  });
});

describe('nothing to act on', () => {
  it.each(['', 'rules: [{ match: a }]', 'mode: enforce'])(
    'is told with both ways out, for settings %j',
    async (text) => {
      expect(await refused(token, file(text))).toEqual({
        message: 'There is nothing to act on: `apps` is empty, and no rule of a settings file manages an app.',
        remedy: expect.stringMatching(
          /with:\n {2}apps: shop-pr\{pr\}\n[\s\S]*rules:\n {2}- match: 'shop-pr\{pr\}'\n {4}manage: true$/,
        ),
      });
    },
  );

  it('is not told before the token is there', async () => {
    expect((await settingsOf({})).config.providers).toEqual([]);
  });

  it('is a pattern that cannot be read, told as the input’s fault', async () => {
    const { message } = await refused({ ...token, apps: '/(/' });

    expect(message).toContain('Input `apps` is “/(/”: this is no pattern that can be read.');
  });
});
