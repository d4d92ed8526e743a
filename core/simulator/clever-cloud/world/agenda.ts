import type { Clock } from '../../../clock.ts';

/** What will happen in the simulated world, in the order of its instants. */
export interface Agenda {
  /** In milliseconds, divided by the speed of the simulation. */
  schedule(ms: number, happen: () => void): void;
  /** Lets everything due happen now: each request calls it, so that no answer depends on the order of timers. */
  settle(): void;
  /** What a duration lasts at this speed. */
  scaledMs(ms: number): number;
}

export function createAgenda(clock: Clock, speed: number, closing: AbortSignal): Agenda {
  let entries: { readonly at: number; readonly order: number; readonly happen: () => void }[] = [];
  let order = 0;

  const settle = () => {
    for (;;) {
      const now = clock.now().getTime();
      const [next] = entries.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.order - b.order);
      if (next === undefined) return;
      entries = entries.filter((entry) => entry !== next);
      next.happen();
    }
  };

  return {
    scaledMs: (ms) => ms / speed,
    settle,
    schedule: (ms, happen) => {
      const waitMs = Math.max(0, ms / speed);
      entries.push({ at: clock.now().getTime() + waitMs, order: order++, happen });
      // The rejection is the simulator closing: nothing is left to happen.
      clock.delay(waitMs, closing).then(settle, () => undefined);
    },
  };
}
