import type { Actor } from '../../model/actor.ts';
import type { EventName } from '../../model/event.ts';
import type { AppStatus } from '../../model/status.ts';

/** What there is to say since the last digest; plain data, rendered by whoever shows it. Instants are ISO 8601, UTC. */
export interface DigestContent {
  readonly since: string;
  readonly until: string;
  readonly mode: 'observe' | 'enforce';
  /** Apps that run and serve nobody, the most expensive first, those without a known price last. */
  readonly idle: readonly IdleApp[];
  readonly slept: readonly DigestAction[];
  readonly woken: readonly DigestAction[];
  /** Apps that run for nobody because somebody keeps them awake, the first to end first. */
  readonly kept: readonly KeptApp[];
  /** What sleeping saved in the week before; absent: nothing slept. */
  readonly saved?: DigestSavings;
  /** What observe mode would have saved; absent: nothing, or not observing. */
  readonly wouldBe?: WouldBe;
  /** Review apps whose pull request is closed, the most expensive first. */
  readonly orphans: readonly Orphan[];
  readonly failures: readonly DigestFailure[];
  /** Tokens that end within two weeks, the first one first. */
  readonly endingTokens: readonly { readonly region: string; readonly endsAt: string }[];
  /** Managed apps whose use nobody can tell and that have no hours. */
  readonly notMeasurable: readonly AppName[];
  /** Apps that something else keeps waking. */
  readonly fights: readonly (AppName & { readonly times: number })[];
  /** Nothing worth a message. */
  readonly empty: boolean;
}

export interface AppName {
  /** `scalingo/osc-fr1/shop-pr42` */
  readonly ref: string;
  readonly name: string;
}

export interface IdleApp extends AppName {
  readonly idleSince: string;
  readonly idleSeconds: number;
  /** EUR without VAT; absent: not known. */
  readonly pricePerHour?: number;
  readonly managed: boolean;
}

/** What one actor did to one app, the last time it did. */
export interface DigestAction extends AppName {
  readonly actor: Actor;
  readonly at: string;
  readonly times: number;
}

export interface KeptApp extends AppName {
  readonly until: string;
  readonly actor: Actor;
  readonly pricePerHour?: number;
}

export interface DigestSavings {
  readonly asleepHours: number;
  readonly eur: number;
  /** Any price is a public list price. */
  readonly listPrice: boolean;
  /** Day by day in the settings' time zone, the first and the last cut to the period. */
  readonly days: readonly { readonly from: string; readonly asleepHours: number; readonly eur: number }[];
}

/** An app that a digest has named, as it stands now. */
export interface DigestAppNow extends AppName {
  /** Absent: it is gone. */
  readonly status?: AppStatus;
  /** It runs and serves nobody still. */
  readonly idle?: IdleApp;
  /** Who slept or woke it since, the last one. */
  readonly changed?: { readonly name: 'app_slept' | 'app_woken'; readonly actor: Actor; readonly at: string };
  readonly kept?: { readonly until: string; readonly actor: Actor };
  /** Somebody's sleep of it is under way. */
  readonly fallingAsleep?: { readonly actor: Actor };
}

export interface WouldBe {
  /** How long it has been observing, in full days, up to 30. */
  readonly days: number;
  readonly apps: number;
  readonly asleepHours: number;
  readonly eur: number;
  /** Any price is a public list price. */
  readonly listPrice: boolean;
  /** Observed for a week: lines to write into the settings so that it is saved. */
  readonly enable?: readonly string[];
}

export interface Orphan extends AppName {
  readonly parent: string;
  readonly pullRequest: number;
  readonly status: AppStatus;
  readonly closedAt?: string;
  /** When the provider will delete it by itself. */
  readonly deletedAt?: string;
  /** What it costs now: only of one that runs. */
  readonly pricePerHour?: number;
}

export const failureNames = ['sleep_failed', 'wake_failed', 'token_rejected'] as const satisfies readonly EventName[];

export type FailureName = (typeof failureNames)[number];

export interface DigestFailure {
  /** Absent: a whole region, named by `reason`. */
  readonly app?: AppName;
  readonly name: FailureName;
  readonly at: string;
  readonly reason?: string;
  readonly times: number;
}

export interface DigestSection {
  readonly kind:
    | 'failures'
    | 'tokens'
    | 'idle'
    | 'kept'
    | 'orphans'
    | 'slept'
    | 'woken'
    | 'saved'
    | 'would_be'
    | 'fights'
    | 'not_measurable';
  readonly heading: string;
  readonly lines: readonly string[];
  /** Lines to copy as they are. */
  readonly code?: readonly string[];
}

export interface DigestReport {
  readonly title: string;
  readonly lines: readonly string[];
  readonly sections: readonly DigestSection[];
  readonly digest: DigestContent;
  /** Hours asleep by day, of what sleeping saved; absent: nothing slept. */
  readonly chart?: readonly { readonly label: string; readonly value: number }[];
  /** In the order asked for: only of a digest that is told again. */
  readonly apps?: readonly DigestAppNow[];
}

/** Set by `digest here`, or taken away by `digest off`. */
export interface DigestSchedule {
  readonly title: string;
  readonly lines: readonly string[];
  readonly channel: string;
  readonly schedule?: string;
  /** The next times, ISO 8601, UTC. */
  readonly next: readonly string[];
}
