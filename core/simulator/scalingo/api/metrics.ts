import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import type { Platform } from '../platform/platform.ts';
import type { SimApp } from '../platform/state.ts';
import { iso, statsJson } from './present.ts';
import { type AppCall, app, positive, type Route } from './route.ts';

const MINUTE_MS = 60_000;

/** The viewing period without `since`, in hours. */
const DEFAULT_HOURS = 3;

const LONGEST_HOURS = 72;

/** Longer windows are thinned to about this many points. */
const POINTS = 200;

/** Container metrics and the value a quiet app shows. */
const containerMetrics: Readonly<Record<string, number>> = { cpu: 2, memory: 90_000_000, swap: 0 };

/** `stats/…`: requests per minute, and what containers use. */
export const metricRoutes: readonly Route[] = [
  app('GET', '/stats', 'read', ({ app: found }) => jsonAnswer(200, { stats: statsJson(found) })),
  app('GET', '/stats/:metric', 'read', getMetric),
  app('GET', '/stats/:metric/:type', 'read', getMetric),
  app('GET', '/stats/:metric/:type/:index', 'read', getMetric),
];

function getMetric(call: AppCall): ApiAnswer {
  const { platform, app: found, params, request } = call;
  const metric = params.metric ?? '';
  const minutes = Math.min(positive(request.query.get('since')) ?? DEFAULT_HOURS, LONGEST_HOURS) * 60;
  const last = request.query.get('last') === 'true';
  if (metric === 'router') return routerAnswer(platform, found, minutes, last, request.query.get('status_code'));
  const level = containerMetrics[metric];
  if (level === undefined) return noMetrics();
  const type = params.type;
  if (type === undefined) return jsonAnswer(400, { error: "'container' should be defined" });
  if (!found.containers.some((container) => container.type === type)) return noMetrics();
  const points = times(platform, minutes).map(({ startMs }, place) => ({
    time: wholeMinute(startMs),
    value: place === 0 ? null : level,
  }));
  return jsonAnswer(200, last ? points.slice(-1) : points);
}

/** Whether thinned points are sums or means is unknown; here they are sums. */
function routerAnswer(
  platform: Platform,
  app: SimApp,
  minutes: number,
  last: boolean,
  statusCode: string | null,
): ApiAnswer {
  // Every request counted here was served well.
  const counts = statusCode === null || statusCode === 'all' || statusCode === '2XX';
  const quiet = platform.settings.quietMinutes === 'zero' ? 0 : null;
  let total = 0;
  const points = times(platform, minutes).map(({ startMs, endMs }, place) => {
    const requests = requestsBetween(app, startMs, endMs);
    total += requests;
    const value = counts && requests > 0 ? requests : quiet;
    return { time: wholeMinute(startMs), value: place === 0 && value === 0 ? null : value };
  });
  if (total === 0) return noMetrics();
  return jsonAnswer(200, last ? points.slice(-1) : points);
}

function requestsBetween(app: SimApp, startMs: number, endMs: number): number {
  let sum = 0;
  for (let minute = startMs / MINUTE_MS; minute < endMs / MINUTE_MS; minute += 1) sum += app.requests.get(minute) ?? 0;
  return sum;
}

/** Oldest first, both bounds included, so that the last one is the current minute. */
function times(platform: Platform, minutes: number): { readonly startMs: number; readonly endMs: number }[] {
  const stepMs = Math.max(1, Math.round(minutes / POINTS)) * MINUTE_MS;
  const nowMs = Math.floor(platform.nowMs() / MINUTE_MS) * MINUTE_MS;
  const count = Math.floor((minutes * MINUTE_MS) / stepMs);
  return Array.from({ length: count + 1 }, (_, place) => {
    const startMs = nowMs - (count - place) * stepMs;
    return { startMs, endMs: startMs + stepMs };
  });
}

function wholeMinute(ms: number): string {
  return iso(ms).replace('.000Z', 'Z');
}

function noMetrics(): ApiAnswer {
  return jsonAnswer(404, { error: 'no metrics found' });
}
