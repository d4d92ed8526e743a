import fc from 'fast-check';
import { instantOf } from '../../../core/model/zone.ts';
import type { SleepRow } from '../../../core/savings/baseline.ts';
import { computeSavings, type SavingsOptions } from '../../../core/savings/savings.ts';
import { describeSize, makeInterval, makeRow } from './rows.ts';

const HOUR_MS = 3_600_000;

const from = '2026-01-01T00:00:00.000Z';
const hoursLater = (hours: number, start = from) => new Date(Date.parse(start) + hours * HOUR_MS);

function compute(rows: readonly SleepRow[], options: Partial<SavingsOptions> = {}) {
  const until = options.until ?? hoursLater(8_760);
  return computeSavings(rows, { from: new Date(from), until, now: until, timezone: 'UTC', describeSize, ...options });
}

/** The timetable of a year: asleep from 19:00 to 08:00 and at weekends, 5,896.18 of 8,765.82 hours. */
const YEAR_HOURS = 5_896.18;

const review = {
  review: true,
  formation: { web: { amount: 1, size: 'M' }, worker: { amount: 1, size: 'S' } },
} as const;

describe('the money that sleeping saves', () => {
  it('is 117.92 EUR for one M container over a year of nights and weekends', () => {
    const { totals } = compute([makeRow({ from, hours: YEAR_HOURS })]);

    expect(totals.netEur.toFixed(2)).toBe('117.92');
  });

  it('is within 1 % of 3,538 EUR for 60 review apps of one S container', () => {
    const rows = Array.from({ length: 60 }, (_, index) =>
      makeRow({ name: `pr${index}`, from, hours: YEAR_HOURS, formation: { web: { amount: 1, size: 'S' } } }),
    );

    const { totals, apps } = compute(rows);

    expect(apps).toHaveLength(60);
    expect(totals.netEur.toFixed(2)).toBe('3537.71');
    expect(Math.abs(totals.netEur / 3_538 - 1)).toBeLessThan(0.01);
  });

  it('ends for a review app where the provider would have deleted it', () => {
    const lifetimeEndsAt = hoursLater(288).toISOString();
    const rows = [
      makeRow({ ...review, from: hoursLater(13).toISOString(), hours: 100, lifetimeEndsAt }),
      makeRow({ ...review, from: hoursLater(113).toISOString(), hours: 500, lifetimeEndsAt }),
    ];

    const { totals, baselines, apps } = compute(rows);

    expect(baselines).toEqual([{ baseline: 'lifetime', apps: 1 }]);
    expect(totals.savedHours).toBeCloseTo(275, 9);
    expect(totals.netEur).toBeCloseTo(8.25, 9);
    expect(totals.grossEur).toBeCloseTo(18, 9);
    expect(apps[0]?.baseline).toBe('lifetime');
  });

  it('ends there too when that became known only while the app sleeps', () => {
    const row = makeInterval({ from, review: true });

    const { totals } = compute([row], { lifetimeEndsAt: () => hoursLater(4).toISOString(), now: hoursLater(10) });

    expect(totals.savedHours).toBeCloseTo(4, 9);
  });

  it('ends where a person deleted the app', () => {
    const deletedAt = hoursLater(100).toISOString();
    const row = makeRow({ ...review, from: hoursLater(13).toISOString(), asleepUntil: deletedAt, endedBy: 'deleted' });

    expect(compute([row]).totals.netEur).toBeCloseTo(2.61, 9);
  });

  it('counts amounts, and nothing for a process type at zero', () => {
    const formation = { web: { amount: 2, size: 'M' }, worker: { amount: 0, size: 'M' } };

    const { totals } = compute([makeRow({ from, hours: 10, formation })]);

    expect(totals.netEur).toBeCloseTo(0.4, 9);
  });

  it('is what it ran less than before, where that was observed', () => {
    const row = makeRow({ from, hours: 620 });

    const { totals, apps } = compute([row], { until: hoursLater(720), observed: () => 0.4 });

    expect(apps[0]?.baseline).toBe('observed');
    expect(totals.savedHours).toBeCloseTo(188, 9);
    expect(totals.netEur).toBeCloseTo(3.76, 9);
  });

  it('is nothing where an app sleeps less than it was off before', () => {
    const row = makeRow({ from, hours: 100 });

    const { totals } = compute([row], { until: hoursLater(720), observed: () => 0.4 });

    expect(totals).toMatchObject({ netEur: 0, savedHours: 0, asleepHours: 100 });
    expect(totals.energyKwh.high).toBe(0);
  });

  it('is nothing at night for a team that had its hours already', () => {
    const night = makeRow({ from, hours: 13 });
    const lunch = makeRow({ from: hoursLater(20).toISOString(), hours: 2 });
    const office = { fromMs: hoursLater(13).getTime(), untilMs: hoursLater(24).getTime() };

    const { totals } = compute([night, lunch], { baseline: 'office_hours', officeHours: () => [office] });

    expect(totals.savedHours).toBeCloseTo(2, 9);
    expect(totals.asleepHours).toBeCloseTo(15, 9);
  });

  it('is compared as asked, where the facts for it exist', () => {
    const rows = [makeRow({ ...review, from, hours: 10, lifetimeEndsAt: hoursLater(4).toISOString() })];

    const alwaysOn = compute(rows, { baseline: 'always_on' });
    const observed = compute(rows, { baseline: 'observed' });

    expect(alwaysOn.totals.savedHours).toBeCloseTo(10, 9);
    expect(observed.baselines).toEqual([{ baseline: 'lifetime', apps: 1 }]);
  });
});

describe('a period', () => {
  it('cuts what began before it and what ends after it', () => {
    const rows = [
      makeRow({ from: hoursLater(-5).toISOString(), hours: 8 }),
      makeRow({ name: 'blog', from: hoursLater(22).toISOString(), hours: 8 }),
      makeRow({ name: 'old', from: hoursLater(-50).toISOString(), hours: 8 }),
    ];

    const { totals, apps } = compute(rows, { until: hoursLater(24), now: hoursLater(100) });

    expect(totals.asleepHours).toBeCloseTo(5, 9);
    expect(apps.map(({ name }) => name)).toEqual(['shop-pr42', 'blog']);
  });

  it('counts a sleep that is still open up to now, or to the last look at it', () => {
    const rows = [makeInterval({ from })];

    const now = compute(rows, { now: hoursLater(10) });
    const seen = compute(rows, { now: hoursLater(10), seenAt: () => hoursLater(4).toISOString() });

    expect(now.totals.asleepHours).toBeCloseTo(10, 9);
    expect(now.apps[0]?.asleepNow).toBe(true);
    expect(compute([makeRow({ from })]).apps[0]?.asleepNow).toBe(false);
    expect(seen.totals.asleepHours).toBeCloseTo(4, 9);
  });

  it('leaves out a sleep under a minute and one whose stop was never confirmed', () => {
    const { asleepFrom: _unconfirmed, ...asked } = makeInterval({ from });
    const short = makeRow({ from, asleepUntil: '2026-01-01T00:00:59.999Z' });
    const long = makeRow({ from, asleepUntil: '2026-01-01T00:01:00.000Z' });

    expect(compute([short, asked]).apps).toEqual([]);
    expect(compute([long]).totals.intervals).toBe(1);
  });

  it('tells the hours an end may be off, where that end is in it', () => {
    const row = makeRow({ from, hours: 10, endedBy: 'human', errorMs: HOUR_MS });

    expect(compute([row]).totals.uncertaintyHours).toBe(1);
    expect(compute([row], { until: hoursLater(5) }).totals.uncertaintyHours).toBe(0);
  });

  it('keeps what would have been apart', () => {
    const rows = [makeRow({ from, hours: 3 }), makeRow({ from, hours: 8, wouldBe: true })];

    const { totals, wouldBe, buckets } = compute(rows, { until: hoursLater(24), observed: () => 0.5 });

    expect(totals.asleepHours).toBeCloseTo(3, 9);
    expect(wouldBe.totals.asleepHours).toBeCloseTo(8, 9);
    expect(wouldBe.baselines).toEqual([{ baseline: 'always_on', apps: 1 }]);
    expect(buckets[0]?.asleepHours).toBeCloseTo(3, 9);
  });

  it('tells the saved share over the hours each app was there', () => {
    const rows = [makeRow({ from: hoursLater(6).toISOString(), hours: 6 }), makeRow({ name: 'blog', from, hours: 6 })];
    const presence = (key: string) =>
      key.endsWith('shop-pr42')
        ? { from: hoursLater(4).toISOString(), until: hoursLater(12).toISOString() }
        : undefined;

    const { apps, savedShare } = compute(rows, { until: hoursLater(24), presence });
    const shop = apps.find(({ name }) => name === 'shop-pr42');

    expect(shop?.runningHours).toBeCloseTo(2, 9);
    expect(shop?.runningEur).toBeCloseTo(0.04, 9);
    expect(shop?.savedShare).toBeCloseTo(0.75, 9);
    expect(savedShare).toBeCloseTo(0.75, 9);
    expect(apps.find(({ name }) => name === 'blog')?.runningHours).toBeUndefined();
  });

  it('does not tell what running cost where a price is missing', () => {
    const formation = { web: { amount: 1, size: 'M' }, worker: { amount: 1, size: 'GIANT' } };

    const { apps } = compute([makeRow({ from, hours: 6, formation })], { presence: () => ({ from }) });

    expect(apps[0]?.runningHours).toBeDefined();
    expect(apps[0]?.runningEur).toBeUndefined();
    expect(apps[0]?.savedShare).toBeUndefined();
  });

  it('counts no running hours that are still to come', () => {
    const { apps } = compute([makeRow({ from, hours: 6 })], { now: hoursLater(10), presence: () => ({ from }) });

    expect(apps[0]?.runningHours).toBeCloseTo(4, 9);
  });

  it('has the most valuable app first, and the same order every time among equals', () => {
    const rows = ['b', 'c', 'a'].map((name) => makeRow({ name, from, hours: name === 'c' ? 3 : 2 }));

    expect(compute(rows).apps.map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });

  it('is drawn by days of the wall there, of 23 and 25 hours at the changes of the clock', () => {
    const paris = 'Europe/Paris';
    const day = (month: number, date: number) => instantOf({ year: 2026, month, day: date, hour: 0, minute: 0 }, paris);
    const asleep = (begin: Date, end: Date) =>
      computeSavings([makeRow({ from: begin.toISOString(), asleepUntil: end.toISOString() })], {
        from: begin,
        until: end,
        now: end,
        timezone: paris,
        describeSize,
      }).buckets.map(({ asleepHours }) => asleepHours);

    expect(asleep(day(3, 28), day(3, 31))).toEqual([24, 23, 24]);
    expect(asleep(day(10, 24), day(10, 27))).toEqual([24, 25, 24]);
  });

  it('is drawn by weeks from Monday once it is long', () => {
    const report = compute([makeRow({ from, hours: 24 * 14 })], { until: hoursLater(24 * 60) });

    expect(report.bucketUnit).toBe('week');
    expect(report.buckets[1]?.from).toBe('2026-01-05T00:00:00.000Z');
    expect(report.buckets[1]?.asleepHours).toBeCloseTo(168, 9);
    expect(report.buckets).toHaveLength(9);
  });
});

describe('what is told with the money', () => {
  it('is the least certain source of the prices and the oldest date', () => {
    const own = { perHour: 0.0166, source: 'settings', at: '2026-03-01T00:00:00.000Z' } as const;
    const list = { perHour: 0.01, source: 'list', at: '2025-01-01T00:00:00.000Z' } as const;
    const formation = { web: { amount: 1, size: 'M' }, worker: { amount: 0, size: 'S' } };
    const rows = [
      makeRow({ from, formation, prices: { M: own, S: list } }),
      makeRow({ name: 'blog', from, prices: { M: own } }),
      makeRow({ name: 'blog', from: hoursLater(2).toISOString() }),
    ];

    const report = compute(rows);

    expect(report.priceSources).toEqual({ settings: 1, provider: 0, list: 1 });
    expect(report.oldestPriceAt).toBe(own.at);
  });

  it('says what has no price or no known size instead of counting it as nothing', () => {
    const formation = { web: { amount: 2, size: 'GIANT' }, worker: { amount: 1, size: 'M' }, clock: { amount: 1 } };

    const { totals } = compute([makeRow({ from, hours: 10, formation })]);

    expect(totals.unpricedContainerHours).toBeCloseTo(30, 9);
    expect(totals.unmeasuredContainerHours).toBeCloseTo(30, 9);
    expect(totals.netEur).toBeCloseTo(0.2, 9);
  });

  it('keeps the prices of then, whatever they are today', () => {
    const cheap = { M: { perHour: 0.01, source: 'list', at: from } } as const;
    const dear = { M: { perHour: 0.05, source: 'list', at: from } } as const;
    const rows = [
      makeRow({ from, hours: 10, prices: cheap }),
      makeRow({ from: hoursLater(20).toISOString(), hours: 10, prices: dear }),
    ];

    expect(compute(rows).totals.netEur).toBeCloseTo(0.6, 9);
  });

  it('is the carbon of the electricity, with the hardware apart', () => {
    const rows = [makeRow({ ...review, from: hoursLater(13).toISOString(), hours: 275 })];

    const { totals, method } = compute(rows);

    expect(totals.co2eG.central.toFixed(1)).toBe('4.2');
    expect(totals.co2eG.high.toFixed(1)).toBe('61.6');
    expect(totals.embodiedG.central).toBeCloseTo(275 * 0.75 * 0.1708, 9);
    expect(method).toMatchObject({ grids: [{ name: 'FR', year: 2024 }], unknownRegions: [] });
  });
});

const hour = fc.double({ min: 0.05, max: 400, noNaN: true });

describe('every sum', () => {
  it('is the same for a sleep and for its two halves', () => {
    fc.assert(
      fc.property(hour, hour, (first, second) => {
        const middle = hoursLater(first).toISOString();
        const whole = compute([makeRow({ from, asleepUntil: hoursLater(first + second).toISOString() })]);
        const halves = compute([
          makeRow({ from, asleepUntil: middle }),
          makeRow({ from: middle, asleepUntil: hoursLater(first + second).toISOString() }),
        ]);
        expect(halves.totals.netEur).toBeCloseTo(whole.totals.netEur, 6);
        expect(halves.totals.co2eG.high).toBeCloseTo(whole.totals.co2eG.high, 6);
      }),
    );
  });

  it('is that of its chart, across every change of the clock', () => {
    const sleeps = fc.array(fc.tuple(fc.integer({ min: 0, max: 8_000 }), hour), { minLength: 1, maxLength: 12 });
    const zone = fc.constantFrom('Europe/Paris', 'America/Santiago', 'Asia/Kolkata', 'UTC');
    const unit = fc.constantFrom('day', 'week');
    fc.assert(
      fc.property(sleeps, zone, unit, (starts, timezone, bucketUnit) => {
        const rows = starts.map(([start, hours], index) =>
          makeRow({ name: `app${index}`, from: hoursLater(start).toISOString(), hours }),
        );
        const { buckets, totals } = compute(rows, { timezone, bucketUnit: bucketUnit === 'day' ? 'day' : 'week' });
        const drawn = buckets.reduce((sum, { netEur }) => sum + netEur, 0);
        const edges = buckets.slice(1).every(({ from: edge }, index) => edge === buckets[index]?.until);
        expect(edges).toBe(true);
        expect(drawn).toBeCloseTo(totals.netEur, 6);
      }),
      { numRuns: 20 },
    );
  });

  it('grows with the sleep and never exceeds the gross, under every baseline', () => {
    const baseline = fc.constantFrom('always_on', 'lifetime', 'office_hours', 'observed');
    const r0 = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(baseline, r0, hour, hour, (name, ratio, hours, more) => {
        const options = {
          baseline: name,
          observed: () => ratio,
          officeHours: () => [{ fromMs: hoursLater(10).getTime(), untilMs: hoursLater(60).getTime() }],
        } as const;
        const rowOf = (length: number) =>
          makeRow({ from, hours: length, review: true, lifetimeEndsAt: hoursLater(100).toISOString() });
        const less = compute([rowOf(hours)], options).totals;
        const grown = compute([rowOf(hours + more)], options).totals;
        expect(grown.netEur).toBeGreaterThanOrEqual(less.netEur - 1e-9);
        expect(less.netEur).toBeLessThanOrEqual(less.grossEur + 1e-9);
        expect(less.energyKwh.low).toBeLessThanOrEqual(less.energyKwh.central);
        expect(less.energyKwh.central).toBeLessThanOrEqual(less.energyKwh.high);
      }),
    );
  });
});
