import * as fc from 'fast-check';
import { createSeen } from '../../../../bot/slack/receivers/seen.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('what was delivered before', () => {
  it('is known while it lives, and forgotten after', async () => {
    const clock = new FakeClock();
    const seen = createSeen({ clock, liveMs: 1_000, most: 10 });

    const first = seen.take('a');
    await clock.advance(999);
    const again = seen.take('a');
    await clock.advance(1);

    expect([first, again, seen.take('a')]).toEqual([true, false, true]);
  });

  it('is as good as new when it came to nothing', () => {
    const seen = createSeen({ clock: new FakeClock(), liveMs: 1_000, most: 10 });
    seen.take('a');

    seen.forget('a');

    expect(seen.take('a')).toBe(true);
  });

  it('is never taken twice within its life while there is room, whatever comes in between', async () => {
    const steps = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), waitMs: fc.nat(700) }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (moves) => {
        const clock = new FakeClock();
        const seen = createSeen({ clock, liveMs: 1_000, most: 4 });
        const takenAt = new Map<string, number>();
        for (const { key, waitMs } of moves) {
          const nowMs = clock.now().getTime();
          const lives = nowMs - (takenAt.get(key) ?? Number.NEGATIVE_INFINITY) < 1_000;
          expect(seen.take(key)).toBe(!lives);
          if (!lives) takenAt.set(key, nowMs);
          await clock.advance(waitMs);
        }
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  it('gives way to what is newer once there are too many', () => {
    const seen = createSeen({ clock: new FakeClock(), liveMs: 1_000, most: 3 });

    for (const key of ['a', 'b', 'c', 'd']) seen.take(key);

    expect(['b', 'c', 'd'].map((key) => seen.take(key))).toEqual([false, false, false]);
    expect(seen.take('a')).toBe(true);
  });
});
