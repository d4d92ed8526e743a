import { instantOf, wallTimeAt } from '../model/zone.ts';
import { parseTime, parseWeek } from './week-text.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

/** How far an opening or closing is looked for: over a year of holidays. */
const FARTHEST_DAYS = 400;

const MOST_IDLE = 5;

/** From and to are minutes after the midnight its day begins with; past 1,440 it ends on the day after. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** The hours of a team, as read; `byWeekday` counts from Sunday. */
export interface Hours {
  readonly text: string;
  readonly byWeekday: readonly (readonly Window[])[];
}

/** Where hours hold: whose clock on the wall, whose holidays. `day` is `2026-12-24`. */
export interface Place {
  readonly timezone: string;
  readonly isHoliday: (day: string) => boolean;
}

export interface HoursState {
  readonly open: boolean;
  /** Since when; absent: for longer than is looked back. */
  readonly since?: Date;
  /** The next opening or closing; absent: none within 400 days. */
  readonly changesAt?: Date;
}

const HOURS_EXPECTED = 'expected hours such as Mon-Fri 08:00-19:00, several joined by ;';

/**
 * `Mon-Fri 08:00-19:00; Sat 10:00-12:00`. Overnight as `20:00-02:00`, on the day it begins; `Mon-Fri` alone is whole
 * days.
 * @throws {RangeError} says what was expected, and which day a misspelt one is near to
 */
export function parseHours(text: string): Hours {
  const byWeekday: Window[][] = Array.from({ length: 7 }, () => []);
  for (const { weekdays, times } of parseWeek(text, HOURS_EXPECTED)) {
    const windows = times?.map(parseWindow) ?? [{ from: 0, to: DAY_MINUTES }];
    for (const weekday of weekdays) byWeekday[weekday]?.push(...windows);
  }
  for (const windows of byWeekday) windows.sort((a, b) => a.from - b.from);
  return { text, byWeekday };
}

function parseWindow(text: string): Window {
  const [first, last, ...more] = text.split('-');
  if (first === undefined || last === undefined || more.length > 0) {
    throw new RangeError('expected a beginning and an end such as 08:00-19:00');
  }
  const [from, to] = [parseTime(first, '23:59'), parseTime(last, '24:00')];
  if (from === to)
    throw new RangeError('expected an end that differs from the beginning; 00:00-24:00 is the whole day');
  return { from, to: to < from ? to + DAY_MINUTES : to };
}

/** A period in which nothing opens or closes, in ms. */
interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: HoursState;
}

/** Thousands of apps ask for the same few hours at the same few instants, and dates of a time zone are slow to make. */
const known = new WeakMap<Hours, WeakMap<Place, Span[]>>();
const MOST_SPANS = 64;

/**
 * Whether hours are open at an instant. A window belongs to the day it begins on; a holiday has none. A window's edge in
 * an hour that daylight saving skips is as much later as the change is long; of a doubled one the first counts.
 */
export function hoursAt(hours: Hours, at: Date, place: Place): HoursState {
  const atMs = at.getTime();
  const spans = spansOf(hours, place);
  const span = spans.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
  if (span !== undefined) return span.state;
  const state = look(hours, atMs, place);
  if (spans.length >= MOST_SPANS) spans.length = 0;
  spans.unshift({
    fromMs: state.since?.getTime() ?? atMs,
    // Without a change in sight, the look ahead is good for a day: later ones see further.
    untilMs: state.changesAt?.getTime() ?? atMs + DAY_MS,
    state,
  });
  return state;
}

function spansOf(hours: Hours, place: Place): Span[] {
  const byPlace = known.get(hours) ?? new WeakMap<Place, Span[]>();
  known.set(hours, byPlace);
  const spans = byPlace.get(place) ?? [];
  byPlace.set(place, spans);
  return spans;
}

function look(hours: Hours, atMs: number, place: Place): HoursState {
  const wall = wallTimeAt(new Date(atMs), place.timezone);
  const today = Date.UTC(wall.year, wall.month - 1, wall.day) / DAY_MS;
  const inside = [-2, -1, 0, 1]
    .flatMap((days) => periodsOf(hours, today + days, place))
    .filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
  if (inside.length === 0) return closedState({ hours, today, atMs, place });
  const fromMs = Math.min(...inside.map((period) => period.fromMs));
  const untilMs = Math.max(...inside.map((period) => period.untilMs));
  return openState({ hours, today, place, fromMs, untilMs });
}

interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Looking {
  readonly hours: Hours;
  readonly today: number;
  readonly place: Place;
}

function closedState({ hours, today, atMs, place }: Looking & { readonly atMs: number }): HoursState {
  let since: number | undefined;
  let next: number | undefined;
  for (let days = 1; since === undefined && days >= -FARTHEST_DAYS; days--) {
    const ended = [days, days - 1]
      .flatMap((back) => periodsOf(hours, today + back, place))
      .filter(({ untilMs }) => untilMs <= atMs);
    if (ended.length > 0) since = Math.max(...ended.map(({ untilMs }) => untilMs));
  }
  for (let days = -1; next === undefined && days <= FARTHEST_DAYS; days++) {
    next = periodsOf(hours, today + days, place).find(({ fromMs }) => fromMs > atMs)?.fromMs;
  }
  return stateOf(false, since, next);
}

/** Windows that touch are one: `Mon-Fri` opens on Monday and closes on Friday night. */
function openState({ hours, today, place, fromMs, untilMs }: Looking & Period): HoursState {
  let [since, until, back, ahead] = [fromMs, untilMs, 0, 0];
  // No window reaches further than into the day after its own: a few days without a touching one end the search.
  for (let idle = 0; idle < MOST_IDLE && back <= FARTHEST_DAYS; back++, idle++) {
    for (const period of periodsOf(hours, today + 1 - back, place).toReversed()) {
      if (period.untilMs >= since && period.fromMs < since) [since, idle] = [period.fromMs, 0];
    }
  }
  for (let idle = 0; idle < MOST_IDLE && ahead <= FARTHEST_DAYS; ahead++, idle++) {
    for (const period of periodsOf(hours, today - 1 + ahead, place)) {
      if (period.fromMs <= until && period.untilMs > until) [until, idle] = [period.untilMs, 0];
    }
  }
  return stateOf(true, back > FARTHEST_DAYS ? undefined : since, ahead > FARTHEST_DAYS ? undefined : until);
}

function stateOf(open: boolean, sinceMs: number | undefined, changesAtMs: number | undefined): HoursState {
  return {
    open,
    ...(sinceMs === undefined ? {} : { since: new Date(sinceMs) }),
    ...(changesAtMs === undefined ? {} : { changesAt: new Date(changesAtMs) }),
  };
}

/** The windows that begin on a day, counted from 1970; one that falls wholly into a skipped hour is not there. */
function periodsOf(hours: Hours, day: number, place: Place): readonly Period[] {
  const windows = hours.byWeekday[(day + 4) % 7] ?? [];
  if (windows.length === 0 || place.isHoliday(dayText(day))) return [];
  return windows
    .map(({ from, to }) => ({
      fromMs: instantIn(place.timezone, day, from),
      untilMs: instantIn(place.timezone, day, to),
    }))
    .filter(({ fromMs, untilMs }) => fromMs < untilMs);
}

function instantIn(timezone: string, day: number, minutes: number): number {
  const date = new Date(day * DAY_MS + minutes * 60_000);
  const wall = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
  return instantOf(wall, timezone).getTime();
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
