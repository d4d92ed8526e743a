import fc from 'fast-check';
import { lateness } from '../../../core/scheduler/lateness.ts';

const at = (text: string) => new Date(text);
const late = (cron: string, now: string, zones: readonly string[] = ['UTC']) => {
  const found = lateness(cron, at(now), zones);
  return found && [found.dueAt.toISOString(), found.lateMs / 60_000];
};

describe('how late a run is', () => {
  it('counts from the last time its line was due', () => {
    expect(late('17 19 * * 1-5', '2026-11-23T19:57:00.000Z')).toEqual(['2026-11-23T19:17:00.000Z', 40]);
    expect(late('17 19 * * 1-5', '2026-11-22T19:57:00.000Z')).toEqual(['2026-11-20T19:17:00.000Z', 2 * 1_440 + 40]);
    expect(late('*/5 * * * *', '2026-11-23T19:04:59.999Z')?.[0]).toBe('2026-11-23T19:00:00.000Z');
  });

  it('is nothing at the very instant', () => {
    expect(late('0 19 * * *', '2026-11-23T19:00:00.000Z')).toEqual(['2026-11-23T19:00:00.000Z', 0]);
    expect(late('0 19 * * *', '2026-11-23T18:59:59.999Z')?.[0]).toBe('2026-11-22T19:00:00.000Z');
  });

  it('takes the zone in which it is the least late, since the line does not tell its own', () => {
    const now = '2026-11-23T18:20:00.000Z';

    expect(late('0 19 * * *', now, ['UTC', 'Europe/Paris'])).toEqual(['2026-11-23T18:00:00.000Z', 20]);
    expect(late('0 18 * * *', now, ['UTC', 'Europe/Paris'])).toEqual(['2026-11-23T18:00:00.000Z', 20]);
  });

  it('finds an hour that a change to summer time has left out right after it', () => {
    expect(late('30 2 * * *', '2026-03-29T01:10:00.000Z', ['Europe/Paris'])).toEqual(['2026-03-29T01:00:00.000Z', 10]);
  });

  it.each(['', 'nonsense', '99 * * * *', '0 0 31 2 *', '0 0 * *', '\n::error::'])(
    'is not known of a line such as %j',
    (line) => {
      expect(lateness(line, at('2026-11-23T19:00:00.000Z'), ['UTC'])).toBeUndefined();
    },
  );

  it('leaves out a zone that does not exist, and is not known without any', () => {
    const now = '2026-11-23T19:30:00.000Z';

    expect(late('0 19 * * *', now, ['Nowhere/Else', 'UTC'])?.[1]).toBe(30);
    expect(late('0 19 * * *', now, ['Nowhere/Else'])).toBeUndefined();
    expect(late('0 19 * * *', now, [])).toBeUndefined();
  });

  it('is never negative, and never more than a day for a daily line', () => {
    const instants = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z'), noInvalidDate: true });
    const zones = fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(instants, zones, fc.nat(23), fc.nat(59), (now, zone, hour, minute) => {
        const found = lateness(`${minute} ${hour} * * *`, now, [zone]);

        expect(found?.lateMs).toBeGreaterThanOrEqual(0);
        expect(found?.lateMs).toBeLessThanOrEqual(25 * 3_600_000);
        expect(now.getTime() - (found?.dueAt.getTime() ?? 0)).toBe(found?.lateMs);
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});
