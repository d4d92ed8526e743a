import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan';

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style | undefined, text: string) => string;

/** Colours are for people: only on a terminal, and not where NO_COLOR is set (https://no-color.org, read 2026-11-22). */
export function wantsColour(stream: { readonly isTTY?: boolean }, noColor: string | undefined): boolean {
  return stream.isTTY === true && (noColor === undefined || noColor === '');
}

export function createPaint(colour: boolean): Paint {
  // The stream was judged by wantsColour already; styleText would look at stdout again.
  return (style, text) => (colour && style !== undefined ? styleText(style, text, { validateStream: false }) : text);
}
