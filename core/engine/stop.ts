import { isDeepStrictEqual } from 'node:util';
import { OperationError, ProviderError } from '../errors.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { type Formation, isEmpty } from '../model/formation.ts';
import type { OperationRecord, SnapshotRecord } from '../store/records.ts';
import type { StoreChange } from '../store/store.ts';
import type { SleepCause } from './ledger.ts';
import { isRefusal, makeEvent, noteRequested, type OperationScope } from './operation.ts';
import { growing, STATE_POLL_MS, untilBegun, waitUntilDone, waitUntilStable } from './wait.ts';

/** What is written down before anything is stopped. */
export interface Noted {
  readonly snapshot: SnapshotRecord;
  readonly operation: OperationRecord;
  readonly cause: SleepCause;
}

export interface StopOptions {
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** See `SleepOptions`. */
  readonly confirm?: (signal: AbortSignal) => Promise<string | undefined>;
  readonly onWait: () => void;
  readonly onTaken: () => void;
}

export function refuse(app: App, reason: string, detail?: string): OperationError {
  return new OperationError('sleep_refused', `${appRef(app)} was not put to sleep: ${reason}`, {
    context: { app: appRef(app), reason, ...(detail !== undefined && { detail }) },
  });
}

/** What runs on the app by somebody else's wish is never cut off. */
export function refuseBusyStates(app: App): void {
  if (app.status === 'deploying') throw refuse(app, 'deploying');
  if (app.status === 'waking') throw refuse(app, 'waking');
}

/**
 * What runs now. An autoscaler that an earlier sleep of ours switched off, and that no wake of ours switched on again
 * (somebody scaled by hand meanwhile), is still part of what the app is.
 */
export async function readFormation(
  scope: OperationScope,
  app: App,
  stale: SnapshotRecord | undefined,
  signal: AbortSignal,
): Promise<Formation> {
  const current = await scope.provider.getFormation(app.id, { priority: scope.priority, signal });
  if (stale === undefined) return current;
  return Object.fromEntries(
    Object.entries(current).map(([type, scale]) => {
      const autoscaler = scale.autoscaler ?? stale.formation[type]?.autoscaler;
      return [type, autoscaler === undefined ? scale : { ...scale, autoscaler }];
    }),
  );
}

/** Writes down what runs, durably, before the first container stops. */
export async function save(scope: OperationScope, { snapshot, operation, cause }: Noted): Promise<void> {
  const { app, actor, correlationId, deps } = scope;
  const { formation } = snapshot;
  await deps.audit.keep(
    [makeEvent(scope, 'snapshot_saved', { formation })],
    [
      { put: 'snapshot', record: snapshot },
      { put: 'operation', record: operation },
      ...(await deps.ledger.open(app, { formation, cause, actor, correlationId })),
    ],
  );
}

/** Stops the app and waits for the end. @returns what was noted, brought up to date */
export async function stopNoted(scope: OperationScope, noted: Noted, options: StopOptions): Promise<Noted> {
  let current = noted;
  let taken = false;
  const onTaken = () => {
    taken = true;
    options.onTaken();
  };
  const stop = async () => {
    taken = false;
    current = await stopOnce(scope, current, { ...options, onTaken });
  };
  try {
    await untilBegun(stop, { clock: scope.deps.clock, signal: options.signal }, options.onWait);
    return current;
  } catch (error) {
    // Refused outright: nothing was stopped. Anything else may have been taken and is taken up later.
    const refused = isRefusal(error) || (error instanceof OperationError && error.code === 'sleep_refused');
    if (refused && !taken) await putBack(scope, current);
    throw error;
  }
}

/** Asks for the stop; whenever something else ran on the app meanwhile, what is noted is read again first. */
async function stopOnce(scope: OperationScope, noted: Noted, options: StopOptions): Promise<Noted> {
  const { deps, provider, app } = scope;
  const { force, signal } = options;
  let current = noted;
  for (const waitMs of growing(STATE_POLL_MS)) {
    const refusal = await options.confirm?.(signal);
    if (refusal !== undefined) throw refuse(app, refusal);
    try {
      const change = await provider.stop(app.id, { priority: scope.priority, signal, force });
      options.onTaken();
      if (change.kind === 'none') return current;
      const requested = noteRequested(scope, { ...current.operation, phase: 'requested', change });
      await waitUntilDone(app, change, { clock: deps.clock, provider, signal, priority: scope.priority }).catch(
        (error: unknown) => {
          throw error instanceof OperationError ? stopFailed(app, error) : error;
        },
      );
      await requested;
      return current;
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'provider_conflict' || !error.retryable) throw error;
    }
    options.onWait();
    await deps.clock.delay(waitMs, signal);
    const renewed = await renew(scope, current, options);
    if (renewed === undefined) return current;
    current = renewed;
  }
  throw new Error('unreachable: the waits never end');
}

/**
 * The app was busy: with a stop of ours whose answer was lost, or with what somebody else asked for, who may have
 * scaled it. @returns undefined when nothing runs any more
 */
async function renew(scope: OperationScope, noted: Noted, options: StopOptions): Promise<Noted | undefined> {
  const { deps, provider, app } = scope;
  const { signal } = options;
  const read = await provider.getApp(app.id, { priority: scope.priority, signal });
  refuseBusyStates(read);
  const now = await waitUntilStable(
    read,
    { clock: deps.clock, provider, signal, priority: scope.priority },
    options.onWait,
  );
  const formation = await readFormation(scope, now, noted.snapshot, signal);
  if (now.status === 'stopped' || isEmpty(formation)) return undefined;
  if (isDeepStrictEqual(formation, noted.snapshot.formation)) return noted;
  const takenAt = deps.clock.now().toISOString();
  const renewed: Noted = {
    ...noted,
    snapshot: { ...noted.snapshot, formation, takenAt },
    operation: { ...noted.operation, formation },
  };
  await save(scope, renewed);
  return renewed;
}

/** Nothing was stopped: what the stop had prepared is put back and the note of what runs is not needed. */
export async function putBack(scope: OperationScope, { snapshot }: Noted): Promise<void> {
  await scope.provider.settle?.(scope.app.id, snapshot.formation, { priority: scope.priority });
  await forget(scope, ['snapshot', 'operation'], await scope.deps.ledger.cancel(appKey(scope.app)));
}

function stopFailed(app: App, error: OperationError): OperationError {
  const { detail } = error.context;
  return new OperationError('sleep_failed', `${appRef(app)} was not put to sleep: ${detail ?? 'no explanation'}`, {
    retryable: error.retryable,
    cause: error,
    context: { ...error.context },
  });
}

/** Forgets what was noted for a sleep or a wake that did not take place. */
export async function forget(
  scope: OperationScope,
  kinds: readonly ('snapshot' | 'operation')[],
  changes: readonly StoreChange[],
): Promise<void> {
  const removed = kinds.map((kind) => ({ remove: kind, key: appKey(scope.app) }));
  await scope.deps.store.write([...removed, ...changes]);
}
