import type { DigestReport } from './commands/report/digest-report.ts';
import type { ModeInEffect } from './commands/report/mode-report.ts';
import type { ProgressReport, Report } from './commands/report/report.ts';
import type { Config } from './config.ts';
import type { DigestDesk, DigestPeriodOf } from './digests.ts';
import type { CourtesyDesk } from './engine/courtesy.ts';
import type { EventListener } from './events/bus.ts';
import type { Language } from './i18n/index.ts';
import type { KeepRecord } from './keeps.ts';
import type { Actor, EntryPoint } from './model/actor.ts';
import type { Standing } from './model/standing.ts';
import type { Notes } from './notes.ts';
import type { Overview } from './overview.ts';
import type { AccessAction, Verdict } from './policy/access.ts';

/** Who asks, through which door, in which language. */
export interface Caller {
  readonly actor: Actor;
  readonly entryPoint: EntryPoint;
  /** What the door knows of them; left out: somebody at the machine itself, who may do everything, unless it is Slack. */
  readonly standing?: Standing;
  /** Default: the settings' language. */
  readonly language?: Language;
  /** Of errors and questions, which only they read, where the rest is read by others too; default: `language`. */
  readonly errorLanguage?: Language;
  /** Where it was typed, `slack:C0123456`; left out: nowhere that could be written to later. */
  readonly channel?: string;
  readonly onProgress?: (progress: ProgressReport) => void;
  /** Ends the waiting of this caller; what the provider was asked for goes on. */
  readonly signal?: AbortSignal;
  /**
   * How far a wake is waited for. `requested`: until the provider has taken it; what is needed first is waited for all the
   * same. Default: `ready`, the app answers.
   */
  readonly waitFor?: 'requested' | 'ready';
  /**
   * A push has just happened: where it starts an app by itself, a wake waits some seconds for that instead of starting
   * the app a second time. Default: false.
   */
  readonly expectDeployment?: boolean;
}

/** The one command language, run. Front ends parse nothing and render what comes back. */
export interface Paastis {
  /** Runs a line such as `wake shop-pr42`, with or without `/paastis` or `paastis` in front. Never throws. */
  run(line: string, caller: Caller): Promise<Report>;
  /** Resolves once what the last process left unfinished has been taken up. */
  readonly recovered: Promise<void>;
  /** What keeps it from working, each named: the store, a region. Empty: ready. */
  check(): Promise<readonly Problem[]>;
  /** Tells every event from here on; returns what ends it. */
  subscribe(listener: EventListener): () => void;
  /**
   * Looks and acts by itself from here on, once what was left unfinished is taken up; until then it only answers.
   * Nothing is touched in observe mode, nor in the first minute.
   */
  start(): Promise<void>;
  /**
   * Takes new settings without losing work: operations under way go on, and accounts that are no longer named are let go
   * of once nothing waits for them.
   * @throws {ConfigError} and then everything is as before
   */
  reload(config: Config): Promise<void>;
  /** Hands over the digests that are due; without this there are none. */
  deliverDigests(desk: DigestDesk): Promise<void>;
  /** Everything at a glance, as remembered; costs no call to a provider. Never rejects. */
  overview(language?: Language): Promise<Overview>;
  /** May this caller do that? @param ref the app concerned; left out: to any app at all */
  may(caller: Caller, action: AccessAction, ref?: string): Verdict;
  /** A digest of a period again, as things stand now: for one that was posted and is clicked on. */
  digestOf(period: DigestPeriodOf, language?: Language): Promise<DigestReport>;
  /**
   * From here on only observes, or acts by itself; outlives restarts until the settings file says something new.
   * Audited; refused to who may not change settings. @returns what to tell, an `error` report when refused
   */
  switchMode(mode: 'observe' | 'enforce', caller: Caller): Promise<Report>;
  /** The mode in effect, and who switched it where it is not the settings' own. */
  mode(): ModeInEffect;
  /** Who keeps which app awake now, for a door that has to remember it until its next run. */
  keeps(): Promise<readonly KeepRecord[]>;
  /** What front ends must not forget. */
  readonly notes: Notes;
  /** Announces what is about to sleep by itself; without this nothing is announced, and nothing waits. */
  tellBeforeSleep(desk: CourtesyDesk): void;
  /** Waits for operations under way, until `graceMs` or the signal's abort, then lets go of store and connections. */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** Default 30 s. */
  readonly graceMs?: number;
  readonly signal?: AbortSignal;
}

/** Something that does not work, for `/readyz`. */
export interface Problem {
  /** `store` or `scalingo/osc-fr1`. */
  readonly part: string;
  readonly code: string;
}
