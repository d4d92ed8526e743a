import type { Case } from './case.ts';
import type { Check, Verdict } from './check.ts';
import {
  asleep,
  deployment,
  fight,
  keep,
  oneOff,
  operation,
  prHeld,
  protection,
  refusal,
  rule,
  state,
} from './checks-of-state.ts';
import { breakEven, courtesy, figures, group, hours, measure, proof, prUnknown, silence } from './checks-of-use.ts';

/**
 * The order of precedence: the first that has something to say decides. Above `rule` stands what no rule can change,
 * below it what the rule asks for.
 */
export const checks: readonly Check[] = [
  protection,
  operation,
  deployment,
  oneOff,
  state,
  rule,
  asleep,
  prHeld,
  keep,
  fight,
  refusal,
  hours,
  measure,
  silence,
  figures,
  breakEven,
  prUnknown,
  group,
  courtesy,
  proof,
];

export interface Judgement {
  /** Place of the check that decided. */
  readonly index: number;
  readonly verdict: Verdict;
}

export function judge(subject: Case): Judgement {
  for (const [index, check] of checks.entries()) {
    const verdict = check.judge(subject);
    if (verdict !== undefined) return { index, verdict };
  }
  // The last check always speaks; should it not, nothing is done.
  return { index: checks.length - 1, verdict: { action: 'none', reason: 'unknown' } };
}
