import type { Clock } from '../../../core/index.ts';

/** What was delivered before, for a while and up to a number: the oldest are forgotten first. */
export interface Seen {
  /** Remembers the key. @returns whether it is new */
  take(key: string): boolean;
  /** It came to nothing: the next delivery is as good as the first. */
  forget(key: string): void;
}

export interface SeenOptions {
  readonly clock: Clock;
  readonly liveMs: number;
  readonly most: number;
}

export function createSeen({ clock, liveMs, most }: SeenOptions): Seen {
  // Oldest first: a Map keeps the order of insertion, and all live equally long.
  const untilMs = new Map<string, number>();

  const makeRoom = (nowMs: number): void => {
    for (const [key, until] of untilMs) {
      if (until > nowMs && untilMs.size < most) return;
      untilMs.delete(key);
    }
  };

  return {
    take: (key) => {
      const nowMs = clock.now().getTime();
      const until = untilMs.get(key);
      if (until !== undefined && until > nowMs) return false;
      untilMs.delete(key);
      makeRoom(nowMs);
      untilMs.set(key, nowMs + liveMs);
      return true;
    },
    forget: (key) => void untilMs.delete(key),
  };
}
