import { type Case, isOpen, limitOf, needsNoProof } from './case.ts';
import type { DecisionReason } from './decision.ts';
import { hoursAt } from './hours.ts';

/** When an app will sleep if nobody touches it, and why. */
export interface Outlook {
  readonly atMs: number;
  readonly reason: DecisionReason;
}

/** Openings and closings looked at: with a rule that lets it sleep on some day at all, a fortnight of them is enough. */
const MOST_PHASES = 30;

/**
 * The first instant, not before `floorMs`, at which its figures can have proven that it was unused for long enough.
 * Goes through the hours that come: the limit inside them is another one than outside.
 */
export function outlookOf(subject: Case, floorMs = subject.nowMs): Outlook | undefined {
  // Nothing tells of any use: it may have been unused for ever.
  const { baseMs = Number.NEGATIVE_INFINITY, terms, policy } = subject;
  let fromMs = subject.nowMs;
  let state = subject.hours;
  for (let phase = 0; phase < MOST_PHASES; phase++) {
    const open = state?.open ?? true;
    const endMs = state?.changesAt?.getTime() ?? Number.POSITIVE_INFINITY;
    const limitMs = limitOf(subject, open);
    if (limitMs !== 'never') {
      const dueMs = needsNoProof(subject) ? fromMs : baseMs + dueIn(subject, limitMs);
      const atMs = Math.max(fromMs, floorMs, dueMs, subject.paysFromMs);
      const lastMs = !open && terms.wakeAtStart && !subject.orphan ? endMs - subject.breakEvenMs : endMs;
      if (atMs < endMs && atMs <= lastMs) return { atMs, reason: reasonOf(subject, open) };
    }
    if (endMs === Number.POSITIVE_INFINITY || terms.hours === undefined) return undefined;
    fromMs = endMs;
    state = hoursAt(terms.hours, new Date(endMs), policy.place);
  }
  return undefined;
}

/** A doubled limit holds only while the wakes that doubled it are less than an hour old. */
function dueIn({ flappingUntilMs, baseMs, nowMs, lagMs }: Case, limitMs: number): number {
  if (flappingUntilMs === undefined) return limitMs + lagMs;
  return Math.min(limitMs + lagMs, Math.max(limitMs / 2 + lagMs, flappingUntilMs - (baseMs ?? nowMs)));
}

export function reasonOf(subject: Case, open = isOpen(subject)): DecisionReason {
  if (subject.orphan && (subject.measurable || needsNoProof(subject))) return 'pr_closed';
  return open ? 'idle' : 'outside_hours';
}

/** When its hours next begin; absent without hours, or when they never do. */
export function nextOpening({ hours, terms, policy }: Case): Date | undefined {
  if (hours?.changesAt === undefined || terms.hours === undefined) return undefined;
  return hours.open ? hoursAt(terms.hours, hours.changesAt, policy.place).changesAt : hours.changesAt;
}
