import { Agent } from 'undici';
import { createSlackApp, type SlackApp, type SlackAppOptions } from '../../../../bot/slack/app.ts';
import type { Log } from '../../../../core/log.ts';
import { Secret } from '../../../../core/log.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { type FakePaastis, fakePaastis, type Script, wokenReport } from '../../../support/fake-paastis.ts';
import { type FakeSlack, type Hands, startFakeSlack } from '../../../support/fake-slack.ts';
import { type FakeSocket, startFakeSocket } from '../../../support/fake-socket.ts';
import { botToken, signingSecret } from '../bot.ts';

const appToken = 'xapp-1-A0FAKE00001-1-abcdef';

interface SocketBot {
  readonly clock: FakeClock;
  readonly slack: FakeSlack;
  readonly socket: FakeSocket;
  readonly paastis: FakePaastis;
  readonly app: SlackApp;
  readonly hands: Hands;
  readonly logged: readonly string[];
}

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The bot behind a socket, not yet opened. */
async function build(script: Script, options: Partial<SlackAppOptions> = {}): Promise<SocketBot> {
  const clock = new FakeClock();
  const slack = await startFakeSlack({ clock, botToken, signingSecret, appToken });
  const socket = await startFakeSocket(slack);
  const paastis = fakePaastis(script);
  const logged: string[] = [];
  const note = (facts: object, text: string) => void logged.push(`${text} ${JSON.stringify(facts)}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const app = createSlackApp({
    paastis,
    clock,
    log,
    appToken: new Secret(appToken),
    botToken: new Secret(botToken),
    slackApiUrl: slack.apiUrl,
    ...options,
  });
  stops.push(async () => {
    await clock.run(app.stop());
    await socket.close();
    await slack.close();
  });
  return { clock, slack, socket, paastis, app, hands: slack.hands(socket.deliver), logged };
}

async function start(script: Script, options: Partial<SlackAppOptions> = {}): Promise<SocketBot> {
  const bot = await build(script, options);
  await bot.app.start();
  return bot;
}

describe('a command through the socket', () => {
  it('is acknowledged with words at once and told in one message, as over HTTP', async () => {
    const bot = await start(() => wokenReport('shop-pr42'));

    const answer = await bot.hands.type('wake shop-pr42');
    await bot.clock.advance(60_000);

    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('wake shop-pr42'),
    });
    expect(bot.slack.messages.map(({ versions }) => versions.at(-1)?.text)).toEqual(['shop-pr42: woke in 25 s']);
    expect(bot.paastis.asked).toMatchObject([{ line: 'wake shop-pr42', caller: { entryPoint: 'slack' } }]);
    expect(bot.app.routes).toEqual([]);
  });

  it('of 200 kB arrives whole', async () => {
    const bot = await start(() => wokenReport('shop'));

    await bot.hands.type(`wake ${'x'.repeat(200_000)}`);
    await bot.clock.advance(60_000);

    expect(bot.paastis.asked[0]?.line).toHaveLength(200_005);
  });

  it('runs once although its answer was lost with the connection and Slack delivered it again', async () => {
    const bot = await start(() => wokenReport('shop'));
    bot.socket.loseNextAnswer();

    await bot.clock.run(bot.hands.type('wake shop'));
    await bot.clock.advance(60_000);

    expect(bot.socket.greeted).toBe(2);
    expect(bot.paastis.asked).toHaveLength(1);
    expect(bot.slack.messages).toHaveLength(1);
  });

  it('that cannot be read is answered with a reference', async () => {
    const bot = await start(() => wokenReport('shop'));

    const answer = await bot.hands.type('wake shop', { response_url: 'nowhere' });

    expect(JSON.parse(answer.body).text).toMatch(/reference [0-9A-F]{6}/);
  });
});

describe('the connection of the socket', () => {
  it.each(['warning', 'refresh_requested'])('is replaced at once when Slack says %s', async (reason) => {
    const bot = await start(() => wokenReport('shop'));
    await bot.clock.advance(3_600_000);
    const startedAt = bot.clock.now().getTime();

    bot.socket.goodbye(reason);
    await bot.socket.untilGreeted(2);
    await bot.hands.type('wake shop');
    await bot.clock.advance(0);

    expect(bot.clock.now().getTime()).toBe(startedAt);
    expect(bot.app.check()).toEqual([]);
    expect(bot.paastis.asked).toHaveLength(1);
  });

  it('is replaced at once when it is cut', async () => {
    const bot = await start(() => wokenReport('shop'));
    await bot.clock.advance(3_600_000);

    bot.socket.cut();
    await bot.socket.untilGreeted(2);

    await bot.hands.type('wake shop');
    await bot.clock.advance(0);
    expect(bot.paastis.asked).toHaveLength(1);
  });

  it('that ends again and again is opened with growing pauses', async () => {
    const bot = await start(() => wokenReport('shop'));

    for (let round = 2; round <= 5; round += 1) {
      bot.socket.cut();
      await bot.clock.run(bot.socket.untilGreeted(round));
    }

    expect((bot.clock.now().getTime() - Date.parse('2026-11-22T09:00:00.000Z')) / 1_000).toBeGreaterThanOrEqual(14);
  });

  it('is opened again and again while Slack cannot be reached, and readiness tells so meanwhile', async () => {
    const bot = await build(() => wokenReport('shop'));
    bot.slack.fail('apps.connections.open', { kind: 'status', status: 503 }, 3);

    await bot.app.start();
    const before = bot.app.check();
    await bot.clock.run(bot.socket.untilGreeted(1));
    await bot.hands.type('wake shop');
    await bot.clock.advance(0);

    expect(before).toEqual([{ part: 'slack', code: 'socket_connecting' }]);
    expect(bot.app.check()).toEqual([]);
    expect(bot.paastis.asked).toHaveLength(1);
  });

  it('that is never greeted is given up and opened again', async () => {
    const bot = await build(() => wokenReport('shop'));
    bot.socket.greets = false;

    await bot.clock.run(bot.app.start());
    const before = bot.app.check();
    bot.socket.greets = true;
    await bot.clock.run(bot.socket.untilGreeted(1));
    await bot.hands.type('wake shop');

    expect(before).toEqual([{ part: 'slack', code: 'socket_connecting' }]);
  });

  it('names the variable and the remedy when the token of the app is refused at the start', async () => {
    const bot = await build(() => wokenReport('shop'), { appToken: new Secret('xapp-1-revoked') });

    const starting = bot.clock.run(bot.app.start());

    await expect(starting).rejects.toThrow(/SLACK_APP_TOKEN.*invalid_auth.*connections:write/);
    expect(bot.app.check()).toEqual([{ part: 'slack', code: 'socket_invalid_auth' }]);
  });

  it('survives that its token is revoked meanwhile, tells so, and is back once it is good again', async () => {
    const bot = await start(() => wokenReport('shop'));
    await bot.clock.advance(3_600_000);
    bot.slack.fail('apps.connections.open', { kind: 'error', error: 'token_revoked' }, 1);

    bot.socket.goodbye('refresh_requested');
    for (let turn = 0; turn < 50 && bot.app.check()[0]?.code !== 'socket_token_revoked'; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    const revoked = bot.app.check();
    await bot.clock.run(bot.socket.untilGreeted(2));
    await bot.hands.type('wake shop');

    expect(revoked).toEqual([{ part: 'slack', code: 'socket_token_revoked' }]);
    expect(bot.app.check()).toEqual([]);
    expect(bot.logged.some((line) => line.startsWith('slack refuses the socket'))).toBe(true);
  });

  it('takes no notice of what makes no sense', async () => {
    const bot = await start(() => wokenReport('shop'));

    for (const text of ['no json', '{}', '{"type":"slash_commands","envelope_id":"e"}', '[1]', '"x"'])
      bot.socket.say(text);
    await bot.hands.type('wake shop');
    await bot.clock.advance(0);

    expect(bot.paastis.asked).toHaveLength(1);
  });

  it('goes through a proxy where there is one, and so do the calls', async () => {
    const paths: string[] = [];
    const agent = new Agent();
    const dispatcher = agent.compose((dispatch) => (options, handler) => {
      paths.push(options.path.split('?')[0] ?? '');
      return dispatch(options, handler);
    });
    stops.push(() => agent.close());
    const bot = await start(() => ({ kind: 'help', entries: [], detailed: false }), { dispatcher });

    await bot.hands.type('help');
    await bot.clock.advance(1_000);

    expect(paths).toEqual(expect.arrayContaining(['/api/auth.test', '/api/apps.connections.open', '/link/']));
    expect(paths.some((path) => path.startsWith('/commands/'))).toBe(true);
  });

  it('ends with the bot, and work under way ends first', async () => {
    const bot = await start(async () => {
      await bot.clock.delay(10_000);
      return wokenReport('shop');
    });
    await bot.hands.type('wake shop');

    await bot.clock.run(bot.app.stop());
    for (let turn = 0; turn < 200 && bot.socket.open > 0; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));

    expect(bot.socket.open).toBe(0);
    expect(bot.slack.messages[0]?.versions.at(-1)?.text).toBe('shop: woke in 25 s');
    expect(bot.logged.join('\n')).not.toContain(appToken);
  });
});
