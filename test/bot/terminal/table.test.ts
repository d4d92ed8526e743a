import { createPaint } from '../../../bot/terminal/paint.ts';
import { type Column, renderTable } from '../../../bot/terminal/table.ts';
import { displayWidth } from '../../../bot/terminal/width.ts';

const paint = createPaint(false);

const columns: readonly Column[] = [
  { title: 'app', cells: [{ text: 'shop-pr42-front' }, { text: 'blog' }], importance: 9, least: 8 },
  { title: 'status', cells: [{ text: 'running' }, { text: 'asleep' }], importance: 8, least: 7 },
  { title: 'address', cells: [{ text: 'https://shop.example.test' }, { text: '' }], importance: 1, least: 12 },
];

describe('a table', () => {
  it('shows everything where there is room', () => {
    expect(renderTable(columns, 80, paint)).toEqual([
      'app              status   address',
      'shop-pr42-front  running  https://shop.example.test',
      'blog             asleep',
    ]);
  });

  it('cuts the widest columns first', () => {
    expect(renderTable(columns, 42, paint)).toEqual([
      'app              status   address',
      'shop-pr42-front  running  https://shop.ex…',
      'blog             asleep',
    ]);
  });

  it('drops the least important column when cutting does not suffice', () => {
    expect(renderTable(columns, 24, paint)).toEqual([
      'app              status',
      'shop-pr42-front  running',
      'blog             asleep',
    ]);
    expect(renderTable(columns, 8, paint)).toEqual(['app', 'shop-pr…', 'blog']);
  });

  it('leaves out a spare column before anything is cut', () => {
    const spare = columns.map((column) => (column.title === 'address' ? { ...column, spare: true } : column));

    expect(renderTable(spare, 51, paint)[1]).toBe('shop-pr42-front  running  https://shop.example.test');
    expect(renderTable(spare, 50, paint)[1]).toBe('shop-pr42-front  running');
  });

  it('leaves out a column in which nothing is known', () => {
    expect(
      renderTable([...columns.slice(0, 2), { title: 'next', cells: [{ text: '' }], importance: 7 }], 80, paint)[0],
    ).toBe('app              status');
  });

  it.each([20, 27, 33, 40, 55, 80])('is never wider than %i', (width) => {
    expect(Math.max(...renderTable(columns, width, paint).map(displayWidth))).toBeLessThanOrEqual(width);
  });
});
