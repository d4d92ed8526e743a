import type * as z from 'zod';
import { addFault } from '../values.ts';
import { capturesIn, capturesOf } from './patterns.ts';

/** What a rule's keys say to each other. */
interface RuleKeys {
  readonly match: string;
  readonly hours?: string;
  readonly wake_at_start?: boolean;
  readonly needs?: readonly string[];
  readonly group?: string;
}

/** A review app tells these itself, whatever the match captures. */
export const reviewCaptures = ['pr', 'branch'];

/** Faults that one rule can have for itself: keys that cannot stand beside each other. */
export function checkRule(rule: RuleKeys, context: z.RefinementCtx): void {
  const { match, needs = [], group } = rule;
  if (rule.wake_at_start === true && rule.hours === undefined)
    addFault(context, 'fault.start_without_hours', { path: ['wake_at_start'] });
  for (const [index, need] of needs.entries()) {
    const path = ['needs', index];
    if (need.toLowerCase() === match.toLowerCase()) addFault(context, 'fault.self_need', { path });
    checkCaptures(need, match, context, path);
  }
  if (group !== undefined) checkCaptures(group, match, context, ['group']);
}

/** A capture that nothing brings stays as it is written, and would never be found. */
function checkCaptures(text: string, match: string, context: z.RefinementCtx, path: PropertyKey[]): void {
  const known = [...capturesOf(match), ...reviewCaptures];
  if (capturesIn(text).every((name) => known.includes(name))) return;
  const names = [...new Set(known)].map((name) => `{${name}}`);
  addFault(context, 'fault.capture', { values: { names: names.join(' ') }, path });
}
