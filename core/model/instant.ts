/** `2026-11-23T11:00:00.000Z`, as `Date` prints it and as nearly all instants are stored. */
const PRINTED_LENGTH = 24;
const ZERO = 48;
const Z = 90;

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
  return Date.UTC(
    year,
    twoDigits(text, 5) - 1,
    twoDigits(text, 8),
    twoDigits(text, 11),
    twoDigits(text, 14),
    twoDigits(text, 17),
    milliseconds,
  );
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;
}
