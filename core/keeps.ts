import type { Clock } from './clock.ts';
import { LONGEST_KEEP_MS } from './commands/keep.ts';
import { recordSchemas, type SnoozeRecord } from './store/records.ts';
import type { Store } from './store/store.ts';

/** Somebody keeps an app awake until then; instants are ISO 8601, UTC. */
export type KeepRecord = Omit<SnoozeRecord, 'v'>;

/**
 * Notes keeps that a door without a store of its own has carried over from an earlier run. What cannot be read, is over,
 * or ends later than anybody may ask for is left out: it may have been written by anybody.
 */
export async function loadKeeps(store: Store, keeps: readonly KeepRecord[], now: Date): Promise<void> {
  const records = keeps.flatMap((keep) => {
    const { data } = recordSchemas.snooze.safeParse({ ...keep, v: 1 });
    return data === undefined || !holds(data, now) ? [] : [data];
  });
  if (records.length > 0) await store.write(records.map((record) => ({ put: 'snooze', record })));
}

/** Those that hold now. */
export async function listKeeps(store: Store, clock: Pick<Clock, 'now'>): Promise<readonly KeepRecord[]> {
  const now = clock.now();
  return (await store.list('snooze')).filter((keep) => holds(keep, now)).map(({ v: _version, ...keep }) => keep);
}

function holds({ until }: Pick<KeepRecord, 'until'>, now: Date): boolean {
  const leftMs = Date.parse(until) - now.getTime();
  return leftMs > 0 && leftMs <= LONGEST_KEEP_MS;
}
