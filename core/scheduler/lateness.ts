import { Cron } from 'croner';

/** What a run that was to begin at set times began for. */
export interface Lateness {
  readonly dueAt: Date;
  readonly lateMs: number;
  /** In which zone the line was read. */
  readonly timezone: string;
}

/**
 * How late a run is that somebody else's clock has started: since the last instant its line was due, in whichever of
 * these zones that is the latest, because the line does not tell its own. Undefined for lines and zones that cannot be
 * read, and for times that never were.
 */
export function lateness(cron: string, now: Date, timezones: readonly string[]): Lateness | undefined {
  const due = timezones.flatMap((timezone) => {
    const dueAt = lastRun(cron, now, timezone);
    return dueAt === undefined ? [] : [{ dueAt, lateMs: now.getTime() - dueAt.getTime(), timezone }];
  });
  return due.toSorted((one, other) => one.lateMs - other.lateMs)[0];
}

function lastRun(cron: string, now: Date, timezone: string): Date | undefined {
  // The reference itself is left out: a run that is due now is not late.
  const until = new Date(now.getTime() + 1);
  try {
    return new Cron(cron, { timezone, paused: true }).previousRuns(1, until)[0];
  } catch {
    return undefined;
  }
}
