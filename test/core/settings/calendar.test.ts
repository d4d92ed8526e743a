import { calendarDays } from '../../../core/settings/calendar.ts';

const now = new Date('2026-11-22T09:00:00Z');

/** A calendar whose events have these lines, `;` between them. */
const calendar = (...events: readonly (readonly string[])[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//example//EN',
    ...events.flatMap((lines, index) => [
      'BEGIN:VEVENT',
      ...(lines.some((line) => line.startsWith('UID')) ? [] : [`UID:${index}`]),
      ...lines,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ].join('\r\n');

const daysOf = (...events: readonly (readonly string[])[]) =>
  calendarDays(calendar(...events), { now, timezone: 'Europe/Paris' });

describe('the days of a calendar', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['an event of one day', ['DTSTART;VALUE=DATE:20261224'], ['2026-12-24']],
    [
      'an event of days, without its end',
      ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'],
      ['2026-12-24', '2026-12-25', '2026-12-26'],
    ],
    ['a duration', ['DTSTART;VALUE=DATE:20261224', 'DURATION:P2D'], ['2026-12-24', '2026-12-25']],
    [
      'an hour in UTC, over midnight in Paris',
      ['DTSTART:20261224T223000Z', 'DURATION:PT1H'],
      ['2026-12-24', '2026-12-25'],
    ],
    ['an hour elsewhere', ['DTSTART;TZID=America/New_York:20261224T200000', 'DURATION:PT1H'], ['2026-12-25']],
    ['an hour nowhere', ['DTSTART:20261224T233000', 'DTEND:20261225T000000'], ['2026-12-24']],
    ['a cancelled event', ['DTSTART;VALUE=DATE:20261224', 'STATUS:CANCELLED'], []],
    [
      'a year’s return, but for one',
      ['DTSTART;VALUE=DATE:20000501', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20270501'],
      ['2026-05-01', '2028-05-01', '2029-05-01'],
    ],
    [
      'a weekday of a month',
      ['DTSTART;VALUE=DATE:20261101', 'RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2'],
      ['2026-11-27', '2026-12-25'],
    ],
    [
      'dates of its own',
      ['DTSTART;VALUE=DATE:20261224', 'RDATE;VALUE=DATE:20270102,20270109'],
      ['2026-12-24', '2027-01-02', '2027-01-09'],
    ],
    [
      'working days',
      ['DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=DAILY;BYDAY=MO,FR;COUNT=2'],
      ['2026-12-25', '2026-12-28'],
    ],
    ['a past long gone', ['DTSTART;VALUE=DATE:20200101'], []],
    ['a day more than three years ahead', ['DTSTART;VALUE=DATE:20300101'], []],
  ])('has %s', (_, lines, expected) => {
    expect(daysOf(lines)).toEqual(expected);
  });

  it('follows a change of one occurrence', () => {
    const days = daysOf(
      ['UID:a', 'DTSTART;VALUE=DATE:20261207', 'RRULE:FREQ=WEEKLY;COUNT=3'],
      ['UID:a', 'RECURRENCE-ID;VALUE=DATE:20261214', 'DTSTART;VALUE=DATE:20261216'],
      ['UID:a', 'RECURRENCE-ID;VALUE=DATE:20261221', 'DTSTART;VALUE=DATE:20261221', 'STATUS:CANCELLED'],
    );

    expect(days).toEqual(['2026-12-07', '2026-12-16']);
  });

  it('takes each day once, from all calendars of the file', () => {
    const text = `${calendar(['DTSTART;VALUE=DATE:20261225'])}\r\n${calendar(
      ['DTSTART;VALUE=DATE:20261224'],
      ['DTSTART;VALUE=DATE:20261225'],
    )}`;

    expect(calendarDays(text, { now, timezone: 'UTC' })).toEqual(['2026-12-24', '2026-12-25']);
  });

  it('has at most those of four years, however long an event is', () => {
    const days = daysOf(['DTSTART;VALUE=DATE:18000101', 'DTEND;VALUE=DATE:40000101']);

    expect(days).toHaveLength(366 + 3 * 366 + 1);
  });
});

describe('a calendar that cannot be taken', () => {
  it.each([
    ['nothing', '', 1],
    ['a page of the web', '<html>\n<body>', 1],
    ['a line that is none', calendar(['DTSTART;VALUE=DATE:20261224']).replace('PRODID:', 'PRODID '), 3],
    ['an event without a beginning', calendar(['SUMMARY:x']), 1],
    ['an event without an end', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\n', 1],
    ['an unknown repetition', calendar(['DTSTART;VALUE=DATE:20261224', 'RRULE:FREQ=SOMETIMES']), 1],
    ['no date', calendar(['DTSTART;VALUE=DATE:tomorrow']), 1],
  ])('is broken: %s', (_, text, line) => {
    expect(calendarDays(text, { now, timezone: 'UTC' })).toEqual({ key: 'fault.calendar_broken', values: { line } });
  });

  it.each([
    'FREQ=SECONDLY',
    'FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYDAY=5MO;BYMONTH=2',
    'FREQ=DAILY;INTERVAL=7;BYDAY=TU',
  ])('repeats without end, and is told at once: %s', (rule) => {
    expect(daysOf(['DTSTART:20261224T000000Z', `RRULE:${rule}`])).toEqual({ key: 'fault.calendar_long' });
  });

  it('is larger than calendars are', () => {
    expect(calendarDays(`BEGIN:VCALENDAR\n${'X'.repeat(1_000_000)}`, { now, timezone: 'UTC' })).toEqual({
      key: 'fault.calendar_long',
    });
  });

  it('has more occurrences than are looked at', () => {
    const daily = Array.from({ length: 2 }, () => ['DTSTART;VALUE=DATE:19800101', 'RRULE:FREQ=DAILY']);

    expect(daysOf(...daily)).toEqual({ key: 'fault.calendar_long' });
  });
});
