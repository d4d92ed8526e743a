import { isRecent } from '../../clock.ts';
import { type ErrorContext, isPaastisError, ProviderError } from '../../errors.ts';
import type { CallOptions, Change, StartOptions, StopOptions } from '../provider.ts';
import { CLOCK_MARGIN_MS, isSince, type PendingStart, type Reading } from './memory.ts';
import { type Context, readApp, recallApp } from './reading.ts';
import type { Application, Deployment } from './schema.ts';
import { decideStatus, isNeverDeployed } from './status.ts';

/** The vendor gives a stop no id: this one tells it from a start, also after a restart of ours. */
export const STOP_ID = 'undeploy';

/** A lost answer: the row of what was asked shows up within a second or two, so look twice. */
const LOOKS_AFTER_MS = [2_000, 4_000] as const;

/** Up without an instance: a read just after a boot, or an app that is down. Past this it is down. */
const DOWN_AFTER_MS = 2 * 60_000;

/** What was read longer ago says nothing about a start that somebody else may have asked for since. */
const MOMENT_MS = 500;

/** An accepted start shows after about a second: who comes this much later sees it. */
const SLOT_MS = 1_200;
const SLOTS = 2;

/**
 * How long this process waits before each start, where others may ask for the same one at the same moment: the vendor
 * takes two starts of an app as two deployments, and nothing there lets one process exclude another. Those that draw
 * different waits see each other's start.
 * @param random in [0, 1)
 */
export function drawStartDelay(random: () => number): number {
  return Math.floor(random() * SLOTS) * SLOT_MS;
}

/**
 * Stops the app unless something runs on it. Its scaling, commit and domains stay.
 * @throws {ProviderError} provider_refused `last_deployment_failed`: what runs is not what a start would deploy
 */
export async function stopApp(context: Context, id: string, options: StopOptions = {}): Promise<Change> {
  const { force, ...call } = options;
  const [application, rows] = await Promise.all([
    context.client.getApplication(id, call),
    context.client.listDeployments(id, 1, call),
  ]);
  const last = rows[0];
  context.memory.observe(id, last);
  const { status, reason } = decideStatus({
    application,
    last,
    // Instances matter to the words for a deployment only, so they are not worth a call here.
    up: application.state === 'SHOULD_BE_UP' ? 1 : 0,
    startPending: context.memory.isStartUnseen(id),
    nowMs: context.clock.now().getTime(),
  });
  const now = context.clock.now().toISOString();
  if (status === 'blocked') throw refused(context, application, reason);
  if (status === 'falling_asleep') return { kind: 'accepted', id: STOP_ID, at: now };
  if (status === 'waking' || status === 'deploying') throw busy(context, application);
  if (status === 'stopped' || application.state === 'SHOULD_BE_DOWN') return { kind: 'none', at: now };
  if (status === 'unknown' && reason === undefined) throw refused(context, application, 'state_unknown');
  if (force !== true && (last?.state === 'FAIL' || last?.state === 'CANCELLED')) {
    throw refused(context, application, 'last_deployment_failed');
  }

  context.memory.endStart(id);
  try {
    await context.client.stop(id, call);
  } catch (error) {
    const atMs = Date.parse(now);
    const taken = await findTaken(context, id, error, (row) => isNew(row, 'UNDEPLOY', atMs, last), call);
    if (taken === undefined) throw error;
  }
  return { kind: 'accepted', id: STOP_ID, at: now };
}

/** Starts the app unless it is up or something runs on it: a start of an app that is up would restart it. */
export async function startApp(context: Context, id: string, asked: StartOptions = {}): Promise<Change> {
  const { restart = true, ...options } = asked;
  const reading = await lookOnceMore(context, await recallApp(context, id, options), options);
  const own = context.memory.findStart(id);
  const { status } = reading.status;
  if (own !== undefined && (status === 'waking' || status === 'deploying')) return joined(own);
  if (status === 'running') return { kind: 'none', at: context.clock.now().toISOString() };
  if (status === 'crashed' && !restart) throw busy(context, reading.application);
  refuseUnstartable(context, reading);
  return postStart(context, id, reading.last?.uuid, false, options);
}

/** Nothing but a row tells of somebody else's start: the newest one is asked for right before ours. */
async function lookOnceMore(context: Context, reading: Reading, options: CallOptions): Promise<Reading> {
  const { clock, startAfterMs } = context;
  const { application, last, status } = reading;
  if (status.status !== 'stopped' && status.status !== 'crashed') return reading;
  if (startAfterMs > 0) await clock.delay(startAfterMs, options.signal);
  if (isRecent(reading.readAt.getTime(), clock.now(), MOMENT_MS)) return reading;
  const newest = await findNewest(context, application.id, options);
  const isSame = newest?.uuid === last?.uuid && newest?.state === last?.state;
  return isSame ? reading : readApp(context, application.id, options);
}

/** One call for all apps that are about to be started in the same moment, where the owner's rows can be had. */
async function findNewest(context: Context, id: string, options: CallOptions): Promise<Deployment | undefined> {
  const { client, contended, memory } = context;
  const { priority } = options;
  const read = () => client.findOwnerDeployments({ ...(priority && { priority }) });
  // Who asked first may leave, and what cannot be read for all is asked for alone.
  const rows = contended ? await memory.shareRows(read).catch(withoutFailure) : undefined;
  return rows?.[id]?.[0] ?? (await client.listDeployments(id, 1, options))[0];
}

function withoutFailure(error: unknown): undefined {
  if (!isPaastisError(error)) throw error;
}

/** Asks for the start and remembers it; a lost answer is looked for among the rows before it counts as a failure. */
export async function postStart(
  context: Context,
  id: string,
  previous: string | undefined,
  repeated: boolean,
  options: CallOptions,
): Promise<Change> {
  const atMs = context.clock.now().getTime();
  const note = (deployment: string | undefined): Change => {
    const start = { id: deployment, atMs, previous, seen: false, repeated };
    context.memory.noteStart(id, start);
    return joined(start);
  };
  try {
    return note(await context.client.start(id, options));
  } catch (error) {
    const isOurs = (row: Deployment) => row.action === 'DEPLOY' && isSince(row, { id: undefined, atMs, previous });
    const taken = await findTaken(context, id, error, isOurs, options);
    if (taken === undefined) throw error;
    return note(taken.uuid);
  }
}

function joined({ id, atMs }: Pick<PendingStart, 'id' | 'atMs'>): Change {
  return { kind: 'accepted', ...(id !== undefined && { id }), at: new Date(atMs).toISOString() };
}

function refuseUnstartable(context: Context, { application, last, status }: Reading): void {
  if (status.status === 'blocked') throw refused(context, application, status.reason);
  if (status.status === 'waking' || status.status === 'deploying' || status.status === 'falling_asleep') {
    throw busy(context, application);
  }
  if (isNeverDeployed(application)) throw refused(context, application, 'never_deployed');
  if (status.status !== 'unknown' || status.reason !== undefined) return;
  if (application.state !== 'SHOULD_BE_UP') throw refused(context, application, 'state_unknown');
  const age = last === undefined ? Number.POSITIVE_INFINITY : context.clock.now().getTime() - last.date;
  if (age < DOWN_AFTER_MS) throw busy(context, application);
}

/** A request whose answer was lost may have been taken: its row tells. Anything else was an answer. */
async function findTaken(
  { client, clock }: Context,
  id: string,
  error: unknown,
  matches: (row: Deployment) => boolean,
  options: CallOptions,
): Promise<Deployment | undefined> {
  if (!isPaastisError(error) || !isAnswerLost(error.code)) return undefined;
  for (const waitMs of LOOKS_AFTER_MS) {
    await clock.delay(waitMs, options.signal);
    const row = (await client.listDeployments(id, 5, options)).find(matches);
    if (row !== undefined) return row;
  }
  return undefined;
}

function isAnswerLost(code: string): boolean {
  return code === 'provider_timeout' || code === 'provider_unavailable' || code === 'provider_contract';
}

function isNew(row: Deployment, action: string, atMs: number, previous: Deployment | undefined): boolean {
  return row.action === action && row.uuid !== previous?.uuid && row.date >= atMs - CLOCK_MARGIN_MS;
}

function busy(context: Context, application: Application): ProviderError {
  return new ProviderError('provider_conflict', `Clever Cloud is still changing ${application.name}; try again soon`, {
    retryable: true,
    context: about(context, application, 'deploying'),
  });
}

function refused(context: Context, application: Application, reason = 'unknown'): ProviderError {
  return new ProviderError('provider_refused', `Clever Cloud cannot change ${application.name} now: ${reason}`, {
    context: about(context, application, reason),
  });
}

function about({ zone }: Context, { name }: Application, reason: string): ErrorContext {
  const region = `clever-cloud/${zone}`;
  return { app: `${region}/${name}`, region, reason };
}
