import {
  type AppReport,
  type ErrorReport,
  formatInstant,
  type HelpEntry,
  idleDuration,
  nextText,
  type RegionFailure,
  type Report,
} from '../../core/index.ts';
import { type Drawing, indented, type RenderOptions } from './drawing.ts';
import { createPaint } from './paint.ts';
import { renderDigest, renderNote } from './render-digest.ts';
import { renderDoctor } from './render-doctor.ts';
import { renderIdle } from './render-idle.ts';
import { renderPlan } from './render-plan.ts';
import { renderResult } from './render-result.ts';
import { renderSavings } from './render-savings.ts';
import { renderStatus, statusStyle } from './render-status.ts';
import { renderSweep } from './render-sweep.ts';
import { renderWhy } from './render-why.ts';
import { type Cell, renderTable } from './table.ts';
import { plainText } from './width.ts';

/** A report as text for a terminal or a pipe, without a line end after the last line. */
export function renderReport(report: Report, options: RenderOptions): string {
  const drawing = { ...options, paint: createPaint(options.colour) };
  return linesOf(report, drawing).join('\n');
}

function linesOf(report: Report, drawing: Drawing): readonly string[] {
  switch (report.kind) {
    case 'help':
      return renderHelp(report.entries, report.detailed, drawing);
    case 'list':
      // Where nothing could be read, nothing is known: that no app was found would be a lie.
      if (report.apps.length === 0 && report.failed.length > 0) return renderFailures(report.failed, drawing);
      return [...renderList(report.apps, drawing), ...renderFailures(report.failed, drawing)];
    case 'status': {
      const blocks = report.apps.map((app) => renderStatus(app, drawing));
      return [...separate(blocks), ...renderFailures(report.failed, drawing)];
    }
    case 'operation':
      return report.results.flatMap((result) => renderResult(result, drawing));
    case 'why':
      return renderWhy(report, drawing);
    case 'plan':
      return renderPlan(report, drawing);
    case 'idle':
      return [...renderIdle(report, drawing), ...renderFailures(report.failed, drawing)];
    case 'sweep':
      return [...renderSweep(report, drawing), ...renderFailures(report.failed, drawing)];
    case 'history':
      return renderHistory(report.entries, drawing);
    case 'savings':
      return renderSavings(report, drawing);
    case 'digest':
      return renderDigest(report, drawing);
    case 'digest_schedule':
    case 'mode':
      return renderNote(report, drawing);
    case 'doctor':
      return renderDoctor(report, drawing);
    case 'question':
      return [
        plainText(report.text),
        ...report.candidates.map(({ command }) => `  ${drawing.paint('cyan', plainText(command))}`),
      ];
    case 'error':
      return renderError(report.error, drawing);
  }
}

export function renderError({ message, remedy }: ErrorReport, drawing: Drawing): readonly string[] {
  // Only the faults of a settings file come on lines of their own; each is kept whole to be clicked or copied.
  const [first = '', ...faults] = message.split('\n');
  return [
    ...indented(plainText(first), `${drawing.paint('red', '✗')} `, 2, drawing.width),
    ...faults.map((fault) => `  ${plainText(fault.trim())}`),
    ...indented(plainText(remedy), '  → ', 4, drawing.width),
  ];
}

function renderHelp(entries: readonly HelpEntry[], detailed: boolean, drawing: Drawing): readonly string[] {
  const { paint, translate, width } = drawing;
  const lines = entries.flatMap((entry) => [
    ...indented(entry.usage, '', 4, width).map((line) => paint('bold', line)),
    ...indented(entry.summary, '    ', 4, width),
    ...(detailed
      ? entry.options.flatMap(({ flag, summary }) => [`    ${flag}`, ...indented(summary, '        ', 8, width)])
      : []),
    paint('dim', `    ${translate('help.example', { example: entry.example })}`),
  ]);
  return detailed ? lines : [...lines, translate('help.more')];
}

function renderList(apps: readonly AppReport[], drawing: Drawing): readonly string[] {
  const { width, paint, translate } = drawing;
  if (apps.length === 0) return [translate('list.empty')];
  const column = (cell: (app: AppReport) => Cell) =>
    apps.map((app) => {
      const { text, ...rest } = cell(app);
      return { text: plainText(text), ...rest };
    });
  const table = renderTable(
    [
      { title: translate('table.name'), cells: column(({ name }) => ({ text: name })), importance: 9, least: 16 },
      {
        title: translate('table.status'),
        cells: column(({ status }) => ({ text: translate(`status.${status}`), style: statusStyle(status) })),
        importance: 8,
        least: 15,
      },
      {
        title: translate('table.idle'),
        cells: column(({ idleSeconds: idle }) => ({
          text: idle === undefined || idle < 60 ? '' : idleDuration(idle, translate),
        })),
        importance: 7,
        least: 6,
      },
      {
        title: translate('table.region'),
        cells: column(({ provider, region }) => ({ text: `${provider}/${region}` })),
        importance: 5,
        least: 16,
      },
      {
        title: translate('table.review'),
        cells: column(({ pullRequest, review }) => {
          const number = pullRequest?.number ?? review?.pullRequest;
          const text = number === undefined ? '' : `#${number}`;
          return pullRequest?.closed === true ? { text, style: 'dim' } : { text };
        }),
        importance: 4,
      },
      {
        title: translate('table.next'),
        cells: column(({ next }) => ({ text: next === undefined ? '' : nextText(next, drawing) })),
        importance: 6,
        least: 22,
      },
      { title: translate('table.url'), cells: column(({ url }) => ({ text: url ?? '' })), importance: 3, spare: true },
    ],
    width,
    paint,
  );
  return [...table, paint('dim', translate('list.count', { count: apps.length }))];
}

function renderFailures(failed: readonly RegionFailure[], drawing: Drawing): readonly string[] {
  return failed.flatMap(({ provider, region, error }) => {
    const where = `${provider}/${region}`;
    const message = error.message.includes(where)
      ? error.message
      : drawing.translate('list.failed', { region: where, message: error.message });
    return renderError({ ...error, message }, drawing);
  });
}

function renderHistory(
  entries: readonly { readonly at: string; readonly sentence: string }[],
  drawing: Drawing,
): readonly string[] {
  if (entries.length === 0) return [drawing.translate('history.empty')];
  const times = entries.map(({ at }) => formatInstant(at, drawing));
  const longest = Math.max(...times.map(({ length }) => length));
  return entries.flatMap(({ sentence }, index) => {
    const mark = drawing.paint('dim', `${(times[index] ?? '').padEnd(longest)}  `);
    return indented(plainText(sentence), mark, longest + 2, drawing.width);
  });
}

function separate(blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}
