import ICAL from 'ical.js';
import { instantOf, wallTimeAt } from '../model/zone.ts';
import type { Finding } from './faults.ts';
import { isTimezone } from './values.ts';

/** Where the days are looked for, and whose days they are. */
export interface CalendarWindow {
  readonly now: Date;
  /** IANA name; floating times are read in it, and all are shown in it. */
  readonly timezone: string;
}

const DAY_MS = 86_400_000;
const BACK_DAYS = 366;
const AHEAD_DAYS = 3 * 366;

/** Larger files are no calendars of holidays. */
const LONGEST_FILE = 1_000_000;

/** Occurrences looked at, over all events: one that repeats every second since 1970 never ends. */
const MOST_STEPS = 20_000;

/**
 * Every day that an event of the calendar touches, all-day or not, repeated or not, from a year back to three years
 * ahead: `2026-12-24`, ascending. Cancelled events do not count. What is wrong comes back instead.
 */
export function calendarDays(text: string, window: CalendarWindow): readonly string[] | Finding {
  if (text.length > LONGEST_FILE) return { key: 'fault.calendar_long' };
  try {
    const days = collectDays(readEvents(text), window);
    return days === undefined ? { key: 'fault.calendar_long' } : [...days].sort();
  } catch (error) {
    // The library throws errors of its own, type errors included, on what is no calendar.
    if (!(error instanceof Error)) throw error;
    return { key: 'fault.calendar_broken', values: { line: brokenLine(text) } };
  }
}

/** The first line that is neither `NAME:value` nor the rest of the one before. */
function brokenLine(text: string): number {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => line !== '' && !/^[ \t]/.test(line) && !/^[\w-]+(;[^:]*)?:/.test(line));
  return at < 0 ? 1 : at + 1;
}

function readEvents(text: string): readonly ICAL.Component[] {
  const parsed: unknown = ICAL.parse(text);
  if (!Array.isArray(parsed) || parsed.length === 0) throw new Error('no calendar');
  // Several calendars in one file come as a list of them.
  return (typeof parsed[0] === 'string' ? [parsed] : parsed).flatMap((each) => {
    const calendar = new ICAL.Component(each);
    if (calendar.name !== 'vcalendar') throw new Error('no calendar');
    return calendar.getAllSubcomponents('vevent');
  });
}

/**
 * The library looks for the next occurrence without a limit: for `FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30` it never returns.
 * What a calendar of holidays needs is known to end: by day with no more than weekdays, and anything slower.
 */
function endsSearching(component: ICAL.Component): boolean {
  return component.getAllProperties('rrule').every((property) => {
    const rule = property.getFirstValue();
    if (!(rule instanceof ICAL.Recur)) return false;
    if (['WEEKLY', 'MONTHLY', 'YEARLY'].includes(rule.freq)) return true;
    const parts = Object.entries(rule.parts);
    if (rule.freq !== 'DAILY') return false;
    return (
      parts.length === 0 || (rule.interval === 1 && parts.every(([name, each]) => name === 'BYDAY' && isWeekdays(each)))
    );
  });
}

function isWeekdays(part: unknown): boolean {
  return Array.isArray(part) && part.every((day) => /^[A-Z]{2}$/.test(String(day)));
}

/** Undefined: there is no end to it. */
function collectDays(events: readonly ICAL.Component[], window: CalendarWindow): ReadonlySet<string> | undefined {
  const nowMs = window.now.getTime();
  const range: Range = { from: dayOf(nowMs - BACK_DAYS * DAY_MS), to: dayOf(nowMs + AHEAD_DAYS * DAY_MS) };
  const days = new Set<string>();
  let steps = 0;
  // A changed occurrence comes with its series and once more by itself: a set does not mind.
  for (const component of events) {
    if (!endsSearching(component)) return undefined;
    for (const occurrence of occurrencesOf(new ICAL.Event(component), range)) {
      if (++steps > MOST_STEPS) return undefined;
      for (const day of touchedDays(occurrence, { range, ...window })) days.add(day);
    }
  }
  return days;
}

/** Until the end of the range; undefined stands for one that does not count, so that all steps are counted. */
function* occurrencesOf(event: ICAL.Event, range: Range): Generator<Occurrence | undefined> {
  const early = dayOf(Date.parse(range.from) - BACK_DAYS * DAY_MS);
  // The library forgets the beginning itself where there are only dates beside it.
  if (event.component.hasProperty('rdate') && !event.component.hasProperty('rrule'))
    yield { event, start: event.startDate, end: event.endDate };
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    const day = printDay(next);
    if (day > range.to) return;
    // What began over a year before has ended, and looking closer costs most of the time.
    if (day < early && event.isRecurring()) {
      yield undefined;
      continue;
    }
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    const cancelled = item.component.getFirstPropertyValue('status') === 'CANCELLED';
    yield cancelled ? undefined : { event: item, start: startDate, end: endDate };
  }
}

/** First and last day, both included. */
interface Range {
  readonly from: string;
  readonly to: string;
}

interface Occurrence {
  /** The series, or what changes it this once. */
  readonly event: ICAL.Event;
  readonly start: ICAL.Time;
  readonly end: ICAL.Time;
}

function touchedDays(
  occurrence: Occurrence | undefined,
  { range, timezone }: CalendarWindow & { readonly range: Range },
): readonly string[] {
  if (occurrence === undefined) return [];
  const { event, start, end } = occurrence;
  if (start.isDate) return daysBetween(printDay(start), beforeDay(printDay(end)), range);
  const zone = zoneOf(event, timezone);
  const startMs = instantMs(start, zone);
  // An end at midnight does not touch the day that begins there.
  const endMs = Math.max(startMs, instantMs(end, zone) - 1);
  return daysBetween(localDay(startMs, timezone), localDay(endMs, timezone), range);
}

function daysBetween(first: string, last: string, { from, to }: Range): readonly string[] {
  const [start, end] = [first < from ? from : first, last > to ? to : last];
  if (start > to || end < from) return [];
  const count = Math.round((Date.parse(end) - Date.parse(start)) / DAY_MS);
  return Array.from({ length: Math.max(0, count) + 1 }, (_, index) => dayOf(Date.parse(start) + index * DAY_MS));
}

/** The name the event gives, where the machine knows it: most calendars bring no definition of it. */
function zoneOf(event: ICAL.Event, timezone: string): string | undefined {
  const name = event.component.getFirstProperty('dtstart')?.getFirstParameter('tzid');
  if (name === undefined) return timezone;
  return isTimezone(name) ? name : undefined;
}

function instantMs(time: ICAL.Time, zone: string | undefined): number {
  if (zone === undefined || time.zone.tzid === 'UTC') return time.toUnixTime() * 1_000;
  const { year, month, day, hour, minute } = time;
  return instantOf({ year, month, day, hour, minute }, zone).getTime();
}

function printDay({ year, month, day }: ICAL.Time): string {
  if (![year, month, day].every(Number.isInteger)) throw new Error('no date');
  return dayOf(Date.UTC(year, month - 1, day));
}

function localDay(ms: number, timezone: string): string {
  const { year, month, day } = wallTimeAt(new Date(ms), timezone);
  return dayOf(Date.UTC(year, month - 1, day));
}

function beforeDay(day: string): string {
  return dayOf(Date.parse(day) - DAY_MS);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
