import { inspect } from 'node:util';
import { type ConfigSources, readConfig } from '../../bot/config.ts';
import { ConfigError } from '../../core/errors.ts';

function files(contents: Readonly<Record<string, string>> = {}): ConfigSources {
  return { cwd: '/app', now: new Date('2026-11-22T09:00:00Z'), readFile: async (path) => contents[path] };
}

async function faultsOf(env: Record<string, string>, sources = files()): Promise<readonly string[]> {
  try {
    await readConfig(env, sources);
  } catch (error) {
    if (error instanceof ConfigError) return error.context.faults ?? [];
    throw error;
  }
  return [];
}

describe('what the bot runs with', () => {
  it('names no provider when nobody does', async () => {
    const { config, bot, settingsFile } = await readConfig({}, files());

    expect(config).toMatchObject({ providers: [], mode: 'observe', language: 'en', timezone: 'UTC' });
    expect(bot).toEqual({ dataFolder: '/app/data', port: 3000, host: '0.0.0.0', logLevel: 'info' });
    expect(settingsFile).toBeUndefined();
  });

  it('takes one account of each type from the environment', async () => {
    const env = { SCALINGO_API_TOKEN: 'tk-1', CLEVER_API_TOKEN: 'tk-2', CLEVER_OWNER: 'orga_1', CLEVER_REGION: 'rbx' };

    const { config } = await readConfig(env, files());

    expect(config.providers).toMatchObject([
      { type: 'scalingo', region: 'osc-fr1' },
      { type: 'clever-cloud', region: 'rbx', owner: 'orga_1', credentials: { kind: 'api_token' } },
    ]);
    expect(inspect(config, { depth: 9 })).not.toMatch(/tk-\d/);
  });

  it('takes Clever Cloud’s four keys of OAuth', async () => {
    const env = { CLEVER_CONSUMER_KEY: 'a', CLEVER_CONSUMER_SECRET: 'b', CLEVER_TOKEN: 'c', CLEVER_SECRET: 'd' };

    const { config } = await readConfig(env, files());

    expect(config.providers).toMatchObject([{ credentials: { kind: 'oauth', consumerKey: 'a' } }]);
  });

  it('prefers the accounts of the settings file, and its hosts to those of the environment', async () => {
    const settings = `providers:
  - { type: scalingo, region: osc-fr1, token: a, api_url: https://own.example.test }
  - { type: scalingo, region: osc-secnum-fr1, token: b }
`;
    const env = {
      SCALINGO_API_TOKEN: 'ignored',
      SCALINGO_API_URL: 'http://127.0.0.1:1/',
      SCALINGO_AUTH_URL: 'http://127.0.0.1:2',
    };

    const { config, settingsFile } = await readConfig(env, files({ '/app/paastis.yml': settings }));

    expect(settingsFile).toBe('/app/paastis.yml');
    expect(config.providers).toMatchObject([
      { region: 'osc-fr1', apiUrl: 'https://own.example.test', authUrl: 'http://127.0.0.1:2' },
      { region: 'osc-secnum-fr1', apiUrl: 'http://127.0.0.1:1', authUrl: 'http://127.0.0.1:2' },
    ]);
  });

  it('takes the accounts of the environment for a settings file that lists none', async () => {
    const { config } = await readConfig({ SCALINGO_API_TOKEN: 'a' }, files({ '/app/paastis.yml': 'mode: enforce' }));

    expect(config).toMatchObject({ mode: 'enforce', providers: [{ type: 'scalingo' }] });
  });

  it.each([
    ['fr_FR.UTF-8', 'fr'],
    ['fr', 'fr'],
    ['C.UTF-8', 'en'],
    ['frr_DE', 'en'],
  ])('LANG %s is %s', async (LANG, language) => {
    expect((await readConfig({ LANG }, files())).config.language).toBe(language);
  });

  it('prefers the language and the zone of the settings file to the machine’s', async () => {
    const sources = { ...files({ '/app/paastis.yml': 'language: fr' }), timezone: 'Europe/Paris' };

    const { config } = await readConfig({ LANG: 'en_GB' }, sources);

    expect(config).toMatchObject({ language: 'fr', timezone: 'Europe/Paris' });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'a', SLACK_SIGNING_SECRET: 'b' }, 'http'],
    [{ SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b' }, 'socket'],
    [{ SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b', SLACK_SIGNING_SECRET: 'c' }, 'socket'],
    [{ SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b', SLACK_SIGNING_SECRET: 'c', SLACK_MODE: 'HTTP' }, 'http'],
    [{ SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b', SLACK_MODE: 'socket' }, 'socket'],
    [{ SLACK_CLIENT_ID: 'a', SLACK_CLIENT_SECRET: 'b', SLACK_STATE_SECRET: 'c', SLACK_SIGNING_SECRET: 'd' }, 'oauth'],
  ])('%j is Slack by %s', async (env, mode) => {
    expect((await readConfig(env, files())).bot.slack?.mode).toBe(mode);
  });
});

describe('the proxy of the environment', () => {
  it('has its names in capitals or not, and needs no scheme', async () => {
    const env = { HTTP_PROXY: 'http://one.example.com:3128', https_proxy: 'two.example.com:3128', NO_PROXY: '.local' };

    const { bot } = await readConfig(env, files());

    expect(bot.proxy).toEqual({
      http: 'http://one.example.com:3128',
      https: 'http://two.example.com:3128',
      no: '.local',
    });
  });

  it('is the one in small letters where both are there, as everywhere else', async () => {
    const env = { HTTPS_PROXY: 'http://one.example.com:3128', https_proxy: 'http://two.example.com:3128' };

    expect((await readConfig(env, files())).bot.proxy).toEqual({ https: 'http://two.example.com:3128' });
  });

  it('is none where only hosts without one are named', async () => {
    expect((await readConfig({ NO_PROXY: 'localhost' }, files())).bot.proxy).toBeUndefined();
  });
});

describe('an environment that cannot be used', () => {
  it.each<[Record<string, string>, string]>([
    [{ SLACK_BOT_TOKEN: 'a' }, 'SLACK_SIGNING_SECRET: missing beside the other SLACK_ variables'],
    [
      { SLACK_BOT_TOKEN: 'a', SLACK_SIGNING_SECRET: 'b', SLACK_MODE: 'socket' },
      'SLACK_APP_TOKEN: missing beside the other SLACK_ variables',
    ],
    [
      { SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b', SLACK_MODE: 'http' },
      'SLACK_SIGNING_SECRET: missing beside the other SLACK_ variables',
    ],
    [{ SLACK_BOT_TOKEN: 'a', SLACK_APP_TOKEN: 'b', SLACK_MODE: 'fax' }, 'SLACK_MODE: expected http, socket'],
    [{ SLACK_SIGNING_SECRET: 'a' }, 'SLACK_BOT_TOKEN: missing beside the other SLACK_ variables'],
    [{ SLACK_APP_TOKEN: 'a' }, 'SLACK_BOT_TOKEN: missing beside the other SLACK_ variables'],
    [
      { SLACK_CLIENT_ID: 'a', SLACK_SIGNING_SECRET: 'b' },
      'SLACK_CLIENT_SECRET, SLACK_STATE_SECRET: missing beside the other SLACK_ variables',
    ],
    [
      { CLEVER_CONSUMER_KEY: 'a', CLEVER_TOKEN: 'b', CLEVER_SECRET: ' ' },
      'CLEVER_CONSUMER_SECRET, CLEVER_SECRET: missing beside the other CLEVER_ variables of OAuth',
    ],
    [{ HTTPS_PROXY: 'ftp://proxy.example.com' }, 'HTTPS_PROXY: expected the address of a proxy'],
    [{ http_proxy: 'http://' }, 'HTTP_PROXY: expected the address of a proxy'],
    [{ PORT: 'http' }, 'PORT: expected a number from 0 to 65535'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected trace, debug'],
    [{ SCALINGO_API_URL: 'api' }, 'SCALINGO_API_URL: expected an address'],
    [{ PAASTIS_ENCRYPTION_KEY: 'short' }, 'PAASTIS_ENCRYPTION_KEY: expected 32 bytes in base64'],
    [{ PAASTIS_CONFIG: 'other.yml' }, 'PAASTIS_CONFIG: there is no file /app/other.yml'],
  ])('%j', async (env, fault) => {
    const faults = await faultsOf(env);

    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it('does not take a folder in the place of the settings for none', async () => {
    const readFile = async () => {
      throw Object.assign(new Error('illegal operation on a directory, read'), { code: 'EISDIR' });
    };

    const faults = await faultsOf({}, { ...files(), readFile });

    expect(faults).toEqual(['PAASTIS_CONFIG: the file /app/paastis.yml cannot be read (EISDIR)']);
  });

  it('is told in the language of the environment, and in English to logs', async () => {
    const reading = readConfig({ PORT: 'http', LANG: 'fr_FR.UTF-8' }, files());

    await expect(reading).rejects.toMatchObject({
      message: 'Settings or environment: PORT: expected a number from 0 to 65535',
      context: { faults: ['PORT : attendu : un nombre de 0 à 65535'], subject: 'environnement' },
    });
  });

  it('tells its faults together with those of the settings file', async () => {
    const faults = await faultsOf({ PORT: '-1' }, files({ '/app/paastis.yml': 'mode: sleepy\nx: 1' }));

    expect(faults).toEqual([
      'PORT: expected a number from 0 to 65535',
      'paastis.yml:1:7 mode: expected observe or enforce',
      'paastis.yml:2:1 x: unknown key',
    ]);
  });
});
