import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createLog } from '../../bot/log.ts';
import { createSlackApp } from '../../bot/slack/app.ts';
import { renderReport } from '../../bot/terminal/render.ts';
import type { CleverCloudCredentials, ProviderConfig } from '../../core/config.ts';
import { createPaastis, renderJson } from '../../core/index.ts';
import { Secret } from '../../core/log.ts';
import { createProvider } from '../../core/providers/index.ts';
import { startCleverCloudSimulator } from '../../core/simulator/clever-cloud/index.ts';
import { startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { type EchoingVendor, echoes, startEchoingVendor } from '../support/echoing-vendor.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startFakeSlack } from '../support/fake-slack.ts';
import { makeConfig } from '../support/make.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';
import { renderOptions } from '../support/terminal.ts';

afterAll(removeFolders);

/** Every failure of the list on reading, then on the one request that changes something. */
const failures = echoes.flatMap((echo) =>
  ['json', 'text', 'html'].includes(echo)
    ? [401, 403, 429, 500].map((status) => ({ echo, status }))
    : [{ echo, status: 500 }],
);

type Written = string[];

/** An error from every side that a log or a person may look at. */
function sidesOf(error: unknown): readonly string[] {
  const own = [inspect(error, { depth: null, showHidden: true, getters: true }), JSON.stringify(error) ?? ''];
  if (!(error instanceof Error)) return own;
  const context = 'context' in error ? JSON.stringify(error.context) : '';
  return [
    ...own,
    error.message,
    error.stack ?? '',
    context,
    ...(error.cause === undefined ? [] : sidesOf(error.cause)),
  ];
}

/** The secret itself and as it may stand in a header or an address. */
function shapesOf(secret: string): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  return [secret, encodeURIComponent(secret), base64(secret), base64(`:${secret}`)];
}

/** What was in the headers: bearers, Basic credentials, signatures. */
function sentSecrets(vendors: readonly EchoingVendor[]): readonly string[] {
  return vendors.flatMap(({ authorizations }) =>
    [...authorizations].flatMap((header) => {
      const signature = /oauth_signature="([^"]+)"/.exec(header)?.[1];
      return [signature ?? header.slice(header.indexOf(' ') + 1)];
    }),
  );
}

async function textsIn(folder: string): Promise<Written> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((name) => name.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
}

/** Both vendors failing in every way, and all that Paastis wrote, logged, told and kept meanwhile. */
async function collect(cleverCredentials: 'api_token' | 'oauth') {
  const clock = new FakeClock();
  const [scalingo, clever] = await Promise.all([
    startScalingoSimulator({ clock }),
    startCleverCloudSimulator({ clock, mode: cleverCredentials === 'oauth' ? 'api' : 'bridge' }),
  ]);
  await scalingo.world.addApp({ name: 'shop', formation: { web: { amount: 0, size: 'S' } } });
  await clever.world.addApp({ name: 'api' });
  const vendors = await Promise.all([startEchoingVendor(scalingo.apiUrl), startEchoingVendor(clever.apiUrl)]);
  const [scalingoVendor, cleverVendor] = vendors;
  const { oauth } = clever;
  const credentials: CleverCloudCredentials =
    cleverCredentials === 'oauth'
      ? {
          kind: 'oauth',
          consumerKey: oauth.consumerKey,
          consumerSecret: new Secret(oauth.consumerSecret),
          token: new Secret(oauth.token),
          secret: new Secret(oauth.secret),
        }
      : { kind: 'api_token', token: new Secret(clever.token) };
  const providers: readonly ProviderConfig[] = [
    {
      type: 'scalingo',
      region: 'osc-fr1',
      token: new Secret(scalingo.token),
      apiUrl: scalingoVendor.url,
      authUrl: scalingoVendor.url,
    },
    { type: 'clever-cloud', region: 'par', owner: clever.owner, credentials, apiUrl: cleverVendor.url },
  ];
  const written: Written = [];
  const folder = await makeFolder();
  const log = createLog({ level: 'trace', clock, destination: { write: (line) => void written.push(line) } });
  const held = () => scalingo.held + clever.held + scalingoVendor.held + cleverVendor.held;
  const play = <T>(promise: Promise<T>) => clock.run(promise, held);
  const config = makeConfig({ providers });
  written.push(inspect(config, { depth: null, showHidden: true }), JSON.stringify(config));
  const paastis = await play(createPaastis(config, { clock, log, store: { folder } }));
  paastis.subscribe((event) => void written.push(JSON.stringify(event)));
  const codes = new Set<string>();

  const run = async (line: string) => {
    const report = await play(paastis.run(line, { actor: 'terminal:ana', entryPoint: 'terminal' }));
    const json = JSON.stringify(renderJson(report));
    for (const [, code = ''] of json.matchAll(/"code":"(\w+)"/g)) codes.add(code);
    written.push(json, inspect(report, { depth: null }), renderReport(report, renderOptions('en', 200)));
  };

  await run('list');
  for (const { echo, status } of failures) {
    for (const vendor of vendors) vendor.fail(echo, status);
    await run('list');
    await run('status shop api');
    for (const config of providers) {
      const provider = await createProvider(config, { clock, log });
      const calls = [() => provider.listApps(), () => provider.getPrices(), () => provider.getHealth()];
      for (const call of calls) written.push(...sidesOf(await play(call().catch((thrown: unknown) => thrown))));
      await play(provider.close());
    }
    // Names still resolve; only what changes the app fails.
    for (const vendor of vendors) vendor.fail(echo, status, /^(POST|PUT|DELETE) /);
    await run('wake shop');
    await run('sleep api');
    for (const vendor of vendors) vendor.fail('forward', 200);
    await clock.advance(60 * 60_000, held);
  }
  await run('history');
  await play(paastis.close({ graceMs: 0 }));
  written.push(...(await textsIn(folder)));
  await Promise.all([...vendors, scalingo, clever].map((each) => each.close()));
  const configured = cleverCredentials === 'oauth' ? [oauth.consumerSecret, oauth.token, oauth.secret] : [clever.token];
  return { written, codes, secrets: [scalingo.token, ...configured, ...sentSecrets(vendors)] };
}

function leaksIn(written: readonly string[], secrets: readonly string[]): readonly string[] {
  const shapes = secrets.flatMap(shapesOf);
  return written.flatMap((text) =>
    shapes.filter((shape) => text.includes(shape)).map((shape) => `${shape}: ${text.slice(0, 2_000)}`),
  );
}

describe('whatever a vendor throws back', () => {
  it.each(['api_token', 'oauth'] as const)('shows no secret anywhere (Clever Cloud by %s)', async (kind) => {
    const { written, codes, secrets } = await collect(kind);

    expect(leaksIn(written, secrets)).toEqual([]);
    // The search is worth something only if the failures took place and the secrets were sent.
    expect(Array.from(codes)).toEqual(
      expect.arrayContaining(['provider_auth', 'provider_unavailable', 'provider_timeout', 'provider_contract']),
    );
    expect(new Set(secrets).size).toBeGreaterThan(4);
    expect(written.length).toBeGreaterThan(100);
  });
});

describe('whatever Slack throws back', () => {
  it('shows neither the bot token nor the signing secret', async () => {
    const clock = new FakeClock();
    const secrets = { botToken: 'xoxb-1-never-shown', signingSecret: 'signing-never-shown' };
    const slack = await startFakeSlack({ clock, ...secrets });
    const written: Written = [];
    const log = createLog({ level: 'trace', clock, destination: { write: (line) => void written.push(line) } });
    for (const failure of [
      { kind: 'error', error: `invalid_auth ${secrets.botToken}` },
      { kind: 'status', status: 500 },
      { kind: 'reset' },
    ] as const) {
      slack.fail('auth.test', failure, 10);
      const app = createSlackApp({
        paastis: await createPaastis(makeConfig(), { clock, log, store: { memory: true } }),
        clock,
        log,
        botToken: new Secret(secrets.botToken),
        signingSecret: new Secret(secrets.signingSecret),
        slackApiUrl: slack.apiUrl,
      });
      const error = await clock
        .run(app.start(), () => 0)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      written.push(...sidesOf(error), JSON.stringify(app.check()));
      await clock.run(app.stop(), () => 0);
    }
    await slack.close();

    expect(leaksIn(written, Object.values(secrets))).toEqual([]);
    expect(written.join('\n')).toContain('SLACK_BOT_TOKEN');
  });
});
