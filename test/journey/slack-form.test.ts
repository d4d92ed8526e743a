import { createBotServer } from '../../bot/server.ts';
import { createSlackApp, type SlackAppOptions } from '../../bot/slack/app.ts';
import { Secret, silentLog } from '../../core/log.ts';
import { type FakeSlack, fakeChannel, type Hands, startFakeSlack } from '../support/fake-slack.ts';
import { startFakeSocket } from '../support/fake-socket.ts';
import { openStage, type Stage } from '../support/stage.ts';

const secrets = { botToken: 'xoxb-1-journey', signingSecret: 'journey', appToken: 'xapp-1-journey' };

interface Scene {
  readonly stage: Stage;
  readonly slack: FakeSlack;
  readonly hands: Hands;
}

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** The whole bot on a simulated account with an app that sleeps, behind either door. */
async function open(door: 'HTTP' | 'Socket Mode'): Promise<Scene> {
  const stage = await openStage([{ match: 'shop-pr{pr}', manage: true }]);
  stops.push(() => stage.close());
  const { clock } = stage;
  await stage.scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'S' } } });
  const slack = await startFakeSlack({ clock, ...secrets });
  stops.push(() => slack.close());
  const paastis = await stage.open();
  await stage.play(paastis.run('sleep shop-pr42', { actor: 'terminal:ana', entryPoint: 'terminal' }));
  await stage.play(clock.delay(60_000));
  const shared = { paastis, clock, log: silentLog, botToken: new Secret(secrets.botToken), slackApiUrl: slack.apiUrl };
  if (door === 'HTTP') return { stage, slack, hands: slack.hands(await openHttp(stage, shared)) };
  const socket = await startFakeSocket(slack);
  stops.push(() => socket.close());
  const app = createSlackApp({ ...shared, appToken: new Secret(secrets.appToken) });
  await app.start();
  stops.push(() => stage.play(app.stop()));
  return { stage, slack, hands: slack.hands(socket.deliver) };
}

async function openHttp(stage: Stage, shared: Omit<SlackAppOptions, 'signingSecret'>): Promise<string> {
  const app = createSlackApp({ ...shared, signingSecret: new Secret(secrets.signingSecret) });
  const server = createBotServer({
    clock: stage.clock,
    log: silentLog,
    host: '127.0.0.1',
    port: 0,
    routes: app.routes,
  });
  const { port } = await server.start();
  await stage.play(app.start());
  stops.push(async () => {
    await stage.play(server.stop());
    await stage.play(app.stop());
  });
  return `http://127.0.0.1:${port}`;
}

describe.each(['HTTP', 'Socket Mode'] as const)('a command without a name, by %s', (door) => {
  it('opens a form, finds the app by its pull request, wakes it, and tells the channel', async () => {
    const { stage, slack, hands } = await open(door);

    await hands.type('wake');
    await stage.clock.advance(100);
    const view = slack.view();
    if (view === undefined) throw new Error('No form was opened');
    const { options } = await hands.suggest(view, 'select.apps', '#42');
    const sent = await hands.submit({ 'select.apps': options.map(({ value }) => value), end: 'for_2h' });
    await stage.play(stage.clock.delay(120_000));

    expect(options).toMatchObject([
      { text: { text: 'shop-pr42' }, description: { text: expect.stringMatching(/^asleep since /) } },
    ]);
    expect(sent.action).toBe('close');
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]).toMatchObject({ channel: fakeChannel });
    expect(slack.messages[0]?.versions.at(-1)?.text).toContain('shop-pr42: woke in');
    expect(JSON.stringify(slack.messages[0]?.versions.at(-1)?.blocks)).toContain('kept awake until');
    expect(slack.errors).toEqual([]);
  });

  it('wakes the app of a message by the shortcut, in its thread', async () => {
    const { stage, slack, hands } = await open(door);
    const ts = '1795424400.000100';

    await hands.messageShortcut('wake_from_message', { ts, text: 'is `shop-pr42` down?' });
    await stage.play(stage.clock.delay(120_000));

    expect(slack.messages).toMatchObject([{ channel: fakeChannel, threadTs: ts }]);
    expect(slack.messages[0]?.versions.at(-1)?.text).toContain('shop-pr42: woke in');
    expect(slack.errors).toEqual([]);
  });
});
