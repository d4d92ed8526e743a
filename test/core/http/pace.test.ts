import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { createPace, type Pace } from '../../../core/http/pace.ts';
import type { Priority } from '../../../core/http/request.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const scalingo = { perMinute: 60, burst: 20, reservedForPeople: 5, maxInFlight: 10 };

interface Start {
  readonly name: string;
  readonly priority: Priority;
  readonly joinedMs: number;
  readonly atMs: number;
}

/** A pace on a fake clock and a record of who started when, in milliseconds since the start of the test. */
function startPace(options: Partial<Parameters<typeof createPace>[0]> = {}) {
  const clock = new FakeClock();
  const pace = createPace({ ...scalingo, clock, ...options });
  const beganMs = clock.now().getTime();
  const elapsedMs = () => clock.now().getTime() - beganMs;
  const starts: Start[] = [];
  const join = async (name: string, priority: Priority, lastsMs = 0): Promise<void> => {
    const joinedMs = elapsedMs();
    const release = await pace.acquire(priority);
    starts.push({ name, priority, joinedMs, atMs: elapsedMs() });
    if (lastsMs > 0) await clock.delay(lastsMs);
    release();
  };
  const many = (count: number, priority: Priority, lastsMs = 0) =>
    Promise.all(Array.from({ length: count }, (_, index) => join(`${priority} ${index}`, priority, lastsMs)));
  return { clock, pace, starts, join, many };
}

/** The most starts that any 60 s hold, both ends of a start at the very edge counted once. */
function fullestMinute(starts: readonly Start[]): number {
  return Math.max(
    0,
    ...starts.map(({ atMs }) => starts.filter((other) => other.atMs >= atMs && other.atMs < atMs + 60_000).length),
  );
}

describe('pacing requests', () => {
  it('starts a burst at once and spreads the rest', async () => {
    const { clock, starts, many } = startPace({ reservedForPeople: 0, maxInFlight: 99 });

    await clock.run(many(23, 'background'));

    expect(starts.filter(({ atMs }) => atMs === 0)).toHaveLength(20);
    expect(starts.slice(20).map(({ atMs }) => atMs)).toEqual([1_000, 2_000, 3_000]);
  });

  it('never lets any 60 s hold more than the allowance, and starts everyone who was let in', async () => {
    const arrivals = fc.array(
      fc.record({
        afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 90_000 })),
        lastsMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40_000 })),
        person: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    );
    const allowance = fc.record({
      perMinute: fc.integer({ min: 1, max: 25 }),
      burst: fc.integer({ min: 1, max: 30 }),
      reservedForPeople: fc.integer({ min: 0, max: 30 }),
      maxInFlight: fc.integer({ min: 1, max: 6 }),
    });

    await fc.assert(
      fc.asyncProperty(arrivals, allowance, async (planned, options) => {
        const { clock, starts, join } = startPace({ ...options, maxWaitMs: Number.POSITIVE_INFINITY });
        const work: Promise<void>[] = [];
        const arrive = async () => {
          for (const [index, { afterMs, lastsMs, person }] of planned.entries()) {
            if (afterMs > 0) await clock.delay(afterMs);
            work.push(join(String(index), person ? 'person' : 'background', lastsMs));
          }
          await Promise.all(work);
        };

        await clock.run(arrive());

        expect(starts).toHaveLength(planned.length);
        expect(fullestMinute(starts)).toBeLessThanOrEqual(options.perMinute);
        expect(overtaken(starts)).toEqual([]);
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('counts a request until a minute after its end, since the vendor may have seen it as late as that', async () => {
    const { clock, starts, join } = startPace({ perMinute: 2, burst: 2, reservedForPeople: 0 });

    await clock.run(Promise.all([join('slow', 'person', 25_000), join('quick', 'person'), join('third', 'person')]));
    await clock.run(join('fourth', 'person'));

    expect(starts.map(({ name, atMs }) => [name, atMs])).toEqual([
      ['slow', 0],
      ['quick', 0],
      ['third', 60_000],
      ['fourth', 85_000],
    ]);
  });

  it('runs no more than so many at a time', async () => {
    const { clock, starts, many } = startPace({ maxInFlight: 3, reservedForPeople: 0 });

    await clock.run(many(7, 'person', 10_000));

    expect(starts.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 10_000, 10_000, 10_000, 20_000]);
  });
});

/** People before whom a background request that came later, or was still waiting, has started. */
function overtaken(starts: readonly Start[]): readonly Start[] {
  return starts.filter(
    (person, order) =>
      person.priority === 'person' &&
      starts.slice(0, order).some(({ priority, atMs }) => priority === 'background' && atMs > person.joinedMs),
  );
}

describe('a person', () => {
  it('starts at once although background requests have used up their part', async () => {
    const { clock, starts, many, join } = startPace();
    const background = many(40, 'background', 100);
    await clock.advance(2_000);

    await clock.run(join('wake', 'person'));
    await clock.run(background);

    expect(starts.find(({ name }) => name === 'wake')).toMatchObject({ joinedMs: 2_000, atMs: 2_000 });
  });

  it('starts at once although the burst was as long as the minute allows', async () => {
    const { clock, starts, many, join } = startPace({ burst: 60, maxInFlight: 99 });
    const background = many(70, 'background');
    await clock.advance(10_000);

    await clock.run(join('wake', 'person'));
    await clock.run(background);

    expect(starts.find(({ name }) => name === 'wake')).toMatchObject({ atMs: 10_000 });
  });

  it('finds a free slot although background requests hang', async () => {
    const { clock, starts, many, join } = startPace({ maxInFlight: 4 });
    const background = many(9, 'background', 30_000);
    await clock.advance(1_000);

    await clock.run(join('wake', 'person'));
    await clock.run(background);

    expect(starts.find(({ name }) => name === 'wake')).toMatchObject({ atMs: 1_000 });
  });

  it('is the first to start after a pause', async () => {
    const { clock, pace, starts, many, join } = startPace({ burst: 6 });
    pace.pause(30_000);

    await clock.run(Promise.all([many(3, 'background'), join('wake', 'person')]));

    expect(starts[0]).toMatchObject({ name: 'wake', atMs: 30_000 });
  });
});

describe('what is left of the minute', () => {
  it('is what no request has used up, those under way included', async () => {
    const { clock, pace, many } = startPace({ maxInFlight: 99 });
    const work = many(7, 'person', 10_000);

    const underWay = pace.left();
    await clock.run(work);
    await clock.advance(59_000);
    const beforeTheMinute = pace.left();
    await clock.advance(1_000);

    expect([underWay, beforeTheMinute, pace.left()]).toEqual([53, 53, 60]);
    expect(pace.perMinute).toBe(60);
  });

  it('is nothing during a pause', () => {
    const { pace } = startPace();

    pace.pause(5_000);

    expect(pace.left()).toBe(0);
  });
});

describe('a pause', () => {
  it('holds back everyone, and a shorter one does not cut it', async () => {
    const { clock, pace, starts, many } = startPace();
    pace.pause(20_000);
    pace.pause(1_000);

    await clock.run(many(2, 'person'));

    expect(starts.map(({ atMs }) => atMs)).toEqual([20_000, 20_000]);
  });

  it('holds back those who already wait', async () => {
    const { clock, pace, starts, many } = startPace({ perMinute: 60, burst: 1, reservedForPeople: 0 });
    const work = many(2, 'person');

    pace.pause(5_000);
    await clock.run(work);

    expect(starts.map(({ atMs }) => atMs)).toEqual([0, 5_000]);
  });
});

describe('waiting for a turn', () => {
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is refused at once when it would take too long', async () => {
    const { clock, pace } = startPace({ maxWaitMs: 10_000 });
    pace.pause(10_001);

    const error = await clock.run(refusal(pace.acquire('person')));

    expect(error).toMatchObject({
      code: 'provider_timeout',
      retryable: true,
      context: { reason: 'queue_too_long', retryAfterMs: 10_001 },
    });
    expect(clock.pending).toBe(0);
  });

  it('counts those who are in front, and people are in front of background requests only', async () => {
    const { clock, pace, many } = startPace({ burst: 1, reservedForPeople: 0, maxWaitMs: 10_000 });
    const work = many(11, 'background');

    const tried = refusal(pace.acquire('background'));
    const joined = refusal(pace.acquire('person').then((release) => release()));
    const [background, person] = await clock.run(Promise.all([tried, joined]));
    await clock.run(work);

    expect(background).toMatchObject({ code: 'provider_timeout' });
    expect(person).toBeUndefined();
  });

  it('takes longer for background requests once a person has joined, although many asked at the same instant', async () => {
    const { clock, pace, many, join } = startPace({ burst: 1, reservedForPeople: 0, maxWaitMs: 10_000 });
    const work = [many(10, 'background'), join('wake', 'person')];

    const eleventh = await refusal(pace.acquire('background'));
    await clock.run(Promise.all(work));

    expect(eleventh).toMatchObject({ code: 'provider_timeout' });
  });

  it('is the same for each of a thousand who come at once as for one who comes alone', async () => {
    const { clock, pace } = startPace({ burst: 1, reservedForPeople: 0, maxWaitMs: 2_000_000 });

    const turns = Array.from({ length: 1_500 }, async () => {
      const release = await pace.acquire('background');
      release();
      return clock.now().getTime();
    });
    const startsMs = await clock.run(Promise.all(turns));

    expect(startsMs.at(-1)).toBe((startsMs[0] ?? 0) + 1_499_000);
    expect(clock.pending).toBe(0);
  });

  it('ends with an abort, and the next in the queue takes the place', async () => {
    const { clock, pace, starts, join } = startPace({ burst: 1, reservedForPeople: 0 });
    const controller = new AbortController();
    const reason = new Error('given up');
    await clock.run(join('first', 'person'));
    const second = refusal(pace.acquire('person', controller.signal));
    const third = join('third', 'person');

    controller.abort(reason);
    await clock.run(third);

    expect(await second).toBe(reason);
    expect(starts.at(-1)).toMatchObject({ name: 'third', atMs: 1_000 });
  });

  it('leaves nothing behind, neither when it is given up nor when the turn has come', async () => {
    const { clock, pace } = startPace({ burst: 1, reservedForPeople: 0 });
    const controller = new AbortController();
    const served = new AbortController();

    await pace.acquire('person', served.signal);
    const waiting = refusal(pace.acquire('person', controller.signal));
    controller.abort();
    await waiting;

    expect(clock.pending).toBe(0);
    expect(getEventListeners(served.signal, 'abort')).toEqual([]);
  });

  it('gives back its slot once, however often that is said', async () => {
    const { clock, pace, starts, many } = startPace({ maxInFlight: 2, reservedForPeople: 0 });
    const release: Awaited<ReturnType<Pace['acquire']>> = await pace.acquire('person');

    release();
    release();
    await clock.run(many(3, 'person', 1_000));

    expect(starts.map(({ atMs }) => atMs)).toEqual([0, 0, 1_000]);
  });

  it('waits no longer when the system sets its time back by an hour', async () => {
    const { clock, starts, many } = startPace({ reservedForPeople: 0, maxInFlight: 99 });
    await clock.run(many(20, 'person'));

    clock.setBack(3_600_000);
    const waitedFrom = clock.now().getTime();
    await clock.run(many(2, 'person'));

    expect(starts).toHaveLength(22);
    expect(clock.now().getTime() - waitedFrom).toBeLessThanOrEqual(2_000);
  });
});
