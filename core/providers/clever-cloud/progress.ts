import type { CallOptions, Change, ChangeProgress } from '../provider.ts';
import { postStart, STOP_ID } from './changes.ts';
import { CLOCK_MARGIN_MS } from './memory.ts';
import { type Context, countUp } from './reading.ts';
import type { Deployment } from './schema.ts';
import { isSettled, UNSEEN_START_MS } from './status.ts';

/** A cancelled build vanishes and a `CANCEL` row takes its place, so look at more rows than the newest. */
const ROWS = 5;

const PENDING: ChangeProgress = { state: 'pending' };
const DONE: ChangeProgress = { state: 'done' };

export async function readProgress(
  context: Context,
  id: string,
  change: Change,
  options: CallOptions = {},
): Promise<ChangeProgress> {
  if (change.kind === 'none') return DONE;
  const progress = await (change.id === STOP_ID ? readStop : readStart)(context, id, change, options);
  if (progress.state !== 'pending') context.memory.endStart(id);
  return progress;
}

/** The app's state says when it is down; until then the rows say whether it still will be. */
async function readStop(
  { client }: Context,
  id: string,
  change: Change,
  options: CallOptions,
): Promise<ChangeProgress> {
  const { state } = await client.getApplication(id, options);
  if (state === 'SHOULD_BE_DOWN') return DONE;
  const rows = await rowsSince(client.listDeployments(id, ROWS, options), change);
  const stop = rows.findIndex(({ action }) => action === 'UNDEPLOY');
  if (stop < 0) return PENDING;
  const newer = rows.slice(0, stop).find(({ action }) => action === 'DEPLOY');
  if (newer !== undefined) return failed(`a deployment started meanwhile${describeCause(newer)}`);
  const row = rows[stop];
  return row?.state === 'FAIL' || row?.state === 'CANCELLED' ? failed('the stop did not end well') : PENDING;
}

/** Follows our row, or the one that took its place; an `OK` counts once an instance is up. */
async function readStart(context: Context, id: string, change: Change, options: CallOptions): Promise<ChangeProgress> {
  const start = context.memory.findStart(id);
  const rows = await rowsSince(context.client.listDeployments(id, ROWS, options), change, start?.previous);
  context.memory.observe(id, rows[0]);
  const row = findFollowed(rows, change.id ?? start?.id);
  if (row === undefined) return readUnseen(context, id, change, options);
  const stopped = rows.slice(0, rows.indexOf(row)).some(({ action }) => action === 'UNDEPLOY');
  if (stopped) return failed('stopped meanwhile');
  if (row.action === 'CANCEL' || row.state === 'CANCELLED') return failed('cancelled');
  if (row.state === 'FAIL') return failed(`the deployment failed${describeCause(row)}`);
  if (!isSettled(row)) return PENDING;
  const up = countUp(await context.client.listInstances(id, options));
  return up > 0 ? DONE : PENDING;
}

/** Ours while it runs or once it is good; else the newest that deploys or cancels, which is ours or replaced it. */
function findFollowed(rows: readonly Deployment[], id: string | undefined): Deployment | undefined {
  const ours = rows.find(({ uuid }) => uuid === id);
  if (ours !== undefined && (!isSettled(ours) || ours.state === 'OK')) return ours;
  return rows.find(({ action }) => action === 'DEPLOY' || action === 'CANCEL') ?? ours;
}

/** No row yet: it lags by a second or two. After a minute on an app that is still down the start is asked for again. */
async function readUnseen(context: Context, id: string, change: Change, options: CallOptions): Promise<ChangeProgress> {
  const start = context.memory.findStart(id);
  const nowMs = context.clock.now().getTime();
  if (start === undefined || start.repeated || nowMs - start.atMs < UNSEEN_START_MS) return PENDING;
  const { state } = await context.client.getApplication(id, options);
  if (state !== 'SHOULD_BE_DOWN') return PENDING;
  context.log.warn({ app: id, askedAt: change.at }, 'start never showed up, asked again');
  await postStart(context, id, start.previous, true, options);
  return PENDING;
}

async function rowsSince(
  asked: Promise<readonly Deployment[]>,
  change: Change,
  previous?: string,
): Promise<readonly Deployment[]> {
  const sinceMs = Date.parse(change.at) - CLOCK_MARGIN_MS;
  return (await asked).filter(({ uuid, date }) => uuid === change.id || (date >= sinceMs && uuid !== previous));
}

function describeCause({ cause }: Deployment): string {
  return cause === null || cause === undefined || cause === '' ? '' : ` (${cause})`;
}

function failed(detail: string): ChangeProgress {
  return { state: 'failed', detail };
}
