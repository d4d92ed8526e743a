import type { Translate } from './index.ts';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** `8 s`, `2 min 05 s`, `2 h`, `2 h 05 min`, `3 days`: two units at most, rounded to the smaller. */
export function formatDuration(ms: number, translate: Translate): string {
  const seconds = Math.round(Math.max(0, ms) / 1_000);
  if (seconds === 0) return translate('unit.ms', { count: Math.round(Math.max(0, ms)) });
  if (seconds < MINUTE_S) return translate('unit.seconds', { count: seconds });
  if (seconds < HOUR_S) return minutesAndSeconds(seconds, translate);
  const minutes = Math.round(seconds / MINUTE_S);
  if (minutes * MINUTE_S < 2 * DAY_S) return hoursAndMinutes(minutes, translate);
  return translate('unit.days', { count: Math.round(seconds / DAY_S) });
}

function minutesAndSeconds(seconds: number, translate: Translate): string {
  const rest = seconds % MINUTE_S;
  const minutes = (seconds - rest) / MINUTE_S;
  if (rest === 0) return translate('unit.minutes', { count: minutes });
  return translate('unit.minutes_seconds', { minutes, seconds: String(rest).padStart(2, '0') });
}

function hoursAndMinutes(total: number, translate: Translate): string {
  const rest = total % 60;
  const hours = (total - rest) / 60;
  if (rest === 0) return translate('unit.hours', { count: hours });
  return translate('unit.hours_minutes', { hours, minutes: String(rest).padStart(2, '0') });
}

/** `2 min ago`, `just now`: how long before `now` an ISO 8601 instant was. */
export function formatAgo(instant: string, now: Date, translate: Translate): string {
  const ms = now.getTime() - Date.parse(instant);
  if (ms < 1_000) return translate('time.now');
  return translate('time.ago', { duration: formatDuration(ms, translate) });
}

/** Building one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(id) ?? new Intl.DateTimeFormat(language, options);
  formats.set(id, format);
  return format;
}

/** `14:05` of today, else `24 Nov 14:05`, with the year when it is another one; in the reader's language and zone. */
export function formatInstant(
  instant: string,
  where: { readonly translate: Translate; readonly timezone: string; readonly now: Date },
): string {
  const at = new Date(instant);
  const language = where.translate('language.tag');
  const show = (date: Date, options: Intl.DateTimeFormatOptions) =>
    formatOf(language, { timeZone: where.timezone, ...options }).format(date);
  const time = show(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  if (show(at, day) === show(where.now, day)) return time;
  const sameYear = show(at, { year: 'numeric' }) === show(where.now, { year: 'numeric' });
  return `${show(at, sameYear ? { month: 'short', day: 'numeric' } : day)} ${time}`;
}

/** `1,234.5` or `1 234,5`. */
export function formatAmount(amount: number, translate: Translate, digits = 2): string {
  return new Intl.NumberFormat(translate('language.tag'), { maximumFractionDigits: digits }).format(amount);
}

/** `in 8 min`, `now`: how long after `now` an ISO 8601 instant comes. */
export function formatIn(instant: string, now: Date, translate: Translate): string {
  const ms = Date.parse(instant) - now.getTime();
  if (ms < 1_000) return translate('time.at_once');
  // Nothing is planned to the second.
  const shown = ms < 60_000 ? ms : Math.round(ms / 60_000) * 60_000;
  return translate('time.in', { duration: formatDuration(shown, translate) });
}

/** `1,234.50 €`, without a break before the sign: to the cent in tables, to the euro in headlines, finer per hour. */
export function formatEuros(amount: number, translate: Translate, digits = 2): string {
  const options = { minimumFractionDigits: Math.min(2, digits), maximumFractionDigits: digits };
  const shown = new Intl.NumberFormat(translate('language.tag'), options).format(amount);
  return `${shown}\u00a0€`;
}

/** `Mon 23 Nov`, with the year instead of the weekday when it is another one; in the reader's language and zone. */
export function formatDay(
  instant: string,
  where: { readonly translate: Translate; readonly timezone: string; readonly now: Date },
): string {
  const at = new Date(instant);
  const show = (date: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(where.translate('language.tag'), { timeZone: where.timezone, ...options }).format(date);
  const sameYear = show(at, { year: 'numeric' }) === show(where.now, { year: 'numeric' });
  const day = { month: 'short', day: 'numeric' } as const;
  // In parts: English would put a comma behind the weekday.
  return sameYear ? `${show(at, { weekday: 'short' })} ${show(at, day)}` : show(at, { ...day, year: 'numeric' });
}
