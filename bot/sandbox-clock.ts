import { type Clock, systemClock } from '../core/index.ts';

/**
 * Time that runs `speed` times faster from now on, so that boots and idle limits of a simulated account pass faster.
 * Time limits stay real: they guard real requests, which do not get any faster.
 */
export function createSandboxClock(speed: number, real: Clock = systemClock): Clock {
  if (speed === 1) return real;
  const startMs = real.now().getTime();
  return {
    now: () => new Date(startMs + (real.now().getTime() - startMs) * speed),
    delay: (ms, signal) => real.delay(ms / speed, signal),
    timeout: (ms) => real.timeout(ms),
  };
}
