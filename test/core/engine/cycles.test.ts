import { run } from '../../soak/cycles.ts';

describe('what ran before a sleep', () => {
  it('comes back identical through random sleeps, wakes, crashes, deployments and scales by hand', async () => {
    const summary = await run({ cycles: 20, seed: 20_261_122 });

    expect(summary).toMatchObject({ faults: 0, firstFault: '' });
  }, 60_000);
});
