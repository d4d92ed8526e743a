import { isEmpty } from '../model/formation.ts';
import { instantMs } from '../model/instant.ts';
import type { Signal } from './decision.ts';
import type { Facts, Reading } from './facts.ts';
import { type HoursState, hoursAt } from './hours.ts';
import type { Policy, Terms } from './policy.ts';
import { type SharedSignal, useOf } from './signals.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Outside its hours, or with its pull request closed, an app is not waited for longer. */
const SHORT_IDLE_MS = 10 * MINUTE_MS;

/** Waking costs a wait and a start that is paid: a sleep shorter than this is not worth it. */
const LEAST_SLEEP_MS = 10 * MINUTE_MS;
const WAKES_TO_PAY = 3;

/** More wakes of ours than this in an hour: the limit is too short for how the app is used. */
const MOST_WAKES_1H = 4;

/** How late figures are, where no reading has told yet. */
const DEFAULT_LAG_MS = MINUTE_MS;

/** The instants of a known reading. */
interface ReadingMs {
  readonly atMs: number;
  readonly sinceMs: number;
  readonly completeMs: number;
}

/** One app at one instant, with all that follows from facts and settings: what every check looks at. */
export interface Case {
  readonly facts: Facts;
  readonly policy: Policy;
  readonly terms: Terms;
  readonly nowMs: number;
  readonly shared: readonly SharedSignal[];
  /** The latest first. */
  readonly signals: readonly Signal[];
  /** Since when it may be idle: the latest signal, else since when its figures were asked for; absent: not known. */
  readonly baseMs: number | undefined;
  /** Absent: there are no figures, or they could not be read. */
  readonly reading: ReadingMs | undefined;
  /** How much later than the truth figures come. */
  readonly lagMs: number;
  /** Absent: its rule sets no hours. */
  readonly hours: HoursState | undefined;
  /** Requests can be counted: it has a web container and is reached over HTTP. */
  readonly measurable: boolean;
  /** Its pull request is closed. */
  readonly orphan: boolean;
  /** Woken too often: until when its limit is doubled. */
  readonly flappingUntilMs: number | undefined;
  /** The shortest sleep that pays. */
  readonly breakEvenMs: number;
  /** Not slept before: it was woken too shortly ago. */
  readonly paysFromMs: number;
}

export function makeCase(facts: Facts, policy: Policy, now: Date, shared: readonly SharedSignal[] = []): Case {
  const terms = policy.termsOf(facts.app);
  const nowMs = now.getTime();
  const { signals, latestMs } = useOf(facts, shared);
  const reading = readingMs(facts.reading);
  const measurable = isMeasurable(facts);
  const breakEvenMs = Math.max(LEAST_SLEEP_MS, WAKES_TO_PAY * p95(facts.wakesMs));
  const wokenAt = facts.wokenAt.at(-1);
  return {
    facts,
    policy,
    terms,
    nowMs,
    shared,
    signals,
    baseMs: latestMs ?? reading?.sinceMs,
    reading,
    // What is not measured, or need not be, is not late either.
    lagMs: measurable && terms.idleAfterMs !== 0 ? lagFrom(reading) : 0,
    hours: terms.hours && hoursAt(terms.hours, now, policy.place),
    measurable,
    orphan: isClosed(facts),
    flappingUntilMs: flappingUntil(facts.wokenAt, nowMs),
    breakEvenMs,
    paysFromMs: wokenAt === undefined ? Number.NEGATIVE_INFINITY : instantMs(wokenAt) + breakEvenMs,
  };
}

/** How long the app must be unused, inside or outside its hours; `never`: it does not sleep by itself then. */
export function limitOf(subject: Case, open: boolean): number | 'never' {
  const { terms, measurable, orphan, flappingUntilMs } = subject;
  const own = terms.idleAfterMs === 'never' ? Number.POSITIVE_INFINITY : terms.idleAfterMs;
  if (own === 0) return 0;
  if (open && (!measurable || own === Number.POSITIVE_INFINITY)) return 'never';
  const limitMs = !open || orphan ? Math.min(own, SHORT_IDLE_MS) : own;
  return flappingUntilMs === undefined ? limitMs : 2 * limitMs;
}

/** Its figures could not be read, or cannot be trusted. */
export function isInDoubt(subject: Case): boolean {
  const { measurable, facts } = subject;
  if (needsNoProof(subject)) return false;
  return measurable && (facts.figuresInDoubt === true || facts.reading?.known === false);
}

/** It sleeps however lately it was used: then its use need not be known either. */
export function needsNoProof({ terms }: Case): boolean {
  return terms.idleAfterMs === 0;
}

/** What people do on its pull request could not be found out. */
export function isPullRequestUnknown({ pullRequest }: Facts): boolean {
  return pullRequest?.known === false;
}

/** The forge knows better than the provider, which hears of it later; one that cannot be asked leaves it open. */
export function isClosed({ app, pullRequest }: Facts): boolean {
  if (pullRequest === undefined) return app.review?.closed === true;
  return pullRequest.known && pullRequest.closed;
}

/** Without hours an app is always inside them. */
export function isOpen({ hours }: Case): boolean {
  return hours?.open ?? true;
}

function readingMs(reading: Reading | undefined): ReadingMs | undefined {
  if (reading?.known !== true) return undefined;
  return {
    atMs: instantMs(reading.at),
    sinceMs: instantMs(reading.since),
    completeMs: instantMs(reading.completeUntil),
  };
}

/** Requests can be counted: it has a web container and is reached over HTTP. */
export function isMeasurable({ formation, reading }: Facts): boolean {
  if (reading?.known === true) return true;
  if (reading?.reason === 'no_web' || reading?.reason === 'tcp') return false;
  // A running app whose formation is empty has an outdated one: it tells nothing.
  return formation === undefined || isEmpty(formation) || (formation.web?.amount ?? 0) > 0;
}

export function lagOf(reading: Reading | undefined): number {
  return lagFrom(readingMs(reading));
}

function lagFrom(reading: ReadingMs | undefined): number {
  return reading === undefined ? DEFAULT_LAG_MS : Math.max(0, reading.atMs - reading.completeMs);
}

function flappingUntil(wokenAt: readonly string[], nowMs: number): number | undefined {
  const oldest = wokenAt.at(-(MOST_WAKES_1H + 1));
  if (oldest === undefined) return undefined;
  const untilMs = instantMs(oldest) + HOUR_MS;
  return untilMs > nowMs ? untilMs : undefined;
}

/** Below this many values the largest is the one. */
const RANKED_FROM = 20;

/** Nearest rank; 0 of none. */
function p95(values: readonly number[]): number {
  if (values.length < RANKED_FROM) return values.length === 0 ? 0 : Math.max(...values);
  return values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? 0;
}
