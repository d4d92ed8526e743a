import { run } from '../../soak/cycles-clever.ts';

describe('an app of Clever Cloud', () => {
  it('keeps scaling, domains, variables and commit through random sleeps, restarts and failed starts', async () => {
    const summary = await run({ cycles: 20, seed: 20_261_122 });

    expect(summary).toMatchObject({ faults: 0, firstFault: '' });
  }, 60_000);
});
