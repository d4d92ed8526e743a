import { createBotServer } from '../../../../bot/server.ts';
import { createSlackApp } from '../../../../bot/slack/app.ts';
import type { Config } from '../../../../core/config.ts';
import type { Paastis } from '../../../../core/index.ts';
import { type Log, Secret } from '../../../../core/log.ts';
import type { Store } from '../../../../core/store/store.ts';
import type { FakeClock } from '../../../support/fake-clock.ts';
import {
  type FakeMessage,
  type FakeSlack,
  fakeChannel,
  type Hands,
  startFakeSlack,
} from '../../../support/fake-slack.ts';
import { makeConfig } from '../../../support/make.ts';
import { openStage, type Stage } from '../../../support/stage.ts';
import { botToken, signingSecret } from '../bot.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** One life of the bot: the real core on simulated accounts, the real Slack app, a Slack of paper. */
export interface Life {
  readonly paastis: Paastis;
  readonly hands: Hands;
  readonly logged: readonly string[];
  stop(): Promise<void>;
}

export interface DigestScene {
  readonly stage: Stage;
  readonly slack: FakeSlack;
  live(store: Store, config?: Partial<Config>): Promise<Life>;
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface AppOptions {
  readonly paastis: Paastis;
  readonly slack: FakeSlack;
  readonly clock: FakeClock;
  readonly held?: () => number;
}

/** The real Slack app with a door of its own, introduced to Slack. */
export async function startApp({ paastis, slack, clock, held }: AppOptions): Promise<Life> {
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
    timezone: 'Europe/Paris',
  });
  const server = createBotServer({ clock, log, host: '127.0.0.1', port: 0, routes: app.routes });
  const { port } = await server.start();
  await clock.run(app.start(), held);
  const stop = async () => {
    await clock.run(server.stop(), held);
    await clock.run(app.stop(), held);
  };
  return { paastis, hands: slack.hands(`http://127.0.0.1:${port}`), logged, stop };
}

/** The stage starts on Sunday 2026-11-22 at 10:00 in Paris; apps have been left alone for two days. */
export async function openDigestScene(apps: readonly string[], start?: string): Promise<DigestScene> {
  const stage = await openStage([], start);
  const { clock } = stage;
  const old = new Date(clock.now().getTime() - 2 * DAY_MS).toISOString();
  for (const name of apps) await stage.scalingo.world.addApp({ name, createdAt: old, lastDeployedAt: old });
  const slack = await startFakeSlack({ clock, botToken, signingSecret });
  const lives: Life[] = [];
  const held = () => stage.scalingo.held + stage.clever.held;

  const live = async (store: Store, changes: Partial<Config> = {}): Promise<Life> => {
    const config = makeConfig({
      mode: 'observe',
      rules: [{ match: '*', manage: true }],
      providers: stage.config.providers,
      ...changes,
    });
    const paastis = await stage.open({ store }, config);
    const life = await startApp({ paastis, slack, clock, held });
    lives.push(life);
    await stage.play(paastis.start());
    return life;
  };

  return {
    stage,
    slack,
    live,
    pass: (ms) => clock.advance(ms, held),
    close: async () => {
      for (const life of lives) await life.stop();
      await stage.close();
      await slack.close();
    },
  };
}

/** Types `digest here …` in the channel, as somebody who may. */
export function schedule(life: Life, at: string): Promise<unknown> {
  return life.paastis.run(`digest here ${at}`, {
    actor: 'terminal:ana',
    entryPoint: 'terminal',
    channel: `slack:${fakeChannel}`,
  });
}

/** A message as it stands now, blocks and all. */
export function shown(message: FakeMessage | undefined): string {
  return JSON.stringify(message?.versions.at(-1)?.blocks ?? null);
}
