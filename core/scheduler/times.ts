import { Cron } from 'croner';
import type { Times } from './scheduler.ts';

/** The first due instant after that one; undefined: never. */
export function nextDue(times: Times, after: Date): Date | undefined {
  if ('everyMs' in times) return new Date(after.getTime() + times.everyMs);
  if ('nextAfter' in times) return times.nextAfter(after);
  const next = times.cron.flatMap((line) => cronOf(line, times.timezone).nextRun(after) ?? []);
  return earliest(next);
}

/** The last due instant up to that one; undefined: none since `since`. */
export function lastDue(times: Times, since: Date, until: Date): Date | undefined {
  if ('everyMs' in times) {
    const missed = Math.floor((until.getTime() - since.getTime()) / times.everyMs);
    return missed < 1 ? undefined : new Date(since.getTime() + missed * times.everyMs);
  }
  let last: Date | undefined;
  for (let next = nextDue(times, since); next !== undefined && next <= until; next = nextDue(times, next)) last = next;
  return last;
}

/** Paused: it only computes, and never starts a timer of its own. */
function cronOf(line: string, timezone: string): Cron {
  return new Cron(line, { timezone, paused: true });
}

function earliest(instants: readonly Date[]): Date | undefined {
  return instants.reduce<Date | undefined>((best, at) => (best === undefined || at < best ? at : best), undefined);
}
