import { isPaastisError } from '../../errors.ts';
import type { Activity, ActivityOptions, CallOptions, Hit } from '../provider.ts';
import { BrokenStream, type LoggedRequest, parseInstant, readWindow, type Window } from './access-log.ts';
import type { Context } from './reading.ts';
import type { HourlyCounts } from './schema.ts';

const HOUR_MS = 60 * 60_000;

/** A request shows up in the logs, and an ended hour in the counts, after at most this long. */
const INGESTION_LAG_MS = 2 * 60_000;

/** The vendor keeps access logs for 7 days. */
const LOG_RETENTION_MS = 7 * 24 * HOUR_MS;

/** The log is read back at least this far, in the same call: a monitor shows in a series only. */
const LOOK_BACK_MS = 3 * HOUR_MS;

/** The period asked about, and the instant it is asked at. */
interface Period {
  readonly sinceMs: number;
  readonly nowMs: number;
}

/** The newest part of the log; whole: nothing was left out back to `fromMs`. */
interface Recent extends Window {
  readonly fromMs: number;
}

/** Both signals, as far as they were read. */
interface Signals extends Period {
  /** End of the last hour that is surely counted whole. */
  readonly countedUntilMs: number;
  readonly counts: readonly Hour[];
  readonly recent: Recent;
}

/**
 * Whole hours from the counts, exact minutes from the access log. Where only a range is known, the end of the range is
 * told: an app may look busier than it is, never idler.
 */
export async function readActivity(
  context: Context,
  id: string,
  since: Date,
  { hasWeb, ...options }: ActivityOptions = {},
): Promise<Activity> {
  if (hasWeb === false) return { known: false, reason: 'no_web' };
  try {
    const signals = await readSignals(context, id, since.getTime(), options);
    return await combine(context, id, signals, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (error instanceof BrokenStream) return { known: false, reason: 'stream_broken' };
    if (isPaastisError(error)) return { known: false, reason: error.code };
    throw error;
  }
}

async function readSignals(context: Context, id: string, sinceMs: number, options: CallOptions): Promise<Signals> {
  const nowMs = context.clock.now().getTime();
  const countedUntilMs = lastCountedHour(nowMs);
  const period = { sinceMs, nowMs };
  const counts = sinceMs < countedUntilMs ? await readCounts(context, id, period, options) : [];
  const recent = await readRecent(context, id, { ...period, sinceMs: Math.max(sinceMs, countedUntilMs) }, options);
  return { ...period, countedUntilMs, counts, recent };
}

async function combine(context: Context, id: string, signals: Signals, options: CallOptions): Promise<Activity> {
  const { sinceMs, nowMs, countedUntilMs, counts, recent } = signals;
  const completeUntil = new Date(Math.max(sinceMs, nowMs - INGESTION_LAG_MS)).toISOString();
  const known = { known: true, completeUntil } as const;
  if (recent.cut) return { ...known, lastRequestAt: new Date(nowMs).toISOString() };

  const hours = counts.filter(({ endMs }) => endMs <= countedUntilMs && endMs > sinceMs);
  const hits = mapHits(hours, recent);
  const latest = within(recent.requests, Math.max(sinceMs, countedUntilMs), Number.POSITIVE_INFINITY);
  const last = latest.at(-1);
  if (last !== undefined) {
    const exact = hours.every(({ endMs, requests }) => requests === 0 || endMs - HOUR_MS >= sinceMs);
    const requests = hours.reduce((sum, hour) => sum + hour.requests, 0) + latest.length;
    return { ...known, lastRequestAt: new Date(last.atMs).toISOString(), ...(exact && { requests }), ...hits };
  }
  // A bucket that ends after the counted hours may be partial: it proves traffic, never silence.
  if (counts.some(({ endMs, requests }) => endMs > countedUntilMs && requests > 0)) {
    return { ...known, lastRequestAt: new Date(nowMs).toISOString() };
  }
  const busiest = hours.filter(({ requests }) => requests > 0).sort((a, b) => b.endMs - a.endMs)[0];
  if (busiest !== undefined) {
    const lastMs = await narrow(context, id, { ...signals, endMs: busiest.endMs }, options);
    if (lastMs === undefined) return { ...known, requests: 0, ...hits };
    return { ...known, lastRequestAt: new Date(lastMs).toISOString(), ...hits };
  }
  // Connections and never a request: what serves no HTTP cannot be measured, since a long one shows at its end.
  if (recent.others > 0 && recent.requests.length === 0) return { known: false, reason: 'tcp' };
  return { ...known, requests: 0, ...hits };
}

/** All requests of the period, or nothing: the log must hold every hour that was counted busy. */
function mapHits(hours: readonly Hour[], { fromMs, requests }: Recent): { readonly hits?: readonly Hit[] } {
  const whole = hours.every(
    (hour) =>
      hour.requests === 0 ||
      (hour.endMs - HOUR_MS >= fromMs && within(requests, hour.endMs - HOUR_MS, hour.endMs).length > 0),
  );
  if (!whole) return {};
  return {
    hits: requests.map(({ atMs, source }) => ({
      at: new Date(atMs).toISOString(),
      count: 1,
      ...(source !== undefined && { source }),
    })),
  };
}

function within(requests: readonly LoggedRequest[], fromMs: number, untilMs: number): readonly LoggedRequest[] {
  return requests.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
}

interface Hour {
  readonly endMs: number;
  readonly requests: number;
}

async function readCounts(
  { client }: Context,
  id: string,
  { sinceMs, nowMs }: Period,
  options: CallOptions,
): Promise<readonly Hour[]> {
  const from = new Date(Math.floor(sinceMs / HOUR_MS) * HOUR_MS).toISOString();
  return mapHours(await client.listHourlyCounts(id, from, new Date(nowMs).toISOString(), options));
}

/** Codes under 100 are cut connections, not requests. Missing hours and empty ones are zero alike. */
export function mapHours(counts: HourlyCounts): readonly Hour[] {
  return counts.map(({ date, statuses }) => ({
    endMs: parseInstant(date),
    requests: (statuses ?? []).reduce((sum, { code, count }) => (code >= 100 ? sum + count : sum), 0),
  }));
}

/** End of the last hour that is surely complete: until two minutes past, the hour that just ended is not. */
export function lastCountedHour(nowMs: number): number {
  return Math.floor((nowMs - INGESTION_LAG_MS) / HOUR_MS) * HOUR_MS;
}

/** The log since then and, unless that is too much, some whole hours more: one call, two for an app that is busy. */
async function readRecent(
  context: Context,
  id: string,
  { sinceMs, nowMs }: Period,
  options: CallOptions,
): Promise<Recent> {
  const fromMs = Math.min(sinceMs, Math.floor((nowMs - LOOK_BACK_MS) / HOUR_MS) * HOUR_MS);
  const window = await readWindow(context, id, { fromMs, untilMs: nowMs }, options);
  if (!window.cut || fromMs === sinceMs) return { ...window, fromMs };
  return { ...(await readWindow(context, id, { fromMs: sinceMs, untilMs: nowMs }, options)), fromMs: sinceMs };
}

/** The exact instant within an hour known to be busy, or its end where the log can no longer tell. */
async function narrow(
  context: Context,
  id: string,
  { sinceMs, nowMs, recent, endMs }: Signals & { readonly endMs: number },
  options: CallOptions,
): Promise<number | undefined> {
  const startMs = Math.max(sinceMs, endMs - HOUR_MS);
  if (startMs < nowMs - LOG_RETENTION_MS) return endMs;
  const isRead = recent.fromMs <= startMs;
  const window = isRead ? recent : await readWindow(context, id, { fromMs: startMs, untilMs: endMs }, options);
  if (window.cut) return endMs;
  const last = within(window.requests, startMs, endMs).at(-1);
  if (last !== undefined) return last.atMs;
  // Counted before the asked instant, within its hour; else the two signals disagree and the busier one is told.
  return endMs - HOUR_MS < sinceMs ? undefined : endMs;
}
