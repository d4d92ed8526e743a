import { formatInstant, priceText, type Report } from '../../core/index.ts';
import { escapeText, link, table } from '../markdown.ts';
import { renderReport } from '../render/report.ts';
import { glance, statusText } from '../render/status.ts';
import { errorLines, failureItem, type Reader, secondsText, sentence } from '../render/words.ts';
import type { AppResult, RunResult } from '../result.ts';

/** GitHub drops a summary of more than 1 MiB, as bytes; several steps share a page. */
const MOST_BYTES = 900_000;

/** What the page of the run shows of it. */
export function viewSummary(result: RunResult, reader: Reader): string {
  const attempts = [1_000, 200, 50, 0].values().map((rows) => summaryOf(result, rows, reader));
  return attempts.find((text) => Buffer.byteLength(text) <= MOST_BYTES) ?? '';
}

const withTable: readonly Report['kind'][] = ['list', 'status', 'sweep'];

function summaryOf(result: RunResult, most: number, reader: Reader): string {
  const { apps, error, notes, report } = result;
  // The answer has a table of its own: of sixty apps that were swept those matter that something was done with.
  const tables = report !== undefined && withTable.includes(report.kind);
  const shown = tables ? [] : apps.slice(0, most);
  const rest = tables ? 0 : apps.length - shown.length;
  const beside = notes
    .slice(0, most)
    .map((note) => `- ${sentence(note)}`)
    .join('\n');
  // Of what was done the table tells all.
  const told = report === undefined || report.kind === 'operation' ? '' : renderReport(report, reader);
  const parts = [
    `## ${titleOf(result, reader)}`,
    tableOf(shown, reader),
    rest > 0 ? reader.translate('comment.more_apps', { count: rest }) : '',
    report?.kind === 'sweep' ? '' : totalOf(apps, reader),
    failuresOf(shown),
    error === undefined || report?.kind === 'error' ? '' : errorLines(error).join('\n'),
    ...(report?.kind === 'sweep' ? [told, beside] : [beside, told]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function titleOf({ apps, error, report, status }: RunResult, { translate }: Reader): string {
  const standing = apps.map(({ name, after, error }) => ({ name, status: after, failed: error !== undefined }));
  if (standing.length > 0) return translate('comment.title', { state: glance(standing, translate) });
  if (error !== undefined || report?.kind === 'error')
    return translate('comment.title', { state: translate('comment.broken') });
  if (report !== undefined && report.kind !== 'sweep')
    return translate('comment.title', { state: translate('comment.answered') });
  if (status === 'skipped') return translate('comment.title', { state: translate('summary.skipped') });
  return translate('comment.title', { state: translate('summary.done') });
}

function tableOf(apps: readonly AppResult[], reader: Reader): string {
  if (apps.length === 0) return '';
  const { translate } = reader;
  const heads = [
    translate('table.name'),
    translate('summary.before'),
    translate('summary.after'),
    translate('summary.took'),
    translate('comment.costs'),
    translate('comment.what'),
  ];
  return table([heads, ...apps.map((app) => rowOf(app, reader))]);
}

function rowOf(app: AppResult, reader: Reader): readonly string[] {
  const { translate } = reader;
  const { after, before, error, name, pricePerHour, reason, seconds, url } = app;
  return [
    after === 'running' ? link(name, url) : escapeText(name),
    statusText(before, translate),
    afterOf(app, reader),
    secondsText(seconds, translate),
    pricePerHour === undefined ? '' : priceText(pricePerHour, translate),
    // Told below, with what to do.
    error === undefined ? sentence(reason) : '',
  ];
}

function afterOf({ after, error, keepUntil, would }: AppResult, reader: Reader): string {
  const { translate } = reader;
  const state = statusText(after, translate, error !== undefined);
  if (would !== undefined) return translate(`summary.would_${would}`, { state });
  if (keepUntil === undefined) return state;
  return translate('summary.kept', { state, until: formatInstant(keepUntil, reader) });
}

/** Of what runs now, and of what it would cost were all of it awake. */
function totalOf(apps: readonly AppResult[], { translate }: Reader): string {
  const priced = apps.filter(({ pricePerHour }) => pricePerHour !== undefined);
  if (priced.length < 2) return '';
  const sum = (some: readonly AppResult[]) => some.reduce((total, { pricePerHour = 0 }) => total + pricePerHour, 0);
  const awake = priced.filter(({ after }) => after !== 'asleep' && after !== 'stopped' && after !== 'new');
  return translate('summary.total', {
    now: priceText(sum(awake), translate),
    all: priceText(sum(priced), translate),
  });
}

function failuresOf(apps: readonly AppResult[]): string {
  return apps.flatMap(({ error, name }) => (error === undefined ? [] : failureItem(name, error))).join('\n');
}
