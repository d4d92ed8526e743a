import { wallTimeAt } from '../../core/model/zone.ts';
import { makeTrace, TRACE_ZONE } from './trace.ts';

const trace = makeTrace({ apps: 200, days: 14, seed: 1 });

function wallOf(atMs: number) {
  const { hour, minute } = wallTimeAt(new Date(atMs), TRACE_ZONE);
  return { hour, minute };
}

const weekdayOf = (atMs: number) =>
  new Intl.DateTimeFormat('en', { timeZone: TRACE_ZONE, weekday: 'short' }).format(atMs);

describe('the generated trace', () => {
  it('is the same for the same seed and another for another', () => {
    const small = { apps: 20, days: 2 };

    expect(makeTrace({ ...small, seed: 3 })).toEqual(makeTrace({ ...small, seed: 3 }));
    expect(makeTrace({ ...small, seed: 4 })).not.toEqual(makeTrace({ ...small, seed: 3 }));
  });

  it('lasts from a Monday to a Sunday by the clock on the wall, over the end of summer time', () => {
    expect([trace.startsAtMs, trace.endsAtMs].map(wallOf)).toEqual([
      { hour: 0, minute: 0 },
      { hour: 0, minute: 0 },
    ]);
    expect([weekdayOf(trace.startsAtMs), weekdayOf(trace.endsAtMs - 1)]).toEqual(['Mon', 'Sun']);
    expect(trace.endsAtMs - trace.startsAtMs).toBe((14 * 24 + 1) * 3_600_000);
  });

  it('tells what happens in order', () => {
    const times = trace.actions.map(({ atMs }) => atMs);

    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('has everything that a decision may meet', () => {
    const kinds = new Set(trace.actions.map((action) => (action.kind === 'request' ? action.by : action.kind)));
    const weekendDeploys = trace.actions.filter(
      ({ kind, atMs }) => kind === 'deploy' && weekdayOf(atMs).startsWith('S'),
    );
    const demos = trace.actions.filter(({ app, atMs }) => app.endsWith('-demo') && weekdayOf(atMs) === 'Sat');
    const night = trace.actions.filter(({ atMs }) => wallOf(atMs).hour < 6);

    expect(trace.apps).toHaveLength(200);
    expect([...kinds].toSorted()).toEqual(
      ['close_pull', 'crash', 'deploy', 'monitor', 'one_off', 'one_off_end', 'person', 'scale'].toSorted(),
    );
    expect(weekendDeploys.length).toBeGreaterThan(3);
    expect(demos.length).toBeGreaterThan(30);
    expect(new Set(night.map((action) => (action.kind === 'request' ? action.by : action.kind)))).toEqual(
      new Set(['monitor', 'one_off', 'one_off_end']),
    );
  });

  it('keeps its proportions when it is small', () => {
    const { apps } = makeTrace({ apps: 16, days: 1, seed: 1 });

    expect(apps).toHaveLength(16);
    expect(new Set(apps.map(({ kind }) => kind)).size).toBe(5);
    expect(apps.some(({ vendor }) => vendor === 'clever-cloud')).toBe(true);
    expect(apps.some(({ neededBy }) => neededBy !== undefined)).toBe(true);
  });
});
