import type { webApi } from '@slack/bolt';
import { type Clock, ConfigError, describeError, type Log, type Problem } from '../../core/index.ts';
import type { Redact } from './log.ts';
import { retrySlack } from './web-calls.ts';

/** Who the bot is, as Slack told it. */
export interface Identity {
  readonly botId?: string;
  readonly botUserId?: string;
  /** Undefined where a whole organization has installed it. */
  readonly teamId?: string;
  readonly enterpriseId?: string;
  /** What its token may do; undefined where Slack does not tell. */
  readonly scopes?: readonly string[];
}

export interface ConnectionOptions {
  readonly client: webApi.WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
}

/** Whether Slack takes our word, from the first question to the last. */
export interface Connection {
  /**
   * Asks who the bot is. While Slack cannot be reached it resolves and goes on trying.
   * @throws {ConfigError} config_invalid when Slack refuses the token
   */
  connect(): Promise<void>;
  /** A call was refused for its token: looks whether that is so. */
  suspect(error: string): void;
  /** Slack itself says that the token ends. */
  readonly end: (error: string) => void;
  /** Takes nothing from here on. */
  stop(): void;
  identity(): Identity | undefined;
  /** Why nothing is taken now; undefined: it is. */
  closed(): 'connecting' | 'refused' | 'stopping' | undefined;
  check(): readonly Problem[];
  /** Aborts with `stop`. */
  readonly stopping: AbortSignal;
}

type State =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly identity: Identity }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'stopping' };

const CONNECT_PAUSES_MS = [1_000, 3_000];
const RECONNECT_MS = 30_000;

/** The same token may be good again: the app was taken out of the workspace and put back. */
const REFUSED_RECONNECT_MS = 300_000;

export function createConnection({ client, clock, log, redact }: ConnectionOptions): Connection {
  const leaving = new AbortController();
  let state: State = { kind: 'connecting' };
  let asking = false;
  let trying = false;

  const connect = async (): Promise<void> => {
    asking = true;
    const ask = () => client.auth.test({});
    const answer = await retrySlack(ask, { clock, pausesMs: CONNECT_PAUSES_MS }).finally(() => {
      asking = false;
    });
    if (leaving.signal.aborted) return;
    if (answer.ok) {
      state = { kind: 'connected', identity: identityOf(answer.value) };
      return log.info({ teamId: answer.value.team_id }, 'slack connected');
    }
    const error = redact(answer.failure.error);
    if (answer.failure.kind === 'refused') {
      refuse(error);
      throw tokenRefused('SLACK_BOT_TOKEN', error);
    }
    log.warn({ error, retryInMs: RECONNECT_MS }, 'slack cannot be reached');
    void keepTrying();
  };

  const refuse = (error: string): void => {
    if (leaving.signal.aborted) return;
    state = { kind: 'refused', error };
    void keepTrying();
  };

  const keepTrying = async (): Promise<void> => {
    if (trying) return;
    trying = true;
    while (state.kind !== 'connected' && !leaving.signal.aborted) {
      const pauseMs = state.kind === 'refused' ? REFUSED_RECONNECT_MS : RECONNECT_MS;
      await clock.delay(pauseMs, leaving.signal).catch(() => undefined);
      if (!leaving.signal.aborted) await connect().catch(tell);
    }
    trying = false;
  };

  const tell = (error: unknown): void => log.error({ error: redact(describeError(error)) }, 'slack refused the bot');

  return {
    stopping: leaving.signal,
    connect,
    suspect: (error) => {
      if (state.kind !== 'connected' || asking) return;
      log.warn({ error: redact(error) }, 'slack refused a call for its token');
      void connect().catch(tell);
    },
    end: (error) => {
      log.error({ error }, 'slack has ended the installation');
      refuse(error);
    },
    stop: () => {
      state = { kind: 'stopping' };
      leaving.abort(new Error('The bot stops'));
    },
    identity: () => (state.kind === 'connected' ? state.identity : undefined),
    closed: () => (state.kind === 'connected' ? undefined : state.kind),
    check: () => {
      if (state.kind === 'connected') return [];
      return [{ part: 'slack', code: state.kind === 'refused' ? state.error : state.kind }];
    },
  };
}

function identityOf(answer: webApi.AuthTestResponse): Identity {
  const { bot_id: botId, user_id: botUserId, enterprise_id: enterpriseId, response_metadata: told } = answer;
  const teamId = answer.is_enterprise_install === true ? undefined : answer.team_id;
  return {
    ...(botId !== undefined && { botId }),
    ...(botUserId !== undefined && { botUserId }),
    ...(teamId !== undefined && { teamId }),
    ...(enterpriseId !== undefined && { enterpriseId }),
    ...(told?.scopes !== undefined && { scopes: told.scopes }),
  };
}

const remedies = {
  SLACK_BOT_TOKEN: 'Copy the Bot User OAuth Token (xoxb-…) from "OAuth & Permissions" of the app on api.slack.com/apps',
  SLACK_APP_TOKEN:
    'Make an App-Level Token (xapp-…) with the scope connections:write under "Basic Information" of the app on api.slack.com/apps, and turn Socket Mode on',
} as const;

export function tokenRefused(variable: keyof typeof remedies, error: string): ConfigError {
  const fault = `${variable}: Slack refuses it (${error}). ${remedies[variable]}.`;
  return new ConfigError('config_invalid', fault, { context: { subject: variable, reason: error, faults: [fault] } });
}
