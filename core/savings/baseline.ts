import type { IntervalRecord, LedgerRecord } from '../store/records.ts';
import type { Baseline } from './report.ts';
import { lengthMs, overlap, type Span } from './spans.ts';

/** A sleep, closed or still open. */
export type SleepRow = LedgerRecord | IntervalRecord;

/** What is known beyond the ledger about what would have run without us. */
export interface BaselineFacts {
  /** Left out: the most sober one that is known of each app. */
  readonly baseline?: Baseline | undefined;
  /** The share of the time an app ran before it was managed, 0 to 1; undefined: seen for less than 14 days. */
  readonly observed?: ((key: string) => number | undefined) | undefined;
  /** The stretches within a span in which the team's own timetable was on; undefined: it has none for this app. */
  readonly officeHours?: ((row: SleepRow, span: Span) => readonly Span[] | undefined) | undefined;
  /** When the provider will delete the app of an open sleep by itself, ISO 8601, where that is known only now. */
  readonly lifetimeEndsAt?: ((row: SleepRow) => string | undefined) | undefined;
}

/**
 * The comparison for one app: the asked one where its data exist, else the most sober that the data allow.
 * What would have been, in observe mode, ran all the time that counts: what it ran before is no comparison for it.
 */
export function chooseBaseline(rows: readonly SleepRow[], facts: BaselineFacts): Baseline {
  const first = rows[0];
  const observable = first !== undefined && !first.wouldBe && facts.observed?.(first.app) !== undefined;
  const { baseline } = facts;
  if (baseline !== undefined && (baseline !== 'observed' || observable)) return baseline;
  if (observable) return 'observed';
  return rows.some(({ review }) => review) ? 'lifetime' : 'always_on';
}

/** The parts of a sleep in which the baseline says that the app would have run. */
export function spansThatCount(row: SleepRow, span: Span, baseline: Baseline, facts: BaselineFacts): readonly Span[] {
  if (baseline === 'lifetime') {
    const endsAt = facts.lifetimeEndsAt?.(row) ?? row.lifetimeEndsAt;
    const untilMs = endsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endsAt);
    const part = overlap(span, { fromMs: Number.NEGATIVE_INFINITY, untilMs });
    return part === undefined ? [] : [part];
  }
  if (baseline !== 'office_hours') return [span];
  const on = facts.officeHours?.(row, span);
  return on === undefined ? [span] : on.flatMap((each) => overlap(each, span) ?? []);
}

/**
 * The part of its sleep that is a saving, by what the app ran before: saved = max(0, r0 * H - R), where R, what really
 * ran, is the rest of H.
 */
export function observedWeight(r0: number, presentMs: number, asleepMs: number): number {
  if (asleepMs <= 0) return 0;
  const ranMs = Math.max(0, presentMs - asleepMs);
  return Math.min(1, Math.max(0, r0 * presentMs - ranMs) / asleepMs);
}

/** Both ends of a sleep in ms; undefined while its stop is not confirmed. An open one ends at `openUntilMs`. */
export function spanOf(row: SleepRow, openUntilMs: number): Span | undefined {
  if (row.asleepFrom === undefined) return undefined;
  const untilMs = 'asleepUntil' in row ? Date.parse(row.asleepUntil) : openUntilMs;
  const span = { fromMs: Date.parse(row.asleepFrom), untilMs };
  return lengthMs(span) > 0 ? span : undefined;
}
