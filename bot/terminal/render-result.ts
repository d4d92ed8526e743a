import type { TargetResult } from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import { displayWidth, plainText } from './width.ts';

/** One target of `wake` or `sleep`: what happened, then where it is, or what to do. */
export function renderResult(result: TargetResult, drawing: Drawing): readonly string[] {
  const { paint, width } = drawing;
  const told = renderSentence(result, drawing);
  if (result.error !== undefined) return [...told, ...indented(plainText(result.error.remedy), '  → ', 4, width)];
  const open = result.after === 'running' && result.url !== undefined;
  return open ? [...told, `  ${paint('cyan', plainText(result.url ?? ''))}`] : told;
}

function renderSentence(result: TargetResult, { paint, width }: Drawing): readonly string[] {
  const [style, sign] = signOf(result);
  const name = plainText(result.name);
  const reason = plainText(result.reason);
  // The sentences of errors name the app themselves.
  if (result.error !== undefined && reason.includes(name)) return indented(reason, `${paint(style, sign)} `, 2, width);
  const mark = `${paint(style, sign)} ${paint('bold', name)}`;
  const indent = displayWidth(name) + 4;
  if (indent > width / 2) return [mark, ...indented(reason, '  ', 2, width)];
  return indented(reason, `${mark}  `, indent, width);
}

function signOf(result: TargetResult): readonly ['red' | 'green' | 'yellow' | 'dim', string] {
  if (result.error !== undefined) return ['red', '✗'];
  if (result.assumed === true) return ['yellow', '!'];
  return result.changed ? ['green', '✓'] : ['dim', '·'];
}
