import { instantMs } from '../model/instant.ts';
import type { Case } from './case.ts';
import type { Check, Upcoming, Verdict } from './check.ts';
import type { DecisionReason } from './decision.ts';
import { nextOpening } from './outlook.ts';

/** A state that moves is looked at again with the next list of apps. */
const MOVING_MS = 60_000;

const DAY_MS = 86_400_000;
const MOST_UNDONE = 3;

export const protection: Check = {
  name: 'protection',
  judge: ({ terms }) => (terms.protected ? { action: 'none', reason: 'protected' } : undefined),
};

export const operation: Check = {
  name: 'operation',
  judge: ({ facts, nowMs }) => facts.operation && { action: 'none', reason: 'operation', lookAtMs: nowMs + MOVING_MS },
  detail: ({ facts: { operation } }) =>
    operation === undefined ? {} : { kind: operation.kind, startedAt: operation.startedAt, actor: operation.actor },
};

export const deployment: Check = {
  name: 'deployment',
  judge: ({ facts, nowMs }) => {
    const deploying = facts.status === 'deploying' || facts.busy?.some(({ kind }) => kind === 'deployment');
    return deploying === true ? { action: 'none', reason: 'deploying', lookAtMs: nowMs + MOVING_MS } : undefined;
  },
};

export const oneOff: Check = {
  name: 'one_off',
  judge: ({ facts, nowMs }) => {
    const running = facts.app.statusReason === 'task' || facts.busy?.some(({ kind }) => kind === 'one_off');
    return running === true ? { action: 'none', reason: 'one_off', lookAtMs: nowMs + MOVING_MS } : undefined;
  },
};

export const state: Check = {
  name: 'state',
  judge: ({ facts: { status }, nowMs }) => {
    if (status === 'new' || status === 'blocked') return { action: 'none', reason: status };
    if (status !== 'unknown' && status !== 'waking' && status !== 'falling_asleep') return undefined;
    return { action: 'none', reason: 'unknown_state', lookAtMs: nowMs + MOVING_MS };
  },
  detail: ({ facts }) => ({ status: facts.status }),
};

export const rule: Check = {
  name: 'rule',
  judge: ({ terms }) => (terms.managed ? undefined : { action: 'none', reason: 'unmanaged' }),
  detail: ({ terms }) => (terms.rule === undefined ? {} : { number: terms.rule.index + 1, match: terms.rule.match }),
};

export const asleep: Check = {
  name: 'asleep',
  judge: (subject) => {
    if (subject.facts.status === 'stopped') return { action: 'none', reason: 'stopped_by_other' };
    return subject.facts.status === 'asleep' ? judgeAsleep(subject) : undefined;
  },
  detail: ({ facts }) => (facts.asleepAt === undefined ? {} : { asleepAt: facts.asleepAt }),
};

function judgeAsleep(subject: Case): Verdict {
  const { facts, nowMs } = subject;
  // Nobody waits for an app whose pull request is closed.
  if (subject.orphan) return { action: 'none', reason: 'asleep' };
  if (shouldWake(subject)) {
    const refusedUntilMs = facts.refused === undefined ? nowMs : instantMs(facts.refused.until);
    if (refusedUntilMs > nowMs) return { action: 'none', reason: 'refused', lookAtMs: refusedUntilMs };
    return { action: 'wake', reason: 'hours_begin', next: wakeAt(nowMs) };
  }
  const opening = subject.terms.wakeAtStart ? nextOpening(subject) : undefined;
  if (opening === undefined) return { action: 'none', reason: 'asleep' };
  return { action: 'none', reason: 'asleep', next: wakeAt(opening.getTime()), lookAtMs: 'next' };
}

function shouldWake({ facts, terms, hours, shared }: Case): boolean {
  if (shared.some(({ effect }) => effect?.kind === 'wake')) return true;
  if (!terms.wakeAtStart || hours?.open !== true || hours.since === undefined) return false;
  return facts.asleepAt !== undefined && instantMs(facts.asleepAt) < hours.since.getTime();
}

function wakeAt(atMs: number): Upcoming {
  return { action: 'wake', atMs, reason: 'hours_begin' };
}

export const prHeld: Check = {
  name: 'pr_held',
  judge: ({ facts: { pullRequest } }) =>
    pullRequest?.known === true && pullRequest.heldAwake === true ? { action: 'none', reason: 'pr_held' } : undefined,
};

export const keep: Check = {
  name: 'keep',
  judge: ({ facts, nowMs }) => {
    const untilMs = facts.snooze === undefined ? nowMs : instantMs(facts.snooze.until);
    return untilMs > nowMs ? held('kept', untilMs) : undefined;
  },
  detail: ({ facts: { snooze } }) =>
    snooze === undefined ? {} : { until: snooze.until, actor: snooze.actor, at: snooze.at },
};

export const fight: Check = {
  name: 'fight',
  judge: ({ facts, nowMs }) => {
    const untilMs = fightEndMs(facts.undoneAt.map(instantMs));
    return untilMs !== undefined && untilMs > nowMs ? held('fight', untilMs) : undefined;
  },
  detail: ({ facts: { undoneAt } }) => (undoneAt.length === 0 ? {} : { times: undoneAt.length }),
};

function fightEndMs(undoneMs: readonly number[]): number | undefined {
  const last = undoneMs.findLast((ms, index) => {
    const first = undoneMs[index - (MOST_UNDONE - 1)];
    return first !== undefined && ms - first <= DAY_MS;
  });
  return last === undefined ? undefined : last + DAY_MS;
}

export const refusal: Check = {
  name: 'refusal',
  judge: ({ facts, nowMs }) => {
    const untilMs = facts.refused === undefined ? nowMs : instantMs(facts.refused.until);
    return untilMs > nowMs ? held('refused', untilMs) : undefined;
  },
  detail: ({ facts: { refused } }) => (refused === undefined ? {} : { until: refused.until, why: refused.reason }),
};

function held(reason: DecisionReason, untilMs: number): Verdict {
  return { action: 'none', reason, next: { floorMs: untilMs }, lookAtMs: untilMs };
}
