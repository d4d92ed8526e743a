import { wallTimeAt } from '../../core/model/zone.ts';
import { TRACE_ZONE, type Trace, type TraceAction } from './trace.ts';
import { HOUR_MS, MINUTE_MS, type TraceApp } from './trace-apps.ts';
import type { Stop } from './trace-world.ts';

/** Somebody who comes this shortly after a stop was in the middle of using the app. */
const SOON_MS = 5_000;

/** Between the decision and the stop: at the edge of the hours either limit is right. */
const EDGE_MS = 30_000;

export interface Verdict {
  readonly stops: number;
  /** Somebody had asked it within its idle limit, or did right after. */
  readonly inUse: readonly string[];
  /** A deployment or a one-off was under way. */
  readonly duringWork: readonly string[];
  /** Nobody had asked for it to be managed, or it is protected. */
  readonly unmanaged: readonly string[];
}

/**
 * Knows from the trace alone who used what when, and holds every stop that the vendors saw against it. It shares no
 * line with the decisions it judges.
 */
export class TraceJudge {
  readonly #apps: ReadonlyMap<string, TraceApp>;
  readonly #needs: ReadonlyMap<string, string>;
  readonly #usedAtMs = new Map<string, number>();
  readonly #workUntilMs = new Map<string, { readonly fromMs: number; readonly untilMs: number }[]>();
  readonly #closed = new Set<string>();
  readonly #recent: Stop[] = [];
  readonly #inUse: string[] = [];
  readonly #duringWork: string[] = [];
  readonly #unmanaged: string[] = [];
  #stops = 0;

  constructor(trace: Trace) {
    this.#apps = new Map(trace.apps.map((app) => [app.name, app]));
    this.#needs = new Map(
      trace.apps.flatMap(({ name, neededBy }) => (neededBy === undefined ? [] : [[neededBy, name]])),
    );
  }

  get verdict(): Verdict {
    const [inUse, duringWork, unmanaged] = [this.#inUse, this.#duringWork, this.#unmanaged];
    return { stops: this.#stops, inUse, duringWork, unmanaged };
  }

  /** What happened and was not void. */
  note(action: TraceAction): void {
    const { app, atMs } = action;
    if (action.kind === 'request' && action.by === 'person') this.use(app, atMs);
    if (action.kind === 'deploy') this.#work(app, atMs, this.#apps.get(app)?.deployMs ?? 0);
    if (action.kind === 'one_off') this.#work(app, atMs, action.lastsMs);
    if (action.kind === 'close_pull') this.#closed.add(app);
  }

  /** Somebody's request was answered. */
  use(app: string, atMs: number): void {
    const needed = this.#needs.get(app);
    for (const name of needed === undefined ? [app] : [app, needed]) {
      this.#usedAtMs.set(name, atMs);
      const stop = this.#recent.findLast((other) => other.app === name && isWithin(atMs - other.atMs, SOON_MS));
      if (stop !== undefined) this.#inUse.push(tell(stop, `used ${atMs - stop.atMs} ms after`));
    }
  }

  judge(stop: Stop): void {
    this.#stops += 1;
    this.#recent.push(stop);
    if (this.#recent.length > 100) this.#recent.shift();
    const app = this.#apps.get(stop.app);
    if (app === undefined || app.kind === 'production') {
      this.#unmanaged.push(tell(stop, 'was not to be managed'));
      return;
    }
    const work = this.#workUntilMs.get(stop.app)?.find((one) => one.fromMs <= stop.atMs && stop.atMs < one.untilMs);
    if (work !== undefined) this.#duringWork.push(tell(stop, `work from ${iso(work.fromMs)} to ${iso(work.untilMs)}`));
    const usedAtMs = this.#usedAtMs.get(stop.app) ?? Number.NEGATIVE_INFINITY;
    const limitMs = Math.min(this.#limitMs(app, stop.atMs), this.#limitMs(app, stop.atMs - EDGE_MS));
    if (stop.atMs - usedAtMs < limitMs) this.#inUse.push(tell(stop, `used at ${iso(usedAtMs)}`));
  }

  #work(app: string, fromMs: number, lastsMs: number): void {
    const ours = this.#workUntilMs.get(app) ?? [];
    this.#workUntilMs.set(app, [...ours, { fromMs, untilMs: fromMs + lastsMs }]);
  }

  /** How long it must be unused at that instant. */
  #limitMs({ kind, name }: TraceApp, atMs: number): number {
    if (kind === 'jobs') return 0;
    if (kind === 'demo') return 2 * HOUR_MS;
    if (kind === 'staging') return isOfficeHour(atMs, 8, 20) ? HOUR_MS : 10 * MINUTE_MS;
    return this.#closed.has(name) ? 10 * MINUTE_MS : 30 * MINUTE_MS;
  }
}

const weekdays = new Intl.DateTimeFormat('en', { timeZone: TRACE_ZONE, weekday: 'short' });

function isOfficeHour(atMs: number, fromHour: number, untilHour: number): boolean {
  const { hour } = wallTimeAt(new Date(atMs), TRACE_ZONE);
  return !weekdays.format(atMs).startsWith('S') && hour >= fromHour && hour < untilHour;
}

function isWithin(ms: number, mostMs: number): boolean {
  return ms >= 0 && ms <= mostMs;
}

function tell({ app, atMs }: Stop, what: string): string {
  return `${app} stopped at ${iso(atMs)}: ${what}`;
}

function iso(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : 'never';
}
