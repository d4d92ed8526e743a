import type {
  AppReport,
  ErrorReport,
  ExitCode,
  ProgressReport,
  RegionFailure,
  Report,
  TargetResult,
} from './commands/report.ts';
import type { Actor, EntryPoint } from './model/actor.ts';

export type { AppReport, ErrorReport, ExitCode, ProgressReport, RegionFailure, Report, TargetResult };

/** Who asks, through which door, in which language. */
export interface Caller {
  readonly actor: Actor;
  readonly entryPoint: EntryPoint;
  /** `en` or `fr`; default: the settings' language. */
  readonly language?: 'en' | 'fr';
  readonly onProgress?: (progress: ProgressReport) => void;
  readonly signal?: AbortSignal;
}

/** The one command language, run. Front ends parse nothing and render what comes back. */
export interface Paastis {
  /** Runs a line such as `wake shop-pr42`, with or without `/paastis` or `paastis` in front. Never throws. */
  run(line: string, caller: Caller): Promise<Report>;
  /** Waits for operations under way, then lets go of the store and the connections. */
  close(): Promise<void>;
}

/** What the front ends need besides the commands: time, logs, secrets, errors and sentences. */
export type { Clock } from './clock.ts';
export { ConfigError, describeError } from './errors.ts';
export { createTranslate, type Language, type Translate } from './i18n/index.ts';
export { type Log, Secret } from './log.ts';
export type { AppStatus } from './model/status.ts';
