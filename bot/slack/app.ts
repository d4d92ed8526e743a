import { randomUUID } from 'node:crypto';
import { App, webApi } from '@slack/bolt';
import {
  type Clock,
  ConfigError,
  createTranslate,
  describeError,
  type Language,
  type Log,
  type Paastis,
  type Problem,
  type Secret,
} from '../../core/index.ts';
import type { Route } from '../server.ts';
import type { SlackContext } from './context.ts';
import { registerCourtesy } from './courtesy/index.ts';
import { registerDigests } from './digests/index.ts';
import { createGuard } from './guard.ts';
import { registerHome } from './home/index.ts';
import { registerActions } from './listeners/actions.ts';
import { registerCommands } from './listeners/commands.ts';
import { registerModals } from './listeners/modals.ts';
import { registerOptions } from './listeners/options.ts';
import { registerShortcuts } from './listeners/shortcuts.ts';
import { createBoltLogger, createRedact } from './log.ts';
import { type SlackMeter, silentMeter } from './meter.ts';
import { createOperations } from './operations.ts';
import { createPatientFetch } from './patient-fetch.ts';
import { createPeople } from './people.ts';
import { createReceiver } from './receiver.ts';
import { retrySlack } from './web-calls.ts';
import { createSlackFetch } from './web-fetch.ts';

export interface SlackAppOptions {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly log: Log;
  readonly signingSecret: Secret;
  readonly botToken: Secret;
  /** Default: Slack's own. */
  readonly slackApiUrl?: string;
  /** Of the bot's own sentences, and asked of the core; default `en`. */
  readonly language?: Language;
  /** IANA name, of the settings; default UTC. */
  readonly timezone?: string;
  /** Counts; default: nobody does. */
  readonly meter?: SlackMeter;
  /** How long `stop` waits for commands under way; default 20 s, below what platforms grant. */
  readonly stopWithinMs?: number;
}

export interface SlackApp {
  /** To be mounted on the bot's server; answers signed requests from the first moment, also before `start`. */
  readonly routes: readonly Route[];
  /**
   * Introduces the bot to Slack. While Slack cannot be reached it resolves and goes on trying.
   * @throws {ConfigError} config_invalid when Slack refuses the token: everything but Slack can go on
   */
  start(): Promise<void>;
  /** Takes no new command and waits for those under way. Stop the server first. */
  stop(): Promise<void>;
  /** What keeps commands from being taken, for `GET /readyz`. */
  check(): readonly Problem[];
}

interface Identity {
  readonly botId?: string;
  readonly botUserId?: string;
  readonly teamId?: string;
}

type State =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly identity: Identity; readonly wholeOrganization: boolean }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'stopping' };

const CONNECT_PAUSES_MS = [1_000, 3_000];
const RECONNECT_MS = 30_000;
const STOP_WITHIN_MS = 20_000;

/** For the last words of the messages of commands that are cut off. */
const LAST_WORDS_MS = 3_000;

/** Slack in HTTP mode, for one workspace: signed requests in, one message per operation out. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { clock, log, botToken } = options;
  const language = options.language ?? 'en';
  const t = createTranslate(language);
  const redact = createRedact([options.signingSecret, botToken]);
  const underWay = new Set<Promise<void>>();
  const leaving = new AbortController();
  const cutOff = new AbortController();
  let state: State = { kind: 'connecting' };

  const { receiver, route } = createReceiver({
    guard: createGuard(options.signingSecret, clock),
    log,
    redact,
    newReference,
    brokenText: (reference) => t('slack.broken', { reference }),
    closedText: () => (state.kind === 'connected' ? undefined : t(`slack.${state.kind}`)),
  });
  const send = createSlackFetch({ clock, log, redact, meter: options.meter ?? silentMeter });
  // No `headers`: Bolt would send the first workspace's token for all. No retries: ours go by the clock.
  const clientOptions = {
    ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
    fetch: send,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createBoltLogger(log, redact),
  };
  const app = new App({
    receiver,
    // With `authorize` nothing is asked of Slack while the app is built: a wrong token ends in `start`, catchable.
    authorize: async () => {
      if (state.kind !== 'connected') throw new Error('Slack has not told yet who the bot is');
      return { botToken: botToken.reveal(), ...state.identity };
    },
    deferInitialization: true,
    convoStore: false,
    logger: createBoltLogger(log, redact),
    clientOptions,
  });
  const { paastis, timezone = 'UTC' } = options;
  const web = new webApi.WebClient(botToken.reveal(), clientOptions);
  const shared = { paastis, clock, log, redact, language, newReference, cutOff: cutOff.signal, web };
  const context: SlackContext = {
    ...shared,
    timezone,
    translate: (tongue) => createTranslate(tongue),
    people: createPeople({ language, timezone }),
    operations: createOperations(shared),
    background: new webApi.WebClient(botToken.reveal(), {
      ...clientOptions,
      fetch: createPatientFetch({ send, clock, stopping: leaving.signal }),
    }),
    fetch: send,
    teamId: () => (state.kind === 'connected' && !state.wholeOrganization ? state.identity.teamId : undefined),
    track: (work) => {
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    },
  };
  registerCommands(app, context);
  registerActions(app, context);
  registerModals(app, context);
  registerOptions(app, context);
  registerShortcuts(app, context);
  registerHome(app, context);
  const deliverDigest = registerDigests(app, context);
  const courtesy = registerCourtesy(app, context);

  const connect = async (): Promise<void> => {
    const ask = () => app.client.auth.test({ token: botToken.reveal() });
    const answer = await retrySlack(ask, { clock, pausesMs: CONNECT_PAUSES_MS });
    if (leaving.signal.aborted) return;
    if (answer.ok) {
      const { bot_id: botId, user_id: botUserId, team_id: teamId, is_enterprise_install } = answer.value;
      const identity = {
        ...(botId === undefined ? {} : { botId }),
        ...(botUserId === undefined ? {} : { botUserId }),
        ...(teamId === undefined ? {} : { teamId }),
      };
      state = { kind: 'connected', identity, wholeOrganization: is_enterprise_install === true };
      return log.info({ teamId }, 'slack connected');
    }
    const { kind } = answer.failure;
    const error = redact(answer.failure.error);
    if (kind === 'refused') {
      state = { kind: 'refused', error };
      throw tokenRefused(error);
    }
    log.warn({ error, retryInMs: RECONNECT_MS }, 'slack cannot be reached');
    void keepTrying();
  };

  const keepTrying = async (): Promise<void> => {
    try {
      await clock.delay(RECONNECT_MS, leaving.signal);
      await connect();
    } catch (error) {
      if (!leaving.signal.aborted) log.error({ error: redact(describeError(error)) }, 'slack refused the bot');
    }
  };

  return {
    routes: [route],
    start: async () => {
      await app.init();
      paastis.tellBeforeSleep(courtesy);
      await connect().finally(() => paastis.deliverDigests(deliverDigest));
    },
    stop: async () => {
      state = { kind: 'stopping' };
      leaving.abort(new Error('The bot stops'));
      await waitFor(underWay, options.stopWithinMs ?? STOP_WITHIN_MS, clock);
      if (underWay.size === 0) return;
      log.warn({ commands: underWay.size }, 'slack commands cut off by the stop');
      cutOff.abort();
      await waitFor(underWay, LAST_WORDS_MS, clock);
    },
    check: () => {
      if (state.kind === 'connected') return [];
      return [{ part: 'slack', code: state.kind === 'refused' ? state.error : state.kind }];
    },
  };
}

async function waitFor(work: ReadonlySet<Promise<void>>, withinMs: number, clock: Clock): Promise<void> {
  if (work.size === 0) return;
  const deadline = clock.timeout(withinMs);
  const late = new Promise<void>((resolve) =>
    deadline.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([Promise.all(work), late]);
  deadline.cancel();
}

function tokenRefused(error: string): ConfigError {
  const remedy = 'Copy the Bot User OAuth Token (xoxb-…) from "OAuth & Permissions" of the app on api.slack.com/apps';
  const fault = `SLACK_BOT_TOKEN: Slack refuses it (${error}). ${remedy}.`;
  return new ConfigError('config_invalid', fault, {
    context: { subject: 'SLACK_BOT_TOKEN', reason: error, faults: [fault] },
  });
}

/** Short enough to be read out, long enough to be found in a day's log. */
function newReference(): string {
  return randomUUID().slice(0, 6).toUpperCase();
}
