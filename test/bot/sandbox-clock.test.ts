import { createSandboxClock } from '../../bot/sandbox-clock.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('the time of a sandbox', () => {
  it('runs as many times faster as asked for, from its start on', async () => {
    const real = new FakeClock('2026-11-22T09:00:00.000Z');
    const clock = createSandboxClock(60, real);

    await real.advance(10_000);

    expect(clock.now().toISOString()).toBe('2026-11-22T09:10:00.000Z');
  });

  it('lets a delay pass as many times faster', async () => {
    const real = new FakeClock();
    const clock = createSandboxClock(60, real);
    let passed = false;
    const waiting = clock.delay(60_000).then(() => {
      passed = true;
    });

    await real.advance(999);
    expect(passed).toBe(false);
    await real.advance(1);

    await waiting;
    expect(passed).toBe(true);
  });

  it('leaves time limits real, for they guard real requests', async () => {
    const real = new FakeClock();
    const deadline = createSandboxClock(60, real).timeout(10_000);

    await real.advance(9_999);
    expect(deadline.signal.aborted).toBe(false);
    await real.advance(1);

    expect(deadline.signal.aborted).toBe(true);
  });

  it('is the real time at speed 1', () => {
    const real = new FakeClock();

    expect(createSandboxClock(1, real)).toBe(real);
  });
});
