import { instantOf, wallTimeAt } from '../model/zone.ts';

/** A stretch of time in real milliseconds: what a wall clock skips or repeats changes nothing. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function lengthMs({ fromMs, untilMs }: Span): number {
  return Math.max(0, untilMs - fromMs);
}

/** What two stretches have in common; undefined for nothing. */
export function overlap(a: Span, b: Span): Span | undefined {
  const fromMs = Math.max(a.fromMs, b.fromMs);
  const untilMs = Math.min(a.untilMs, b.untilMs);
  return fromMs < untilMs ? { fromMs, untilMs } : undefined;
}

/** A period in days or weeks (from Monday) of the wall there; the first and the last are cut to the period. */
export function cutIntoBuckets(period: Span, unit: 'day' | 'week', timezone: string): readonly Span[] {
  const buckets: Span[] = [];
  let fromMs = period.fromMs;
  while (fromMs < period.untilMs) {
    const untilMs = Math.min(nextMidnight(fromMs, unit, timezone), period.untilMs);
    buckets.push({ fromMs, untilMs });
    fromMs = untilMs;
  }
  return buckets;
}

/** The first midnight after an instant that begins a day or a Monday. */
function nextMidnight(ms: number, unit: 'day' | 'week', timezone: string): number {
  const { year, month, day } = wallTimeAt(new Date(ms), timezone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const days = unit === 'day' ? 1 : (8 - weekday) % 7 || 7;
  const date = new Date(Date.UTC(year, month - 1, day + days));
  const wall = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: 0,
    minute: 0,
  };
  return instantOf(wall, timezone).getTime();
}
