import { nextTime, parseSchedule } from '../../../core/policy/schedule.ts';

function next(text: string, after: string, timezone = 'Europe/Paris'): string {
  return nextTime(parseSchedule(text), new Date(after), timezone).toISOString();
}

describe('a schedule', () => {
  it('is read in the order of the week', () => {
    const { times } = parseSchedule('Sat 10:00; Mon-Tue 09:30');

    expect(times).toEqual([
      { weekday: 1, hour: 9, minute: 30 },
      { weekday: 2, hour: 9, minute: 30 },
      { weekday: 6, hour: 10, minute: 0 },
    ]);
  });

  it.each([
    ['Mon-Fri', 'expected a time after the days'],
    ['Mon-Fri 09:00-10:00', 'expected a time such as 08:00'],
    ['Mon-Fri 24:00', 'expected a time from 00:00 to 23:59'],
    ['Mo 09:00', 'did you mean Mon?'],
    ['', 'expected days and times such as Mon-Fri 09:00'],
  ])('%p is refused with what was expected', (text, message) => {
    expect(() => parseSchedule(text)).toThrow(message);
  });

  it('comes next later today, tomorrow, or after the weekend', () => {
    expect(next('Mon-Fri 09:00', '2026-11-23T07:59:00Z')).toBe('2026-11-23T08:00:00.000Z');
    expect(next('Mon-Fri 09:00', '2026-11-23T08:00:00Z')).toBe('2026-11-24T08:00:00.000Z');
    expect(next('Mon-Fri 09:00', '2026-11-27T08:00:00Z')).toBe('2026-11-30T08:00:00.000Z');
    expect(next('Mon 09:00', '2026-11-23T08:00:00Z')).toBe('2026-11-30T08:00:00.000Z');
  });

  it('comes an hour later where the clock skips it, and once where it is doubled', () => {
    expect(next('Sun 02:30', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(next('Sun 02:30', '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(next('Sun 02:30', '2026-10-25T00:30:00Z')).toBe('2026-11-01T01:30:00.000Z');
  });
});
