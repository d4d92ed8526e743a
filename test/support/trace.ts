import { instantOf } from '../../core/model/zone.ts';
import { seededRandom } from './random.ts';
import { makeTraceApps, type TraceApp } from './trace-apps.ts';
import { habitsOf } from './trace-habits.ts';

/** Something that happens to an app, whoever does it but Paastis. */
export type TraceAction = { readonly atMs: number; readonly app: string } & (
  | { readonly kind: 'request'; readonly by: 'person' | 'monitor'; readonly count: number }
  | { readonly kind: 'deploy' }
  | { readonly kind: 'one_off'; readonly lastsMs: number }
  | { readonly kind: 'one_off_end' }
  /** Somebody scales in the vendor's own console. */
  | { readonly kind: 'scale'; readonly amounts: Readonly<Record<string, number>> }
  | { readonly kind: 'crash' }
  | { readonly kind: 'close_pull' }
);

/** Days in the life of a team's apps, as data: what there is, and what happens when. */
export interface Trace {
  readonly seed: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly apps: readonly TraceApp[];
  /** Ascending. */
  readonly actions: readonly TraceAction[];
}

export const TRACE_ZONE = 'Europe/Paris';

/** A Monday; the clocks go back on the first Sunday, the second one is All Saints'. */
const firstDay = { year: 2026, month: 10, day: 19 };

/** Before people come, the night belongs to the first day. */
const DAY_MS = 86_400_000;

/** An instant of a day of the trace, counted from 0, by the clock on the wall. */
export type AtWall = (day: number, minuteOfDay: number) => number;

export interface TraceOptions {
  readonly apps: number;
  readonly days: number;
  readonly seed: number;
  /** Only so much of them, in hours from the first midnight. */
  readonly hours?: { readonly from: number; readonly until: number };
}

/** The same trace for the same options. */
export function makeTrace(options: TraceOptions): Trace {
  const random = seededRandom(options.seed);
  const apps = makeTraceApps(options.apps, random);
  const startsAtMs = at(0, (options.hours?.from ?? 0) * 60);
  const endsAtMs = options.hours === undefined ? at(options.days, 0) : at(0, options.hours.until * 60);
  const actions = apps
    // A sequence of its own for each app: a change in one leaves the others as they were.
    .flatMap((app, place) =>
      habitsOf(app, { place, days: options.days, random: seededRandom(options.seed + place), at }),
    )
    .filter(({ atMs }) => atMs >= startsAtMs && atMs < endsAtMs)
    .toSorted((a, b) => a.atMs - b.atMs);
  return { seed: options.seed, startsAtMs, endsAtMs, apps, actions };
}

function at(day: number, minuteOfDay: number): number {
  const date = new Date(Date.UTC(firstDay.year, firstDay.month - 1, firstDay.day) + day * DAY_MS);
  const wall = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  const [hour, minute] = [Math.floor(minuteOfDay / 60), Math.floor(minuteOfDay % 60)];
  const seconds = (minuteOfDay % 1) * 60;
  return instantOf({ ...wall, hour, minute }, TRACE_ZONE).getTime() + Math.round(seconds) * 1_000;
}
