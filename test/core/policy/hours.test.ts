import { instantOf, wallTimeAt } from '../../../core/model/zone.ts';
import { type Hours, hoursAt, type Place, parseHours } from '../../../core/policy/hours.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

function placeIn(timezone: string, holidays: readonly string[] = []): Place {
  return { timezone, isHoliday: (day) => holidays.includes(day) };
}

const paris = placeIn('Europe/Paris');

/** In words that a failure shows: `open since … until …`. */
function tell(text: string, at: string, place = paris): string {
  const { open, since, changesAt } = hoursAt(parseHours(text), new Date(at), place);
  return `${open ? 'open' : 'closed'} since ${since?.toISOString() ?? 'ever'} until ${changesAt?.toISOString() ?? 'ever'}`;
}

describe('hours that are written', () => {
  it.each([
    ['mon-fri 08:00-19:00', 'Mon-Fri 08:00-19:00'],
    ['Monday – Friday  8:00 - 19:00 ;', 'Mon-Fri 08:00-19:00'],
    ['Mon,Tue,Wed,Thu,Fri 08:00-19:00', 'Mon-Fri 08:00-19:00'],
    ['Fri-Mon 08:00-10:00', 'Mon,Fri,Sat,Sun 08:00-10:00'],
    ['08:00-19:00', 'Mon-Sun 08:00-19:00'],
    ['Mon 08:00-12:00,14:00-18:00', 'Mon 14:00-18:00; Mon 08:00-12:00'],
    ['Sat', 'Sat 00:00-24:00'],
  ])('%p are %p', (text, same) => {
    expect(parseHours(text).byWeekday).toEqual(parseHours(same).byWeekday);
  });

  it.each([
    ['', 'expected hours such as Mon-Fri 08:00-19:00'],
    [' ; ', 'expected hours such as Mon-Fri 08:00-19:00'],
    ['Mon-Fri 08:00-19:00 daily', 'expected hours such as Mon-Fri 08:00-19:00'],
    ['08:00-19:00 Mon-Fri', 'expected hours such as Mon-Fri 08:00-19:00'],
    ['Mno-Fri 08:00-19:00', 'did you mean Mon?'],
    ['Mon-Frid 08:00-19:00', 'did you mean Fri?'],
    ['Thrusday 08:00-19:00', 'did you mean Thu?'],
    ['lun-ven 08:00-19:00', 'did you mean Mon?'],
    ['vendredi 08:00-19:00', 'did you mean Fri?'],
    ['qqqqqq 08:00-19:00', 'expected days such as Mon-Fri or Sat,Sun'],
    ['Mon-Wed-Fri 08:00-19:00', 'expected days such as Mon-Fri or Sat,Sun'],
    ['Mon-Fri 08:00', 'expected a beginning and an end such as 08:00-19:00'],
    ['Mon-Fri 8-19', 'expected a time such as 08:00'],
    ['Mon-Fri 08:00-25:00', 'expected a time from 00:00 to 24:00'],
    ['Mon-Fri 24:00-08:00', 'expected a time from 00:00 to 23:59'],
    ['Mon-Fri 08:60-19:00', 'expected a time from 00:00 to 23:59'],
    ['Mon-Fri 08:00-08:00', 'expected an end that differs from the beginning'],
  ])('%p is refused with what was expected', (text, message) => {
    expect(() => parseHours(text)).toThrow(RangeError);
    expect(() => parseHours(text)).toThrow(message);
  });

  it('are not repeated in the message, since they may be a secret gone astray', () => {
    expect(() => parseHours('tk-us-0123456789')).toThrow(/^(?!.*0123456789)/);
  });
});

describe('hours at an instant', () => {
  it.each([
    ['2026-11-23T06:59:59.999Z', 'closed since 2026-11-20T18:00:00.000Z until 2026-11-23T07:00:00.000Z'],
    ['2026-11-23T07:00:00.000Z', 'open since 2026-11-23T07:00:00.000Z until 2026-11-23T18:00:00.000Z'],
    ['2026-11-23T17:59:59.999Z', 'open since 2026-11-23T07:00:00.000Z until 2026-11-23T18:00:00.000Z'],
    ['2026-11-23T18:00:00.000Z', 'closed since 2026-11-23T18:00:00.000Z until 2026-11-24T07:00:00.000Z'],
  ])('hold from their beginning to just before their end: %s', (at, expected) => {
    expect(tell('Mon-Fri 08:00-19:00', at)).toBe(expected);
  });

  it('leave only the weekend when days have no times', () => {
    expect(tell('Mon-Fri', '2026-11-25T12:00:00Z')).toBe(
      'open since 2026-11-22T23:00:00.000Z until 2026-11-27T23:00:00.000Z',
    );
    expect(tell('Mon-Fri', '2026-11-28T12:00:00Z')).toBe(
      'closed since 2026-11-27T23:00:00.000Z until 2026-11-29T23:00:00.000Z',
    );
  });

  it('go on after midnight, on the day they began', () => {
    expect(tell('Fri 20:00-02:00', '2026-11-28T00:30:00Z')).toBe(
      'open since 2026-11-27T19:00:00.000Z until 2026-11-28T01:00:00.000Z',
    );
    expect(tell('Fri 20:00-02:00', '2026-11-27T00:30:00Z')).toBe(
      'closed since 2026-11-21T01:00:00.000Z until 2026-11-27T19:00:00.000Z',
    );
  });

  it('are one where they touch or overlap', () => {
    expect(tell('Mon 08:00-12:00; Mon 12:00-14:00; Mon 13:00-18:00', '2026-11-23T12:30:00Z')).toBe(
      'open since 2026-11-23T07:00:00.000Z until 2026-11-23T17:00:00.000Z',
    );
    expect(tell('Mon-Tue 22:00-21:00', '2026-11-25T19:00:00Z')).toBe(
      'open since 2026-11-24T21:00:00.000Z until 2026-11-25T20:00:00.000Z',
    );
  });

  it('never change when they are all of every day', () => {
    expect(tell('Mon-Sun', '2026-11-25T12:00:00Z')).toBe('open since ever until ever');
  });

  it('have no windows on holidays, but those that began the day before end in them', () => {
    const place = placeIn('Europe/Paris', ['2026-12-25']);

    expect(tell('Mon-Fri 08:00-19:00', '2026-12-25T10:00:00Z', place)).toBe(
      'closed since 2026-12-24T18:00:00.000Z until 2026-12-28T07:00:00.000Z',
    );
    expect(tell('Mon-Fri 20:00-02:00', '2026-12-25T00:30:00Z', place)).toBe(
      'open since 2026-12-24T19:00:00.000Z until 2026-12-25T01:00:00.000Z',
    );
  });

  it('are closed for ever when every day is a holiday', () => {
    expect(tell('Mon-Fri 08:00-19:00', '2026-12-25T10:00:00Z', { ...paris, isHoliday: () => true })).toBe(
      'closed since ever until ever',
    );
  });
});

describe('hours when clocks change in Paris', () => {
  it('begin an hour later where the hour of their beginning is skipped', () => {
    expect(tell('Sun 02:30-06:00', '2026-03-29T02:00:00Z')).toBe(
      'open since 2026-03-29T01:30:00.000Z until 2026-03-29T04:00:00.000Z',
    );
  });

  it('are not there when all of them is skipped', () => {
    expect(tell('Sun 02:30-03:00', '2026-03-29T01:15:00Z')).toBe(
      'closed since 2026-03-22T02:00:00.000Z until 2026-04-05T00:30:00.000Z',
    );
  });

  it('count the first of a doubled hour', () => {
    expect(tell('Sun 02:30-06:00', '2026-10-25T00:30:00Z')).toBe(
      'open since 2026-10-25T00:30:00.000Z until 2026-10-25T05:00:00.000Z',
    );
    expect(tell('Sat 20:00-02:30', '2026-10-25T00:29:00Z')).toBe(
      'open since 2026-10-24T18:00:00.000Z until 2026-10-25T00:30:00.000Z',
    );
  });

  it('are a day of 23 and one of 25 hours where days have no times', () => {
    expect(tell('Sun', '2026-03-29T12:00:00Z')).toBe(
      'open since 2026-03-28T23:00:00.000Z until 2026-03-29T22:00:00.000Z',
    );
    expect(tell('Sun', '2026-10-25T12:00:00Z')).toBe(
      'open since 2026-10-24T22:00:00.000Z until 2026-10-25T23:00:00.000Z',
    );
  });
});

describe('openings and closings, minute by minute', () => {
  const texts = [
    'Mon-Fri 08:00-19:00',
    'Fri-Sun 20:00-02:00; Sun 05:15-24:00',
    'Mon-Fri',
    'Sat 00:00-24:00; Sun 12:00-13:00',
  ];
  // Weeks around both changes of the clock, north and south, and half an hour of it at Lord Howe.
  const weeks: readonly (readonly [string, string, string])[] = [
    ['Europe/Paris', '2026-03-26T00:00:00Z', '2026-03-27'],
    ['Europe/Paris', '2026-10-22T00:00:00Z', '2026-10-26'],
    ['America/New_York', '2026-03-05T00:00:00Z', '2026-03-09'],
    ['America/New_York', '2026-10-29T00:00:00Z', '2026-11-02'],
    ['Australia/Lord_Howe', '2026-04-02T00:00:00Z', '2026-04-03'],
    ['Australia/Lord_Howe', '2026-10-01T00:00:00Z', '2026-10-02'],
  ];

  it.each(weeks)('are where the wall in %s from %s says', (timezone, from, holiday) => {
    const place = placeIn(timezone, [holiday]);
    const startMs = Date.parse(from);
    const instants = Array.from({ length: 7 * DAY_MINUTES }, (_, minute) => startMs + minute * MINUTE_MS);
    const walls = instants.map((ms) => wallTimeAt(new Date(ms), timezone));
    for (const text of texts) {
      const hours = parseHours(text);
      const expected = walls.map((wall) => isOpenOnWall(hours, wall, place));
      const flips = instants.filter((_, index) => index > 0 && expected[index] !== expected[index - 1]);
      let next = 0;

      // Compared by hand: so many thousand `expect`s would take a quarter of a minute.
      const wrong = instants.filter((ms, index) => {
        while ((flips[next] ?? Number.POSITIVE_INFINITY) <= ms) next++;
        const { open, since, changesAt } = hoursAt(hours, new Date(ms), place);
        const [last, following] = [flips[next - 1], flips[next]];
        if (open !== expected[index]) return true;
        if (following !== undefined && changesAt?.getTime() !== following) return true;
        return last !== undefined && since?.getTime() !== last;
      });

      expect(flips.length).toBeGreaterThan(1);
      expect(wrong.map((ms) => `${text} ${new Date(ms).toISOString()}`).slice(0, 5)).toEqual([]);
    }
  });
});

/** Straight from the numbers on the wall: of no use in a skipped or doubled hour, which these windows avoid. */
function isOpenOnWall(hours: Hours, wall: ReturnType<typeof wallTimeAt>, place: Place): boolean {
  const minutes = wall.hour * 60 + wall.minute;
  return [0, -1].some((back) => {
    const day = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + back));
    if (place.isHoliday(day.toISOString().slice(0, 10))) return false;
    return (hours.byWeekday[day.getUTCDay()] ?? []).some(
      ({ from, to }) => from <= minutes - back * DAY_MINUTES && minutes - back * DAY_MINUTES < to,
    );
  });
}

describe('asking for hours', () => {
  it('costs next to nothing where it was asked before', () => {
    const hours = parseHours('Mon-Fri 08:00-19:00');
    const place = placeIn('Europe/Paris');
    const at = instantOf({ year: 2026, month: 11, day: 23, hour: 12, minute: 0 }, 'Europe/Paris');

    const first = hoursAt(hours, at, place);
    const again = hoursAt(hours, new Date(at.getTime() + MINUTE_MS), place);

    expect(again).toBe(first);
  });
});
