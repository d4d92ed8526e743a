import fc from 'fast-check';
import { type Hit, withoutMonitor } from '../../../core/policy/monitor.ts';
import { ago } from '../../support/make-facts.ts';
import { seededRandom } from '../../support/random.ts';

const window = { since: ago(180), until: ago(0) };

/** Every so many minutes from `from` to `to` minutes ago, the earliest first. */
function beats(
  every: number,
  { from = 180, to = 1, count = 1, source }: { from?: number; to?: number; count?: number; source?: string } = {},
): Hit[] {
  const amount = Math.floor((from - to) / every) + 1;
  return Array.from({ length: amount }, (_, index) => ({
    at: ago(to + (amount - 1 - index) * every),
    count,
    ...(source !== undefined && { source }),
  }));
}

function inOrder(hits: readonly Hit[]): Hit[] {
  return hits.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Minutes with requests, each with the same chance: somebody who comes at random. */
function visitor(share: number, seed: number): Hit[] {
  const random = seededRandom(seed);
  return Array.from({ length: 180 }, (_, index) => ({
    at: ago(180 - index),
    busy: random() < share,
    count: random() < 0.6 ? 1 : 4,
  }))
    .filter(({ busy }) => busy)
    .map(({ at, count }) => ({ at, count }));
}

describe('a monitor', () => {
  it.each([2, 3, 5, 10, 15, 20])('that asks every %i minutes is left out', (every) => {
    expect(withoutMonitor(beats(every), window)).toEqual({ hits: [], everyMs: every * 60_000 });
  });

  it('is known by nine requests in a row', () => {
    expect(withoutMonitor(beats(5, { from: 41 }), window).everyMs).toBe(300_000);
    expect(withoutMonitor(beats(5, { from: 40 }), window).everyMs).toBeUndefined();
  });

  it('is known by six where one and the same caller made them', () => {
    const source = '1f3a9c0e /';

    expect(withoutMonitor(beats(30, { source }), window).everyMs).toBe(1_800_000);
    expect(withoutMonitor(beats(5, { from: 26, source }), window).everyMs).toBe(300_000);
    expect(withoutMonitor(beats(5, { from: 25, source }), window).everyMs).toBeUndefined();
  });

  it('is no visitor who came at nearly the same distance for hours', () => {
    const distances = [19, 20, 18, 20, 19, 21, 19, 18, 20];
    let minute = 1;
    const hits = distances.map((distance) => {
      const hit = { at: ago(minute), count: 2 };
      minute += distance;
      return hit;
    });

    expect(withoutMonitor(inOrder(hits), window)).toEqual({ hits: inOrder(hits) });
  });

  it('may come a minute early or late, and miss a beat', () => {
    const shifts = [0, 0, 1, 0, 0, 0, -1, 0, 0, 0];
    const hits = beats(5).flatMap((hit, index) => {
      if (index === 10) return [];
      return [{ ...hit, at: new Date(Date.parse(hit.at) + (shifts[index % 10] ?? 0) * 60_000).toISOString() }];
    });

    expect(withoutMonitor(hits, window)).toEqual({ hits: [], everyMs: 300_000 });
  });

  it('may ask for a few pages each time', () => {
    expect(withoutMonitor(beats(5, { count: 3 }), window).hits).toEqual([]);
  });

  it('leaves what people ask for, also in the minute of a beat', () => {
    const people = [
      { at: ago(40), count: 2 },
      { at: ago(38), count: 7 },
      { at: ago(36.5), count: 1 },
    ];
    const hits = inOrder([...beats(5), ...people]).map((hit) => (hit.at === ago(36) ? { ...hit, count: 4 } : hit));

    const { hits: left, everyMs } = withoutMonitor(hits, window);

    expect(everyMs).toBe(300_000);
    expect(left).toEqual([...people, { at: ago(36), count: 3 }]);
  });

  it('is told from a person by what asks', () => {
    const hits = inOrder([...beats(5, { source: 'monitor' }), ...beats(5, { to: 2.5, source: 'a' }).slice(0, 3)]);

    expect(withoutMonitor(hits, window).hits).toEqual(hits.filter(({ source }) => source === 'a'));
  });
});

describe('no monitor', () => {
  it.each<readonly [string, readonly Hit[]]>([
    ['is an open page that asks every minute', beats(1)],
    ['is one that asks every minute, whoever it is', beats(1, { source: '203.0.113.7 /' })],
    ['has stopped before the window ends', beats(5, { to: 20 })],
    ['asks for whole pages', beats(5, { count: 30 })],
    ['asks less often than every hour', beats(70, { from: 4_200 })],
    ['asks for another amount each time', beats(5).map((hit, index) => ({ ...hit, count: 1 + (index % 5) }))],
    ['was there five times only', beats(30, { from: 121 })],
  ])('%s', (_what, hits) => {
    expect(withoutMonitor(hits, window)).toEqual({ hits });
  });

  it('but one that says what it is may ask every minute', () => {
    const hits = beats(1, { source: 'UptimeRobot/2.0 /' });

    expect(withoutMonitor(hits, window)).toEqual({ hits: [], everyMs: 60_000 });
  });

  it('is a visitor who comes at random: what he asked for last is not lost', () => {
    const shares = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8];
    const runs = shares.flatMap((share) => Array.from({ length: 60 }, (_, seed) => visitor(share, seed)));

    const lost = runs.filter((hits) => {
      const left = withoutMonitor(hits, window).hits.at(-1);
      const last = hits.at(-1);
      return last !== undefined && (left === undefined || Date.parse(last.at) - Date.parse(left.at) > 10 * 60_000);
    });

    expect(lost).toHaveLength(0);
  });
});

describe('whatever the requests', () => {
  const hit = fc.record({ minute: fc.integer({ min: 0, max: 180 }), count: fc.integer({ min: 0, max: 6 }) });
  const people = fc.array(hit, { maxLength: 12 });

  it('those that break the rhythm stay', () => {
    fc.assert(
      fc.property(people, fc.constantFrom(5, 7, 10), (visits, every) => {
        // A visit within a minute of a beat cannot be told from a beat that is early or late.
        const extra = visits
          .filter(({ minute, count }) => {
            const offset = (minute - 1 + every) % every;
            return count > 0 && offset >= 2 && offset <= every - 2;
          })
          .map(({ minute, count }) => ({ at: ago(minute), count }));

        const { hits } = withoutMonitor(inOrder([...beats(every), ...extra]), window);

        expect(hits).toEqual(expect.arrayContaining(extra));
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('nothing is made up', () => {
    fc.assert(
      fc.property(people, (visits) => {
        const hits = inOrder(visits.map(({ minute, count }) => ({ at: ago(minute), count })));

        const { hits: left } = withoutMonitor(hits, window);

        for (const one of left) expect(hits.some(({ at, count }) => at === one.at && count >= one.count)).toBe(true);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});
