import * as fc from 'fast-check';
import { instantOf, wallTimeAt } from '../../../core/model/zone.ts';

const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'];

describe('the time on the wall of a zone', () => {
  it('is that of the zone', () => {
    expect(wallTimeAt(new Date('2026-12-31T23:30:00Z'), 'Europe/Paris')).toEqual({
      year: 2027,
      month: 1,
      day: 1,
      hour: 0,
      minute: 30,
    });
  });

  it('leads back to an instant that shows it, and the first of two', () => {
    const instants = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });

    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
        const wall = wallTimeAt(instant, zone);

        const found = instantOf(wall, zone);

        expect(wallTimeAt(found, zone)).toEqual(wall);
        expect(found.getTime()).toBeLessThanOrEqual(instant.getTime());
      }),
      { numRuns: 500 },
    );
  });

  it('moves a skipped time on, and takes the first of a repeated one', () => {
    const wall = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 };

    expect(instantOf(wall, 'Europe/Paris').toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf({ ...wall, month: 10, day: 25 }, 'Europe/Paris').toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });
});
