import type { ChartBar, Report, SavingsAnswerReport } from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import { renderPairs, renderTable } from './table.ts';
import { displayWidth, pad, plainText } from './width.ts';

/** A bar longer than this tells no more. */
const LONGEST_BAR = 40;

/** Too short a bar tells nothing: the figures stand alone. */
const SHORTEST_BAR = 4;

/** Eighths of a block, for what a whole one would round away. */
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Money in the headline, the facts below it, then who, when and how it was told. */
export function renderSavings(report: Extract<Report, { kind: 'savings' }>, drawing: Drawing): readonly string[] {
  // The row ends with the line end that whoever writes puts behind every answer.
  if (report.csv !== undefined) return [report.csv.replace(/\n$/, '')];
  const { paint, width } = drawing;
  const facts = report.facts.map(({ label, text }) => [label, { text: plainText(text) }] as const);
  return [
    ...indented(plainText(report.title), '', 0, width).map((line) => paint('bold', line)),
    ...renderPairs(facts, width, paint),
    ...report.wouldBe.flatMap((line) => indented(plainText(line), '  ', 2, width)),
    ...apart(renderChart(report.chart, drawing)),
    ...apart(renderApps(report, drawing)),
    ...apart(
      report.method.flatMap((line) => indented(plainText(line), '', 2, width).map((part) => paint('dim', part))),
    ),
  ];
}

function apart(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function renderApps({ table, more }: SavingsAnswerReport, { width, paint, translate }: Drawing): readonly string[] {
  if (table.length === 0) return [];
  const column = (text: (row: SavingsAnswerReport['table'][number]) => string) =>
    table.map((row) => ({ text: plainText(text(row)) }));
  const lines = renderTable(
    [
      { title: translate('table.name'), cells: column(({ name }) => name), importance: 9, least: 14 },
      { title: translate('savings.table.saved'), cells: column(({ saved }) => saved), importance: 8, least: 9 },
      { title: translate('savings.table.asleep'), cells: column(({ asleep }) => asleep), importance: 7, least: 8 },
      { title: translate('savings.table.share'), cells: column(({ share }) => share), importance: 5, least: 6 },
      { title: translate('savings.table.baseline'), cells: column(({ baseline }) => baseline), importance: 3 },
    ],
    width,
    paint,
  );
  return more === undefined ? lines : [...lines, paint('dim', more)];
}

/** A bar for each day or week with its figures beside it: the bar shows nothing that is not written. */
export function renderChart(bars: readonly ChartBar[], drawing: Drawing): readonly string[] {
  const greatest = Math.max(0, ...bars.map(({ value }) => value));
  if (greatest === 0) return [];
  const widest = (text: (bar: ChartBar) => string) => Math.max(...bars.map((bar) => displayWidth(text(bar))));
  const labelWidth = widest(({ label }) => label);
  const room = Math.min(LONGEST_BAR, drawing.width - labelWidth - widest(({ text }) => text) - 6);
  return bars.flatMap(({ label, value, text }) => {
    const head = `  ${drawing.paint('dim', pad(label, labelWidth))}  `;
    if (room < SHORTEST_BAR) return indented(plainText(text), head, labelWidth + 4, drawing.width);
    const bar = pad(barOf((value / greatest) * room, drawing.ascii === true), room);
    return [`${head}${drawing.paint('blue', bar)}  ${plainText(text)}`];
  });
}

function barOf(length: number, ascii: boolean): string {
  const whole = Math.floor(length);
  // What there was of it is seen, however little.
  if (ascii) return '#'.repeat(length > 0 ? Math.max(1, Math.round(length)) : 0);
  const rest = eighths[Math.floor((length - whole) * 8)] ?? '';
  return length > 0 && whole === 0 && rest === '' ? '▏' : '█'.repeat(whole) + rest;
}
