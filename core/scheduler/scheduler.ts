/** When a job is due: every so often, by lines of cron (`0 9 * * 1-5`) on the wall of a time zone, or as is computed. */
export type Times =
  | { readonly everyMs: number }
  | { readonly cron: readonly string[] /** IANA name. */; readonly timezone: string }
  /** The first time later than that one. */
  | { readonly nextAfter: (after: Date) => Date };

export interface Job {
  /** Survives restarts under this name: `sweep`, `digest:#dev`. */
  readonly name: string;
  readonly times: Times;
  /** How old a missed run may be and still be caught up; default: any age for `everyMs`, else an hour. */
  readonly catchUpMs?: number;
  /** @param dueAt the instant it was due for; the signal aborts when the scheduler stops */
  readonly run: (dueAt: Date, signal: AbortSignal) => Promise<void>;
}

/** Work at set times. A job never overlaps itself; what a pause has missed is caught up once. */
export interface Scheduler {
  /** Adds a job, or replaces the one of that name; a run under way goes on. */
  add(job: Job): void;
  remove(name: string): void;
  /** When a job runs next, ISO 8601, UTC; undefined for an unknown one, and for times that never come. */
  nextRun(name: string): string | undefined;
  /** Resolves once it is known what ran before; jobs start from here on. */
  start(): Promise<void>;
  /** Starts nothing more; resolves when what runs has ended. */
  stop(): Promise<void>;
}
