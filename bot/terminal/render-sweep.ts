import type { SweepReport, SweptReport } from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import type { Style } from './paint.ts';
import { plainText } from './width.ts';

const marks: Readonly<Record<SweptReport['did'], readonly [Style, string]>> = {
  slept: ['green', '✓'],
  woken: ['green', '✓'],
  would_sleep: ['dim', '○'],
  would_wake: ['dim', '○'],
  nothing: ['dim', '·'],
  failed: ['red', '✗'],
};

/** What was done and what failed, app by app; the rest in one line per reason. */
export function renderSweep(report: SweepReport, drawing: Drawing): readonly string[] {
  const { paint, width } = drawing;
  const told = report.items.filter(({ did }) => did !== 'nothing');
  const texts = new Set(told.map(({ text }) => text));
  return [
    ...indented(plainText(report.title), '', 0, width).map((line) => paint('bold', line)),
    ...told.flatMap((item) => renderItem(item, drawing)),
    ...report.lines.filter((line) => !texts.has(line)).flatMap((line) => indented(plainText(line), '  ', 2, width)),
  ];
}

function renderItem({ did, text, error }: SweptReport, { paint, width }: Drawing): readonly string[] {
  const [style, sign] = marks[did];
  return [
    ...indented(plainText(text), `${paint(style, sign)} `, 2, width),
    ...(error === undefined ? [] : indented(plainText(error.remedy), '  → ', 4, width)),
  ];
}
