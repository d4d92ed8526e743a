import fc from 'fast-check';
import { instantMs } from '../../../core/model/instant.ts';

const dates = fc.date({ min: new Date('0000-01-01T00:00:00.000Z'), noInvalidDate: true });

describe('the milliseconds of an instant', () => {
  it('are those that Date tells', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(instantMs(date.toISOString())).toBe(date.getTime());
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });

  it.each([
    '2026-11-23T11:00:00Z',
    '2026-11-23T11:00:00.123456Z',
    '2026-11-23T12:00:00+01:00',
    '0099-11-23T11:00:00.000Z',
    '+002026-11-23T11:00:00Z',
    '2028-02-29T23:59:59.999Z',
  ])('of %s are those that Date tells', (text) => {
    expect(instantMs(text)).toBe(Date.parse(text));
  });

  it('of what is no instant are not a number', () => {
    expect(instantMs('yesterday')).toBeNaN();
  });
});
