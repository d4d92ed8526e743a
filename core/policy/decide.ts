import type { AppKey } from '../model/app.ts';
import { appKey } from '../model/app.ts';
import { type Case, isInDoubt, isOpen, isPullRequestUnknown, limitOf, makeCase } from './case.ts';
import type { Upcoming, Verdict } from './check.ts';
import { judge } from './checks.ts';
import type { Decision } from './decision.ts';
import type { Facts } from './facts.ts';
import { outlookOf } from './outlook.ts';
import type { Policy } from './policy.ts';
import { findFollowers, shareEffects, shareSignals } from './sharing.ts';
import type { SharedSignal } from './signals.ts';

/**
 * What is to be done with an app now, and why: the first of the checks that has something to say decides.
 * @param shared what other apps of its group, or that need it, have to say; from `sharedSignals`
 */
export function decide(facts: Facts, policy: Policy, now: Date, shared: readonly SharedSignal[] = []): Decision {
  const subject = makeCase(facts, policy, now, shared);
  return decisionOf(subject, judge(subject).verdict);
}

/** Decides about all apps at once: those of a group, and those that need each other, sleep and wake as one. */
export function decideAll(all: readonly Facts[], policy: Policy, now: Date): ReadonlyMap<AppKey, Decision> {
  return decideTogether(all, policy, now).decisions;
}

/** What `decide` and `explain` are given about each app that is not alone. */
export function sharedSignals(
  all: readonly Facts[],
  policy: Policy,
  now: Date,
): ReadonlyMap<AppKey, readonly SharedSignal[]> {
  return decideTogether(all, policy, now).shared;
}

interface Together {
  readonly decisions: ReadonlyMap<AppKey, Decision>;
  readonly shared: ReadonlyMap<AppKey, readonly SharedSignal[]>;
}

function decideTogether(all: readonly Facts[], policy: Policy, now: Date): Together {
  const byKey = new Map(all.map((facts) => [appKey(facts.app), facts]));
  const followers = findFollowers(byKey, policy);
  const signals = shareSignals({ byKey, followers });
  const decisions = new Map<AppKey, Decision>();
  for (const [key, facts] of byKey) decisions.set(key, decide(facts, policy, now, signals.get(key)));
  const shared = shareEffects({ byKey, followers, decisions, signals, now });
  for (const [key, both] of shared) {
    const facts = byKey.get(key);
    if (facts !== undefined && mayChange(decisions.get(key), both)) {
      decisions.set(key, decide(facts, policy, now, both));
    }
  }
  return { decisions, shared };
}

/** What stays awake by itself does so whatever the others ask; most apps need not be decided about again. */
function mayChange(decision: Decision | undefined, shared: readonly SharedSignal[]): boolean {
  const done = decision?.action === 'none' && decision.reason !== 'unproven';
  return shared.some(({ effect }) => (done ? effect?.kind === 'wake' : effect !== undefined));
}

export function decisionOf(subject: Case, verdict: Verdict): Decision {
  const { terms, signals } = subject;
  const limitMs = limitOf(subject, isOpen(subject));
  const upcoming = upcomingOf(subject, verdict);
  const lookAtMs = lookAtOf(subject, verdict, upcoming);
  // Of an app whose use cannot be known nothing is promised, but it is looked at when it would be due.
  const doubtful = isInDoubt(subject) || isPullRequestUnknown(subject.facts);
  const told = upcoming?.action === 'sleep' && doubtful ? undefined : upcoming;
  const nextAt = told && printed(told.atMs);
  return {
    action: verdict.action,
    reason: verdict.reason,
    ...(terms.rule && { rule: terms.rule }),
    managed: terms.managed,
    signals,
    ...(signals[0] && { idleSinceAt: signals[0].at }),
    ...(terms.managed && limitMs !== 'never' && { idleAfterMs: limitMs }),
    ...(told && nextAt !== undefined && { next: { action: told.action, at: nextAt, reason: told.reason } }),
    ...(lookAtMs === undefined ? {} : { lookAt: lookAtMs === told?.atMs && nextAt ? nextAt : printed(lookAtMs) }),
  };
}

function upcomingOf(subject: Case, { next }: Verdict): Upcoming | undefined {
  if (next === undefined || 'action' in next) return next;
  const outlook = outlookOf(subject, Math.max(next.floorMs, subject.nowMs));
  return outlook && { action: 'sleep', ...outlook };
}

function lookAtOf({ hours }: Case, { lookAtMs, latestMs }: Verdict, next: Upcoming | undefined): number | undefined {
  if (lookAtMs !== 'next') return lookAtMs;
  const nextMs = next === undefined ? hours?.changesAt?.getTime() : next.atMs;
  if (nextMs === undefined || latestMs === undefined) return nextMs ?? latestMs;
  return Math.min(nextMs, latestMs);
}

function printed(ms: number): string {
  return new Date(ms).toISOString();
}
