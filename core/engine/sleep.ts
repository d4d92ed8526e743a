import { describeError, OperationError, ProviderError } from '../errors.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { type Formation, isEmpty } from '../model/formation.ts';
import type { Change } from '../providers/provider.ts';
import type { OperationRecord, SnapshotRecord, SnoozeRecord } from '../store/records.ts';
import type { OperationControl } from './lock.ts';
import { elapsedMs, makeEvent, type OperationScope, type Outcome } from './operation.ts';
import { estimateFrom } from './progress.ts';
import { statusOf } from './status.ts';
import { requestWhenFree, waitUntilDone, waitUntilStable, within } from './wait.ts';
import { readFresh, rememberDuration } from './wake.ts';

export interface SleepOptions {
  /** The rule that protects the app: then nothing and nobody puts it to sleep. */
  readonly protectedBy?: string;
  /** Overrides what may be overridden (a one-off task, somebody's keep); recorded. */
  readonly force?: boolean;
  /** One deadline for all of it; default 15 min, what a slow stop may take. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 15 * 60_000;

/** Puts an app to sleep, once what runs is safely noted. */
export async function sleep(scope: OperationScope, control: OperationControl, options: SleepOptions): Promise<Outcome> {
  const { deps } = scope;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const deadline = deps.clock.timeout(timeoutMs);
  const signal = AbortSignal.any([deadline.signal, control.signal]);
  const startedAt = deps.clock.now();
  try {
    const timedOut = () => sleepTimeout(scope.app, timeoutMs);
    return await within(deadline, sleepWithin(scope, control, options, signal, startedAt), timedOut);
  } catch (error) {
    await recordFailure(scope, startedAt, error);
    throw error;
  }
}

async function sleepWithin(
  scope: OperationScope,
  control: OperationControl,
  options: SleepOptions,
  signal: AbortSignal,
  startedAt: Date,
): Promise<Outcome> {
  const { deps, provider } = scope;
  const key = appKey(scope.app);
  refuseProtected(scope.app, options);
  const [snapshot, record, snooze] = await Promise.all([
    deps.store.find('snapshot', key),
    deps.store.find('app', key),
    deps.store.find('snooze', key),
  ]);
  refuseKept(scope, snooze, options);
  const estimate = estimateFrom(record?.sleepsMs ?? []);
  const report = (phase: Parameters<OperationControl['report']>[0]['phase']) =>
    control.report({ phase, ...(estimate && { estimate }) });
  const waitOptions = { clock: deps.clock, provider, signal };

  report('reading');
  const read = await readFresh(scope, signal);
  refuseBusyStates(read);
  const app = await waitUntilStable(read, waitOptions, () => report('waiting'));
  const before = statusOf(read, snapshot, undefined);
  const outcome = { app, before, startedAt };
  if (app.status === 'stopped') return nothingToDo(scope, outcome, snapshot);
  refuseOddStates(app);
  await refuseBusy(scope, app, options, signal);

  report('saving');
  const formation = await readFormation(scope, app, snapshot, signal);
  if (isEmpty(formation)) return nothingToDo(scope, outcome, undefined);
  if (control.superseded) return wokenMeanwhile(scope, outcome, 'running');
  const noted = makeRecords(scope, startedAt, formation);
  control.markRequested();
  await deps.audit.keep(
    [makeEvent(scope, 'snapshot_saved', { formation })],
    [
      { put: 'snapshot', record: noted.snapshot },
      { put: 'operation', record: noted.operation },
    ],
  );
  if (control.superseded) {
    await forget(scope, ['snapshot', 'operation']);
    return wokenMeanwhile(scope, outcome, 'running');
  }

  report('requesting');
  const change = await requestStop(scope, app, formation, { ...options, signal }, () => report('waiting'));
  report('stopping');
  const requested = deps.store.write([
    { put: 'operation', record: { ...noted.operation, phase: 'requested', change } },
  ]);
  await followStop(app, change, waitOptions);
  await requested;
  const durationMs = elapsedMs(deps.clock, startedAt);
  await finishSleep({ ...scope, app }, noted.snapshot, { before, durationMs, forced: options.force === true });
  report('asleep');
  if (control.superseded) return { ...wokenMeanwhile(scope, outcome, 'asleep'), changed: true };
  return { app, before, after: 'asleep', changed: true, durationMs, reason: 'slept', formation };
}

function refuse(app: App, reason: string, detail?: string): OperationError {
  return new OperationError('sleep_refused', `${appRef(app)} was not put to sleep: ${reason}`, {
    context: { app: appRef(app), reason, ...(detail !== undefined && { detail }) },
  });
}

function refuseProtected(app: App, options: SleepOptions): void {
  if (options.protectedBy !== undefined) throw refuse(app, 'protected', options.protectedBy);
}

/** Who keeps an app awake may change his mind; anybody else has to force it. */
function refuseKept(scope: OperationScope, snooze: SnoozeRecord | undefined, options: SleepOptions): void {
  if (snooze === undefined || snooze.actor === scope.actor || options.force === true) return;
  const leftMs = Date.parse(snooze.until) - scope.deps.clock.now().getTime();
  if (leftMs <= 0) return;
  const context = { app: appRef(scope.app), reason: 'kept', holder: snooze.actor, retryAfterMs: leftMs };
  throw new OperationError('sleep_refused', `${snooze.actor} keeps ${appRef(scope.app)} awake`, { context });
}

/** What runs on the app by somebody else's wish is never cut off. */
function refuseBusyStates(app: App): void {
  if (app.status === 'deploying') throw refuse(app, 'deploying');
  if (app.status === 'waking') throw refuse(app, 'waking');
}

function refuseOddStates(app: App): void {
  if (app.status === 'new') throw refuse(app, 'never_deployed');
  if (app.status === 'blocked') throw refuse(app, app.statusReason ?? 'blocked');
  if (app.status === 'unknown') throw refuse(app, 'unknown_state');
}

async function refuseBusy(scope: OperationScope, app: App, options: SleepOptions, signal: AbortSignal): Promise<void> {
  const busy = await scope.provider.getBusy(app.id, { priority: 'person', signal });
  const [first] = busy.filter(({ kind }) => kind === 'deployment' || options.force !== true);
  if (first !== undefined) throw refuse(app, first.kind === 'deployment' ? 'deploying' : 'one_off', first.detail);
}

/**
 * What runs now. An autoscaler that an earlier sleep of ours switched off, and that no wake of ours switched on again
 * (somebody scaled by hand meanwhile), is still part of what the app is.
 */
async function readFormation(
  scope: OperationScope,
  app: App,
  stale: SnapshotRecord | undefined,
  signal: AbortSignal,
): Promise<Formation> {
  const current = await scope.provider.getFormation(app.id, { priority: 'person', signal });
  if (stale === undefined) return current;
  return Object.fromEntries(
    Object.entries(current).map(([type, scale]) => {
      const autoscaler = scale.autoscaler ?? stale.formation[type]?.autoscaler;
      return [type, autoscaler === undefined ? scale : { ...scale, autoscaler }];
    }),
  );
}

function makeRecords(
  scope: OperationScope,
  startedAt: Date,
  formation: Formation,
): { snapshot: SnapshotRecord; operation: OperationRecord } {
  const common = { v: 1, key: appKey(scope.app), ref: appRef(scope.app), formation } as const;
  const { actor, entryPoint, correlationId } = scope;
  const takenAt = scope.deps.clock.now().toISOString();
  return {
    snapshot: { ...common, takenAt, actor, correlationId },
    operation: {
      ...common,
      kind: 'sleep',
      phase: 'prepared',
      startedAt: startedAt.toISOString(),
      actor,
      entryPoint,
      correlationId,
    },
  };
}

/** Asks for the stop; when that fails for certain, all is put back and the note of what runs is not needed. */
async function requestStop(
  scope: OperationScope,
  app: App,
  formation: Formation,
  options: SleepOptions & { readonly signal: AbortSignal },
  onWait: () => void,
): Promise<Change> {
  const { deps, provider } = scope;
  const { signal } = options;
  const stop = () => provider.stop(app.id, { priority: 'person', signal, force: options.force === true });
  try {
    return await requestWhenFree(stop, { clock: deps.clock, signal }, onWait);
  } catch (error) {
    // Refused outright: nothing was stopped. Anything else may have been taken and is left to the next start.
    if (error instanceof ProviderError && !error.retryable) {
      await provider.settle?.(app.id, formation, { priority: 'person' });
      await forget(scope, ['snapshot', 'operation']);
    }
    throw error;
  }
}

async function followStop(app: App, change: Change, options: Parameters<typeof waitUntilDone>[2]): Promise<void> {
  if (change.kind === 'none') return;
  try {
    await waitUntilDone(app, change, options);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const { detail } = error.context;
    throw new OperationError('sleep_failed', `${appRef(app)} was not put to sleep: ${detail ?? 'no explanation'}`, {
      cause: error,
      context: { ...error.context },
    });
  }
}

/** Records that nothing runs any more: from here on the app is asleep because of us. */
export async function finishSleep(
  scope: OperationScope,
  snapshot: SnapshotRecord,
  ending: { readonly before: Outcome['before']; readonly durationMs: number; readonly forced: boolean },
): Promise<void> {
  const { deps } = scope;
  const { key } = snapshot;
  const { before, durationMs, forced } = ending;
  const asleepAt = deps.clock.now().toISOString();
  const slept = makeEvent(scope, 'app_slept', {
    before,
    after: 'asleep',
    durationMs,
    formation: snapshot.formation,
    ...(forced && { reason: 'forced' }),
  });
  await deps.audit.keep(
    [slept],
    [
      { put: 'snapshot', record: { ...snapshot, asleepAt } },
      { remove: 'operation', key },
      { remove: 'snooze', key },
      ...rememberDuration(await deps.store.find('app', key), 'sleepsMs', durationMs),
    ],
  );
}

/** Forgets what was noted for a sleep that did not take place. */
export async function forget(scope: OperationScope, kinds: readonly ('snapshot' | 'operation')[]): Promise<void> {
  await scope.deps.store.write(kinds.map((kind) => ({ remove: kind, key: appKey(scope.app) })));
}

interface Ending {
  readonly app: App;
  readonly before: Outcome['before'];
  readonly startedAt: Date;
}

async function nothingToDo(
  scope: OperationScope,
  ending: Ending,
  snapshot: SnapshotRecord | undefined,
): Promise<Outcome> {
  // A sleep of ours whose end nobody saw: it is over now.
  if (snapshot !== undefined && snapshot.asleepAt === undefined) {
    await finishSleep(scope, snapshot, { before: ending.before, durationMs: 0, forced: false });
  }
  const after = snapshot === undefined ? 'stopped' : 'asleep';
  const durationMs = elapsedMs(scope.deps.clock, ending.startedAt);
  const reason = after === 'asleep' ? 'already_asleep' : 'already_stopped';
  return { app: ending.app, before: ending.before, after, changed: false, durationMs, reason };
}

function wokenMeanwhile(scope: OperationScope, ending: Ending, after: Outcome['after']): Outcome {
  const durationMs = elapsedMs(scope.deps.clock, ending.startedAt);
  return { app: ending.app, before: ending.before, after, changed: false, durationMs, reason: 'woken_instead' };
}

function sleepTimeout(app: App, timeoutMs: number): OperationError {
  const seconds = Math.round(timeoutMs / 1000);
  return new OperationError('sleep_timeout', `${appRef(app)} was still running after ${seconds} s`, {
    retryable: true,
    context: { app: appRef(app), seconds },
  });
}

async function recordFailure(scope: OperationScope, startedAt: Date, error: unknown): Promise<void> {
  const { deps, app } = scope;
  const refused = error instanceof OperationError && error.code === 'sleep_refused';
  const event = makeEvent(scope, refused ? 'sleep_refused' : 'sleep_failed', {
    reason: error instanceof OperationError ? (error.context.reason ?? error.code) : describeError(error),
    durationMs: elapsedMs(deps.clock, startedAt),
  });
  await deps.audit.keep([event]).catch((cause: unknown) => {
    deps.log.error({ app: appRef(app), detail: describeError(cause) }, 'a failed sleep could not be recorded');
  });
}
