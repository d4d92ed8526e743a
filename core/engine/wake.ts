import { describeError, OperationError } from '../errors.ts';
import type { NewEvent } from '../events/audit.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { assumedFormation, type Formation, isEmpty } from '../model/formation.ts';
import type { Change } from '../providers/provider.ts';
import type { AppRecord, OperationRecord, SnapshotRecord } from '../store/records.ts';
import type { StoreChange } from '../store/store.ts';
import type { OperationControl } from './lock.ts';
import { elapsedMs, type FormationSource, makeEvent, type OperationScope, type Outcome } from './operation.ts';
import { estimateFrom } from './progress.ts';
import { statusOf } from './status.ts';
import { requestWhenFree, waitUntilDone, waitUntilReady, waitUntilStable, within } from './wait.ts';

export interface WakeOptions {
  /** What a wake that was cut off was starting: taken up again before anything else is looked at. */
  readonly resume?: Formation;
  /** From the settings; used only when neither a snapshot nor the provider's history knows better. */
  readonly formation?: Formation;
  /** Path below the app's address that tells readiness; default `/`. */
  readonly readyPath?: string;
  /** One deadline for all of it; default 10 min. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10 * 60_000;

/** How long the provider may take to confirm after the app has answered, before that is left to the next start. */
const SETTLE_TIMEOUT_MS = 15 * 60_000;

/** The provider's word follows the first answer by this much (Clever Cloud: 2 s); asking at once would cost a call. */
const SETTLE_DELAY_MS = 2_500;

/** An app read this recently is not read again before acting. */
export const FRESH_MS = 5_000;

/** How many durations the estimate of an app is made from. */
const REMEMBERED_DURATIONS = 20;

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
    await recordFailure(scope, state, error);
    throw error;
  }
}

/** What is known of a wake so far, for what must be told when it fails. */
interface WakeState {
  readonly startedAt: Date;
  app: App;
  recorded?: boolean;
  running?: boolean;
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
  const report = (phase: Parameters<OperationControl['report']>[0]['phase']) =>
    control.report({ phase, ...(estimate && { estimate }) });

  report('reading');
  const read = await readFresh(scope, signal);
  const waitOptions = { clock: deps.clock, provider, signal };
  const app = await waitUntilStable(read, waitOptions, () => report('waiting'));
  state.app = app;
  const before = statusOf(read, snapshot, undefined);
  if (app.status === 'running') return alreadyRunning({ ...scope, app }, before, { left, snapshot }, state);
  refuseImpossible(app);

  const { formation, source } = await chooseFormation(scope, app, snapshot, options, signal);
  const operation = makeRecord(scope, state, formation);
  control.markRequested();
  await deps.audit.keep(assumption(scope, source, formation), [{ put: 'operation', record: operation }]);
  state.recorded = true;
  report('requesting');
  const change = await requestWhenFree(
    () => provider.start(app.id, formation, { priority: 'person', signal }),
    waitOptions,
    () => report('waiting'),
  );
  report('booting');
  const noted = deps.store.write([{ put: 'operation', record: { ...operation, phase: 'requested', change } }]);
  const ready = await waitUntilReady(app, change, {
    ...waitOptions,
    prober: deps.prober,
    address: addressOf(app, formation, options.readyPath ?? '/'),
    onRunning: () => {
      state.running = true;
      report('answering');
    },
  });
  await noted;
  report('ready');
  const durationMs = elapsedMs(deps.clock, state.startedAt);
  const finish = { operation: { ...operation, change }, formation, durationMs, before };
  control.finishLater(settleWake({ ...scope, app }, finish, ready.confirmed ? undefined : change));
  return { app, before, after: 'running', changed: true, durationMs, reason: 'woken', formation, source };
}

/** The app as it is now; a list read a moment ago is good enough. */
export async function readFresh(scope: OperationScope, signal: AbortSignal): Promise<App> {
  const { app, deps, provider } = scope;
  const readAtMs = Date.parse(app.readAt);
  const fresh = readAtMs > scope.changedAtMs && deps.clock.now().getTime() - readAtMs <= FRESH_MS;
  return fresh ? app : provider.getApp(app.id, { priority: 'person', signal });
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
    const current = await scope.provider.getFormation(app.id, { priority: 'person', signal });
    if (!isEmpty(current)) return { formation: current, source: 'history' };
  }
  const history = await scope.provider.getPreviousFormation?.(app.id, { priority: 'person', signal });
  if (history !== undefined && !isEmpty(history)) return { formation: history, source: 'history' };
  if (options.formation !== undefined) return { formation: options.formation, source: 'settings' };
  return { formation: assumedFormation, source: 'assumed' };
}

function assumption(scope: OperationScope, source: FormationSource, formation: Formation): NewEvent[] {
  return source === 'assumed' ? [makeEvent(scope, 'wake_assumed', { formation })] : [];
}

function makeRecord(scope: OperationScope, state: WakeState, formation: Formation): OperationRecord {
  return {
    v: 1,
    key: appKey(scope.app),
    ref: appRef(scope.app),
    kind: 'wake',
    phase: 'prepared',
    startedAt: state.startedAt.toISOString(),
    actor: scope.actor,
    entryPoint: scope.entryPoint,
    correlationId: scope.correlationId,
    formation,
  };
}

/** Where readiness is asked for; none when no web container will run. */
function addressOf(app: App, formation: Formation, readyPath: string): string | undefined {
  if (app.url === undefined || (formation.web?.amount ?? 0) === 0) return undefined;
  return new URL(readyPath, app.url).href;
}

/**
 * It runs already: by somebody else's hand, or by a wake of ours that was cut off before it was confirmed. Our note has
 * had its use; the autoscalers that the sleep switched off come back.
 */
async function alreadyRunning(
  scope: OperationScope,
  before: Outcome['before'],
  { left, snapshot }: { readonly left: OperationRecord | undefined; readonly snapshot: SnapshotRecord | undefined },
  state: WakeState,
): Promise<Outcome> {
  const { app, deps, provider } = scope;
  const noted = left ?? snapshot;
  if (noted?.formation !== undefined) {
    const { key, formation } = noted;
    await provider.settle?.(app.id, formation, { priority: 'person' });
    const facts = { reason: 'found_running', after: 'running', formation } as const;
    // Whoever reads the history sees who woke it, also where nobody of us saw the end.
    const woken = left?.kind === 'wake' ? [makeEvent(scope, 'app_woken', { before: 'waking', ...facts })] : [];
    await deps.audit.keep(
      [...woken, makeEvent(scope, 'snapshot_restored', facts)],
      [
        { remove: 'snapshot', key },
        { remove: 'operation', key },
      ],
    );
  }
  const durationMs = elapsedMs(deps.clock, state.startedAt);
  return { app, before, after: 'running', changed: false, durationMs, reason: 'already_awake' };
}

interface WakeFinish {
  readonly operation: OperationRecord;
  readonly formation: Formation;
  readonly durationMs: number;
  readonly before: Outcome['before'];
}

/**
 * After the app has answered: waits for the provider's word, puts the autoscalers back, and only then forgets the
 * snapshot. Cut off or failing, the operation's record stays and the next start takes up from there.
 */
export async function settleWake(scope: OperationScope, finish: WakeFinish, change: Change | undefined): Promise<void> {
  const { app, deps, provider } = scope;
  const { operation, formation, durationMs, before } = finish;
  const deadline = deps.clock.timeout(SETTLE_TIMEOUT_MS);
  try {
    if (change?.kind === 'accepted') {
      await deps.clock.delay(SETTLE_DELAY_MS, deadline.signal);
      await waitUntilDone(app, change, { clock: deps.clock, provider, signal: deadline.signal });
    }
    await provider.settle?.(app.id, formation, { priority: 'person', signal: deadline.signal });
    const facts = { durationMs, before, after: 'running', formation } as const;
    const changes: StoreChange[] = [
      { remove: 'snapshot', key: operation.key },
      { remove: 'operation', key: operation.key },
      ...rememberDuration(await deps.store.find('app', operation.key), 'wakesMs', durationMs),
    ];
    const events = [
      makeEvent(scope, 'app_woken', facts),
      makeEvent(scope, 'app_ready', { durationMs, after: 'running' }),
      makeEvent(scope, 'snapshot_restored', { formation }),
    ];
    await deps.audit.keep(events, changes);
  } catch (error) {
    deps.log.warn({ app: appRef(app), detail: describeError(error) }, 'wake not confirmed, left to the next start');
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

function wakeTimeout(app: App, timeoutMs: number, state: WakeState): OperationError {
  const seconds = Math.round(timeoutMs / 1000);
  const reason = state.running === true ? 'no_answer' : 'still_booting';
  return new OperationError('wake_timeout', `${appRef(app)} was not ready after ${seconds} s`, {
    retryable: true,
    context: { app: appRef(app), reason, seconds },
  });
}

/** The snapshot stays, so that a repeat brings back the same; only the cut-off mark goes. */
async function recordFailure(scope: OperationScope, state: WakeState, error: unknown): Promise<void> {
  const { deps, app } = scope;
  const failed = makeEvent(scope, 'wake_failed', {
    reason: error instanceof OperationError ? (error.context.reason ?? error.code) : describeError(error),
    durationMs: elapsedMs(deps.clock, state.startedAt),
  });
  const changes: StoreChange[] = state.recorded === true ? [{ remove: 'operation', key: appKey(app) }] : [];
  await deps.audit.keep([failed], changes).catch((cause: unknown) => {
    deps.log.error({ app: appRef(app), detail: describeError(cause) }, 'a failed wake could not be recorded');
  });
}
