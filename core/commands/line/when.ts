import { instantOf, type WallTime, wallTimeAt } from '../../model/zone.ts';
import { invalid } from './tokens.ts';

/** Sunday is 0. Both languages are read whatever the answer's language is. */
const weekdays: readonly (readonly string[])[] = [
  ['sunday', 'sun', 'dimanche', 'dim'],
  ['monday', 'mon', 'lundi', 'lun'],
  ['tuesday', 'tue', 'mardi', 'mar'],
  ['wednesday', 'wed', 'mercredi', 'mer'],
  ['thursday', 'thu', 'jeudi', 'jeu'],
  ['friday', 'fri', 'vendredi', 'ven'],
  ['saturday', 'sat', 'samedi', 'sam'],
];

const today = ['today', "aujourd'hui"];
const tomorrow = ['tomorrow', 'demain'];

/** A day without a time means the start of the working day. */
const START_OF_DAY = { hour: 8, minute: 0 };

const timeShape = /^(\d{1,2})(?::(\d{2})|h(\d{2})?)$/;

/** `tomorrow 8:00` is two words of a line: takes what belongs together. */
export function joinWhen(tokens: readonly string[]): { value: string | undefined; used: number } {
  const [first, second] = tokens;
  if (first !== undefined && second !== undefined && isDay(first) && timeShape.test(second))
    return { value: `${first} ${second}`, used: 2 };
  return { value: first, used: 1 };
}

/**
 * `18:30` (today, else tomorrow), `tomorrow 8:00`, `monday`, `friday 17h`, or ISO 8601 (without an offset: in the zone).
 * @throws {UserError} command_invalid when it is none of these or lies in the past
 */
export function parseWhen(text: string, now: Date, timezone: string): Date {
  const instant = readIso(text, timezone) ?? readWords(text.trim().toLowerCase(), now, timezone);
  if (instant === undefined) throw invalid('invalid_when', text);
  if (instant.getTime() <= now.getTime()) throw invalid('past_when', text);
  return instant;
}

function isDay(word: string): boolean {
  const wanted = word.toLowerCase();
  return today.includes(wanted) || tomorrow.includes(wanted) || weekdayOf(wanted) !== undefined;
}

function weekdayOf(word: string): number | undefined {
  const at = weekdays.findIndex((names) => names.includes(word));
  return at < 0 ? undefined : at;
}

function readIso(text: string, timezone: string): Date | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(z|[+-]\d{2}:?\d{2})?)?$/i.exec(
    text,
  );
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, offset] = parts;
  if (offset !== undefined) {
    const ms = Date.parse(text.toUpperCase().replace(' ', 'T'));
    return Number.isNaN(ms) ? undefined : new Date(ms);
  }
  const wall: WallTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: hour === undefined ? START_OF_DAY.hour : Number(hour),
    minute: Number(minute ?? START_OF_DAY.minute),
  };
  return isRealDate(wall) ? instantOf(wall, timezone) : undefined;
}

function isRealDate(wall: WallTime): boolean {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day));
  return date.getUTCMonth() === wall.month - 1 && wall.hour < 24 && wall.minute < 60;
}

function readWords(text: string, now: Date, timezone: string): Date | undefined {
  const [first = '', second, ...rest] = text.split(/\s+/);
  if (rest.length > 0) return undefined;
  if (second === undefined && timeShape.test(first)) return nextTime(first, now, timezone);
  const days = daysUntil(first, now, timezone);
  const time = second === undefined ? START_OF_DAY : readTime(second);
  if (days === undefined || time === undefined) return undefined;
  return instantOf({ ...dayAfter(now, timezone, days), ...time }, timezone);
}

function nextTime(text: string, now: Date, timezone: string): Date | undefined {
  const time = readTime(text);
  if (time === undefined) return undefined;
  const sameDay = instantOf({ ...dayAfter(now, timezone, 0), ...time }, timezone);
  return sameDay > now ? sameDay : instantOf({ ...dayAfter(now, timezone, 1), ...time }, timezone);
}

function readTime(text: string): { hour: number; minute: number } | undefined {
  const parts = timeShape.exec(text);
  if (parts === null) return undefined;
  const hour = Number(parts[1]);
  const minute = Number(parts[2] ?? parts[3] ?? 0);
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

/** A weekday is the next one, never today. */
function daysUntil(word: string, now: Date, timezone: string): number | undefined {
  if (today.includes(word)) return 0;
  if (tomorrow.includes(word)) return 1;
  const weekday = weekdayOf(word);
  if (weekday === undefined) return undefined;
  const wall = wallTimeAt(now, timezone);
  const current = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  return ((weekday - current + 6) % 7) + 1;
}

function dayAfter(now: Date, timezone: string, days: number): Pick<WallTime, 'year' | 'month' | 'day'> {
  const wall = wallTimeAt(now, timezone);
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
