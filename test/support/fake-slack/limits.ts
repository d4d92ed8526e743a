import type { Fields } from './answers.ts';

/** What Slack's client sees of a limit. */
interface Limited {
  readonly kind: 'status';
  readonly status: 429;
  readonly retryAfterS: number;
}

export interface Limits {
  readonly limit: (method: string, perMinute: number) => void;
  readonly paceChannels: () => void;
  readonly check: (method: string, fields: Fields) => Limited | undefined;
}

const MINUTE_MS = 60_000;
const CHANNEL_PAUSE_MS = 1_000;

/** Slack's limits, off until they are asked for. */
export function createLimits(nowMs: () => number): Limits {
  const allowed = new Map<string, number>();
  const taken = new Map<string, number[]>();
  const lastPosts = new Map<string, number>();
  let paced = false;

  const overRate = (method: string): number | undefined => {
    const perMinute = allowed.get(method);
    if (perMinute === undefined) return undefined;
    const recent = (taken.get(method) ?? []).filter((at) => at > nowMs() - MINUTE_MS);
    taken.set(method, recent);
    const [oldest] = recent;
    if (recent.length >= perMinute && oldest !== undefined) return oldest + MINUTE_MS - nowMs();
    recent.push(nowMs());
    return undefined;
  };

  const overPace = (method: string, { channel = '' }: Fields): number | undefined => {
    if (!paced || method !== 'chat.postMessage') return undefined;
    const last = lastPosts.get(channel);
    if (last !== undefined && nowMs() - last < CHANNEL_PAUSE_MS) return last + CHANNEL_PAUSE_MS - nowMs();
    lastPosts.set(channel, nowMs());
    return undefined;
  };

  return {
    limit: (method, perMinute) => void allowed.set(method, perMinute),
    paceChannels: () => {
      paced = true;
    },
    check: (method, fields) => {
      const waitMs = overRate(method) ?? overPace(method, fields);
      return waitMs === undefined
        ? undefined
        : { kind: 'status', status: 429, retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) };
    },
  };
}
