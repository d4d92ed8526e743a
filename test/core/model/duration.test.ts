import { parseDuration } from '../../../core/model/duration.ts';

describe('reading a duration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2H', 7_200_000],
    ['3d', 259_200_000],
    ['1h30m', 5_400_000],
    ['0s', 0],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', 'm', '1.5h', '-2h', '2 h', '2w', '400d', '999999999d'])('refuses "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
