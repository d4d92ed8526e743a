import type { Dispatcher } from 'undici';
import {
  type Check,
  type Clock,
  ConfigError,
  createAgent,
  type Log,
  type Paastis,
  type Translate,
} from '../core/index.ts';
import type { BotConfig } from './config.ts';
import { createMetrics } from './metrics.ts';
import { createBotServer, healthRoutes } from './server.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';
import type { SlackMeter } from './slack/meter.ts';

/** The bot's doors to the outside: health, readiness, metrics and Slack. */
export interface BotService {
  /** `http://0.0.0.0:3000` */
  readonly address: string;
  /** What it knows of its connection to Slack, for `doctor`. */
  readonly doctor: (translate: Translate) => Promise<readonly Check[]>;
  /** Takes nothing new, lets what runs end. */
  stop(): Promise<void>;
}

export interface ServiceOptions extends BotConfig {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly log: Log;
  /** Groups that the settings in effect name, among people. */
  readonly accessNames: () => readonly string[];
  /** Of Paastis. */
  readonly version?: string;
}

/** To one host at most: Slack's Web API and its write-back addresses. */
const CONNECTIONS = 20;

/** @throws {ConfigError} config_invalid for a way to reach Slack that is not there yet */
export async function startService(options: ServiceOptions): Promise<BotService> {
  const { paastis, clock, log, bot } = options;
  const metrics = createMetrics({ paastis, clock });
  const dispatcher = bot.proxy && createAgent({ connections: CONNECTIONS, proxy: bot.proxy });
  const slack = createSlack(options, metrics.slack, dispatcher);
  const server = createBotServer({
    clock,
    log,
    host: bot.host,
    port: bot.port,
    routes: [
      ...healthRoutes(async () => [...(await paastis.check()), ...(slack?.check() ?? [])]),
      metrics.route,
      ...(slack?.routes ?? []),
    ],
    onAnswered: metrics.answered,
  });
  const { port } = await server.start();
  // Slack may refuse our token: the rest of the bot lives on, and /readyz tells.
  await slack?.start().catch((error: unknown) => log.error({ error }, 'Slack is not connected'));
  return {
    address: `http://${bot.host}:${port}`,
    doctor: async (translate) => (await slack?.doctor(translate)) ?? [],
    stop: async () => {
      await server.stop();
      await slack?.stop();
      await dispatcher?.close();
      metrics.close();
    },
  };
}

function createSlack(
  { paastis, clock, log, bot, config, accessNames, version }: ServiceOptions,
  meter: SlackMeter,
  dispatcher: Dispatcher | undefined,
): SlackApp | undefined {
  const { slack } = bot;
  if (slack === undefined) return undefined;
  if (slack.mode === 'oauth') {
    const faults = ['SLACK_CLIENT_ID: several workspaces do not work yet; use SLACK_BOT_TOKEN for one'];
    throw new ConfigError('config_invalid', faults.join(''), { context: { subject: 'environment', faults } });
  }
  return createSlackApp({
    paastis,
    clock,
    log,
    ...(slack.mode === 'http' ? { signingSecret: slack.signingSecret } : { appToken: slack.appToken }),
    botToken: slack.botToken,
    language: config.language,
    timezone: config.timezone,
    accessNames,
    ...(version !== undefined && { version }),
    meter,
    dispatcher,
    ...(slack.apiUrl !== undefined && { slackApiUrl: slack.apiUrl }),
  });
}
