import { addRanges, roundTo2, tellRange } from '../../../core/savings/range.ts';

describe('a range as it is told', () => {
  it('has two significant digits, however large or small', () => {
    const range = tellRange({ low: 0.2345, central: 1_834, high: 26_412 });

    expect(range).toMatchObject({ low: 0.23, central: 1_800, high: 26_000 });
  });

  it('says in words that its low bound is as good as nothing', () => {
    expect(tellRange({ low: 3.7, central: 1_800, high: 26_400 }).fromAlmostNothing).toBe(true);
    expect(tellRange({ low: 252, central: 504, high: 1_007 }).fromAlmostNothing).toBe(false);
    expect(tellRange({ low: 1, central: 100, high: 200 }).fromAlmostNothing).toBe(false);
  });

  it('is rounded after the sum, not before', () => {
    const part = { low: 0, central: 1.44, high: 1.44 };

    const sum = addRanges(addRanges(part, part), part);

    expect(tellRange(sum).central).toBe(4.3);
    expect(3 * roundTo2(part.central)).not.toBe(4.3);
  });
});
