import type { ProviderStatus } from '../../model/status.ts';
import type { Application, Deployment } from './schema.ts';

/** A deployment that claims to run for longer never closed its row; it no longer counts as running. */
const STUCK_MS = 60 * 60_000;

/** How long a start we asked for may stay invisible before its absence means something. */
export const UNSEEN_START_MS = 60_000;

const settledStates: ReadonlySet<string> = new Set(['OK', 'FAIL', 'CANCELLED']);

export interface StatusFacts {
  readonly application: Pick<Application, 'state' | 'instance' | 'commitId'>;
  /** The newest row. */
  readonly last: Deployment | undefined;
  /** Instances in state `UP`, the only one that serves. */
  readonly up: number;
  /** A start of ours was accepted less than `UNSEEN_START_MS` ago and its row is not visible yet. */
  readonly startPending: boolean;
  readonly nowMs: number;
}

export interface StatusReading {
  readonly status: ProviderStatus;
  readonly reason?: string;
}

/** Over, whatever came of it. Unknown states count as running: sleeping under a deployment is the worse mistake. */
export function isSettled(row: Deployment): boolean {
  return settledStates.has(row.state);
}

/** Claims to run, for longer than any deployment does. */
export function isStuck(row: Deployment, nowMs: number): boolean {
  return !isSettled(row) && nowMs - row.date > STUCK_MS;
}

export function isInProgress(row: Deployment, nowMs: number): boolean {
  return !isSettled(row) && !isStuck(row, nowMs);
}

/** First match wins. The vendor's own status function misreads a stop under way and an app just started. */
export function decideStatus(facts: StatusFacts): StatusReading {
  const { application, last, up, startPending, nowMs } = facts;
  const blocked = blockedReason(application);
  if (blocked !== undefined) return { status: 'blocked', reason: blocked };
  if (startPending) return { status: 'waking' };
  if (last !== undefined && isInProgress(last, nowMs)) {
    if (last.action === 'UNDEPLOY') return { status: 'falling_asleep' };
    return { status: up === 0 ? 'waking' : 'deploying' };
  }
  if (application.state === 'SHOULD_BE_DOWN') return stoppedStatus(application, last);
  if (application.state === 'WANTS_TO_BE_UP') return startingStatus(last, nowMs);
  if (application.state === 'SHOULD_BE_UP' && up > 0) return runningStatus(last, nowMs);
  return { status: 'unknown' };
}

/** Why the app may neither be started nor stopped. */
function blockedReason(application: StatusFacts['application']): string | undefined {
  if (application.state === 'MODERATED') return 'moderated';
  if (application.state === 'DEFAULT_OF_PAYMENT') return 'payment';
  // A job that runs, then stops by itself.
  if (isTask(application)) return 'task';
  return undefined;
}

export function isTask(application: Pick<Application, 'instance'>): boolean {
  return application.instance?.lifetime === 'TASK';
}

export function isNeverDeployed(application: Pick<Application, 'commitId'>): boolean {
  return (application.commitId ?? '') === '';
}

function stoppedStatus(application: StatusFacts['application'], last: Deployment | undefined): StatusReading {
  if (isNeverDeployed(application)) return { status: 'new', reason: 'never_deployed' };
  if (last?.action === 'DEPLOY' && last.state === 'FAIL') return { status: 'crashed', reason: 'wake_failed' };
  return { status: 'stopped' };
}

/** The final state of a failed or cancelled start is not documented: the row decides. */
function startingStatus(last: Deployment | undefined, nowMs: number): StatusReading {
  if (last?.state === 'FAIL') return { status: 'crashed', reason: 'wake_failed' };
  if (last?.state === 'CANCELLED' || last?.action === 'CANCEL') return { status: 'stopped' };
  if (last !== undefined && isStuck(last, nowMs)) return { status: 'unknown', reason: 'deployment_stuck' };
  return { status: 'waking' };
}

function runningStatus(last: Deployment | undefined, nowMs: number): StatusReading {
  if (last?.state === 'FAIL') return { status: 'running', reason: 'last_deployment_failed' };
  if (last !== undefined && isStuck(last, nowMs)) return { status: 'running', reason: 'deployment_stuck' };
  return { status: 'running' };
}
