import { type Answer, problem, secondaryLimit } from './answers.ts';

export interface Limits {
  /** Counts this request; an answer where it is one too many. */
  check(method: string): Answer | undefined;
  /** `x-ratelimit-…` of every answer. */
  headers(): Readonly<Record<string, string>>;
  overview(): Readonly<Record<string, number>>;
  exhaust(resetAt: Date): void;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Requests in an hour, and writing in a minute. */
export function createLimits(options: { perHour: number; writesPerMinute: number; now: () => Date }): Limits {
  const { perHour, writesPerMinute } = options;
  const nowMs = () => options.now().getTime();
  let used = 0;
  let resetMs = 0;
  let writes: readonly number[] = [];

  const renew = () => {
    if (nowMs() < resetMs) return;
    used = 0;
    resetMs = nowMs() + HOUR_MS;
  };
  const overview = () => {
    renew();
    return { limit: perHour, used, remaining: perHour - used, reset: Math.ceil(resetMs / 1_000) };
  };

  return {
    overview,
    headers: () => ({
      ...Object.fromEntries(Object.entries(overview()).map(([name, value]) => [`x-ratelimit-${name}`, String(value)])),
      'x-ratelimit-resource': 'core',
    }),
    check: (method) => {
      renew();
      if (used >= perHour) return problem(403, 'API rate limit exceeded for installation.');
      used += 1;
      if (method !== 'POST' && method !== 'PATCH') return undefined;
      writes = writes.filter((at) => at > nowMs() - MINUTE_MS);
      if (writes.length >= writesPerMinute) return secondaryLimit(403, 60);
      writes = [...writes, nowMs()];
      return undefined;
    },
    exhaust: (resetAt) => {
      used = perHour;
      resetMs = resetAt.getTime();
    },
  };
}
