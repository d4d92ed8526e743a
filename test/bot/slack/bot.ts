import { createBotServer } from '../../../bot/server.ts';
import { createSlackApp, type SlackApp, type SlackAppOptions } from '../../../bot/slack/app.ts';
import { type Log, Secret } from '../../../core/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type FakePaastis, fakePaastis, type Script } from '../../support/fake-paastis.ts';
import { type FakeSlack, type Hands, startFakeSlack } from '../../support/fake-slack.ts';

export const botToken = 'xoxb-1234567890-abcdefgh';
export const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';

export interface TestBot {
  readonly clock: FakeClock;
  readonly slack: FakeSlack;
  readonly paastis: FakePaastis;
  readonly app: SlackApp;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every line logged, as text. */
  readonly logged: readonly string[];
  /** People at work in Slack. */
  readonly hands: Hands;
  type(text: string, fields?: Readonly<Record<string, string>>): Promise<{ status: number; body: string }>;
  stop(): Promise<void>;
}

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The bot with a Slack of its own, not yet introduced to it. */
export async function buildBot(
  script: Script,
  options: Partial<SlackAppOptions> = {},
  clock = new FakeClock(),
): Promise<TestBot> {
  const slack = await startFakeSlack({ clock, botToken, signingSecret });
  const paastis = fakePaastis(script);
  const logged: string[] = [];
  const note = (facts: object, text: string) => void logged.push(`${text} ${JSON.stringify(facts)}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const app = createSlackApp({
    paastis,
    clock,
    log,
    signingSecret: new Secret(signingSecret),
    botToken: new Secret(botToken),
    slackApiUrl: slack.apiUrl,
    ...options,
  });
  const server = createBotServer({ clock, log, host: '127.0.0.1', port: 0, routes: app.routes });
  const { port } = await server.start();
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await clock.run(server.stop());
    await clock.run(app.stop());
  };
  stops.push(async () => {
    await stop();
    await slack.close();
    expect(slack.mistakes()).toEqual([]);
  });
  const hands = slack.hands(url);
  return { clock, slack, paastis, app, url, logged, hands, type: (text, fields) => hands.type(text, fields), stop };
}

export async function startBot(
  script: Script,
  options: Partial<SlackAppOptions> = {},
  clock = new FakeClock(),
): Promise<TestBot> {
  const bot = await buildBot(script, options, clock);
  await bot.clock.run(bot.app.start());
  return bot;
}

/** Lets everything that was started come to its end. */
export async function settle(bot: TestBot, ms = 60_000): Promise<void> {
  await bot.clock.advance(ms);
}
