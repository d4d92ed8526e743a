import { run } from '../../soak/trace-run.ts';

describe('a working day of a small team', () => {
  it('puts to sleep what nobody uses and nothing else, and counts what that saves as the vendors do', async () => {
    const { faults, firstFault, inUse, ...rest } = await run({
      apps: 9,
      days: 1,
      seed: 2,
      hours: { from: 8, until: 17 },
      leastRemoved: 0.5,
      inMemory: true,
    });

    expect({ faults, firstFault, inUse }).toEqual({ faults: 0, firstFault: '', inUse: 0 });
    expect(Number(rest.sleeps)).toBeGreaterThan(12);
    expect(Number(rest.wakes)).toBeGreaterThan(6);
  }, 60_000);
});
