import type { ErrorReport, Report, TargetResult } from '../core/index.ts';

/** How one app stands at the end of a run: what comment, summary and outputs are made from. */
export interface AppResult extends Omit<TargetResult, 'formation' | 'joined'> {
  readonly provider: string;
  readonly region: string;
  /** A dry run, or observe mode: what would have been done. */
  readonly would?: 'wake' | 'sleep';
  readonly pullRequest?: number;
  /** It was to be put to sleep and stays awake: the reason says why, and is news. */
  readonly refused?: boolean;
}

export type ResultStatus = 'ready' | 'asleep' | 'mixed' | 'skipped' | 'failed';

/** What a run has to tell. */
export interface RunResult {
  readonly apps: readonly AppResult[];
  readonly status: ResultStatus;
  readonly changed: boolean;
  readonly seconds: number;
  /** The core's answer to a reading command, its question, or its error. */
  readonly report?: Report;
  /** Nothing could be done at all. */
  readonly error?: ErrorReport;
  /** Targets that mean no app any more. */
  readonly gone?: readonly string[];
  /** Sentences that belong below the table: a late schedule, what orphans cost. */
  readonly notes: readonly string[];
}
