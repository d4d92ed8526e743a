import type { Translate } from '../../core/index.ts';
import type { Paint } from './paint.ts';
import { wrap } from './width.ts';

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** The terminal shows nothing but ASCII; left out: it knows UTF-8. */
  readonly ascii?: boolean;
  readonly translate: Translate;
  readonly now: Date;
  /** IANA name: in which zone instants are shown. */
  readonly timezone: string;
}

/** What the parts of a report are drawn with. */
export interface Drawing extends RenderOptions {
  readonly paint: Paint;
}

/** Wrapped text whose first line starts with `mark` and whose other lines start below the text. */
export function indented(text: string, mark: string, indent: number, width: number): readonly string[] {
  return wrap(text, Math.max(10, width - indent)).map((line, index) =>
    index === 0 ? `${mark}${line}` : `${' '.repeat(indent)}${line}`,
  );
}
