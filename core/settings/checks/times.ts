import { editDistance } from '../../model/near.ts';
import { parseHours } from '../../policy/hours.ts';
import { parseSchedule } from '../../policy/schedule.ts';
import type { FaultKey, Finding } from '../faults.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].flatMap((day) => [
  day,
  day.slice(0, 3),
]);

/** French days, by their first letters. */
const frenchDays: Readonly<Record<string, string>> = {
  lun: 'Mon',
  mar: 'Tue',
  mer: 'Wed',
  jeu: 'Thu',
  ven: 'Fri',
  sam: 'Sat',
  dim: 'Sun',
};

const DAY_MINUTES = 24 * 60;

/** What is wrong with `Mon-Fri 08:00-19:00; Sat`: the reader of the policy decides, and the rest here finds the words. */
export function hoursFault(text: string): Finding | undefined {
  if (isRead(parseHours, text)) return undefined;
  return firstFault(text, 'fault.hours', periodFault) ?? { key: 'fault.hours' };
}

/** What is wrong with `Mon-Fri 09:00; Sat 10:00`. */
export function scheduleFault(text: string): Finding | undefined {
  if (isRead(parseSchedule, text)) return undefined;
  return firstFault(text, 'fault.schedule', momentFault) ?? { key: 'fault.schedule' };
}

function isRead(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    // Its English message is for programs; people have texts in their language.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

type TimeFault = (time: string) => FaultKey | undefined;

function firstFault(text: string, shape: FaultKey, timeFault: TimeFault): Finding | undefined {
  const parts = text
    .replace(/[‐-―−]/g, '-')
    .replace(/\s*([-,;])\s*/g, '$1')
    .split(';')
    .map((part) => part.trim().split(/\s+/))
    .filter(([first]) => first !== '');
  if (parts.length === 0) return { key: shape };
  const faults = parts.map((words) => partFault(words, shape, timeFault));
  return faults.find((fault) => fault !== undefined);
}

function partFault(words: readonly string[], shape: FaultKey, timeFault: TimeFault): Finding | undefined {
  const [first = '', second, ...more] = words;
  const daily = /\d/.test(first);
  if (more.length > 0 || (daily && second !== undefined)) return { key: shape };
  const wrongDay = daily ? undefined : dayFault(first, shape);
  if (wrongDay !== undefined) return wrongDay;
  const times = daily ? first : second;
  if (times === undefined) return shape === 'fault.schedule' ? { key: shape } : undefined;
  const key = times
    .split(',')
    .map((time) => timeFault(time))
    .find((fault) => fault !== undefined);
  return key === undefined ? undefined : { key };
}

function dayFault(text: string, shape: FaultKey): Finding | undefined {
  const ranges = text.split(',').map((range) => range.split('-'));
  const unknown = ranges.flat().find((word) => !names.includes(word.toLowerCase()));
  if (unknown !== undefined) {
    const meant = meantDay(unknown);
    return meant === undefined ? { key: shape } : { key: 'fault.times_day', meant };
  }
  return ranges.some((range) => range.length > 2) ? { key: 'fault.times_day' } : undefined;
}

function meantDay(word: string): string | undefined {
  const start = word.slice(0, 3).toLowerCase();
  const english = days.find((day) => day.toLowerCase() === start);
  return english ?? frenchDays[start] ?? days.find((day) => editDistance(day.toLowerCase(), start) <= 1);
}

function periodFault(time: string): FaultKey | undefined {
  const ends = time.split('-');
  const wrong = ends.map((each) => clockFault(each)).find((fault) => fault !== undefined);
  if (wrong !== undefined) return wrong;
  const [start, end, ...rest] = ends.map(minutesOf);
  if (start === undefined || end === undefined || rest.length > 0) return 'fault.times_period';
  if (start === DAY_MINUTES) return 'fault.times_range';
  return start === end ? 'fault.times_same' : undefined;
}

function momentFault(time: string): FaultKey | undefined {
  const wrong = clockFault(time);
  if (wrong !== undefined) return wrong;
  return minutesOf(time) === DAY_MINUTES ? 'fault.times_range' : undefined;
}

function clockFault(time: string): FaultKey | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(time) ?? [];
  if (hour === undefined || minute === undefined) return 'fault.times_time';
  return Number(minute) > 59 || minutesOf(time) > DAY_MINUTES ? 'fault.times_range' : undefined;
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
