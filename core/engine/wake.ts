import { isRecent } from '../clock.ts';
import { describeError, OperationError, ProviderError } from '../errors.ts';
import type { NewEvent } from '../events/audit.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { assumedFormation, type Formation, isEmpty } from '../model/formation.ts';
import type { OperationRecord, SnapshotRecord } from '../store/records.ts';
import type { StoreChange } from '../store/store.ts';
import { endOf, resumedSleep } from './interval-end.ts';
import type { OperationControl } from './lock.ts';
import { meetOthers } from './meet-others.ts';
import {
  askedBy,
  elapsedMs,
  type FormationSource,
  isRefusal,
  makeEvent,
  type OperationScope,
  type Outcome,
} from './operation.ts';
import { estimateFrom, type Phase } from './progress.ts';
import { alreadyRunning, settleWake } from './settle.ts';
import { startAndWait, type WakeState } from './start.ts';
import { statusOf } from './status.ts';
import { untilBegun, within } from './wait.ts';

export interface WakeOptions {
  /** What a wake that was cut off was starting: taken up again before anything else is looked at. */
  readonly resume?: Formation;
  /** From the settings; used only when neither a snapshot nor the provider's history knows better. */
  readonly formation?: Formation;
  /** Path below the app's address that tells readiness; default `/`. */
  readonly readyPath?: string;
  /** One deadline for all of it; default 10 min. */
  readonly timeoutMs?: number;
  /** Why it was decided; kept in the event. */
  readonly reason?: string;
  /** `requested`: not waited for once the provider has accepted the start. Default: `ready`. */
  readonly until?: 'requested' | 'ready';
  /** A push has just happened: where it starts the app by itself, that is waited for a little while before it is started. */
  readonly expectDeployment?: boolean;
}

const DEFAULT_TIMEOUT_MS = 10 * 60_000;

/** An app read this recently is not read again before acting. */
export const FRESH_MS = 5_000;

/** Brings an app back to exactly what ran, and tells as soon as its own address answers. */
export async function wake(scope: OperationScope, control: OperationControl, options: WakeOptions): Promise<Outcome> {
  const { deps } = scope;
  const deadline = deps.clock.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = AbortSignal.any([deadline.signal, control.signal]);
  const state: WakeState = { startedAt: deps.clock.now(), app: scope.app };
  const timedOut = () => wakeTimeout(scope.app, options.timeoutMs ?? DEFAULT_TIMEOUT_MS, state);
  try {
    return await within(deadline, wakeWithin(scope, control, options, signal, state), timedOut);
  } catch (error) {
    await recordFailure(scope, control, state, error);
    throw error;
  }
}

async function wakeWithin(
  scope: OperationScope,
  control: OperationControl,
  options: WakeOptions,
  signal: AbortSignal,
  state: WakeState,
): Promise<Outcome> {
  const { deps, provider } = scope;
  const key = appKey(scope.app);
  const [snapshot, left, record] = await Promise.all([
    deps.store.find('snapshot', key),
    deps.store.find('operation', key),
    deps.store.find('app', key),
  ]);
  const estimate = estimateFrom(record?.wakesMs ?? []);
  const report = (phase: Phase) => control.report({ phase, ...(estimate && { estimate }) });

  report('reading');
  const read = await readFresh(scope, signal);
  const waitOptions = { clock: deps.clock, provider, signal, priority: scope.priority };
  const meeting = { ...options, signal, onWait: () => report('waiting') };
  const met = await meetOthers(scope, read, meeting);
  const { app } = met;
  state.app = app;
  const before = statusOf(read, snapshot, undefined);
  const ending = () => ({ app, before, durationMs: elapsedMs(deps.clock, state.startedAt) });
  if (met.kind === 'under_way') return { ...ending(), after: 'waking', changed: false, reason: 'woken_elsewhere' };
  if (met.kind === 'woken' || (app.status === 'running' && !(await isStillDown(scope, app, snapshot, signal)))) {
    const found = { startedAt: state.startedAt, answered: met.kind === 'woken' };
    const outcome = await alreadyRunning({ ...scope, app }, before, { left, snapshot }, found);
    // What the last process of ours had started is nobody else's.
    if (left !== undefined) return outcome;
    if (isStart(read)) return { ...outcome, before: 'waking', reason: 'woken_elsewhere' };
    return met.kind === 'woken' ? { ...outcome, reason: 'deployed' } : outcome;
  }
  refuseImpossible(app);

  const { formation, source } = await chooseFormation(scope, app, snapshot, options, signal);
  // Begun when the first of its tries was: what that one closed is still the same sleep, as long as nothing was taken.
  const resumes = left?.kind === 'wake' && left.change === undefined;
  const operation = makeRecord(scope, resumes ? left.startedAt : state.startedAt.toISOString(), formation);
  control.markRequested();
  await deps.audit.keep(assumption(scope, source, formation), [
    { put: 'operation', record: operation },
    ...(await deps.ledger.close(key, { at: deps.clock.now(), by: endOf(scope) })),
  ]);
  state.operation = operation;
  const started = await untilBegun(
    () => startAndWait({ ...scope, app }, state, operation, { ...meeting, resizes: source === 'settings', report }),
    waitOptions,
    () => report('waiting'),
  );
  const { after, elsewhere } = started;
  if (after === 'running') report('ready');
  const told = { ...ending(), after, formation };
  const finish = { ...told, operation: started.requested, reason: options.reason };
  // Nobody follows what nobody waits for, unless there is something to put back or to forget once it runs.
  const follows = after === 'running' || snapshot !== undefined || hasAutoscaler(formation);
  const settled = settleWake({ ...scope, app }, finish, follows ? started.unconfirmed : undefined);
  control.finishLater(settled);
  // Nobody else remembers them: a process that ends with its wake must not end before they are back.
  if (source === 'history' && after === 'running' && hasAutoscaler(formation)) await settled;
  if (elsewhere) return { ...told, changed: false, reason: 'woken_elsewhere' };
  return { ...told, changed: true, reason: after === 'running' ? 'woken' : 'requested', source };
}

/** Not just a deployment of an app that may run already. */
function isStart({ status }: App): boolean {
  return status === 'waking' || status === 'scaling';
}

function hasAutoscaler(formation: Formation): boolean {
  return Object.values(formation).some(({ autoscaler }) => autoscaler !== undefined);
}

/**
 * The provider may still tell the state from before our stop. Taken at its word, the snapshot would be thrown away while
 * nothing runs.
 */
async function isStillDown(
  scope: OperationScope,
  app: App,
  snapshot: SnapshotRecord | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (snapshot?.asleepAt === undefined) return false;
  return isEmpty(await scope.provider.getFormation(app.id, { priority: scope.priority, signal }));
}

/** The app as it is now; a list read a moment ago is good enough. */
export async function readFresh(scope: OperationScope, signal: AbortSignal): Promise<App> {
  const { app, deps, provider, priority } = scope;
  const readAtMs = Date.parse(app.readAt);
  const fresh = readAtMs > scope.changedAtMs && isRecent(readAtMs, deps.clock.now(), FRESH_MS);
  return fresh ? app : provider.getApp(app.id, { priority, signal });
}

function refuseImpossible(app: App): void {
  if (app.status !== 'new' && app.status !== 'blocked') return;
  const reason = app.statusReason ?? (app.status === 'new' ? 'never_deployed' : 'blocked');
  throw new OperationError('wake_refused', `${appRef(app)} cannot be woken: ${reason}`, {
    context: { app: appRef(app), reason },
  });
}

/** Own snapshot, the provider's history, the settings, else `web: 1`, announced as assumed. */
async function chooseFormation(
  scope: OperationScope,
  app: App,
  snapshot: SnapshotRecord | undefined,
  options: WakeOptions,
  signal: AbortSignal,
): Promise<{ formation: Formation; source: FormationSource }> {
  const noted = options.resume ?? snapshot?.formation;
  if (noted !== undefined) return { formation: noted, source: 'snapshot' };
  if (app.status === 'crashed') {
    const current = await scope.provider.getFormation(app.id, { priority: scope.priority, signal });
    if (!isEmpty(current)) return { formation: current, source: 'history' };
  }
  const history = await scope.provider.getPreviousFormation?.(app.id, { priority: scope.priority, signal });
  if (history !== undefined && !isEmpty(history)) return { formation: history, source: 'history' };
  if (options.formation !== undefined) return { formation: options.formation, source: 'settings' };
  return { formation: assumedFormation, source: 'assumed' };
}

function assumption(scope: OperationScope, source: FormationSource, formation: Formation): NewEvent[] {
  return source === 'assumed' ? [makeEvent(scope, 'wake_assumed', { formation })] : [];
}

function makeRecord(
  scope: OperationScope,
  startedAt: string,
  formation: Formation,
): OperationRecord & { readonly formation: Formation } {
  return {
    v: 1,
    key: appKey(scope.app),
    ref: appRef(scope.app),
    kind: 'wake',
    phase: 'prepared',
    startedAt,
    ...askedBy(scope),
    correlationId: scope.correlationId,
    formation,
  };
}

function wakeTimeout(app: App, timeoutMs: number, state: WakeState): OperationError {
  const seconds = Math.round(timeoutMs / 1000);
  const reason = state.running === true ? 'no_answer' : 'still_booting';
  return new OperationError('wake_timeout', `${appRef(app)} was not ready after ${seconds} s`, {
    retryable: true,
    context: { app: appRef(app), reason, seconds },
  });
}

/**
 * The snapshot stays, so that a repeat brings back the same. Where the start may have been taken the record stays too,
 * for what is left to do once the app runs; a start that failed for certain is not taken up by itself.
 */
async function recordFailure(
  scope: OperationScope,
  control: OperationControl,
  state: WakeState,
  error: unknown,
): Promise<void> {
  if (scope.closing.aborted || control.abandoned) return;
  const { deps, app } = scope;
  const failed = makeEvent(scope, 'wake_failed', {
    reason: error instanceof OperationError ? (error.context.reason ?? error.code) : describeError(error),
    durationMs: elapsedMs(deps.clock, state.startedAt),
  });
  const keep = async () => {
    const { operation } = state;
    const refused = isRefusal(error) && error.code !== 'provider_not_found';
    const resumed = refused && operation !== undefined ? await resumedSleep(deps.ledger, operation) : [];
    await deps.audit.keep([failed], [...leftBy(state, error), ...resumed]);
  };
  await keep().catch((cause: unknown) => {
    deps.log.error({ app: appRef(app), detail: describeError(cause) }, 'a failed wake could not be recorded');
  });
}

function leftBy({ operation }: WakeState, error: unknown): StoreChange[] {
  if (operation === undefined) return [];
  const requested = operation.phase === 'requested';
  const gone = error instanceof ProviderError && error.code === 'provider_not_found';
  const failed = error instanceof OperationError && error.code !== 'wake_timeout';
  if (gone || failed || (!requested && isRefusal(error))) return [{ remove: 'operation', key: operation.key }];
  return [{ put: 'operation', record: { ...operation, phase: 'settling' } }];
}
