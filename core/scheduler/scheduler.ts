/** Work at set times. One job never overlaps itself; what a pause missed is caught up once. */
export interface Scheduler {
  /**
   * Adds a job, or replaces the one of that name. Times: `{ everyMs }`, or `{ at: 'Mon-Fri 09:00', timezone }`.
   * The job gets the instant it was due for; what it throws is logged and does not end the schedule.
   */
  add(job: Job): void;
  remove(name: string): void;
  /** When a job runs next, ISO 8601, UTC. */
  nextRun(name: string): string | undefined;
  start(): void;
  /** Starts nothing more; resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface Job {
  /** Survives restarts under this name: `sweep`, `digest:#dev`. */
  readonly name: string;
  readonly when: { readonly everyMs: number } | { readonly at: string; readonly timezone: string };
  /** How old a missed run may be and still be caught up; default: 1 h. */
  readonly catchUpMs?: number;
  readonly run: (dueAt: Date, signal: AbortSignal) => Promise<void>;
}
