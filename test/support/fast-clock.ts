import { type Clock, systemClock } from '../../core/clock.ts';

/** Where fast time starts: the same in every process, so that two of them agree on it. */
const ORIGIN_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** Real time run `speed` times faster, for tests with several real processes, which no test could move by hand. */
export function createFastClock(speed: number): Clock {
  return {
    now: () => new Date(ORIGIN_MS + (systemClock.now().getTime() - ORIGIN_MS) * speed),
    delay: (ms, signal) => systemClock.delay(ms / speed, signal),
    timeout: (ms) => systemClock.timeout(ms / speed),
  };
}
