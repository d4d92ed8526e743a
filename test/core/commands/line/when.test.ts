import { parseWhen } from '../../../../core/commands/line/when.ts';
import { UserError } from '../../../../core/errors.ts';

const paris = 'Europe/Paris';

/** A Sunday, 10:00 in Paris. */
const now = new Date('2026-11-22T09:00:00Z');

const at = (text: string, from = now, zone = paris) => parseWhen(text, from, zone).toISOString();

describe('reading a time', () => {
  it.each([
    ['18:30', '2026-11-22T17:30:00.000Z'],
    ['9:00', '2026-11-23T08:00:00.000Z'],
    ['18h', '2026-11-22T17:00:00.000Z'],
    ['18h45', '2026-11-22T17:45:00.000Z'],
    ['today 18:30', '2026-11-22T17:30:00.000Z'],
    ['tomorrow 8:00', '2026-11-23T07:00:00.000Z'],
    ['demain 8h', '2026-11-23T07:00:00.000Z'],
    ['tomorrow', '2026-11-23T07:00:00.000Z'],
    ['monday', '2026-11-23T07:00:00.000Z'],
    ['Sunday 10:00', '2026-11-29T09:00:00.000Z'],
    ['vendredi 17:00', '2026-11-27T16:00:00.000Z'],
    ['2026-12-24', '2026-12-24T07:00:00.000Z'],
    ['2026-12-24T18:00', '2026-12-24T17:00:00.000Z'],
    ['2026-12-24T18:00Z', '2026-12-24T18:00:00.000Z'],
    ['2026-12-24T18:00:30+05:30', '2026-12-24T12:30:30.000Z'],
  ])('understands %s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each(['', 'soon', '25:00', '12:60', '2026-02-30', '2026-12-24T25:00', 'monday noon', 'monday 8:00 sharp'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseWhen(text, now, paris)).toThrow(UserError);
    },
  );

  it('refuses what lies in the past', () => {
    expect(() => parseWhen('today 9:00', now, paris)).toThrow('past_when');
    expect(() => parseWhen('2020-01-01', now, paris)).toThrow('past_when');
  });

  it('keeps the time on the wall when summer time ends', () => {
    const saturday = new Date('2026-10-24T12:00:00Z');

    expect(at('tomorrow 8:00', saturday)).toBe('2026-10-25T07:00:00.000Z');
    expect(at('today 23:00', saturday)).toBe('2026-10-24T21:00:00.000Z');
  });

  it('takes the first of two equal times when summer time ends', () => {
    expect(at('tomorrow 2:30', new Date('2026-10-24T12:00:00Z'))).toBe('2026-10-25T00:30:00.000Z');
  });

  it('moves a time that summer time skips on by the hour it skips', () => {
    const saturday = new Date('2026-03-28T12:00:00Z');

    expect(at('tomorrow 2:30', saturday)).toBe('2026-03-29T01:30:00.000Z');
    expect(at('tomorrow 8:00', saturday)).toBe('2026-03-29T06:00:00.000Z');
  });

  it('goes by the zone', () => {
    expect(at('18:30', now, 'America/New_York')).toBe('2026-11-22T23:30:00.000Z');
    expect(at('18:30', now, 'Asia/Kathmandu')).toBe('2026-11-22T12:45:00.000Z');
  });
});
