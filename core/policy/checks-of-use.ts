import { instantMs } from '../model/instant.ts';
import { type Case, isInDoubt, isOpen, isPullRequestUnknown, limitOf, needsNoProof } from './case.ts';
import type { Check, Detail, Verdict } from './check.ts';
import { reasonOf } from './outlook.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What happened since a reading is not in it: an app sleeps on a fresh one only. */
const FRESH_MS = 5_000;

/** Apps that sleep as one are read one after the other; just before the stop each one is looked at again anyway. */
const FRESH_TOGETHER_MS = 30_000;

/** Figures that could not be read, or came too late, are not asked for again at once. */
const RETRY_UNKNOWN_MS = 5 * MINUTE_MS;
const RETRY_LATE_MS = MINUTE_MS;

/** The longest period one reading can tell about, and how often a longer silence is looked at so that none is missed. */
const LONGEST_READING_MS = 70 * HOUR_MS;
const CHAIN_MS = 48 * HOUR_MS;

const RECKONED = { floorMs: Number.NEGATIVE_INFINITY };

export const hours: Check = {
  name: 'hours',
  judge: (subject) =>
    subject.terms.idleAfterMs === 'never' && isOpen(subject) ? untilClosing(subject, 'never') : undefined,
  detail: ({ terms, hours: state }): Detail => ({
    ...(terms.hours && { hours: terms.hours.text }),
    ...(state && { open: String(state.open) }),
    ...(state?.changesAt && { changesAt: state.changesAt.toISOString() }),
  }),
};

export const measure: Check = {
  name: 'measure',
  judge: (subject) => {
    if (subject.measurable || !isOpen(subject) || needsNoProof(subject)) return undefined;
    return untilClosing(subject, 'not_measurable');
  },
};

function untilClosing({ hours: state }: Case, reason: 'never' | 'not_measurable'): Verdict {
  const closesAt = state?.changesAt;
  return {
    action: 'none',
    reason,
    next: RECKONED,
    ...(closesAt && { lookAtMs: closesAt.getTime() }),
  };
}

export const silence: Check = {
  name: 'silence',
  judge: (subject) => {
    const { nowMs, signals } = subject;
    if (signals.length === 0 || needsNoProof(subject) || nowMs >= deadlineMs(subject)) return undefined;
    const chainMs = chainDueMs(subject);
    if (chainMs !== undefined && chainMs <= nowMs) return { action: 'look', reason: 'active', next: RECKONED };
    return {
      action: 'none',
      reason: 'active',
      next: RECKONED,
      lookAtMs: 'next',
      ...(chainMs && { latestMs: chainMs }),
    };
  },
  detail: (subject): Detail => {
    const [latest] = subject.signals;
    const limitMs = limitOf(subject, isOpen(subject));
    return {
      ...(latest && { signal: latest.kind, at: latest.at }),
      ...(latest?.ref !== undefined && { ref: latest.ref }),
      ...(limitMs !== 'never' && { idleAfterMs: limitMs }),
      ...(subject.flappingUntilMs !== undefined && { doubled: 'true' }),
    };
  },
};

/** By when nobody must have used it; infinite while it does not sleep by itself. */
function deadlineMs(subject: Case): number {
  const limitMs = limitOf(subject, isOpen(subject));
  return limitMs === 'never' ? Number.POSITIVE_INFINITY : (subject.baseMs ?? subject.nowMs) + limitMs;
}

/** Where the limit is longer than a reading can tell, requests are looked for in between, so that none is missed. */
function chainDueMs(subject: Case): number | undefined {
  const limitMs = limitOf(subject, isOpen(subject));
  if (!subject.measurable || limitMs === 'never' || limitMs <= CHAIN_MS) return undefined;
  const { reading } = subject.facts;
  const lastMs = reading === undefined ? (subject.baseMs ?? subject.nowMs) : instantMs(reading.at);
  return lastMs + CHAIN_MS;
}

export const figures: Check = {
  name: 'figures',
  judge: (subject) => {
    if (!isInDoubt(subject)) return undefined;
    const {
      nowMs,
      facts: { reading },
    } = subject;
    const retryMs = reading === undefined ? nowMs : instantMs(reading.at) + RETRY_UNKNOWN_MS;
    // A clock that was set back must not put the next try off for longer than usual.
    const lookAtMs = Math.min(retryMs, nowMs + RETRY_UNKNOWN_MS);
    return { action: lookAtMs <= nowMs ? 'look' : 'none', reason: 'unknown', lookAtMs };
  },
  detail: ({ facts: { reading, figuresInDoubt } }): Detail => ({
    ...(reading && { readAt: reading.at }),
    ...(reading?.known === false && { why: reading.reason }),
    ...(figuresInDoubt === true && { why: 'figures_in_doubt' }),
    ...(reading?.known === true && { completeUntil: reading.completeUntil }),
    ...(reading?.known === true && reading.monitorEveryMs !== undefined && { monitorEveryMs: reading.monitorEveryMs }),
  }),
};

export const breakEven: Check = {
  name: 'break_even',
  judge: (subject) => {
    const { nowMs, paysFromMs, breakEvenMs, terms, orphan, hours: state } = subject;
    const wakesMs = terms.wakeAtStart && !orphan && state?.open === false ? state.changesAt?.getTime() : undefined;
    if (wakesMs !== undefined && wakesMs - nowMs < breakEvenMs) {
      return { action: 'none', reason: 'break_even', next: RECKONED, lookAtMs: wakesMs };
    }
    if (nowMs >= paysFromMs) return undefined;
    return { action: 'none', reason: 'break_even', next: RECKONED, lookAtMs: 'next' };
  },
  detail: ({ breakEvenMs }) => ({ leastSleepMs: breakEvenMs }),
};

export const prUnknown: Check = {
  name: 'pr_unknown',
  judge: ({ facts, nowMs }) =>
    isPullRequestUnknown(facts)
      ? { action: 'none', reason: 'pr_unknown', lookAtMs: nowMs + RETRY_UNKNOWN_MS }
      : undefined,
};

export const group: Check = {
  name: 'group',
  judge: ({ facts, shared, nowMs }) => {
    if (shared.some(({ effect }) => effect?.kind === 'wake')) {
      return { action: 'none', reason: 'hours_begin', lookAtMs: nowMs + MINUTE_MS };
    }
    const hold = shared.flatMap(({ effect }) => (effect?.kind === 'hold' ? [effect] : []))[0];
    // Told together, they wait together: each says so for itself.
    if (hold === undefined || (hold.reason === 'announced' && facts.announced !== undefined)) return undefined;
    const untilMs = hold.until === undefined ? nowMs + MINUTE_MS : Math.max(instantMs(hold.until), nowMs);
    return { action: 'none', reason: hold.reason, next: { floorMs: untilMs }, lookAtMs: untilMs };
  },
  detail: ({ shared, terms }): Detail => {
    const holder = shared.find(({ effect }) => effect?.kind === 'hold');
    return {
      ...(terms.group !== undefined && { group: terms.group }),
      ...(holder?.ref !== undefined && { ref: holder.ref }),
    };
  },
};

/** Silence means yes, once people had the time that they were promised. */
export const courtesy: Check = {
  name: 'courtesy',
  judge: ({ facts: { announced }, nowMs }) => {
    const untilMs = announced === undefined ? nowMs : instantMs(announced.until);
    if (untilMs <= nowMs) return undefined;
    return { action: 'none', reason: 'announced', next: { floorMs: untilMs }, lookAtMs: untilMs };
  },
  detail: ({ facts: { announced } }): Detail =>
    announced === undefined ? {} : { announcedAt: announced.at, sleepsAt: announced.until },
};

/** Always speaks: what comes here sleeps as soon as its figures prove that nobody used it. */
export const proof: Check = {
  name: 'proof',
  judge: (subject) => {
    const { measurable, shared, facts, nowMs } = subject;
    const reason = reasonOf(subject);
    const now = { floorMs: nowMs };
    const provable = measurable && !needsNoProof(subject);
    if (provable && !isProven(subject)) return judgeUnproven(subject);
    const freshMs = shared.length > 0 ? FRESH_TOGETHER_MS : FRESH_MS;
    const ageMs = facts.reading === undefined ? Number.POSITIVE_INFINITY : nowMs - instantMs(facts.reading.at);
    const stale = provable && Math.abs(ageMs) > freshMs;
    const others = shared.some(({ effect }) => effect?.kind === 'look');
    if (stale || others) return { action: 'look', reason, next: now, lookAtMs: nowMs };
    return { action: 'sleep', reason, next: now };
  },
  detail: ({ facts: { reading } }): Detail =>
    reading?.known === true ? { readAt: reading.at, completeUntil: reading.completeUntil } : {},
};

/** Nobody asked for it from its last use, or from as long ago as a reading tells, until its limit had passed. */
function isProven(subject: Case): boolean {
  const { baseMs, reading } = subject;
  const limitMs = limitOf(subject, isOpen(subject));
  if (reading === undefined || baseMs === undefined || limitMs === 'never') return false;
  const { completeMs, sinceMs } = reading;
  const covered = sinceMs <= Math.max(baseMs, completeMs - Math.min(limitMs, LONGEST_READING_MS));
  return covered && completeMs >= baseMs + limitMs;
}

function judgeUnproven(subject: Case): Verdict {
  const { facts, nowMs, lagMs, baseMs } = subject;
  const { reading } = facts;
  const dueMs = baseMs === undefined ? nowMs : deadlineMs(subject) + lagMs;
  // Read after its time and still not proven: the provider is late, and asking at once again would not help.
  const readMs = reading === undefined ? Number.NEGATIVE_INFINITY : Math.min(instantMs(reading.at), nowMs);
  const lookAtMs = readMs >= dueMs - lagMs ? Math.max(dueMs, readMs + RETRY_LATE_MS) : dueMs;
  const next = { floorMs: lookAtMs };
  return { action: lookAtMs <= nowMs ? 'look' : 'none', reason: 'unproven', next, lookAtMs: Math.max(lookAtMs, nowMs) };
}
