import { webApi } from '@slack/bolt';
import type { Clock } from '../../core/index.ts';

/** Why a call to Slack had no effect. `refused`: the same again is refused again; `later`: it may pass. */
export type SlackFailure =
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'later'; readonly error: string; readonly afterMs: number };

export type SlackAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: SlackFailure };

/** Slack names seconds; a longer pause than this means that the person gave up. */
const LONGEST_PAUSE_MS = 60_000;

/** Platform errors that Slack itself calls passing. */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
]);

/** One try. What is no failure of Slack's is a bug and is thrown. */
export async function trySlack<T>(call: () => Promise<T>): Promise<SlackAnswer<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, failure: readFailure(error) };
  }
}

/**
 * Up to `1 + pausesMs.length` tries. The library's own retries would pause every other call of the workspace on a 429,
 * and wait by a timer of their own.
 */
export async function retrySlack<T>(
  call: () => Promise<T>,
  options: { readonly clock: Clock; readonly pausesMs: readonly number[] },
): Promise<SlackAnswer<T>> {
  let answer = await trySlack(call);
  for (const pauseMs of options.pausesMs) {
    if (answer.ok || answer.failure.kind === 'refused') return answer;
    await options.clock.delay(Math.max(pauseMs, answer.failure.afterMs));
    answer = await trySlack(call);
  }
  return answer;
}

function readFailure(error: unknown): SlackFailure {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { kind: 'later', error: 'ratelimited', afterMs: Math.min(error.retryAfter * 1_000, LONGEST_PAUSE_MS) };
  if (error instanceof webApi.WebAPIPlatformError) {
    const word = error.data.error;
    return passing.has(word) ? { kind: 'later', error: word, afterMs: 0 } : { kind: 'refused', error: word };
  }
  if (error instanceof webApi.WebAPIHTTPError) return { kind: 'later', error: `http_${error.statusCode}`, afterMs: 0 };
  if (error instanceof webApi.WebAPIRequestError) return { kind: 'later', error: 'unreachable', afterMs: 0 };
  // What is left comes from the library without a class: a 429 without `Retry-After`, an answer that is no JSON.
  return { kind: 'later', error: 'unintelligible', afterMs: 1_000 };
}
