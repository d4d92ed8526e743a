import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { FakeClock } from '../support/fake-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A scheduler over what the one before it has left behind; all of them share clock and store. */
export interface SchedulerHarness {
  readonly clock: FakeClock;
  open(): Scheduler;
}

/** What every scheduler must do. The clock starts on Sunday 2026-11-22 at 09:00 UTC, 10:00 in Paris. */
export function describeScheduler(name: string, makeHarness: (start?: string) => SchedulerHarness): void {
  describe(`${name} keeps the contract of a scheduler`, () => {
    let harness: SchedulerHarness;
    let clock: FakeClock;
    let scheduler: Scheduler;
    let ran: string[];

    const note = async (dueAt: Date) => void ran.push(dueAt.toISOString());
    const restart = async (pauseMs: number) => {
      await clock.run(scheduler.stop());
      await clock.advance(pauseMs);
      scheduler = harness.open();
    };

    beforeEach(() => {
      harness = makeHarness();
      clock = harness.clock;
      scheduler = harness.open();
      ran = [];
    });

    afterEach(() => clock.run(scheduler.stop()));

    it('runs a job every so often', async () => {
      scheduler.add({ name: 'sweep', times: { everyMs: MINUTE_MS }, run: note });
      await scheduler.start();

      await clock.advance(3 * MINUTE_MS);

      expect(ran).toEqual(['2026-11-22T09:01:00.000Z', '2026-11-22T09:02:00.000Z', '2026-11-22T09:03:00.000Z']);
      expect(scheduler.nextRun('sweep')).toBe('2026-11-22T09:04:00.000Z');
    });

    it('runs a job at the times of a place, each of its lines', async () => {
      const cron = ['0 9 * * 1-5', '30 11 * * 0'];
      scheduler.add({ name: 'digest', times: { cron, timezone: 'Europe/Paris' }, run: note });
      await scheduler.start();

      await clock.advance(24 * HOUR_MS);

      expect(ran).toEqual(['2026-11-22T10:30:00.000Z', '2026-11-23T08:00:00.000Z']);
    });

    it.each([
      [
        '2027-03-26T12:00:00.000Z',
        ['2027-03-27T08:00:00.000Z', '2027-03-28T07:00:00.000Z', '2027-03-29T07:00:00.000Z'],
      ],
      [
        '2027-10-29T12:00:00.000Z',
        ['2027-10-30T07:00:00.000Z', '2027-10-31T08:00:00.000Z', '2027-11-01T08:00:00.000Z'],
      ],
    ])('keeps the time on the wall over the change of the clocks after %s', async (start, expected) => {
      const there = makeHarness(start);
      const other = there.open();
      other.add({ name: 'digest', times: { cron: ['0 9 * * *'], timezone: 'Europe/Paris' }, run: note });
      await other.start();

      await there.clock.advance(3 * 24 * HOUR_MS);

      expect(ran).toEqual(expected);
      await there.clock.run(other.stop());
    });

    it('never runs a job beside itself, and after a long run catches up once', async () => {
      let running = 0;
      let most = 0;
      scheduler.add({
        name: 'sweep',
        times: { everyMs: MINUTE_MS },
        run: async (dueAt) => {
          running += 1;
          most = Math.max(most, running);
          await note(dueAt);
          await clock.delay(3.5 * MINUTE_MS);
          running -= 1;
        },
      });
      await scheduler.start();

      await clock.advance(9 * MINUTE_MS);

      expect(most).toBe(1);
      expect(ran).toEqual(['2026-11-22T09:01:00.000Z', '2026-11-22T09:04:00.000Z', '2026-11-22T09:08:00.000Z']);
    });

    it('catches up once what a restart has missed', async () => {
      const times = { cron: ['*/10 * * * *'], timezone: 'UTC' };
      scheduler.add({ name: 'digest', times, run: note });
      await scheduler.start();
      await clock.advance(10 * MINUTE_MS);
      ran = [];

      await restart(35 * MINUTE_MS);
      scheduler.add({ name: 'digest', times, run: note });
      await scheduler.start();
      await clock.advance(MINUTE_MS);

      expect(ran).toEqual(['2026-11-22T09:40:00.000Z']);
    });

    it('lets go of what was missed too long ago', async () => {
      const job = { name: 'digest', times: { cron: ['0 10 * * *'], timezone: 'UTC' }, catchUpMs: HOUR_MS, run: note };
      scheduler.add(job);
      await scheduler.start();
      await clock.advance(2 * HOUR_MS);
      ran = [];

      await restart(25 * HOUR_MS);
      scheduler.add(job);
      await scheduler.start();
      await clock.advance(MINUTE_MS);

      expect(ran).toEqual([]);
      expect(scheduler.nextRun('digest')).toBe('2026-11-24T10:00:00.000Z');
    });

    it('does not repeat a run that a restart has cut off', async () => {
      const times = { cron: ['0 10 * * *'], timezone: 'UTC' };
      scheduler.add({
        name: 'digest',
        times,
        run: async (dueAt, signal) => {
          await note(dueAt);
          await clock.delay(HOUR_MS, signal);
        },
      });
      await scheduler.start();
      await clock.advance(HOUR_MS + MINUTE_MS);

      await restart(MINUTE_MS);
      scheduler.add({ name: 'digest', times, run: note });
      await scheduler.start();
      await clock.advance(HOUR_MS);

      expect(ran).toEqual(['2026-11-22T10:00:00.000Z']);
    });

    it('counts a daily job from its last run, however often it is restarted', async () => {
      const job = { name: 'prices', times: { everyMs: 24 * HOUR_MS }, run: note };
      scheduler.add(job);
      await scheduler.start();
      await clock.advance(24 * HOUR_MS);
      ran = [];

      for (let restarts = 0; restarts < 5; restarts += 1) {
        await restart(5 * HOUR_MS);
        scheduler.add(job);
        await scheduler.start();
        await clock.advance(MINUTE_MS);
      }

      expect(ran).toEqual(['2026-11-24T09:00:00.000Z']);
    });

    it('runs nothing twice when the time is set back, and goes on', async () => {
      const times = { cron: ['0 10 * * *'], timezone: 'UTC' };
      scheduler.add({ name: 'digest', times, run: note });
      scheduler.add({ name: 'sweep', times: { everyMs: MINUTE_MS }, run: async () => void ran.push('sweep') });
      await scheduler.start();
      await clock.advance(HOUR_MS);
      ran = [];

      clock.setBack(20 * MINUTE_MS);
      await clock.advance(30 * MINUTE_MS);

      expect(ran.filter((what) => what !== 'sweep')).toEqual([]);
      expect(ran.length).toBeGreaterThanOrEqual(27);
    });

    it('goes on after a job that fails', async () => {
      scheduler.add({
        name: 'sweep',
        times: { everyMs: MINUTE_MS },
        run: async (dueAt) => {
          await note(dueAt);
          throw new Error('no such region');
        },
      });
      await scheduler.start();

      await clock.advance(2 * MINUTE_MS);

      expect(ran).toHaveLength(2);
    });

    it('takes a changed schedule at once, and forgets a removed job', async () => {
      scheduler.add({ name: 'digest', times: { everyMs: 24 * HOUR_MS }, run: note });
      scheduler.add({ name: 'other', times: { everyMs: MINUTE_MS }, run: note });
      await scheduler.start();

      scheduler.add({ name: 'digest', times: { everyMs: 5 * MINUTE_MS }, run: note });
      scheduler.remove('other');
      await clock.advance(6 * MINUTE_MS);

      expect(ran).toEqual(['2026-11-22T09:05:00.000Z']);
      expect(scheduler.nextRun('other')).toBeUndefined();
    });

    it('waits for what runs when it stops, and tells it to end', async () => {
      let ended = false;
      scheduler.add({
        name: 'sweep',
        times: { everyMs: MINUTE_MS },
        run: async (_dueAt, signal) => {
          await clock.delay(HOUR_MS, signal).catch(() => undefined);
          ended = true;
        },
      });
      await scheduler.start();
      await clock.advance(MINUTE_MS);

      await scheduler.stop();

      expect(ended).toBe(true);
      expect(clock.pending).toBe(0);
    });
  });
}
