import type { Check, Report } from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import type { Style } from './paint.ts';
import { plainText } from './width.ts';

/** Signs that differ without their colour. */
const signs: Readonly<Record<Check['status'], readonly [Style, string]>> = {
  ok: ['green', '✓'],
  warning: ['yellow', '!'],
  failure: ['red', '✗'],
  unknown: ['dim', '?'],
};

/** A line for each check, its remedy below it, and how many there were of each kind. */
export function renderDoctor(report: Extract<Report, { kind: 'doctor' }>, drawing: Drawing): readonly string[] {
  const lines = report.checks.flatMap((check) => renderCheck(check, drawing));
  return [...lines, '', ...indented(plainText(report.title), '', 0, drawing.width)];
}

function renderCheck({ status, sentence, remedy }: Check, { paint, width }: Drawing): readonly string[] {
  const [style, sign] = signs[status];
  return [
    ...indented(plainText(sentence), `${paint(style, sign)} `, 2, width),
    ...(remedy === undefined ? [] : indented(plainText(remedy), '  → ', 4, width)),
  ];
}
