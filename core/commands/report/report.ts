import type { Estimate, Phase } from '../../engine/progress.ts';
import type { Actor } from '../../model/actor.ts';
import type { PaastisEvent } from '../../model/event.ts';
import type { Formation } from '../../model/formation.ts';
import type { AppStatus } from '../../model/status.ts';
import type { ShownPullRequest } from '../../policy/pull-request.ts';
import type { IdleReport, PlanReport, SweepReport, WhyReport } from './decision-reports.ts';
import type { DigestReport, DigestSchedule } from './digest-report.ts';
import type { DoctorReport } from './doctor-report.ts';
import type { ModeReport } from './mode-report.ts';
import type { SavingsAnswerReport } from './savings-report.ts';

export type * from './decision-reports.ts';
export type * from './digest-report.ts';
export type * from './doctor-report.ts';
export type * from './mode-report.ts';
export type * from './savings-report.ts';

/** An error as people and programs read it, already in the reader's language. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly remedy: string;
}

/** What happens next if nobody touches the app. */
export interface NextReport {
  readonly action: 'sleep' | 'wake';
  readonly at: string;
  /** A word of ours: `idle`, `outside_hours`. */
  readonly reason: string;
  /** Observe mode: nothing will really be touched. */
  readonly would?: boolean;
}

/** One app as `list` and `status` show it. Instants are ISO 8601, UTC. */
export interface AppReport {
  /** `scalingo/osc-fr1/shop-pr42` */
  readonly ref: string;
  readonly name: string;
  readonly provider: string;
  readonly region: string;
  readonly status: AppStatus;
  readonly statusReason?: string;
  readonly url?: string;
  readonly review?: { readonly parent: string; readonly pullRequest: number };
  /** Where a forge tells of it. */
  readonly pullRequest?: ShownPullRequest;
  /** Read for `status` only: it costs a call. */
  readonly formation?: Formation;
  readonly lastRequestAt?: string;
  readonly idleSeconds?: number;
  readonly pricePerHour?: number;
  readonly rule?: string;
  readonly next?: NextReport;
  /** What `wake` would bring back, when we put it to sleep. */
  readonly snapshot?: { readonly formation: Formation; readonly takenAt: string; readonly actor: Actor };
  readonly operation?: { readonly kind: 'wake' | 'sleep'; readonly startedAt: string; readonly actor: Actor };
  readonly lastDeployedAt?: string;
  readonly keepUntil?: string;
}

export interface RegionFailure {
  readonly provider: string;
  readonly region: string;
  readonly error: ErrorReport;
}

/** How one target of `wake`, `sleep` or `keep` ended. */
export interface TargetResult {
  readonly ref: string;
  readonly name: string;
  readonly before: AppStatus;
  readonly after: AppStatus;
  readonly changed: boolean;
  readonly seconds: number;
  /** One sentence: why it ended like this. */
  readonly reason: string;
  readonly url?: string;
  readonly formation?: Formation;
  /** The formation was not known and `web: 1` was taken. */
  readonly assumed?: boolean;
  /** Somebody else had asked first; this request joined. */
  readonly joined?: { readonly actor: Actor };
  /** Kept awake until then, for `wake --for`. */
  readonly keepUntil?: string;
  /** EUR per hour while it runs; absent: not known. */
  readonly pricePerHour?: number;
  readonly error?: ErrorReport;
}

export interface HelpEntry {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly example: string;
  readonly options: readonly { readonly flag: string; readonly summary: string }[];
}

export interface HistoryEntry extends PaastisEvent {
  /** One sentence for people. */
  readonly sentence: string;
}

/** What a command answers: plain data, no markup. Front ends render it. */
export type Report =
  | { readonly kind: 'help'; readonly entries: readonly HelpEntry[]; readonly detailed: boolean }
  | { readonly kind: 'list'; readonly apps: readonly AppReport[]; readonly failed: readonly RegionFailure[] }
  | { readonly kind: 'status'; readonly apps: readonly AppReport[]; readonly failed: readonly RegionFailure[] }
  | { readonly kind: 'operation'; readonly verb: 'wake' | 'sleep' | 'keep'; readonly results: readonly TargetResult[] }
  | { readonly kind: 'history'; readonly entries: readonly HistoryEntry[] }
  | WhyReport
  | PlanReport
  | IdleReport
  | SweepReport
  | ({ readonly kind: 'savings' } & SavingsAnswerReport)
  | ({ readonly kind: 'digest' } & DigestReport)
  | ({ readonly kind: 'digest_schedule' } & DigestSchedule)
  | ({ readonly kind: 'doctor' } & DoctorReport)
  | ({ readonly kind: 'mode' } & ModeReport)
  /** Nothing was done: which one is meant? Each candidate is a qualified name, `command` runs with it. */
  | {
      readonly kind: 'question';
      readonly text: string;
      readonly candidates: readonly { readonly ref: string; readonly command: string }[];
      readonly error: ErrorReport;
    }
  /** `tries`: lines that may have been meant, the closest first. `code`: lines of `paastis.yml` to copy as they are. */
  | {
      readonly kind: 'error';
      readonly error: ErrorReport;
      readonly tries?: readonly string[];
      readonly code?: readonly string[];
    };

/** 0 done, 1 failed, 2 wrong use or invalid settings, 3 partly done, 4 refused. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Something a person waiting may be told now. */
export interface ProgressReport {
  readonly ref: string;
  readonly name: string;
  readonly verb: 'wake' | 'sleep' | 'read';
  readonly phase: Phase;
  /** The phase in the reader's words. */
  readonly text: string;
  readonly elapsedMs: number;
  readonly estimate?: Estimate;
  readonly joined?: { readonly actor: Actor };
}
