import type { Clock } from '../clock.ts';
import { describeError, isPaastisError, ProviderError } from '../errors.ts';
import type { Log } from '../log.ts';
import { appRef } from '../model/app.ts';
import { printRegion } from '../model/region.ts';
import type { Decision } from '../policy/decision.ts';
import type { Reading } from '../policy/facts.ts';
import { withoutMonitor } from '../policy/monitor.ts';
import type { Activity, CallOptions, Provider } from '../providers/provider.ts';
import type { WatchRecord } from '../store/records.ts';
import { mergeReading } from './watch-facts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The figures reach back 71 h at Scalingo, 7 days at Clever Cloud. */
const LONGEST_PERIOD_MS = 70.5 * HOUR_MS;

/** Costs no more than a shorter period, and shows the rhythm of a monitor; from 3 h on, vendors thin their figures. */
const SHORTEST_PERIOD_MS = 175 * MINUTE_MS;

/** Requests that belong to the last use are within the period, so that a figure that goes missing shows. */
const OVERLAP_MS = 5 * MINUTE_MS;

/** Figures of a short period are exact to the minute; those of a long one are thinned, to 21 min at most. */
const FINE_STEP_MS = 2 * MINUTE_MS;
const COARSE_STEP_MS = 25 * MINUTE_MS;

/** After figures that could not be read: soon again, then no more often than a fault is worth. */
const RETRY_PAUSES_MS = [5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS, 30 * MINUTE_MS] as const;

export interface ReadDeps {
  readonly providers: () => readonly Provider[];
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The period worth asking about: the longest silence that matters, and back to before the last use unless the figures
 * before went that far. A monitor shows in a short period only: an app left awake for days must not lose it from sight.
 */
export function periodStart(
  now: Date,
  { idleSinceAt, idleAfterMs = 0 }: Pick<Decision, 'idleSinceAt' | 'idleAfterMs'>,
  last?: Reading,
): Date {
  const nowMs = now.getTime();
  const sinceUse = idleSinceAt === undefined || joins(last, nowMs) ? nowMs : Date.parse(idleSinceAt);
  const wanted = Math.min(sinceUse, nowMs - idleAfterMs) - OVERLAP_MS;
  return new Date(Math.max(nowMs - LONGEST_PERIOD_MS, Math.min(wanted, nowMs - SHORTEST_PERIOD_MS)));
}

/** A short period goes on where these figures ended, so that nobody's visit falls in between. */
function joins(last: Reading | undefined, nowMs: number): boolean {
  return last?.known === true && Date.parse(last.completeUntil) >= nowMs - SHORTEST_PERIOD_MS;
}

/** Reads the figures of one app; whatever goes wrong makes them unknown, and unknown is never idle. */
export async function readFigures(
  deps: ReadDeps,
  record: WatchRecord,
  decision: Pick<Decision, 'idleSinceAt' | 'idleAfterMs'>,
  options: CallOptions,
): Promise<WatchRecord> {
  const asked = deps.clock.now();
  const since = periodStart(asked, decision, record.reading);
  const activity = await askProvider(deps, record, since, options);
  const now = deps.clock.now();
  const window = { at: now.toISOString(), since: since.toISOString() };
  const reading = toReading(record, activity, window);
  if (reading.known) return mergeReading(record, reading);
  deps.log.debug({ app: record.ref, reason: reading.reason }, 'figures not known');
  return { ...mergeReading(record, reading), lookAt: retryAt(record, now) };
}

async function askProvider(
  { providers, log }: ReadDeps,
  { app }: WatchRecord,
  since: Date,
  options: CallOptions,
): Promise<Activity> {
  const region = printRegion(app.region);
  const provider = providers().find((candidate) => printRegion(candidate.region) === region);
  if (provider === undefined) return { known: false, reason: 'region_unread' };
  try {
    return await provider.getActivitySince(app.id, since, options);
  } catch (error) {
    if (!isPaastisError(error)) {
      if (options.signal?.aborted) return { known: false, reason: 'operation_cancelled' };
      throw error;
    }
    log.warn({ app: appRef(app), detail: describeError(error) }, 'figures not read');
    return { known: false, reason: error instanceof ProviderError ? error.code : 'provider_unavailable' };
  }
}

function toReading(
  record: WatchRecord,
  activity: Activity,
  window: { readonly at: string; readonly since: string },
): Reading {
  if (!activity.known) return { known: false, ...window, reason: activity.reason };
  // A vendor that tells more than has passed yet proves nothing about the future.
  const completeUntil = activity.completeUntil < window.at ? activity.completeUntil : window.at;
  if (isLost(record, activity, { since: window.since, completeUntil })) {
    return { known: false, ...window, reason: 'figures_lost' };
  }
  const { requests } = activity;
  const common = { known: true, ...window, completeUntil, ...(requests !== undefined && { requests }) } as const;
  if (activity.hits === undefined) {
    return { ...common, ...(activity.lastRequestAt !== undefined && { lastRequestAt: activity.lastRequestAt }) };
  }
  const people = withoutMonitor(activity.hits, { since: window.since, until: completeUntil });
  if (people.everyMs === undefined) {
    return { ...common, ...(activity.lastRequestAt !== undefined && { lastRequestAt: activity.lastRequestAt }) };
  }
  const last = people.hits.findLast(({ count }) => count > 0)?.at;
  return { ...common, monitorEveryMs: people.everyMs, ...(last !== undefined && { lastRequestAt: last }) };
}

/**
 * A request that was there and is not any more means that the figures have holes: their silence proves nothing. Held
 * against what the provider says before a monitor is left out, which may have been taken for people at first.
 */
function isLost(
  { lastRequestAt: before, reading }: WatchRecord,
  { lastRequestAt: now }: Extract<Activity, { known: true }>,
  { since, completeUntil }: { readonly since: string; readonly completeUntil: string },
): boolean {
  if (before === undefined) return false;
  const beforeMs = Date.parse(before);
  const fine = reading !== undefined && Date.parse(reading.at) - Date.parse(reading.since) <= SHORTEST_PERIOD_MS;
  const stepMs = fine ? FINE_STEP_MS : COARSE_STEP_MS;
  if (beforeMs < Date.parse(since) + stepMs || beforeMs > Date.parse(completeUntil)) return false;
  return now === undefined || Date.parse(now) < beforeMs - stepMs;
}

/** The pause grows with how long the figures have been unknown, which the last pause tells. */
function retryAt({ reading, lookAt }: WatchRecord, now: Date): string {
  const pausedMs = reading?.known === false && lookAt !== undefined ? Date.parse(lookAt) - Date.parse(reading.at) : 0;
  const pauseMs = RETRY_PAUSES_MS.find((candidate) => candidate > pausedMs) ?? RETRY_PAUSES_MS[3];
  return new Date(now.getTime() + pauseMs).toISOString();
}
