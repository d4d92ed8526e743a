import type { Clock } from '../../core/index.ts';
import { methodOf, refusalOf, type SlackFetch } from './web-fetch.ts';

export interface PatientFetchOptions {
  readonly send: SlackFetch;
  readonly clock: Clock;
  /** Aborts when the bot stops: nothing is waited for any more. */
  readonly stopping: AbortSignal;
}

type Answer = Awaited<ReturnType<SlackFetch>>;

/** Slack takes one message a second in a channel, and short bursts. */
const BETWEEN_POSTS_MS = 1_000;

const PAUSES_MS = [1_000, 5_000, 15_000, 60_000, 120_000];

/** Longer than this is no rate limit but an outage. */
const LONGEST_PAUSE_MS = 300_000;

/** Twice is worse than never: repeated only where Slack surely has not taken them. */
const postings = new Set(['chat.postMessage', 'chat.postEphemeral']);

const passing = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);

/**
 * For what nobody waits for. What concerns one channel, or one person, goes out in the order it came, posts a second
 * apart, and is tried again on our clock; the library's own retries would hold up every other call, and post twice.
 */
export function createPatientFetch({ send, clock, stopping }: PatientFetchOptions): SlackFetch {
  const queues = new Map<string, Promise<unknown>>();
  const nextPostMs = new Map<string, number>();

  const takeTurn = async (channel: string): Promise<void> => {
    const nowMs = clock.now().getTime();
    for (const [other, atMs] of nextPostMs) if (atMs <= nowMs) nextPostMs.delete(other);
    const atMs = nextPostMs.get(channel) ?? nowMs;
    nextPostMs.set(channel, atMs + BETWEEN_POSTS_MS);
    if (atMs > nowMs) await clock.delay(atMs - nowMs, stopping);
  };

  const attempt = async (method: string, call: () => Promise<Answer>): Promise<Answer> => {
    for (const pauseMs of PAUSES_MS) {
      const answer = await outcomeOf(call, postings.has(method));
      if (answer.kind === 'final') return answer.value();
      if (stopping.aborted) break;
      await clock.delay(Math.min(Math.max(pauseMs, answer.afterMs), LONGEST_PAUSE_MS), stopping);
    }
    return call();
  };

  return (url, init = {}) => {
    const method = methodOf(url);
    const fields = new URLSearchParams(typeof init.body === 'string' ? init.body : '');
    const key = fields.get('channel') ?? fields.get('user_id') ?? method;
    const turn = async (): Promise<Answer> => {
      if (postings.has(method)) await takeTurn(key);
      return attempt(method, () => send(url, init));
    };
    const mine = (queues.get(key) ?? Promise.resolve()).then(turn, turn);
    queues.set(key, mine);
    const leave = () => void (queues.get(key) === mine && queues.delete(key));
    mine.then(leave, leave);
    return mine;
  };
}

type Attempted =
  | { readonly kind: 'final'; readonly value: () => Answer }
  | { readonly kind: 'again'; readonly afterMs: number };

async function outcomeOf(call: () => Promise<Answer>, posts: boolean): Promise<Attempted> {
  try {
    const answer = await call();
    const final: Attempted = { kind: 'final', value: () => answer };
    if (answer.status === 429)
      return { kind: 'again', afterMs: Number(answer.headers.get('retry-after') ?? 1) * 1_000 || 0 };
    if (answer.status >= 500) return posts ? final : { kind: 'again', afterMs: 0 };
    const error = (await refusalOf(answer))?.error;
    const again = error === 'ratelimited' || (!posts && error !== undefined && passing.has(error));
    return again ? { kind: 'again', afterMs: 0 } : final;
  } catch (error) {
    if (!posts || wasNotReached(error)) return { kind: 'again', afterMs: 0 };
    const thrown = () => {
      throw error;
    };
    return { kind: 'final', value: thrown };
  }
}

/** No connection was made, so nothing was posted. */
function wasNotReached(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return false;
  return cause.code === 'ECONNREFUSED' || cause.code === 'ENOTFOUND' || cause.code === 'UND_ERR_CONNECT_TIMEOUT';
}
