import { editDistance, nearest } from '../../../core/model/near.ts';

describe('the closest names', () => {
  it.each([
    ['wkae', 'wake', 1],
    ['wake', 'wake', 0],
    ['', 'abc', 3],
    ['idle_afer', 'idle_after', 1],
    ['kitten', 'sitting', 3],
  ])('counts the edits from %s to %s', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
  });

  it('puts the fewest edits first', () => {
    expect(nearest('shop-pr43', ['blog', 'shop-pr42', 'shop-pr41', 'Shop-pr43-back'])).toEqual([
      'Shop-pr43-back',
      'shop-pr41',
      'shop-pr42',
    ]);
  });

  it('proposes nothing when nothing is close', () => {
    expect(nearest('zzzz', ['wake', 'sleep'])).toEqual([]);
    expect(nearest('', ['wake'])).toEqual([]);
    expect(nearest('xy', ['ab', 'cd'])).toEqual([]);
  });
});
