import { rangeText } from '../../../../core/commands/report/range-text.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';

const en = createTranslate('en');
const fr = createTranslate('fr');

describe('a range in words', () => {
  it('puts the central value first, then the bounds in its unit', () => {
    expect(rangeText({ low: 252, central: 504, high: 1_007 }, 'co2e', en)).toBe('about 500 g (250–1,000)');
    expect(rangeText({ low: 0.62, central: 1.84, high: 26.4 }, 'energy', en)).toBe('about 1.8 kWh (0.62–26)');
  });

  it('says in words that the low bound is as good as nothing', () => {
    expect(rangeText({ low: 4, central: 1_795, high: 26_400 }, 'co2e', en)).toBe(
      'about 1.8 kg, from almost nothing to 26 kg',
    );
  });

  it('never shows more than two significant digits', () => {
    expect(rangeText({ low: 1_234.5, central: 12_345, high: 123_456 }, 'co2e', en)).toBe('about 12 kg (1.2–120)');
  });

  it.each([
    [0.0004, 'about 0.4 Wh (0.4–0.4)'],
    [0.5, 'about 500 Wh (500–500)'],
    [1_500, 'about 1.5 MWh (1.5–1.5)'],
  ])('chooses the unit by the central value: %d kWh', (kwh, text) => {
    expect(rangeText({ low: kwh, central: kwh, high: kwh }, 'energy', en)).toBe(text);
  });

  it('has a word for nothing, and another language', () => {
    expect(rangeText({ low: 0, central: 0, high: 0 }, 'energy', en)).toBe('next to nothing');
    expect(rangeText({ low: 0.6, central: 1.84, high: 26.4 }, 'energy', fr)).toBe('environ 1,8 kWh (0,6–26)');
  });
});
