import { type Clock, systemClock } from '../../core/clock.ts';

/** Where fast time starts: the same in every process, so that two of them agree on it. */
const ORIGIN_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** An instant on both clocks, from which the fast one runs ahead. */
export interface ClockOrigin {
  readonly realMs: number;
  readonly fastMs: number;
}

/** Real time run `speed` times faster, for tests with several real processes, which no test could move by hand. */
export function createFastClock(
  speed: number,
  { realMs, fastMs }: ClockOrigin = { realMs: ORIGIN_MS, fastMs: ORIGIN_MS },
): Clock {
  return {
    now: () => new Date(fastMs + (systemClock.now().getTime() - realMs) * speed),
    delay: (ms, signal) => systemClock.delay(ms / speed, signal),
    timeout: (ms) => systemClock.timeout(ms / speed),
  };
}
