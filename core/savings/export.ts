import { printFormation } from '../model/formation.ts';
import { type SleepRow, spanOf } from './baseline.ts';
import { priceRow } from './measure.ts';
import { lengthMs } from './spans.ts';

const MS_PER_HOUR = 3_600_000;

/** One sleep as other programs read it: instants in ISO 8601, UTC; what is not known is null. */
export interface ExportRow {
  readonly app: string;
  readonly ref: string;
  readonly review_app: boolean;
  readonly would_be: boolean;
  readonly asleep_from: string | null;
  readonly asleep_until: string | null;
  readonly hours: number | null;
  readonly cause: string;
  readonly actor: string;
  readonly ended_by: string | null;
  readonly error_seconds: number;
  readonly formation: string;
  /** Of the containers with a known price. */
  readonly eur_per_hour: number;
  readonly price_source: string | null;
  readonly price_at: string | null;
  readonly gross_eur: number | null;
  readonly correlation_id: string;
}

const columns = [
  'app',
  'ref',
  'review_app',
  'would_be',
  'asleep_from',
  'asleep_until',
  'hours',
  'cause',
  'actor',
  'ended_by',
  'error_seconds',
  'formation',
  'eur_per_hour',
  'price_source',
  'price_at',
  'gross_eur',
  'correlation_id',
] as const satisfies readonly (keyof ExportRow)[];

/** Every sleep, the shortest and those of observe mode included, oldest first. @param now to where open ones count */
export function exportRows(rows: readonly SleepRow[], now: Date): readonly ExportRow[] {
  return rows
    .map((row) => exportRow(row, now))
    .toSorted((a, b) => (a.asleep_from ?? '').localeCompare(b.asleep_from ?? '') || a.ref.localeCompare(b.ref));
}

function exportRow(row: SleepRow, now: Date): ExportRow {
  const { eurPerHour, source, at } = priceRow(row);
  const span = spanOf(row, now.getTime());
  const hours = span === undefined ? null : lengthMs(span) / MS_PER_HOUR;
  const closed = 'asleepUntil' in row ? row : undefined;
  return {
    app: row.app,
    ref: row.ref,
    review_app: row.review,
    would_be: row.wouldBe,
    asleep_from: row.asleepFrom ?? null,
    asleep_until: closed?.asleepUntil ?? null,
    hours,
    cause: row.cause,
    actor: row.actor,
    ended_by: closed?.endedBy ?? null,
    error_seconds: (closed?.errorMs ?? 0) / 1_000,
    formation: printFormation(row.formation),
    eur_per_hour: eurPerHour,
    price_source: source ?? null,
    price_at: at ?? null,
    gross_eur: hours === null ? null : hours * eurPerHour,
    correlation_id: row.correlationId,
  };
}

/** A table for spreadsheets, a header first. @see RFC 4180 */
export function toCsv(rows: readonly ExportRow[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** What a spreadsheet would run as a formula is text: anybody may name an app `=HYPERLINK(…)`. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
