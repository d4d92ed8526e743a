import type { Paint, Style } from './paint.ts';
import { displayWidth, pad, truncate, wrap } from './width.ts';

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface Column {
  readonly title: string;
  readonly cells: readonly Cell[];
  /** The column with the lowest figure goes first when the width does not suffice. */
  readonly importance: number;
  /** Never cut below this many columns of the terminal; default 4. */
  readonly least?: number;
  /** Left out as soon as anything would have to be cut: half an address is none. */
  readonly spare?: boolean;
}

const GAP = 2;

/** Rows that fit the width: unimportant columns are left out, then the widest ones are cut with `…`. */
export function renderTable(columns: readonly Column[], width: number, paint: Paint): readonly string[] {
  const shown = fitColumns(
    columns.filter(({ cells }) => cells.some(({ text }) => text !== '')),
    width,
  );
  const widths = fitWidths(shown, width);
  const row = (cells: readonly Cell[]) =>
    cells
      .map((cell, index) => {
        const text = truncate(cell.text, widths[index] ?? 0);
        const last = index === cells.length - 1;
        return paint(cell.style, text) + (last ? '' : ' '.repeat((widths[index] ?? 0) - displayWidth(text) + GAP));
      })
      .join('')
      .trimEnd();
  const count = Math.max(0, ...shown.map(({ cells }) => cells.length));
  const header = row(shown.map(({ title }): Cell => ({ text: title, style: 'dim' })));
  const rows = Array.from({ length: count }, (_, index) => row(shown.map(({ cells }) => cells[index] ?? { text: '' })));
  return [header, ...rows];
}

/** `label  value` lines with the values in one column, each wrapped there. */
export function renderPairs(
  pairs: readonly (readonly [string, Cell])[],
  width: number,
  paint: Paint,
): readonly string[] {
  const longest = Math.max(0, ...pairs.map(([label]) => displayWidth(label)));
  return pairs.flatMap(([label, { text, style }]) =>
    wrap(text, Math.max(10, width - longest - 4)).map(
      (line, index) => `  ${paint('dim', pad(index === 0 ? label : '', longest))}  ${paint(style, line)}`,
    ),
  );
}

function fitColumns(columns: readonly Column[], width: number): readonly Column[] {
  const whole = totalWidth(columns.map(naturalWidth)) <= width;
  return dropColumns(whole ? columns : columns.filter(({ spare }) => spare !== true), width);
}

function dropColumns(columns: readonly Column[], width: number): readonly Column[] {
  if (totalWidth(columns.map(leastWidth)) <= width || columns.length < 2) return columns;
  const [first] = columns.toSorted((a, b) => a.importance - b.importance);
  return dropColumns(
    columns.filter((column) => column !== first),
    width,
  );
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each + GAP, -GAP);
}

function fitWidths(columns: readonly Column[], width: number): readonly number[] {
  const widths = columns.map(naturalWidth);
  const leasts = columns.map(leastWidth);
  for (let excess = totalWidth(widths) - width; excess > 0; excess--) {
    const widest = widths.reduce(
      (best, each, index) => (each > (leasts[index] ?? 0) && each > (widths[best] ?? 0) ? index : best),
      widths.findIndex((each, index) => each > (leasts[index] ?? 0)),
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function naturalWidth({ title, cells }: Column): number {
  return Math.max(displayWidth(title), ...cells.map(({ text }) => displayWidth(text)));
}

function leastWidth(column: Column): number {
  return Math.min(naturalWidth(column), column.least ?? 4);
}
