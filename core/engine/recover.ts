import { OperationError, ProviderError } from '../errors.ts';
import { type App, type AppKey, appKey, appRef } from '../model/app.ts';
import { type Formation, isEmpty, sameAmounts } from '../model/formation.ts';
import type { OperationRecord } from '../store/records.ts';
import { resumedSleep } from './interval-end.ts';
import type { OperationControl } from './lock.ts';
import { elapsedMs, makeEvent, type OperationScope, type Outcome } from './operation.ts';
import { alreadyRunning } from './settle.ts';
import { finishSleep } from './sleep.ts';
import { statusOf } from './status.ts';
import { forget } from './stop.ts';
import { waitUntilDone, waitUntilStable, within } from './wait.ts';

/** A stop sent just before the end of the last process may show itself this much later. */
const LATE_STOP_MS = 5_000;

/** How long the taking up of one cut-off sleep may last. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * Ends a sleep that the end of a process cut off: finishes it when the stop took effect, else undoes it, so that
 * either nothing runs and the note of what ran is kept, or all of it runs and there is no note.
 */
export async function recoverSleep(
  scope: OperationScope,
  control: OperationControl,
  record: OperationRecord,
): Promise<Outcome> {
  return withinLimit(scope, control, (signal) => takeUpSleep(scope, record, signal));
}

/**
 * Finishes a wake whose people were told already, as far as there is anything to finish: an app that is down by now is
 * not started again, since nobody waits for it.
 */
export async function finishWake(
  scope: OperationScope,
  control: OperationControl,
  record: OperationRecord,
): Promise<Outcome> {
  return withinLimit(scope, control, async (signal) => {
    const { deps, provider } = scope;
    const startedAt = deps.clock.now();
    const read = await provider.getApp(scope.app.id, { signal });
    const app = await waitUntilStable(
      read,
      { clock: deps.clock, provider, signal, priority: scope.priority },
      () => undefined,
    );
    refuseUnknown(app);
    if (app.status === 'running') return alreadyRunning({ ...scope, app }, 'waking', { left: record }, { startedAt });
    await forget(scope, ['operation'], await resumedSleep(deps.ledger, record));
    const after = statusOf(app, await deps.store.find('snapshot', record.key), undefined);
    const durationMs = elapsedMs(deps.clock, startedAt);
    return { app, before: 'waking', after, changed: false, durationMs, reason: 'already_stopped' };
  });
}

/**
 * Takes up an app that somebody else brought back after a sleep of ours: what the sleep had switched off comes on again,
 * and its note has had its use. Left alone where the provider's word is not certain.
 */
export async function adoptRunning(scope: OperationScope, control: OperationControl): Promise<Outcome> {
  return withinLimit(scope, control, async (signal) => {
    const { deps, priority, provider } = scope;
    const startedAt = deps.clock.now();
    const app = await provider.getApp(scope.app.id, { priority, signal });
    const snapshot = await deps.store.find('snapshot', appKey(app));
    const before = statusOf(app, snapshot, undefined);
    const runs = app.status === 'running' && !isEmpty(await provider.getFormation(app.id, { priority, signal }));
    if (runs) return alreadyRunning({ ...scope, app }, before, { left: undefined, snapshot }, { startedAt });
    const durationMs = elapsedMs(deps.clock, startedAt);
    return { app, before, after: before, changed: false, durationMs, reason: 'already_stopped' };
  });
}

async function withinLimit(
  scope: OperationScope,
  control: OperationControl,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  control.markRequested();
  const deadline = scope.deps.clock.timeout(TIMEOUT_MS);
  const signal = AbortSignal.any([deadline.signal, control.signal]);
  const timedOut = () => new ProviderError('provider_timeout', 'What was cut off could not be taken up.');
  return within(deadline, work(signal), timedOut);
}

/** A state we cannot read is no reason to forget anything: it is looked at again later. */
function refuseUnknown(app: App): void {
  if (app.status !== 'unknown' && app.status !== 'blocked') return;
  throw new ProviderError('provider_conflict', `${appRef(app)} is in a state that tells nothing`, {
    retryable: true,
    context: { app: appRef(app), reason: app.statusReason ?? app.status },
  });
}

async function takeUpSleep(scope: OperationScope, record: OperationRecord, signal: AbortSignal): Promise<Outcome> {
  const { deps, provider } = scope;
  const startedAt = deps.clock.now();
  const options = { clock: deps.clock, provider, signal, priority: scope.priority };
  if (record.change?.kind === 'accepted') await waitUntilOver(scope.app, record.change, options);
  const app = await readSettled(scope, signal);
  refuseUnknown(app);
  const snapshot = await deps.store.find('snapshot', appKey(app));
  const ending = { app, before: 'falling_asleep', durationMs: elapsedMs(deps.clock, startedAt) } as const;
  if (app.status === 'stopped' && snapshot !== undefined) {
    await finishSleep({ ...scope, app }, snapshot, ending);
    return { ...ending, after: 'asleep', changed: true, reason: 'slept', formation: snapshot.formation };
  }
  // Never deployed: a start would change what the vendor has stored, and start nothing.
  if (snapshot !== undefined && app.status !== 'new') await bringBack(scope, app, snapshot.formation, options);
  await deps.audit.keep(
    [makeEvent(scope, 'sleep_failed', { reason: 'interrupted', after: 'running' })],
    [
      { remove: 'snapshot', key: record.key },
      { remove: 'operation', key: record.key },
      ...(await deps.ledger.cancel(record.key)),
    ],
  );
  return { ...ending, after: 'running', changed: false, reason: 'woken_instead' };
}

/** Whether the stop ended well or not shows in what runs afterwards. */
async function waitUntilOver(...args: Parameters<typeof waitUntilDone>): Promise<void> {
  try {
    await waitUntilDone(...args);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
  }
}

/** The app once nothing is under way on it and a late stop would have shown. */
async function readSettled(scope: OperationScope, signal: AbortSignal): Promise<App> {
  const { deps, provider, app } = scope;
  const options = { clock: deps.clock, provider, signal, priority: scope.priority };
  const read = () => provider.getApp(app.id, { signal });
  const first = await waitUntilStable(await read(), options, () => undefined);
  if (first.status === 'stopped') return first;
  await deps.clock.delay(LATE_STOP_MS, signal);
  return waitUntilStable(await read(), options, () => undefined);
}

/** Undoes a stop that took effect in part only. */
async function bringBack(
  scope: OperationScope,
  app: App,
  formation: Formation,
  options: Parameters<typeof waitUntilDone>[2],
): Promise<void> {
  const { provider } = scope;
  const { signal } = options;
  const current = await provider.getFormation(app.id, { signal });
  if (!isEmpty(current) && !sameAmounts(current, formation)) {
    // Somebody scaled it while nobody watched: what runs now is their wish.
    return;
  }
  if (isEmpty(current)) {
    const change = await provider.start(app.id, formation, { signal });
    if (change.kind === 'accepted') await waitUntilDone(app, change, options);
  }
  await provider.settle?.(app.id, formation, { signal });
}

/** Drops the mark of an operation on an app that no longer exists; the note of what ran stays for whoever asks. */
export async function forgetVanished(deps: Pick<OperationScope['deps'], 'store'>, key: AppKey): Promise<void> {
  await deps.store.write([{ remove: 'operation', key }]);
}
