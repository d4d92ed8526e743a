import type { ProviderErrorCode } from '../errors.ts';

/** Tries of one call, the first included. Answers 429 are not counted: only the time limit of the call bounds those. */
export const MAX_TRIES = 4;

/** The first pause is at most this long; each further one at most twice the one before. */
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 10_000;

/** A vendor that names a date next year must not stop us until then. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

const MINUTE_MS = 60_000;
const SHORTEST_RATE_LIMIT_PAUSE_MS = 1_000;

/** Answers of a router in front of the vendor: what is behind it did not take the request, or may not have. */
const repeatedStatuses: readonly number[] = [429, 502, 503, 504];
/** May come from the vendor's own code, half-way through a change: repeated for reads only. */
const repeatedStatusesOfReads: readonly number[] = [408, 500];

const repeatedCodes: readonly ProviderErrorCode[] = [
  'provider_rate_limited',
  'provider_unavailable',
  'provider_timeout',
];

export interface FailedTry {
  readonly code: ProviderErrorCode;
  /** Absent: no answer came (network error, our own time limit). */
  readonly status?: number | undefined;
}

/**
 * May this request be sent once more after this failure?
 * A rate limit means that the request was not taken, so anything may be repeated after one.
 */
export function mayRepeat(
  failure: FailedTry,
  request: { readonly method: string; readonly repeatable: boolean },
): boolean {
  if (failure.code === 'provider_rate_limited') return true;
  if (!request.repeatable || !repeatedCodes.includes(failure.code)) return false;
  if (failure.status === undefined || repeatedStatuses.includes(failure.status)) return true;
  return request.method === 'GET' && repeatedStatusesOfReads.includes(failure.status);
}

/**
 * Exponential with full jitter, so that callers who failed together do not come back together.
 * @param failedTries 1 after the first failure
 * @param random in [0, 1)
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failedTries: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failedTries - 1));
  return Math.round(ceiling * random());
}

/**
 * Reads a `Retry-After` header: seconds or an HTTP date; undefined when absent or neither. A date that has passed is 0.
 * @see RFC 9110, section 10.2.3
 */
export function parseRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : parseHttpDate(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

/** HTTP dates begin with the name of a day; `Date.parse` alone would also take `-5` and `1.5`. */
function parseHttpDate(text: string): number {
  return /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
}

/** Without a word from the vendor: fixed windows of a minute are the common kind, so until the next full one. */
export function rateLimitPauseMs(retryAfterMs: number | undefined, now: Date): number {
  const pauseMs = retryAfterMs ?? MINUTE_MS - (now.getTime() % MINUTE_MS);
  return Math.max(pauseMs, SHORTEST_RATE_LIMIT_PAUSE_MS);
}
