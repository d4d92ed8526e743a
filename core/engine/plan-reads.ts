import type { AppKey } from '../model/app.ts';
import type { AppStatus } from '../model/status.ts';
import type { Decision } from '../policy/decision.ts';
import type { WatchedApp } from './watch.ts';

const MINUTE_MS = 60_000;

/** Few enough to leave most of an account's minute (60 calls at Scalingo) to people and operations. */
const FEWEST_A_MINUTE = 12;
const MOST_A_MINUTE = 45;

/** Room to catch up after a pause. */
const SURPLUS = 1.5;

/** What one app's sleep takes of the account's minute: nine calls at Scalingo. */
const CALLS_OF_A_SLEEP = 9;

/** So many waiting while apps fall asleep are an evening: operations then follow each other at the account's pace. */
const CROWD = 5;

/** How long to let the account rest after some readings and operations, so that they do not come all at once. */
export function restMs(
  work: { readonly read: number; readonly acted: number; readonly waiting: number },
  perMinute: number,
): number {
  const operations = work.waiting > CROWD ? MOST_A_MINUTE : perMinute;
  return (Math.max(1, work.read) / perMinute + (CALLS_OF_A_SLEEP * work.acted) / operations) * MINUTE_MS;
}

/** What idles unmanaged is worth knowing, not worth many calls. */
const SPARE_EVERY_MS = 6 * 60 * MINUTE_MS;

/** Running apps that no rule manages, whose figures are missing or old: those known least come first. */
export function spareReads(watched: readonly WatchedApp[], now: Date): readonly WatchedApp[] {
  const readAtMs = ({ facts: { reading } }: WatchedApp) => (reading === undefined ? 0 : Date.parse(reading.at));
  return watched
    .filter(({ facts: { status }, decision: { reason } }) => {
      return reason === 'unmanaged' && (status === 'running' || status === 'crashed');
    })
    .filter((one) => now.getTime() - readAtMs(one) >= SPARE_EVERY_MS)
    .toSorted((a, b) => readAtMs(a) - readAtMs(b));
}

/** One app, as far as the plan of reads needs to know it. */
export interface Planned {
  readonly status: AppStatus;
  readonly decision: Pick<Decision, 'managed' | 'idleAfterMs'>;
}

/**
 * How many readings a minute keep up with apps that are all used: each needs one per idle limit.
 */
export function readsPerMinute(apps: readonly Planned[]): number {
  const needed = apps.reduce((sum, { status, decision: { managed, idleAfterMs } }) => {
    const awake = status === 'running' || status === 'crashed';
    return managed && awake && idleAfterMs !== undefined ? sum + MINUTE_MS / Math.max(idleAfterMs, MINUTE_MS) : sum;
  }, 0);
  return Math.min(MOST_A_MINUTE, Math.max(FEWEST_A_MINUTE, Math.ceil(SURPLUS * needed)));
}

/** Readings that wait for their turn, those due first at the front; each app waits once. */
export class ReadQueue {
  readonly #dueAtMs = new Map<AppKey, number>();

  get size(): number {
    return this.#dueAtMs.size;
  }

  add(key: AppKey, dueAtMs: number): void {
    this.#dueAtMs.set(key, Math.min(dueAtMs, this.#dueAtMs.get(key) ?? Number.POSITIVE_INFINITY));
  }

  remove(key: AppKey): void {
    this.#dueAtMs.delete(key);
  }

  clear(): void {
    this.#dueAtMs.clear();
  }

  take(): AppKey | undefined {
    let first: { readonly key: AppKey; readonly dueAtMs: number } | undefined;
    for (const [key, dueAtMs] of this.#dueAtMs) {
      if (first === undefined || dueAtMs < first.dueAtMs) first = { key, dueAtMs };
    }
    if (first !== undefined) this.#dueAtMs.delete(first.key);
    return first?.key;
  }
}

/** How often something happened in the last minute. */
export class MinuteCount {
  #atMs: number[] = [];

  add(now: Date, times = 1): void {
    for (let time = 0; time < times; time += 1) this.#atMs.push(now.getTime());
    this.#drop(now);
  }

  count(now: Date): number {
    this.#drop(now);
    return this.#atMs.length;
  }

  #drop(now: Date): void {
    const oldest = now.getTime() - MINUTE_MS;
    this.#atMs = this.#atMs.filter((atMs) => atMs > oldest && atMs <= now.getTime());
  }
}
