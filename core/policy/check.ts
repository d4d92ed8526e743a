import type { Case } from './case.ts';
import type { Action, DecisionReason } from './decision.ts';

/** What will happen if nobody touches the app; printed only for what is decided in the end. */
export interface Upcoming {
  readonly action: 'sleep' | 'wake';
  readonly atMs: number;
  readonly reason: DecisionReason;
}

/** What a check that decides says. */
export interface Verdict {
  readonly action: Action;
  readonly reason: DecisionReason;
  /** What comes next: as reckoned from its limits, but not before an instant; that instant itself; or nothing. */
  readonly next?: { readonly floorMs: number } | Upcoming;
  /** When to decide again; `next`: when what comes next is due. */
  readonly lookAtMs?: number | 'next';
  /** With `next`: not later than this. */
  readonly latestMs?: number;
}

/** Facts behind a check, for people to read: instants in ISO 8601, durations in ms. */
export type Detail = Readonly<Record<string, string | number>>;

export interface Check {
  readonly name: string;
  /** Undefined: it has nothing to say, the next one is asked. */
  readonly judge: (subject: Case) => Verdict | undefined;
  readonly detail?: (subject: Case) => Detail;
}
