import { SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Dispatcher } from 'undici';
import * as z from 'zod';
import { type Clock, describeError, type Log, type Secret } from '../../../core/index.ts';
import { createBoltLogger, type Redact } from '../log.ts';
import { type SlackFailure, trySlack } from '../web-calls.ts';
import type { SlackFetch } from '../web-fetch.ts';
import type { Dispatch, Reply } from './dispatch.ts';

export interface SocketDoorOptions {
  readonly appToken: Secret;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  readonly send: SlackFetch;
  readonly slackApiUrl?: string | undefined;
  /** Through which the socket goes where a proxy stands between. */
  readonly dispatcher?: Dispatcher | undefined;
}

/** A connection that we open and Slack sends through, for bots that cannot be reached from outside. */
export interface SocketDoor {
  /** Resolves once connected, or with why not; only what Slack refuses for good is not tried again. */
  start(): Promise<SlackFailure | undefined>;
  /** Lets go of the connection; waits for its end, but not long. */
  stop(): Promise<void>;
  /** Why nothing can come in now; undefined: it can. */
  problem(): string | undefined;
}

type SocketClient = SocketModeReceiver['client'];

interface Link {
  readonly client: SocketClient;
  /** Slack has said that it ends, or it has ended: another one takes its place. */
  leaving: boolean;
}

type State =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly link: Link; readonly sinceMs: number }
  | { readonly kind: 'refused'; readonly error: string };

/** From the request for an address to Slack's greeting. */
const GREETING_WITHIN_MS = 10_000;

const PAUSES_MS = [1_000, 3_000, 10_000, 30_000];

/** A connection that ends sooner was none: the next one waits, lest two ends chase each other. */
const STABLE_MS = 5_000;

/** A token that was refused may be given back, and Socket Mode turned on again, without a restart of ours. */
const REFUSED_PAUSE_MS = 300_000;

const STOP_WITHIN_MS = 2_000;

const envelopeSchema = z.object({
  body: z.record(z.string(), z.unknown()),
  ack: z.custom<(body?: object | string) => Promise<void>>((ack) => typeof ack === 'function'),
  retry_num: z.number().int().optional().catch(undefined),
  retry_reason: z.string().optional().catch(undefined),
});

const goodbyeSchema = z.object({ type: z.literal('disconnect'), reason: z.string().catch('unknown') });

/**
 * Bolt's socket client, one for each connection. Left to itself it is deaf for five seconds at every reconnection, ends
 * in an unhandled rejection when its token is revoked meanwhile, and counts time by itself: we reconnect for it.
 */
export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  const { clock, log, redact } = options;
  const links = new Set<Link>();
  const stopping = new AbortController();
  let state: State = { kind: 'connecting' };
  let failures = 0;

  const connect = async (): Promise<SlackFailure | undefined> => {
    const client = createClient(options);
    const link: Link = { client, leaving: false };
    client.on('slack_event', (envelope: unknown) => void receive(envelope, options));
    client.on('ws_message', (message: unknown) => {
      const reason = goodbyeOf(message);
      if (reason !== undefined) replace(link, reason);
    });
    links.add(link);
    const answer = await trySlack(() => greeted(client, clock));
    if (stopping.signal.aborted) void client.disconnect();
    else if (answer.ok) {
      client.on('disconnected', () => {
        links.delete(link);
        replace(link, 'closed');
      });
      state = { kind: 'connected', link, sinceMs: clock.now().getTime() };
      log.info({}, 'slack socket connected');
    }
    if (answer.ok) return undefined;
    links.delete(link);
    link.leaving = true;
    return answer.failure;
  };

  const replace = (link: Link, reason: string): void => {
    if (link.leaving || stopping.signal.aborted) return;
    link.leaving = true;
    log.info({ reason }, 'slack socket ends');
    if (state.kind !== 'connected' || state.link !== link) return;
    const lastedMs = clock.now().getTime() - state.sinceMs;
    failures = lastedMs < STABLE_MS ? failures + 1 : 0;
    state = reason === 'link_disabled' ? { kind: 'refused', error: reason } : { kind: 'connecting' };
    keepConnecting().catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error({ error: redact(describeError(error)) }, 'slack socket given up');
    });
  };

  const keepConnecting = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const pauseMs = state.kind === 'refused' ? REFUSED_PAUSE_MS : (PAUSES_MS.at(Math.min(failures, 4) - 1) ?? 0);
      if (failures > 0 || state.kind === 'refused') await clock.delay(pauseMs, stopping.signal);
      const failure = await connect();
      if (failure === undefined) return;
      failures += 1;
      note(failure);
    }
  };

  const note = (failure: SlackFailure): void => {
    const error = redact(failure.error);
    if (failure.kind === 'refused' && state.kind !== 'refused') log.error({ error }, 'slack refuses the socket');
    if (failure.kind === 'later') log.warn({ error }, 'slack socket cannot be opened');
    state = failure.kind === 'refused' ? { kind: 'refused', error } : { kind: 'connecting' };
  };

  return {
    start: async () => {
      const failure = await connect();
      if (failure === undefined) return undefined;
      failures += 1;
      note(failure);
      if (failure.kind === 'later') void keepConnecting().catch(() => undefined);
      return failure;
    },
    stop: async () => {
      stopping.abort(new Error('The bot stops'));
      const ends = [...links].map(({ client }) => client.disconnect());
      if (ends.length === 0) return;
      const deadline = clock.timeout(STOP_WITHIN_MS);
      await Promise.race([Promise.all(ends), whenAborted(deadline.signal)]);
      deadline.cancel();
    },
    problem: () => {
      if (state.kind === 'connected') return undefined;
      return state.kind === 'refused' ? `socket_${state.error}` : 'socket_connecting';
    },
  };
}

function createClient({ appToken, log, redact, send, slackApiUrl, dispatcher }: SocketDoorOptions): SocketClient {
  // Its own object: the client writes a hundred retries into options without a plan for them.
  const clientOptions: webApi.WebClientOptions = {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    fetch: send,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    logger: createBoltLogger(log, redact),
    installerOptions: { clientOptions },
    ...(dispatcher === undefined ? {} : { dispatcher }),
  });
  return receiver.client;
}

/** A server that takes the connection and then says nothing must not hold us. */
async function greeted(client: SocketClient, clock: Clock): Promise<void> {
  const deadline = clock.timeout(GREETING_WITHIN_MS);
  try {
    const late = whenAborted(deadline.signal).then(() => {
      void client.disconnect();
      throw new Error('Slack opened a socket and said nothing');
    });
    await Promise.race([client.start(), late]);
  } finally {
    deadline.cancel();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function goodbyeOf(message: unknown): string | undefined {
  try {
    return goodbyeSchema.safeParse(JSON.parse(String(message))).data?.reason;
  } catch {
    return undefined;
  }
}

/** No signature here: whoever holds the other end was let in by Slack with our token. */
async function receive(envelope: unknown, { dispatch, log, redact }: SocketDoorOptions): Promise<void> {
  const read = envelopeSchema.safeParse(envelope).data;
  if (read === undefined) return;
  const { body, ack, retry_num: retryNum, retry_reason: retryReason } = read;
  const answer = (reply: Reply): void => {
    if (reply.kind === 'later') return;
    const given = reply.kind === 'ok' ? reply.body : undefined;
    // The socket has ended meanwhile: Slack delivers it again, and then it is known.
    ack(given).catch((error: unknown) => log.info({ error: redact(describeError(error)) }, 'slack answer not sent'));
  };
  const retry = { ...(retryNum !== undefined && { retryNum }), ...(retryReason !== undefined && { retryReason }) };
  await dispatch.deliver(body, answer, retry).catch((error: unknown) => {
    log.error({ error: redact(describeError(error)) }, 'slack delivery failed');
  });
}
