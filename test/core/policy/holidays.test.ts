import { createHolidays, frenchHolidays } from '../../../core/policy/holidays.ts';

/** Easter Monday, Ascension and Whit Monday as published, https://www.service-public.gouv.fr, "jours fériés". */
const movable: Readonly<Record<number, readonly string[]>> = {
  2024: ['04-01', '05-09', '05-20'],
  2025: ['04-21', '05-29', '06-09'],
  2026: ['04-06', '05-14', '05-25'],
  2027: ['03-29', '05-06', '05-17'],
  2028: ['04-17', '05-25', '06-05'],
  2029: ['04-02', '05-10', '05-21'],
  2030: ['04-22', '05-30', '06-10'],
};

describe('French public holidays', () => {
  it.each(Object.entries(movable))('of %s are the eleven that were published', (year, days) => {
    const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];

    expect(frenchHolidays(Number(year))).toEqual([...fixed, ...days].sort().map((day) => `${year}-${day}`));
  });

  it('follow the earliest and the latest Easter', () => {
    // 23 March 1913 and 25 April 2038.
    expect(frenchHolidays(1913)).toContain('1913-03-24');
    expect(frenchHolidays(2038)).toContain('2038-04-26');
  });

  it('count only where the settings name the country', () => {
    expect(createHolidays([{ kind: 'country', country: 'FR' }])('2026-05-14')).toBe(true);
    expect(createHolidays([])('2026-05-14')).toBe(false);
  });
});

describe('holidays of the settings', () => {
  const isHoliday = createHolidays([
    { kind: 'country', country: 'FR' },
    { kind: 'date', date: '2026-12-24' },
    { kind: 'calendar', path: 'team.ics', days: ['2026-08-03', '2026-08-04'] },
  ]);

  it.each(['2026-12-24', '2026-12-25', '2026-08-03', '2026-08-04'])('%s is one', (day) => {
    expect(isHoliday(day)).toBe(true);
  });

  it.each(['2026-12-23', '2027-12-24', '2026-08-05'])('%s is none', (day) => {
    expect(isHoliday(day)).toBe(false);
  });
});
