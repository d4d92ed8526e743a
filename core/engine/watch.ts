import type { App, AppKey } from '../model/app.ts';
import type { Region } from '../model/region.ts';
import type { Decision } from '../policy/decision.ts';
import type { Facts } from '../policy/facts.ts';
import type { CourtesyDesk } from './courtesy.ts';
import type { RegionFailure } from './directory.ts';
import type { Outcome } from './operation.ts';

/** An app with all that is known of it and what holds for it now. */
export interface WatchedApp {
  readonly key: AppKey;
  readonly facts: Facts;
  readonly decision: Decision;
}

/** What one pass did with one app. */
export interface SweepItem {
  readonly app: App;
  /** As it was before anything was done. */
  readonly facts: Facts;
  readonly decision: Decision;
  /** `would`: observe mode or a dry run, nothing was touched. */
  readonly did: 'slept' | 'woken' | 'would_sleep' | 'would_wake' | 'nothing' | 'failed';
  readonly outcome?: Outcome;
  /** Why it failed or was refused. */
  readonly error?: unknown;
}

export interface SweepResult {
  readonly items: readonly SweepItem[];
  /** Regions that could not be read; the others were swept. */
  readonly failed: readonly RegionFailure[];
  /** Why nothing is known of their pull requests; the apps that have one were left awake. */
  readonly pullRequestsError?: unknown;
  readonly startedAt: string;
  readonly durationMs: number;
}

export interface SweepOptions {
  /** Decides and reports, touches nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ReadOptions {
  /** Figures this recent are not read again; default 0. */
  readonly maxAgeMs?: number;
  readonly priority?: 'person' | 'background';
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Knows every app, reads their figures when their idle deadline could first have passed, decides, and acts.
 * Everything it knows survives a restart; what it tells from memory costs no call.
 */
export interface Watch {
  /** Takes up what the store knows. Resolves before any call to a provider. */
  load(): Promise<void>;
  /** Looks and acts by itself from here on: one list a minute per region, figures when they are due. */
  start(): void;
  /** Takes nothing new; resolves when what it was doing has ended. */
  stop(): Promise<void>;
  /** Every app known, as of what is stored; without a call. */
  list(): Promise<readonly WatchedApp[]>;
  find(key: AppKey): Promise<WatchedApp | undefined>;
  /** Every app known, without deciding about any. */
  known(): readonly App[];
  /** These of them, with all they are bound to by a group or by needs: so much of `list` as they need. */
  together(apps: readonly App[]): Promise<readonly WatchedApp[]>;
  /** Reads the figures of these apps unless they are recent; one that fails is `unknown`, never an error. */
  read(apps: readonly App[], options?: ReadOptions): Promise<readonly WatchedApp[]>;
  /** One pass over all apps: reads what is due, decides, acts unless in observe mode. One failure stops nothing. */
  sweep(options?: SweepOptions): Promise<SweepResult>;
  /** Somebody asked for these to be awake, and they were: that counts as their use. */
  want(apps: readonly App[]): Promise<void>;
  /** Who is told before an app sleeps by itself; without a desk nobody is, and nothing waits. */
  tellBeforeSleep(desk: CourtesyDesk): void;
  /** How much of the minute's calls of a region the watch itself uses, for `doctor`. */
  load1m(region: Region): number;
}
