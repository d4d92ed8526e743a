import { nearest } from '../model/near.ts';

/** Sunday is 0, as in `Date` and in cron. */
const weekdays: Readonly<Record<string, number>> = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };

/** What people write instead; only to tell them which day is meant. */
const otherNames: Readonly<Record<string, string>> = {
  dim: 'Sun',
  dimanche: 'Sun',
  lun: 'Mon',
  lundi: 'Mon',
  mar: 'Tue',
  mardi: 'Tue',
  mer: 'Wed',
  mercredi: 'Wed',
  jeu: 'Thu',
  jeudi: 'Thu',
  ven: 'Fri',
  vendredi: 'Fri',
  sam: 'Sat',
  samedi: 'Sat',
};

const fullNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const everyDay: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** One part of `Mon-Fri 08:00-19:00; Sat 10:00`: its days and the text of its times, absent when it has none. */
export interface WeekPart {
  readonly weekdays: readonly number[];
  readonly times?: readonly string[];
}

/**
 * Splits a text at `;`, and each part into days and times. Times without days are for every day.
 * @throws {RangeError} says what was expected, without repeating what was written: it may be a secret gone astray
 */
export function parseWeek(text: string, expected: string): readonly WeekPart[] {
  const parts = text
    .replace(/[‐-―−]/g, '-')
    .replace(/\s*([-,;])\s*/g, '$1')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw new RangeError(expected);
  return parts.map((part) => parsePart(part, expected));
}

function parsePart(part: string, expected: string): WeekPart {
  const [first = '', second, ...more] = part.split(/\s+/);
  if (more.length > 0) throw new RangeError(expected);
  if (/\d/.test(first)) {
    if (second !== undefined) throw new RangeError(expected);
    return { weekdays: everyDay, times: first.split(',') };
  }
  const days = [...new Set(first.split(',').flatMap(parseDays))].sort((a, b) => a - b);
  return { weekdays: days, ...(second === undefined ? {} : { times: second.split(',') }) };
}

/** `Mon`, `Mon-Fri`, and over the end of the week: `Fri-Mon`. */
function parseDays(text: string): readonly number[] {
  const [first = '', last = first, ...more] = text.split('-');
  if (more.length > 0) throw new RangeError('expected days such as Mon-Fri or Sat,Sun');
  const [from, to] = [parseDay(first), parseDay(last)];
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7);
}

function parseDay(word: string): number {
  const wanted = word.toLowerCase();
  const full = fullNames.findIndex((name) => name.toLowerCase() === wanted);
  const day = weekdays[wanted] ?? (full === -1 ? undefined : full);
  if (day !== undefined) return day;
  const meant = meantDay(wanted);
  throw new RangeError(
    meant === undefined
      ? 'expected days such as Mon-Fri or Sat,Sun'
      : `expected a day such as Mon-Fri or Sat; did you mean ${meant}?`,
  );
}

function meantDay(word: string): string | undefined {
  const other = otherNames[word];
  if (other !== undefined) return other;
  const names = fullNames.flatMap((name) => [name, name.slice(0, 3)]);
  return nearest(word, names, 1)[0]?.slice(0, 3);
}

/**
 * `08:00` or `8:00` to minutes after midnight; `24:00` is the end of a day.
 * @throws {RangeError} says what was expected
 */
export function parseTime(text: string, latest: '23:59' | '24:00'): number {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) throw new RangeError('expected a time such as 08:00');
  const minutes = Number(hour) * 60 + Number(minute);
  if (Number(minute) > 59 || minutes > (latest === '24:00' ? 1_440 : 1_439)) {
    throw new RangeError(`expected a time from 00:00 to ${latest}`);
  }
  return minutes;
}
