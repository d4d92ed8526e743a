import { formatInstant } from '../../i18n/format.ts';
import type { Reader } from './event-text.ts';
import { reasonText } from './reason-text.ts';
import type { NextReport } from './report.ts';

/** `sleeps 14:32, idle`: short, for a column. */
export function nextText({ action, at, reason, would }: NextReport, reader: Reader): string {
  const key = would === true ? (`next.would_${action}` as const) : (`next.${action}` as const);
  const due = Date.parse(at) <= reader.now.getTime();
  const when = due ? reader.translate('time.at_once') : formatInstant(at, reader);
  return reader.translate(key, { at: when, reason: reasonText(reason, reader.translate) });
}
