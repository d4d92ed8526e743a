import type { Clock } from '../clock.ts';
import type { Actor, EntryPoint } from '../model/actor.ts';
import { type App, type AppKey, appKey } from '../model/app.ts';
import type { AppRecord, IntervalRecord, OperationRecord } from '../store/records.ts';
import type { Store, StoreChange } from '../store/store.ts';
import type { IntervalEnd, Ledger } from './ledger.ts';

interface EndDeps {
  readonly store: Pick<Store, 'find'>;
  readonly ledger: Pick<Ledger, 'close'>;
  readonly clock: Pick<Clock, 'now'>;
}

const endOfDoor: Readonly<Record<EntryPoint, IntervalEnd | undefined>> = {
  slack: 'wake_chat',
  github: 'wake_pr',
  terminal: 'wake_cli',
  schedule: 'schedule',
  recovery: undefined,
};

/** What a wake is to the savings: the door it came through; one that is taken up again, that of whoever had asked. */
export function endOf({ actor, entryPoint }: { readonly actor: Actor; readonly entryPoint: EntryPoint }): IntervalEnd {
  return endOfDoor[entryPoint] ?? endOfActor(actor);
}

function endOfActor(actor: Actor): IntervalEnd {
  if (actor.startsWith('slack:')) return 'wake_chat';
  if (actor.startsWith('github:')) return 'wake_pr';
  return actor.startsWith('terminal:') ? 'wake_cli' : 'schedule';
}

/**
 * The app runs although we had put it to sleep: somebody else ended that sleep. It counts up to the last look that saw
 * it asleep and no further.
 */
export async function closeFoundAwake(deps: EndDeps, app: App): Promise<readonly StoreChange[]> {
  const key = appKey(app);
  const interval = await deps.store.find('interval', key);
  if (interval === undefined) return [];
  const at = await lastSeenAsleep(deps, key, interval);
  const deployedMs = Date.parse(app.lastDeployedAt ?? '');
  const by = deployedMs > Date.parse(interval.asleepFrom ?? interval.askedAt) ? 'deploy' : 'human';
  return deps.ledger.close(key, { at, by, errorMs: Math.max(0, deps.clock.now().getTime() - at.getTime()) });
}

async function lastSeenAsleep(deps: EndDeps, key: AppKey, interval: IntervalRecord): Promise<Date> {
  const from = new Date(interval.asleepFrom ?? interval.askedAt);
  const seen = (await deps.store.find('watch', key))?.app;
  const seenAt = new Date(seen?.status === 'stopped' ? seen.readAt : from);
  return seenAt > from ? seenAt : from;
}

/** The app is gone: whatever was open ends when it was last seen. */
export async function closeVanished(deps: EndDeps, { key, lastSeenAt }: AppRecord): Promise<readonly StoreChange[]> {
  const seen = (await deps.store.find('watch', key))?.app.readAt ?? lastSeenAt;
  const at = new Date(Math.max(Date.parse(seen), Date.parse(lastSeenAt)));
  const end = { at, by: 'deleted', errorMs: Math.max(0, deps.clock.now().getTime() - at.getTime()) } as const;
  return [...(await deps.ledger.close(key, end)), ...(await deps.ledger.close(key, { ...end, wouldBe: true }))];
}

/**
 * A wake is given up and nothing runs. Where the provider never said that it took the start, the sleep that was closed
 * for it goes on.
 */
export async function resumedSleep(
  ledger: Pick<Ledger, 'reopen'>,
  wake: OperationRecord,
): Promise<readonly StoreChange[]> {
  if (wake.kind !== 'wake' || wake.change !== undefined) return [];
  return ledger.reopen(wake.key, new Date(wake.startedAt));
}
