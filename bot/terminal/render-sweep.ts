import type { OrphanReport, SweepReport, SweptReport } from '../../core/index.ts';
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

/** What was done and what failed, app by app; the rest in one line per reason; then apps of closed pull requests. */
export function renderSweep(report: SweepReport, drawing: Drawing): readonly string[] {
  const { paint, width } = drawing;
  const told = report.items.filter(({ did }) => did !== 'nothing');
  const apart = new Set([...told, ...report.orphans].map(({ text }) => text));
  for (const text of report.orphanTexts) apart.add(text);
  return [
    ...indented(plainText(report.title), '', 0, width).map((line) => paint('bold', line)),
    ...told.flatMap((item) => renderItem(item, drawing)),
    ...report.lines.filter((line) => !apart.has(line)).flatMap((line) => indented(plainText(line), '  ', 2, width)),
    ...report.orphanTexts.flatMap((line) => indented(plainText(line), `${paint('yellow', '!')} `, 2, width)),
    ...report.orphans.flatMap((orphan) => renderOrphan(orphan, drawing)),
  ];
}

function renderItem({ did, text, error }: SweptReport, { paint, width }: Drawing): readonly string[] {
  const [style, sign] = marks[did];
  return [
    ...indented(plainText(text), `${paint(style, sign)} `, 2, width),
    ...(error === undefined ? [] : indented(plainText(error.remedy), '  → ', 4, width)),
  ];
}

/** What goes on costing stands out. */
function renderOrphan({ running, text }: OrphanReport, { paint, width }: Drawing): readonly string[] {
  const lines = indented(plainText(text), '  ', 4, width);
  return running ? lines : lines.map((line) => paint('dim', line));
}
