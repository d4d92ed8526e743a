import type { ServerResponse } from 'node:http';
import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import type { SimulatedApp } from '../world/state.ts';
import type { Visit } from '../world/visits.ts';
import { v4Error } from './answers.ts';
import { type Handler, ownerOf, type RouteContext, withApp, withOwner } from './context.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** The official client calls a stream dead after 2.5 s without an event. */
const HEARTBEAT_MS = 2_000;
/** Cut connections are counted under -1; one in so many hours has some. */
const HOURS_BETWEEN_CUTS = 5;

const iso = (ms: number) => new Date(ms).toISOString();

/** Requests by hour and status; each bucket is dated by its end, and the hour in progress is left out. */
export const getStatusCodes: Handler = withOwner((context) => {
  const { clock, request, world } = context;
  const asked = request.query.get('applicationId');
  const apps = world.apps.filter((app) => app.ownerId === ownerOf(context) && app.id === (asked ?? app.id));
  const lagMs = world.scaledMs(world.settings.statsLagMs);
  const currentHourMs = Math.floor(clock.now().getTime() / HOUR_MS) * HOUR_MS;
  const to = request.query.get('to');
  const from = request.query.get('from');
  const lastEndMs = endOfLastBucket(to === null ? currentHourMs : Date.parse(to), currentHourMs, context);
  const fromMs = from === null ? lastEndMs - DAY_HOURS * HOUR_MS : Date.parse(from);
  if (Number.isNaN(lastEndMs) || Number.isNaN(fromMs)) return badRequest(context, 'from or to is not a date');

  const buckets: object[] = [];
  for (let endMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS + HOUR_MS; endMs <= lastEndMs; endMs += HOUR_MS) {
    const counts = world.visits.count(
      apps.map(({ id }) => id),
      endMs - HOUR_MS,
      endMs,
      lagMs,
    );
    const statuses = [...counts].map(([code, count]) => ({ code, count }));
    if ((endMs / HOUR_MS) % HOURS_BETWEEN_CUTS === 0) statuses.push({ code: -1, count: 1 });
    buckets.push({ date: iso(endMs), statuses });
  }
  return jsonAnswer(200, buckets);
});

/** Whether the vendor answers a bucket that ends in the future is unknown: `partialBuckets` chooses. */
function endOfLastBucket(toMs: number, currentHourMs: number, { world }: RouteContext): number {
  if (world.settings.partialBuckets) return Math.min(Math.ceil(toMs / HOUR_MS) * HOUR_MS, currentHourMs + HOUR_MS);
  return Math.min(Math.floor(toMs / HOUR_MS) * HOUR_MS, currentHourMs);
}

function badRequest(context: RouteContext, error: string): ApiAnswer {
  return v4Error(400, 'clever.core.bad-request', error, context.requestId);
}

/** The access log as an event stream: what is known first, then what comes, until `until` or `limit` is reached. */
export const streamAccessLogs: Handler = withApp((app, context) => {
  const { query } = context.request;
  const limit = query.get('limit') === null ? Number.POSITIVE_INFINITY : Number(query.get('limit'));
  if (!(limit >= 1)) return badRequest(context, 'limit must be at least 1');
  const now = context.clock.now().getTime();
  const sinceMs = query.get('since') === null ? now : Date.parse(query.get('since') ?? '');
  const untilMs = query.get('until') === null ? Number.POSITIVE_INFINITY : Date.parse(query.get('until') ?? '');
  if (Number.isNaN(sinceMs) || Number.isNaN(untilMs)) return badRequest(context, 'since or until is not a date');
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
    stream: (response) => writeAccessLogs(app, context, response, { sinceMs, untilMs, limit }),
  };
});

/**
 * A window that lies in the past ends at once, lag or no lag: what was not ingested in time is missed for good.
 * The reason given for a reached limit is a guess; clients must accept any.
 */
async function writeAccessLogs(
  app: SimulatedApp,
  context: RouteContext,
  response: ServerResponse,
  window: { readonly sinceMs: number; readonly untilMs: number; readonly limit: number },
): Promise<void> {
  const { clock, closing, request, world } = context;
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  const sent = new Set<string>();
  const resumedAfter = request.headers['last-event-id'];
  let isSkipping = typeof resumedAfter === 'string';

  writeEvent(response, 'HEARTBEAT', {});
  while (!signal.aborted) {
    const lagMs = world.scaledMs(world.settings.accessLogLagMs);
    for (const visit of world.visits.list(app.id, window.sinceMs, window.untilMs, lagMs)) {
      if (sent.has(visit.id)) continue;
      sent.add(visit.id);
      if (!isSkipping) writeEvent(response, 'ACCESS_LOG', presentEntry(app, visit, request.query), visit.id);
      if (visit.id === resumedAfter) isSkipping = false;
      if (sent.size >= window.limit) return writeEvent(response, 'END_OF_STREAM', { endedBy: 'LIMIT_REACHED' });
    }
    const leftMs = window.untilMs - clock.now().getTime();
    if (leftMs <= 0) return writeEvent(response, 'END_OF_STREAM', { endedBy: 'UNTIL_REACHED' });
    const release = context.hold();
    await clock.delay(Math.min(HEARTBEAT_MS, leftMs), signal).catch(() => undefined);
    release();
    writeEvent(response, 'HEARTBEAT', {});
  }
}

function writeEvent(response: ServerResponse, event: string, data: object, id?: string): void {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  response.write(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
}

/** `field` keeps only these, at the top level. Addresses come from the blocks reserved for documentation. */
function presentEntry(app: SimulatedApp, visit: Visit, query: URLSearchParams): object {
  const geoLocation = { latitude: 48.8, longitude: 2.3 };
  const entry = {
    id: visit.id,
    date: iso(visit.atMs),
    applicationId: app.id,
    instanceId: app.instances.at(-1)?.id ?? null,
    requestId: visit.id,
    bytesIn: 512,
    bytesOut: 2_048,
    source: { ip: visit.ip ?? '203.0.113.7', port: 51_000, city: 'Paris', countryCode: 'FR', geoLocation },
    destination: { ip: '198.51.100.1', port: 443 },
    tls: 'TLS1_3',
    zone: app.zone,
    ...(visit.kind === 'tcp' ? {} : { http: presentHttp(app, visit) }),
  };
  const fields = query.getAll('field');
  if (fields.length === 0) return entry;
  return Object.fromEntries(Object.entries(entry).filter(([name]) => fields.includes(name)));
}

/** Times are in an undocumented unit: nobody should read them. */
function presentHttp(app: SimulatedApp, visit: Visit): object {
  const host = (app.vhosts[0] ?? '').replace(/\/.*$/, '');
  return {
    request: { host, method: visit.method, path: visit.path, scheme: 'https' },
    response: { statusCode: visit.status, time: 12, serviceTime: 10 },
  };
}
