import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AppStatus, Clock, Paastis, PaastisEvent } from '../core/index.ts';
import { appStatuses } from '../core/model/status.ts';
import type { Route } from './server.ts';
import type { SlackMeter } from './slack/meter.ts';

/** What is counted while the bot runs, for Prometheus. Labels are words of ours: never a name of an app or a person. */
export interface Metrics {
  /** `GET /metrics` */
  readonly route: Route;
  readonly slack: SlackMeter;
  /** @param route the path it was answered at; undefined: at none that is there */
  readonly answered: (route: string | undefined, status: number) => void;
  close(): void;
}

export interface MetricsOptions {
  readonly paastis: Pick<Paastis, 'subscribe' | 'overview'>;
  readonly clock: Clock;
}

type Verb = 'wake' | 'sleep' | 'keep';

/** What ends an operation, one way or another. */
const ends: Readonly<Partial<Record<PaastisEvent['name'], readonly [Verb, 'done' | 'failed' | 'refused']>>> = {
  app_woken: ['wake', 'done'],
  wake_failed: ['wake', 'failed'],
  app_slept: ['sleep', 'done'],
  sleep_failed: ['sleep', 'failed'],
  sleep_refused: ['sleep', 'refused'],
  app_kept: ['keep', 'done'],
};

/** Scrapers come every few seconds, several at a time; the overview of 1,000 apps is not for each of them. */
const OVERVIEW_LIVE_MS = 10_000;

/** Around what must hold, 50 and 150 ms, up to the 3 s that Slack waits. */
const ACK_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 3];

const OPERATION_BUCKETS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

export function createMetrics({ paastis, clock }: MetricsOptions): Metrics {
  // Its own, not the library's global one: two bots in one process count apart.
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const received = new Counter({
    name: 'paastis_slack_requests_total',
    help: 'What came from Slack, or pretended to, by kind and by what became of it',
    labelNames: ['kind', 'outcome'] as const,
    registers,
  });
  const acknowledged = new Histogram({
    name: 'paastis_slack_ack_seconds',
    help: 'From the arrival of a request of Slack to its answer',
    labelNames: ['kind'] as const,
    buckets: ACK_BUCKETS_S,
    registers,
  });
  const called = new Counter({
    name: 'paastis_slack_calls_total',
    help: 'Calls to Slack by method and by what became of them',
    labelNames: ['method', 'result'] as const,
    registers,
  });
  const operations = new Counter({
    name: 'paastis_operations_total',
    help: 'Wakes, sleeps and keeps that ended, by result',
    labelNames: ['verb', 'result'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'paastis_operation_seconds',
    help: 'How long wakes and sleeps took that succeeded',
    labelNames: ['verb'] as const,
    buckets: OPERATION_BUCKETS_S,
    registers,
  });
  const answers = new Counter({
    name: 'paastis_http_requests_total',
    help: 'HTTP requests that were answered, by route and status',
    labelNames: ['route', 'status'] as const,
    registers,
  });
  const count = countApps(paastis, clock);
  registerApps(register, count);

  const unsubscribe = paastis.subscribe(({ name, durationMs }) => {
    const end = ends[name];
    if (end === undefined) return;
    const [verb, result] = end;
    operations.inc({ verb, result });
    if (result === 'done' && durationMs !== undefined && verb !== 'keep')
      durations.observe({ verb }, durationMs / 1_000);
  });

  return {
    route: {
      method: 'GET',
      path: '/metrics',
      handle: async (_incoming, response) => {
        const text = await register.metrics();
        response.writeHead(200, { 'content-type': register.contentType, 'cache-control': 'no-store' }).end(text);
      },
    },
    slack: {
      received: (kind, outcome) => received.inc({ kind, outcome }),
      acknowledged: (kind, ms) => acknowledged.observe({ kind }, ms / 1_000),
      called: (method, result) => called.inc({ method, result }),
    },
    answered: (route, status) => answers.inc({ route: route ?? 'other', status: String(status) }),
    close: () => {
      unsubscribe();
      register.clear();
    },
  };
}

interface AppCount {
  readonly byStatus: ReadonlyMap<AppStatus, number>;
  readonly failedRegions: number;
}

/** Shared by all who ask at once, and by those who ask soon after. */
function countApps(paastis: Pick<Paastis, 'overview'>, clock: Clock): () => Promise<AppCount> {
  let counted: { readonly atMs: number; readonly count: Promise<AppCount> } | undefined;
  const count = async (): Promise<AppCount> => {
    const { apps, failed } = await paastis.overview();
    // Those of which there is none, too: a line that comes and goes cannot be drawn.
    const byStatus = new Map<AppStatus, number>(appStatuses.map((status) => [status, 0]));
    for (const { status } of apps) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    return { byStatus, failedRegions: failed.length };
  };
  return () => {
    const nowMs = clock.now().getTime();
    if (counted === undefined || nowMs - counted.atMs >= OVERVIEW_LIVE_MS) counted = { atMs: nowMs, count: count() };
    return counted.count;
  };
}

function registerApps(register: Registry, count: () => Promise<AppCount>): void {
  const apps: Gauge<'status'> = new Gauge({
    name: 'paastis_apps',
    help: 'Apps by status',
    labelNames: ['status'] as const,
    registers: [register],
    collect: async () => {
      for (const [status, number] of (await count()).byStatus) apps.set({ status }, number);
    },
  });
  const failed: Gauge = new Gauge({
    name: 'paastis_regions_failed',
    help: 'Regions that could not be read when they were last asked',
    registers: [register],
    collect: async () => failed.set((await count()).failedRegions),
  });
}
