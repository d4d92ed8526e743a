import { type Clock, ConfigError, type Log, type Paastis } from '../core/index.ts';
import type { BotConfig } from './config.ts';
import { createBotServer, healthRoutes } from './server.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';

/** The bot's HTTP doors: health, readiness and Slack. */
export interface BotService {
  /** `http://0.0.0.0:3000` */
  readonly address: string;
  /** Takes nothing new, lets what runs end. */
  stop(): Promise<void>;
}

export interface ServiceOptions extends BotConfig {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly log: Log;
}

/** @throws {ConfigError} config_invalid for a way to reach Slack that is not there yet */
export async function startService(options: ServiceOptions): Promise<BotService> {
  const { paastis, clock, log, bot } = options;
  const slack = createSlack(options);
  const server = createBotServer({
    clock,
    log,
    host: bot.host,
    port: bot.port,
    routes: [
      ...healthRoutes(async () => [...(await paastis.check()), ...(slack?.check() ?? [])]),
      ...(slack?.routes ?? []),
    ],
  });
  const { port } = await server.start();
  // Slack may refuse our token: the rest of the bot lives on, and /readyz tells.
  await slack?.start().catch((error: unknown) => log.error({ error }, 'Slack is not connected'));
  return {
    address: `http://${bot.host}:${port}`,
    stop: async () => {
      await server.stop();
      await slack?.stop();
    },
  };
}

function createSlack({ paastis, clock, log, bot, config }: ServiceOptions): SlackApp | undefined {
  const { slack } = bot;
  if (slack === undefined) return undefined;
  if (slack.mode !== 'http') {
    const faults = ['SLACK_APP_TOKEN, SLACK_CLIENT_ID: only SLACK_BOT_TOKEN with SLACK_SIGNING_SECRET works so far'];
    throw new ConfigError('config_invalid', faults.join(''), { context: { subject: 'environment', faults } });
  }
  return createSlackApp({
    paastis,
    clock,
    log,
    signingSecret: slack.signingSecret,
    botToken: slack.botToken,
    language: config.language,
    timezone: config.timezone,
    ...(slack.apiUrl !== undefined && { slackApiUrl: slack.apiUrl }),
  });
}
