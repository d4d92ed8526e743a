import { describeError } from '../errors.ts';
import { appRef } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import type { Change } from '../providers/provider.ts';
import type { AppRecord, OperationRecord, SnapshotRecord } from '../store/records.ts';
import type { StoreChange } from '../store/store.ts';
import { closeFoundAwake } from './interval-end.ts';
import { elapsedMs, makeEvent, noteRequested, type OperationScope, type Outcome } from './operation.ts';
import { waitUntilDone } from './wait.ts';

/** How many durations the estimate of an app is made from. */
const REMEMBERED_DURATIONS = 20;

/** The provider's word follows the first answer by this much (Clever Cloud: 2 s); asking at once would cost a call. */
const SETTLE_DELAY_MS = 2_500;

/** How long the provider may take to confirm after the app has answered, before that is left to the next start. */
const SETTLE_TIMEOUT_MS = 15 * 60_000;

/**
 * It runs already: by somebody else's hand, or by a wake of ours that was cut off before it was confirmed. Our note has
 * had its use; the autoscalers that the sleep switched off come back.
 */
export async function alreadyRunning(
  scope: OperationScope,
  before: Outcome['before'],
  { left, snapshot }: { readonly left: OperationRecord | undefined; readonly snapshot?: SnapshotRecord | undefined },
  { answered, startedAt }: { readonly startedAt: Date; readonly answered?: boolean },
): Promise<Outcome> {
  const { app, deps, provider } = scope;
  const noted = left ?? snapshot;
  const durationMs = elapsedMs(deps.clock, startedAt);
  // Our own probes of its address are nobody's use of it.
  const ready = answered === true ? [makeEvent(scope, 'app_ready', { durationMs, after: 'running' })] : [];
  if (noted?.formation !== undefined) {
    const { key, formation } = noted;
    await provider.settle?.(app.id, formation, { priority: scope.priority });
    const facts = { reason: 'found_running', after: 'running', formation } as const;
    // Whoever reads the history sees who woke it, also where nobody of us saw the end.
    const woken = left?.kind === 'wake' ? [makeEvent(scope, 'app_woken', { before: 'waking', ...facts })] : [];
    await deps.audit.keep(
      [...woken, ...ready, makeEvent(scope, 'snapshot_restored', facts)],
      [{ remove: 'snapshot', key }, { remove: 'operation', key }, ...(await closeFoundAwake(deps, app))],
    );
  } else if (ready.length > 0) await deps.audit.keep(ready);
  return { app, before, after: 'running', changed: false, durationMs, reason: 'already_awake' };
}

interface WakeFinish extends Pick<Outcome, 'before' | 'after' | 'durationMs'> {
  readonly operation: OperationRecord;
  readonly formation: Formation;
  readonly reason: string | undefined;
}

/**
 * After the app has answered, or was not waited for: waits for the provider's word, puts the autoscalers back, and only then forgets the
 * snapshot. Cut off or failing, the operation's record stays and the next start takes up from there.
 */
export async function settleWake(scope: OperationScope, finish: WakeFinish, change: Change | undefined): Promise<void> {
  const { app, deps, provider } = scope;
  const { operation, formation, durationMs, before, after, reason } = finish;
  const deadline = deps.clock.timeout(SETTLE_TIMEOUT_MS);
  // Whoever ends must not be held up by a wait that the next start takes up anyway.
  const signal = AbortSignal.any([deadline.signal, scope.closing]);
  try {
    if (change?.kind === 'accepted') {
      await deps.clock.delay(SETTLE_DELAY_MS, signal);
      await waitUntilDone(app, change, { clock: deps.clock, provider, signal, priority: scope.priority });
    }
    await provider.settle?.(app.id, formation, { priority: scope.priority, signal });
    const facts = { durationMs, before, after, formation } as const;
    // How long it takes to answer is known of an app that has.
    const answered = after === 'running';
    const changes: StoreChange[] = [
      { remove: 'snapshot', key: operation.key },
      { remove: 'operation', key: operation.key },
      ...(answered ? rememberDuration(await deps.store.find('app', operation.key), 'wakesMs', durationMs) : []),
    ];
    const events = [
      makeEvent(scope, 'app_woken', { ...facts, ...(reason !== undefined && { reason }) }),
      ...(answered ? [makeEvent(scope, 'app_ready', { durationMs, after })] : []),
      makeEvent(scope, 'snapshot_restored', { formation }),
    ];
    await deps.audit.keep(events, changes);
  } catch (error) {
    // Cut off by the end of the program: nothing went wrong.
    if (scope.closing.aborted) return;
    deps.log.warn({ app: appRef(app), detail: describeError(error) }, 'wake not confirmed, taken up again later');
    await noteRequested(scope, { ...operation, phase: 'settling' });
  } finally {
    deadline.cancel();
  }
}

/** Adds a duration to what the estimate is made from. */
export function rememberDuration(
  record: AppRecord | undefined,
  list: 'wakesMs' | 'sleepsMs',
  durationMs: number,
): StoreChange[] {
  if (record === undefined) return [];
  const durations = [...record[list], durationMs].slice(-REMEMBERED_DURATIONS);
  return [{ put: 'app', record: { ...record, [list]: durations } }];
}
