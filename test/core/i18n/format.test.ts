import { formatAgo, formatAmount, formatDuration, formatIn, formatInstant } from '../../../core/i18n/format.ts';
import { createTranslate } from '../../../core/i18n/index.ts';

const en = createTranslate('en');
const fr = createTranslate('fr');
const now = new Date('2026-11-22T09:00:00Z');

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [320, '320 ms'],
    [8_300, '8 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [125_000, '2 min 05 s'],
    [3_599_600, '1 h'],
    [7_200_000, '2 h'],
    [7_500_000, '2 h 05 min'],
    [172_800_000, '2 days'],
    [-5, '0 ms'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms, en)).toBe(text);
  });

  it('are French in French', () => {
    expect(formatDuration(259_200_000, fr)).toBe('3 jours');
    expect(formatAgo('2026-11-22T08:58:00.000Z', now, fr)).toBe('il y a 2 min');
  });

  it('say how long ago something was', () => {
    expect(formatAgo('2026-11-22T08:58:00.000Z', now, en)).toBe('2 min ago');
    expect(formatAgo('2026-11-22T09:00:00.000Z', now, en)).toBe('just now');
  });
});

describe('instants', () => {
  it.each([
    ['2026-11-22T13:05:00.000Z', '14:05', '14:05'],
    ['2026-11-24T07:00:00.000Z', '24 Nov 08:00', '24 nov. 08:00'],
    ['2027-01-02T07:00:00.000Z', '2 Jan 2027 08:00', '2 janv. 2027 08:00'],
    ['2026-11-22T23:30:00.000Z', '23 Nov 00:30', '23 nov. 00:30'],
  ])('%s in Paris', (instant, english, french) => {
    const where = { timezone: 'Europe/Paris', now };

    expect(formatInstant(instant, { translate: en, ...where })).toBe(english);
    expect(formatInstant(instant, { translate: fr, ...where })).toBe(french);
  });
});

describe('amounts', () => {
  it('are written as the language does', () => {
    expect(formatAmount(1_234.5, en)).toBe('1,234.5');
    expect(formatAmount(1_234.5, fr)).toBe('1\u202f234,5');
  });
});

describe('what lies ahead', () => {
  it.each([
    ['2026-11-22T08:00:00.000Z', 'now'],
    ['2026-11-22T09:00:00.400Z', 'now'],
    ['2026-11-22T09:00:30.000Z', 'in 30 s'],
    ['2026-11-22T09:20:58.000Z', 'in 21 min'],
    ['2026-11-24T09:00:00.000Z', 'in 2 days'],
  ])('%s is %s', (instant, text) => {
    expect(formatIn(instant, now, en)).toBe(text);
  });

  it('is French in French', () => {
    expect(formatIn('2026-11-22T12:00:00.000Z', now, fr)).toBe('dans 3 h');
  });
});
