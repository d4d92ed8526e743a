import { createHmac, randomBytes } from 'node:crypto';
import { createParser } from 'eventsource-parser';
import type { CallOptions } from '../provider.ts';
import type { Context } from './reading.ts';
import { accessLogSchema, requestSchema } from './schema.ts';

/** Entries asked for at once: enough for the hours of a review app, too few to hurt. */
const MOST_ENTRIES = 1_000;

/** A stream with a past end takes as long as its entries; heartbeats come every 2 s. */
const STREAM_TIMEOUT_MS = 30_000;

const LONGEST_PATH = 100;

/** Callers are told apart for as long as this process lives, and by nobody else. */
const salt = randomBytes(16);

/** One HTTP request. */
export interface LoggedRequest {
  readonly atMs: number;
  /** The same for the same caller and path; absent where the entry does not tell. */
  readonly source?: string;
}

/** What a stream told about a window of time. */
export interface Window {
  /** Oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Connections that are no HTTP request: TCP, SSH. */
  readonly others: number;
  /** The limit was reached: there is more, so the last request may be later. */
  readonly cut: boolean;
}

/** The stream ended before it said that it was over: nothing may be concluded from it. */
export class BrokenStream extends Error {}

/** One stream of access logs, read to its end. @throws {BrokenStream} */
export async function readWindow(
  context: Context,
  id: string,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  options: CallOptions,
): Promise<Window> {
  if (fromMs >= untilMs) return { requests: [], others: 0, cut: false };
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
  let others = 0;
  const requests: LoggedRequest[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'END_OF_STREAM') ended = data.includes('UNTIL_REACHED') ? 'window' : 'early';
      if (event !== 'ACCESS_LOG') return;
      const request = parseRequest(data);
      if (request === undefined) others += 1;
      else requests.push(request);
    },
  });
  for await (const chunk of chunks) {
    parser.feed(chunk);
    if (ended !== 'no') break;
  }
  if (ended === 'no') throw new BrokenStream('The stream broke off');
  // What the vendor says at its own limit is not documented; a window told to its end is.
  const cut = ended === 'early' || requests.length + others >= MOST_ENTRIES;
  return { requests: requests.toSorted((a, b) => a.atMs - b.atMs), others, cut };
}

/** Undefined for TCP and SSH entries. */
function parseRequest(data: string): LoggedRequest | undefined {
  const entry = accessLogSchema.safeParse(parseJson(data));
  // An entry nobody can read proves that the stream is not what we take it for.
  if (!entry.success) throw new BrokenStream('An entry of the stream cannot be read');
  const { date, http, source } = entry.data;
  if (http === null || http === undefined) return undefined;
  const path = requestSchema.safeParse(http).data?.request.path;
  const told = source?.ip && path !== undefined ? { source: nameSource(source.ip, path) } : {};
  return { atMs: parseInstant(date), ...told };
}

/** An address is personal and a query may hold a secret: neither leaves this file. */
function nameSource(ip: string, path: string): string {
  const caller = createHmac('sha256', salt).update(ip).digest('hex').slice(0, 8);
  return `${caller} ${path.replace(/[?#].*$/s, '').slice(0, LONGEST_PATH)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** v4 dates may end in `[UTC]`. What has no date may be a request of any time. */
export function parseInstant(date: string): number {
  const instantMs = Date.parse(date.replace(/\[[^\]]*\]$/, ''));
  if (Number.isNaN(instantMs)) throw new BrokenStream('An entry of the stream has no date');
  return instantMs;
}
