import { type AppKey, appKey, appRef } from '../model/app.ts';
import { isMeasurable, lagOf } from './case.ts';
import { decideAll } from './decide.ts';
import type { DecisionReason, NextAction } from './decision.ts';
import type { Facts } from './facts.ts';
import type { Policy } from './policy.ts';
import { findSets } from './sharing.ts';
import { lastUseOf } from './signals.ts';

/** Something that will happen if nobody touches anything. */
export interface PlannedAction {
  readonly key: AppKey;
  readonly ref: string;
  readonly action: 'sleep' | 'wake';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: DecisionReason;
}

/** A month of mornings and evenings; a plan is read by people. */
const MOST_PER_APP = 60;

/** Longer than any limit: silence is taken for granted from here on. */
const LONG_AGO = new Date(0).toISOString();

/** The timeline of all apps up to `until`, the earliest first. */
export function planAhead(all: readonly Facts[], policy: Policy, now: Date, until: Date): readonly PlannedAction[] {
  return findSets(all, policy)
    .flatMap((together) => planTogether({ together, policy, now, until }))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.ref.localeCompare(b.ref));
}

interface Planning {
  /** Apps that sleep and wake as one; mostly a single one. */
  readonly together: readonly Facts[];
  readonly policy: Policy;
  readonly now: Date;
  readonly until: Date;
}

/** Lets time jump to whatever comes next, and does it on a copy of the facts. */
function planTogether({ together, policy, now, until }: Planning): readonly PlannedAction[] {
  const planned: PlannedAction[] = [];
  let facts = together;
  let at = now;
  for (let turn = 0; turn < MOST_PER_APP * together.length && at <= until; turn++) {
    const decisions = decideAll(facts, policy, at);
    const due = new Map<AppKey, NextAction>();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [key, { next }] of decisions) {
      if (next === undefined) continue;
      if (Date.parse(next.at) <= at.getTime()) due.set(key, next);
      else nextMs = Math.min(nextMs, Date.parse(next.at));
    }
    for (const { app } of facts) {
      const next = due.get(appKey(app));
      if (next !== undefined) planned.push({ key: appKey(app), ref: appRef(app), ...next });
    }
    if (due.size === 0) {
      if (nextMs > until.getTime()) break;
      at = new Date(nextMs);
    }
    const instant = at;
    facts = facts.map((own) => silent(after(own, due.get(appKey(own.app))), instant));
  }
  return planned;
}

function after(facts: Facts, done: NextAction | undefined): Facts {
  if (done === undefined) return facts;
  const { asleepAt: _slept, readySinceAt: _ready, ...rest } = facts;
  if (done.action === 'sleep') return { ...rest, status: 'asleep', asleepAt: done.at };
  return { ...rest, status: 'running', readySinceAt: done.at, wokenAt: [...facts.wokenAt, done.at] };
}

/** Its figures as they will be when nobody asks for it. */
function silent(facts: Facts, at: Date): Facts {
  const { reading } = facts;
  if (reading?.known === false || !isMeasurable(facts)) return facts;
  // Where nothing tells of any use, it counts from when the figures begin.
  const since = lastUseOf(facts) !== undefined ? LONG_AGO : (reading?.since ?? LONG_AGO);
  const completeUntil = new Date(at.getTime() - lagOf(reading)).toISOString();
  return { ...facts, reading: { known: true, ...reading, at: at.toISOString(), since, completeUntil } };
}
