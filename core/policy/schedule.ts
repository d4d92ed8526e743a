import { instantOf, wallTimeAt } from '../model/zone.ts';
import { parseTime, parseWeek } from './week-text.ts';

/** Times of a week on the wall of some place; Sunday is 0. */
export interface Schedule {
  readonly text: string;
  readonly times: readonly WeekTime[];
}

export interface WeekTime {
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

const SCHEDULE_EXPECTED = 'expected days and times such as Mon-Fri 09:00, several joined by ;';

/**
 * `Mon-Fri 09:00; Sat 10:00`, in the order of the week.
 * @throws {RangeError} says what was expected, and which day a misspelt one is near to
 */
export function parseSchedule(text: string): Schedule {
  const times = parseWeek(text, SCHEDULE_EXPECTED).flatMap((part) => {
    if (part.times === undefined) throw new RangeError('expected a time after the days, such as Mon-Fri 09:00');
    const minutes = part.times.map((time) => parseTime(time, '23:59'));
    return part.weekdays.flatMap((weekday) => minutes.map((minute) => weekday * 1_440 + minute));
  });
  const inOrder = [...new Set(times)].sort((a, b) => a - b);
  return { text, times: inOrder.map(weekTime) };
}

function weekTime(minutes: number): WeekTime {
  return {
    weekday: Math.floor(minutes / 1_440),
    hour: Math.floor((minutes % 1_440) / 60),
    minute: minutes % 60,
  };
}

/**
 * The first time later than `after`. What daylight saving skips comes as much later as the change is long; what it
 * doubles comes once.
 */
export function nextTime(schedule: Schedule, after: Date, timezone: string): Date {
  const { year, month, day } = wallTimeAt(after, timezone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const upcoming = schedule.times.flatMap((time) => {
    const days = (time.weekday - weekday + 7) % 7;
    return [days, days + 7].map((ahead) => {
      const date = new Date(Date.UTC(year, month - 1, day + ahead));
      const wall = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      return instantOf({ ...wall, hour: time.hour, minute: time.minute }, timezone).getTime();
    });
  });
  return new Date(Math.min(...upcoming.filter((ms) => ms > after.getTime())));
}
