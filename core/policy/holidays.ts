import type { HolidayConfig } from '../config.ts';

const DAY_MS = 86_400_000;

/** Public holidays of all of France on fixed days: month and day. */
const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'] as const;

/** Days after Easter Sunday: Easter Monday, Ascension, Whit Monday. */
const afterEaster = [1, 39, 50] as const;

/** Whether a day such as `2026-12-24` is one of the settings' holidays. */
export function createHolidays(holidays: readonly HolidayConfig[]): (day: string) => boolean {
  const single = new Set(holidays.flatMap(daysOf));
  if (!holidays.some(({ kind }) => kind === 'country')) return (day) => single.has(day);
  const years = new Map<number, ReadonlySet<string>>();
  return (day) => {
    if (single.has(day)) return true;
    const year = Number(day.slice(0, 4));
    const french = years.get(year) ?? new Set(frenchHolidays(year));
    years.set(year, french);
    return french.has(day);
  };
}

function daysOf(holiday: HolidayConfig): readonly string[] {
  if (holiday.kind === 'date') return [holiday.date];
  return holiday.kind === 'calendar' ? holiday.days : [];
}

/**
 * The eleven public holidays of a year, ascending. Those of Alsace, Moselle and overseas are not among them.
 * @see https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000033020930 (Code du travail, L3133-1)
 */
export function frenchHolidays(year: number): readonly string[] {
  const easterMs = easterSundayMs(year);
  const movable = afterEaster.map((days) => new Date(easterMs + days * DAY_MS).toISOString().slice(0, 10));
  return [...fixed.map((day) => `${String(year).padStart(4, '0')}-${day}`), ...movable].sort();
}

/** Gregorian computus, in the form without exceptions published in Nature, 20 April 1876. */
function easterSundayMs(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const leap = 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4);
  const toSunday = (32 + leap - epact - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const days = epact + toSunday - 7 * late + 114;
  return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}
