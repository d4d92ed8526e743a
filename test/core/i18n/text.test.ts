import { gather } from '../../../core/i18n/text.ts';

describe('texts from several files', () => {
  it('are one table, which has nothing else', () => {
    const texts: Readonly<Record<string, unknown>> = gather({ a: 'A' }, { b: { one: 'B', other: 'Bs' } });

    expect(Object.entries(texts)).toEqual([
      ['a', 'A'],
      ['b', { one: 'B', other: 'Bs' }],
    ]);
    expect('toString' in texts).toBe(false);
    expect(Object.hasOwn(texts, 'a')).toBe(true);
  });
});
