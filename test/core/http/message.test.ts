import fc from 'fast-check';
import { skewOf } from '../../../core/http/message.ts';

const dateAt = (ms: number) => new Date(ms).toUTCString();

describe('the skew of a clock', () => {
  const askedMs = Date.parse('2026-11-22T09:00:00.250Z');

  it.each([
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['Sun, 22 Nov 2026 09:05:00 GMT', 300_000],
    ['Sun, 22 Nov 2026 08:59:30 GMT', -30_000],
  ])('is told by the date of an answer: %s is %d ms ahead', (date, ms) => {
    expect(skewOf(date, askedMs, askedMs + 100)).toBe(ms);
  });

  it('is none while a slow answer explains the difference', () => {
    expect(skewOf('Sun, 22 Nov 2026 09:00:19 GMT', askedMs, askedMs + 20_000)).toBe(0);
  });

  it.each([undefined, '', 'noon'])('is unknown from the date %p', (date) => {
    expect(skewOf(date, askedMs, askedMs)).toBeUndefined();
  });

  it('is at most the time on the way and a second from the truth', () => {
    const ms = fc.integer({ min: -10_000_000, max: 10_000_000 });
    const wayMs = fc.integer({ min: 0, max: 30_000 });

    fc.assert(
      fc.property(ms, wayMs, fc.double({ min: 0, max: 1, noNaN: true }), (aheadMs, tookMs, part) => {
        const date = dateAt(askedMs + Math.round(tookMs * part) + aheadMs);

        const told = skewOf(date, askedMs, askedMs + tookMs) ?? Number.NaN;

        expect(Math.abs(told - aheadMs)).toBeLessThanOrEqual(tookMs + 1_500);
        expect(told % 1_000).toBeCloseTo(0);
      }),
    );
  });

  it('is never seen between clocks that agree', () => {
    const wayMs = fc.integer({ min: 0, max: 30_000 });

    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), wayMs, wayMs, (startMs, there, back) => {
        const sentMs = askedMs + startMs;

        expect(skewOf(dateAt(sentMs + there), sentMs, sentMs + there + back)).toBe(0);
      }),
    );
  });
});
