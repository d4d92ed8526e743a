import type { App } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import type { Change } from '../providers/provider.ts';
import type { OperationRecord } from '../store/records.ts';
import { type MeetOptions, meetOthers, startFailed } from './meet-others.ts';
import { noteRequested, type OperationScope } from './operation.ts';
import type { Phase } from './progress.ts';
import { addressOf, requestWhenFree, waitUntilReady } from './wait.ts';

/** What is known of a wake so far, for what must be told when it fails. */
export interface WakeState {
  readonly startedAt: Date;
  app: App;
  /** What was noted before the start was asked for. */
  operation?: OperationRecord;
  running?: boolean;
}

/** How a start that was asked for has gone on. */
interface Started {
  readonly requested: OperationRecord;
  /** What the provider has not yet confirmed the end of. */
  readonly unconfirmed: Change | undefined;
  readonly after: 'running' | 'waking';
  /** Somebody else had started the app in the meantime: ours started nothing. */
  readonly elsewhere: boolean;
}

/** Asks for the start and waits for the app to answer. */
export async function startAndWait(
  scope: OperationScope,
  state: WakeState,
  operation: OperationRecord & { readonly formation: Formation },
  options: MeetOptions & { readonly resizes: boolean; readonly report: (phase: Phase) => void },
): Promise<Started> {
  const { app, deps, priority, provider } = scope;
  const { report, resizes, signal } = options;
  const { formation } = operation;
  const waitOptions = { clock: deps.clock, provider, signal, priority };
  report('requesting');
  // Only what was found crashed is restarted: what crashes while it is asked for is the end of somebody else's start.
  const restart = app.status !== 'stopped';
  const change = await requestWhenFree(
    () => provider.start(app.id, formation, { priority, signal, restart, resizes }),
    waitOptions,
    options.onWait,
    () => findStarted(scope, options),
  );
  if ('met' in change) {
    const after = change.met === 'woken' ? 'running' : 'waking';
    return { requested: operation, unconfirmed: undefined, after, elsewhere: true };
  }
  report('booting');
  const requested: OperationRecord = { ...operation, phase: 'requested', change };
  state.operation = requested;
  const noted = noteRequested(scope, requested);
  if (options.until === 'requested' && change.kind === 'accepted') {
    await noted;
    return { requested, unconfirmed: change, after: 'waking', elsewhere: false };
  }
  const ready = await waitUntilReady(app, change, {
    ...waitOptions,
    prober: deps.prober,
    address: addressOf(app, formation, options.readyPath),
    onRunning: () => {
      state.running = true;
      report('answering');
    },
  });
  await noted;
  // Found down, and nothing to start a moment later: somebody else was faster.
  const elsewhere = change.kind === 'none' && app.status === 'stopped';
  return { requested, unconfirmed: ready.confirmed ? undefined : change, after: 'running', elsewhere };
}

/** The start was refused because something else runs on the app: perhaps somebody else's start, which is then joined. */
async function findStarted(
  scope: OperationScope,
  options: MeetOptions,
): Promise<{ readonly met: 'woken' | 'under_way' } | undefined> {
  const { app, priority, provider } = scope;
  const read = await provider.getApp(app.id, { priority, signal: options.signal });
  const { kind, app: found } = await meetOthers(scope, read, { ...options, expectDeployment: false });
  if (kind !== 'at_rest') return { met: kind };
  if (found.status === 'crashed' && app.status !== 'crashed') throw startFailed(found);
  return undefined;
}
