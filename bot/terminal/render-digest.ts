import type { Report } from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import { plainText } from './width.ts';

/** Its parts with a heading each; an empty one says so. */
export function renderDigest(report: Extract<Report, { kind: 'digest' }>, drawing: Drawing): readonly string[] {
  const { paint, width } = drawing;
  const title = indented(plainText(report.title), '', 0, width).map((line) => paint('bold', line));
  if (report.digest.empty) return report.lines.flatMap((line) => indented(plainText(line), '', 0, width));
  const sections = report.sections.flatMap(({ heading, lines, code = [] }) => [
    '',
    ...indented(plainText(heading), '', 0, width).map((line) => paint('bold', line)),
    ...lines.flatMap((line) => indented(plainText(line), '  ', 2, width)),
    // To be copied: never wrapped.
    ...code.map((line) => `    ${paint('cyan', plainText(line))}`),
  ]);
  return [...title, ...sections];
}

/** What was set, and what follows from it. */
export function renderNote(
  { title, lines }: { readonly title: string; readonly lines: readonly string[] },
  { paint, width }: Drawing,
): readonly string[] {
  return [
    ...indented(plainText(title), `${paint('green', '✓')} `, 2, width),
    ...lines.flatMap((line) => indented(plainText(line), '  ', 2, width)),
  ];
}
