import type { SweepItem } from '../../engine/watch.ts';
import type { AppStatus } from '../../model/status.ts';
import type { Action, Signal } from '../../policy/decision.ts';
import type { Reading } from '../../policy/facts.ts';
import type { ShownPullRequest } from '../../policy/pull-request.ts';
import type { AppReport, ErrorReport, HistoryEntry, NextReport, RegionFailure } from './report.ts';

/** The same in sentences, for front ends that draw nothing of their own. */
export interface Told {
  readonly title: string;
  readonly lines: readonly string[];
}

/** One check of the chain of precedence, in words. */
export interface StepReport {
  readonly check: string;
  readonly verdict: 'decides' | 'passes' | 'skipped';
  readonly reason?: string;
  readonly at?: string;
  readonly label: string;
  /** The facts used, in words. */
  readonly facts?: string;
}

/** What is shown of the chain: checks in a row that have nothing to tell share a line. */
export interface ChainLine {
  readonly verdict: StepReport['verdict'];
  readonly text: string;
}

/** Why one app is as it is. Instants are ISO 8601, UTC. */
export interface WhyApp extends Told {
  readonly ref: string;
  readonly name: string;
  readonly status: AppStatus;
  readonly managed: boolean;
  readonly action: Action;
  readonly reason: string;
  /** The reason as a sentence. */
  readonly verdict: string;
  /** `number` counts from 1, as in the settings; absent: the defaults. */
  readonly rule?: { readonly number: number; readonly match: string };
  /** The rule, or the defaults, with what they say. */
  readonly ruleText: string;
  readonly idleSinceAt?: string;
  readonly idleSeconds?: number;
  readonly idleAfterSeconds?: number;
  readonly signals: readonly (Signal & { readonly text: string })[];
  readonly reading?: Reading;
  readonly readingText: string;
  readonly steps: readonly StepReport[];
  readonly chain: readonly ChainLine[];
  readonly next?: NextReport;
  readonly nextText: string;
  readonly lookAt?: string;
  /** The last thing anybody did with it. */
  readonly last?: HistoryEntry;
}

export interface WhyReport extends Told {
  readonly kind: 'why';
  readonly apps: readonly WhyApp[];
}

export interface PlannedReport {
  readonly ref: string;
  readonly name: string;
  readonly action: 'sleep' | 'wake';
  readonly at: string;
  readonly reason: string;
  /** Its figures were not read yet: it happens only if they show that nobody used it. */
  readonly unread?: boolean;
  readonly text: string;
}

/** What will happen if nobody touches anything, in time order. */
export interface PlanReport extends Told {
  readonly kind: 'plan';
  readonly from: string;
  readonly until: string;
  /** Observe mode: this would happen, and nothing will be touched. */
  readonly observe: boolean;
  readonly items: readonly PlannedReport[];
  /** Why nothing is planned, and what to do about it. */
  readonly remedy?: string;
}

/** Apps that run and serve nobody, longest first. */
export interface IdleReport extends Told {
  readonly kind: 'idle';
  readonly apps: readonly AppReport[];
  /** Of those whose price is known, EUR. */
  readonly pricePerHour?: number;
  /** Nobody can tell whether these are used. */
  readonly notMeasurable: readonly AppReport[];
  /** Their figures could not be read. */
  readonly unread: readonly { readonly ref: string; readonly name: string; readonly reason: string }[];
  readonly failed: readonly RegionFailure[];
}

export interface SweptReport {
  readonly ref: string;
  readonly name: string;
  readonly did: SweepItem['did'];
  /** A word of ours: why, or why not. */
  readonly reason: string;
  readonly before: AppStatus;
  readonly after: AppStatus;
  /** How long the sleep or wake took. */
  readonly seconds: number;
  readonly url?: string;
  /** EUR, while it runs; absent: not known. */
  readonly pricePerHour?: number;
  readonly pullRequest?: ShownPullRequest;
  readonly text: string;
  readonly error?: ErrorReport;
}

/** An app whose pull request is closed, so that nobody reviews it any more. */
export interface OrphanReport {
  readonly ref: string;
  readonly name: string;
  /** Of its pull request. */
  readonly number: number;
  /** The page of its pull request. */
  readonly url?: string;
  readonly closedAt?: string;
  /** As the pass left it. */
  readonly status: AppStatus;
  /** It goes on costing. */
  readonly running: boolean;
  /** EUR, while it runs; absent: not known. */
  readonly pricePerHour?: number;
  readonly did: SweepItem['did'];
  readonly reason: string;
  readonly text: string;
}

/** What one pass did. */
export interface SweepReport extends Told {
  readonly kind: 'sweep';
  readonly startedAt: string;
  readonly seconds: number;
  readonly dryRun: boolean;
  readonly observe: boolean;
  readonly items: readonly SweptReport[];
  readonly totals: Readonly<Record<SweepItem['did'], number>>;
  /** Apps of closed pull requests, those that go on costing first. */
  readonly orphans: readonly OrphanReport[];
  /** What they cost, in sentences; empty without any. */
  readonly orphanTexts: readonly string[];
  /** Nothing is known of the pull requests: why. */
  readonly pullRequestsError?: ErrorReport;
  /** Apps left as they are, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly failed: readonly RegionFailure[];
}
