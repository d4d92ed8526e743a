import { describeError, OperationError } from '../errors.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { type Formation, isEmpty } from '../model/formation.ts';
import type { SnapshotRecord, SnoozeRecord } from '../store/records.ts';
import { resumedSleep } from './interval-end.ts';
import type { SleepCause } from './ledger.ts';
import type { OperationControl } from './lock.ts';
import { askedBy, elapsedMs, makeEvent, type OperationScope, type Outcome } from './operation.ts';
import { estimateFrom, type Phase } from './progress.ts';
import { rememberDuration } from './settle.ts';
import { statusOf } from './status.ts';
import { forget, type Noted, putBack, readFormation, refuse, refuseBusyStates, save, stopNoted } from './stop.ts';
import { waitUntilStable, within } from './wait.ts';
import { readFresh } from './wake.ts';

export interface SleepOptions {
  /** The rule that protects the app: then nothing and nobody puts it to sleep. */
  readonly protectedBy?: string;
  /** Overrides what may be overridden (a one-off task, somebody's keep); recorded. */
  readonly force?: boolean;
  /** One deadline for all of it; default 15 min, what a slow stop may take. */
  readonly timeoutMs?: number;
  /** What the savings are told by; default `manual`. */
  readonly cause?: SleepCause;
  /** Why it was decided; kept in the event. */
  readonly reason?: string;
  /**
   * Asked when everything is ready, right before each stop. @returns why the app stays awake after all; undefined: stop
   */
  readonly confirm?: (signal: AbortSignal) => Promise<string | undefined>;
  /** A refusal for this reason was told before: it is not told again. */
  readonly toldReason?: string;
}

const DEFAULT_TIMEOUT_MS = 15 * 60_000;

/** So long after a change of ours a provider may still tell the state from before it. */
const STALE_READ_MS = 60_000;

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
    if (!scope.closing.aborted && !control.abandoned) await recordFailure(scope, startedAt, error, options.toldReason);
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
  const report = (phase: Phase) => control.report({ phase, ...(estimate && { estimate }) });
  const waitOptions = { clock: deps.clock, provider, signal, priority: scope.priority };

  report('reading');
  const read = await readFresh(scope, signal);
  refuseBusyStates(read);
  const app = await waitUntilStable(read, waitOptions, () => report('waiting'));
  const before = statusOf(read, snapshot, undefined);
  const outcome = { app, before, startedAt };
  if (await isDown(scope, app, signal)) return nothingToDo(scope, outcome, snapshot);
  refuseOddStates(app);
  await refuseBusy(scope, app, options, signal);

  report('saving');
  const formation = await readFormation(scope, app, snapshot, signal);
  if (isEmpty(formation)) return nothingToDo(scope, outcome, snapshot);
  if (control.superseded) return wokenMeanwhile(scope, outcome, 'running');
  const noted = makeRecords(scope, startedAt, formation, options.cause ?? 'manual');
  control.markRequested();
  await save(scope, noted);
  if (control.superseded) {
    await putBack({ ...scope, app }, noted);
    return wokenMeanwhile(scope, outcome, 'running');
  }

  report('requesting');
  const { snapshot: ran } = await stopNoted({ ...scope, app }, noted, {
    force: options.force === true,
    signal,
    ...(options.confirm && { confirm: options.confirm }),
    onWait: () => report('waiting'),
    onTaken: () => report('stopping'),
  });
  const durationMs = elapsedMs(deps.clock, startedAt);
  const reason = options.force === true ? 'forced' : options.reason;
  await finishSleep({ ...scope, app }, ran, { before, durationMs, reason });
  report('asleep');
  if (control.superseded) return { ...wokenMeanwhile(scope, outcome, 'asleep'), changed: true };
  return { app, before, after: 'asleep', changed: true, durationMs, reason: 'slept', formation: ran.formation };
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

function refuseOddStates(app: App): void {
  if (app.status === 'new') throw refuse(app, 'never_deployed');
  if (app.status === 'blocked') throw refuse(app, app.statusReason ?? 'blocked');
  if (app.status === 'unknown') throw refuse(app, 'unknown_state');
}

/**
 * A provider that tells the past may call an app stopped that we have just woken: then its formation is asked too.
 */
async function isDown(scope: OperationScope, app: App, signal: AbortSignal): Promise<boolean> {
  if (app.status !== 'stopped') return false;
  if (scope.deps.clock.now().getTime() - scope.changedAtMs > STALE_READ_MS) return true;
  return isEmpty(await scope.provider.getFormation(app.id, { priority: scope.priority, signal }));
}

async function refuseBusy(scope: OperationScope, app: App, options: SleepOptions, signal: AbortSignal): Promise<void> {
  const busy = await scope.provider.getBusy(app.id, { priority: scope.priority, signal });
  const [first] = busy.filter(({ kind }) => kind === 'deployment' || options.force !== true);
  if (first !== undefined) throw refuse(app, first.kind === 'deployment' ? 'deploying' : 'one_off', first.detail);
}

function makeRecords(scope: OperationScope, startedAt: Date, formation: Formation, cause: SleepCause): Noted {
  const common = { v: 1, key: appKey(scope.app), ref: appRef(scope.app), formation } as const;
  const { actor, correlationId } = scope;
  const takenAt = scope.deps.clock.now().toISOString();
  return {
    snapshot: { ...common, takenAt, actor, correlationId },
    operation: {
      ...common,
      kind: 'sleep',
      phase: 'prepared',
      startedAt: startedAt.toISOString(),
      ...askedBy(scope),
      correlationId,
    },
    cause,
  };
}

/** Records that nothing runs any more: from here on the app is asleep because of us. */
export async function finishSleep(
  scope: OperationScope,
  snapshot: SnapshotRecord,
  ending: { readonly before: Outcome['before']; readonly durationMs: number; readonly reason?: string | undefined },
): Promise<void> {
  const { deps } = scope;
  const { key } = snapshot;
  const { before, durationMs, reason } = ending;
  const asleepAt = deps.clock.now();
  const slept = makeEvent(scope, 'app_slept', {
    before,
    after: 'asleep',
    durationMs,
    formation: snapshot.formation,
    ...(reason !== undefined && { reason }),
  });
  await deps.audit.keep(
    [slept],
    [
      { put: 'snapshot', record: { ...snapshot, asleepAt: asleepAt.toISOString() } },
      { remove: 'operation', key },
      { remove: 'snooze', key },
      ...(await deps.ledger.confirm(key, asleepAt)),
      ...rememberDuration(await deps.store.find('app', key), 'sleepsMs', durationMs),
    ],
  );
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
  const left = await scope.deps.store.find('operation', appKey(scope.app));
  // A sleep of ours whose end nobody saw: it is over now.
  if (snapshot !== undefined && snapshot.asleepAt === undefined) {
    await finishSleep(scope, snapshot, { before: ending.before, durationMs: 0 });
  } else if (left !== undefined) {
    // A wake that was cut off is not wanted any more.
    await forget(scope, ['operation'], await resumedSleep(scope.deps.ledger, left));
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

async function recordFailure(
  scope: OperationScope,
  startedAt: Date,
  error: unknown,
  toldReason: string | undefined,
): Promise<void> {
  const { deps, app } = scope;
  const refused = error instanceof OperationError && error.code === 'sleep_refused';
  if (refused && toldReason !== undefined && error.context.reason === toldReason) return;
  const event = makeEvent(scope, refused ? 'sleep_refused' : 'sleep_failed', {
    reason: error instanceof OperationError ? (error.context.reason ?? error.code) : describeError(error),
    durationMs: elapsedMs(deps.clock, startedAt),
  });
  await deps.audit.keep([event]).catch((cause: unknown) => {
    deps.log.error({ app: appRef(app), detail: describeError(cause) }, 'a failed sleep could not be recorded');
  });
}
