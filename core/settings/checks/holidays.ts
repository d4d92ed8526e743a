import type { HolidayConfig } from '../../config.ts';
import { nearest } from '../../model/near.ts';
import type { Finding } from '../faults.ts';

/** What an entry of `holidays` can be; a calendar's days are read from its file. */
type Holiday =
  | Exclude<HolidayConfig, { readonly kind: 'calendar' }>
  | { readonly kind: 'calendar'; readonly path: string };

/** What is wrong with an entry, as far as the text alone tells. */
export function holidayFault(text: string): Finding | undefined {
  const read = readHoliday(text);
  return 'kind' in read ? undefined : read;
}

export function readHoliday(text: string): Holiday | Finding {
  if (text === 'FR') return { kind: 'country', country: text };
  if (/^\p{L}+$/u.test(text)) return countryFault(text);
  if (/^[\d/. -]+$/.test(text)) return isDate(text) ? { kind: 'date', date: text } : { key: 'fault.holiday_date' };
  if (/^\w+:\/\//.test(text)) return { key: 'fault.calendar_address' };
  return /\.\w+$/.test(text) ? { kind: 'calendar', path: text } : { key: 'fault.holiday' };
}

function countryFault(text: string): Finding {
  const french = nearest(text, ['FR', 'France', 'Français', 'FRA'], 1).length > 0;
  return { key: 'fault.holiday_country', ...(french && { meant: 'FR' }) };
}

/** A day that exists: 30 February is told, and so is the order of other countries. */
function isDate(text: string): boolean {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getTime() > 0 && date.toISOString().startsWith(text);
}
