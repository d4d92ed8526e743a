import { createParser } from 'eventsource-parser';
import { isPaastisError } from '../../errors.ts';
import type { Activity, CallOptions } from '../provider.ts';
import type { Context } from './reading.ts';
import { accessLogSchema, type HourlyCounts } from './schema.ts';

const HOUR_MS = 60 * 60_000;

/** A request shows up in the logs, and an ended hour in the counts, after at most this long. */
const INGESTION_LAG_MS = 2 * 60_000;

/** The vendor keeps access logs for 7 days. */
const LOG_RETENTION_MS = 7 * 24 * HOUR_MS;

/** Entries asked for at once: enough for the hour of a review app, too few to hurt. */
const MOST_ENTRIES = 1_000;

/** A stream with a past end takes as long as its entries; heartbeats come every 2 s. */
const STREAM_TIMEOUT_MS = 30_000;

/** What a stream told about a window of time. */
interface Window {
  /** Epoch ms; absent: no request in the window. */
  readonly lastMs?: number;
  readonly requests: number;
  /** The limit was reached: there is more, so the last request may be later. */
  readonly cut: boolean;
}

/** The stream ended before it said that it was over: nothing may be concluded from it. */
class BrokenStream extends Error {}

/**
 * Whole hours from the counts, exact minutes from the access log. Where only a range is known, the end of the range is
 * told: an app may look busier than it is, never idler.
 */
export async function readActivity(
  context: Context,
  id: string,
  since: Date,
  options: CallOptions = {},
): Promise<Activity> {
  try {
    return await combine(context, id, since.getTime(), options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (error instanceof BrokenStream) return { known: false, reason: 'stream_broken' };
    if (isPaastisError(error)) return { known: false, reason: error.code };
    throw error;
  }
}

async function combine(context: Context, id: string, sinceMs: number, options: CallOptions): Promise<Activity> {
  const nowMs = context.clock.now().getTime();
  const countedUntilMs = lastCountedHour(nowMs);
  const completeUntil = new Date(Math.max(sinceMs, nowMs - INGESTION_LAG_MS)).toISOString();
  const counts = sinceMs < countedUntilMs ? await readCounts(context, id, sinceMs, nowMs, options) : [];
  const recent = await readWindow(context, id, Math.max(sinceMs, countedUntilMs), nowMs, options);
  const hours = counts.filter(({ endMs }) => endMs <= countedUntilMs && endMs > sinceMs);
  const known = { known: true, completeUntil } as const;
  const earlier = hours.reduce((sum, { requests }) => sum + requests, 0);

  if (recent.cut) return { ...known, lastRequestAt: new Date(nowMs).toISOString() };
  if (recent.lastMs !== undefined) {
    const exact = hours.every(({ endMs, requests }) => requests === 0 || endMs - HOUR_MS >= sinceMs);
    const lastRequestAt = new Date(recent.lastMs).toISOString();
    return { ...known, lastRequestAt, ...(exact && { requests: earlier + recent.requests }) };
  }
  // A bucket that ends after the counted hours may be partial: it proves traffic, never silence.
  if (counts.some(({ endMs, requests }) => endMs > countedUntilMs && requests > 0)) {
    return { ...known, lastRequestAt: new Date(nowMs).toISOString() };
  }
  const busiest = hours.filter(({ requests }) => requests > 0).sort((a, b) => b.endMs - a.endMs)[0];
  if (busiest === undefined) return { ...known, requests: 0 };
  const lastMs = await narrow(context, id, { sinceMs, nowMs, endMs: busiest.endMs }, options);
  return lastMs === undefined ? { ...known, requests: 0 } : { ...known, lastRequestAt: new Date(lastMs).toISOString() };
}

interface Hour {
  readonly endMs: number;
  readonly requests: number;
}

async function readCounts(
  { client }: Context,
  id: string,
  sinceMs: number,
  nowMs: number,
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

/** The exact instant within an hour known to be busy, or its end where the log can no longer tell. */
async function narrow(
  context: Context,
  id: string,
  { sinceMs, nowMs, endMs }: { readonly sinceMs: number; readonly nowMs: number; readonly endMs: number },
  options: CallOptions,
): Promise<number | undefined> {
  const startMs = Math.max(sinceMs, endMs - HOUR_MS);
  if (startMs < nowMs - LOG_RETENTION_MS) return endMs;
  const window = await readWindow(context, id, startMs, endMs, options);
  if (window.cut) return endMs;
  if (window.lastMs !== undefined) return window.lastMs;
  // Counted before the asked instant, within its hour; else the two signals disagree and the busier one is told.
  return endMs - HOUR_MS < sinceMs ? undefined : endMs;
}

/** One stream of access logs, read to its end. */
async function readWindow(
  context: Context,
  id: string,
  fromMs: number,
  untilMs: number,
  options: CallOptions,
): Promise<Window> {
  if (fromMs >= untilMs) return { requests: 0, cut: false };
  const deadline = context.clock.timeout(STREAM_TIMEOUT_MS);
  const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([options.signal, deadline.signal]);
  const query = {
    since: new Date(fromMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    limit: MOST_ENTRIES,
  };
  try {
    return await readEntries(context.client.streamAccessLogs(id, query, { ...options, signal }));
  } catch (error) {
    if (deadline.signal.aborted && !options.signal?.aborted) throw new BrokenStream('The stream did not end in time');
    throw error;
  } finally {
    deadline.cancel();
  }
}

/** @throws {BrokenStream} when the text stops before an `END_OF_STREAM` */
export async function readEntries(chunks: AsyncIterable<string>): Promise<Window> {
  let ended: 'no' | 'window' | 'early' = 'no';
  let entries = 0;
  const requestsMs: number[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'END_OF_STREAM') ended = data.includes('UNTIL_REACHED') ? 'window' : 'early';
      if (event !== 'ACCESS_LOG') return;
      entries += 1;
      const instantMs = parseRequest(data);
      if (instantMs !== undefined) requestsMs.push(instantMs);
    },
  });
  for await (const chunk of chunks) {
    parser.feed(chunk);
    if (ended !== 'no') break;
  }
  if (ended === 'no') throw new BrokenStream('The stream broke off');
  const lastMs = requestsMs.reduce<number | undefined>((last, ms) => Math.max(last ?? ms, ms), undefined);
  // What the vendor says at its own limit is not documented; a window told to its end is.
  const cut = ended === 'early' || entries >= MOST_ENTRIES;
  return { ...(lastMs !== undefined && { lastMs }), requests: requestsMs.length, cut };
}

/** Instant of an HTTP request; undefined for TCP and SSH entries. */
function parseRequest(data: string): number | undefined {
  const entry = accessLogSchema.safeParse(parseJson(data));
  // An entry nobody can read proves that the stream is not what we take it for.
  if (!entry.success) throw new BrokenStream('An entry of the stream cannot be read');
  if (entry.data.http === null || entry.data.http === undefined) return undefined;
  return parseInstant(entry.data.date);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** v4 dates may end in `[UTC]`. What has no date may be a request of any time. */
function parseInstant(date: string): number {
  const instantMs = Date.parse(date.replace(/\[[^\]]*\]$/, ''));
  if (Number.isNaN(instantMs)) throw new BrokenStream('An entry of the stream has no date');
  return instantMs;
}
