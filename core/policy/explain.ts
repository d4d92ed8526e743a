import { makeCase } from './case.ts';
import type { Detail } from './check.ts';
import { checks, judge } from './checks.ts';
import { decisionOf } from './decide.ts';
import type { DecisionReason } from './decision.ts';
import type { Facts } from './facts.ts';
import type { Policy } from './policy.ts';
import type { SharedSignal } from './signals.ts';

/** One level of precedence, and what it had to say. */
export interface Step {
  readonly check: string;
  /** `passes`: nothing to say; `skipped`: an earlier one decided. */
  readonly verdict: 'decides' | 'passes' | 'skipped';
  /** Of the one that decides. */
  readonly reason?: DecisionReason;
  /** Of the one that decides: when what comes next is due, else when to look again, ISO 8601, UTC. */
  readonly at?: string;
  /** The facts used; absent when there are none. */
  readonly detail?: Detail;
}

/** The whole chain behind a decision, in the order of precedence; the step that decides is the decision of `decide`. */
export function explain(
  facts: Facts,
  policy: Policy,
  now: Date,
  shared: readonly SharedSignal[] = [],
): readonly Step[] {
  const subject = makeCase(facts, policy, now, shared);
  const { index, verdict } = judge(subject);
  const { reason, next, lookAt } = decisionOf(subject, verdict);
  const at = next?.at ?? lookAt;
  return checks.map((check, place) => {
    if (place > index) return { check: check.name, verdict: 'skipped' };
    const detail = check.detail?.(subject) ?? {};
    const told = Object.keys(detail).length === 0 ? {} : { detail };
    if (place < index) return { check: check.name, verdict: 'passes', ...told };
    return { check: check.name, verdict: 'decides', reason, ...(at !== undefined && { at }), ...told };
  });
}
