/** `2026-11-23T11:00:00.000Z`, as `Date` prints it and as nearly all instants are stored. */
const PRINTED_LENGTH = 24;
const ZERO = 48;
const Z = 90;

/** From the first of March of the year 0. */
const DAYS_TO_1970 = 719_468;

/**
 * Milliseconds of a valid ISO 8601 instant. Deciding is mostly reading instants, and `Date.parse` takes three times
 * as long for the one form that nearly all of them have.
 */
export function instantMs(text: string): number {
  if (text.length !== PRINTED_LENGTH || text.charCodeAt(PRINTED_LENGTH - 1) !== Z) return Date.parse(text);
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  // `Date.UTC` takes 99 for 1999, and a sign begins a year of six digits.
  if (!(year >= 1_000)) return Date.parse(text);
  const milliseconds = 10 * twoDigits(text, 20) + text.charCodeAt(22) - ZERO;
  const days = daysBefore(year, twoDigits(text, 5), twoDigits(text, 8));
  const minutes = 60 * (24 * days + twoDigits(text, 11)) + twoDigits(text, 14);
  return 1_000 * (60 * minutes + twoDigits(text, 17)) + milliseconds;
}

/** Days from 1970 to a date of the Gregorian calendar, whose years are counted from March here: leap days come last. */
function daysBefore(year: number, month: number, day: number): number {
  const fromMarch = month > 2 ? year : year - 1;
  const century = Math.floor(fromMarch / 100);
  const leapDays = Math.floor(fromMarch / 4) - century + Math.floor(century / 4);
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return 365 * fromMarch + leapDays + dayOfYear - DAYS_TO_1970;
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;
}
