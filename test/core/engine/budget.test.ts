import { run } from '../../soak/budget.ts';

describe('an account of 60 apps with 20 in use', () => {
  it('takes a third of its allowance, and a person who wakes an app does not wait for it', async () => {
    const { faults, firstFault, refused, ...rest } = await run({
      apps: 60,
      used: 20,
      hours: 1,
      warmUpMinutes: 60,
      seed: 3,
    });

    expect({ faults, firstFault, refused }).toEqual({ faults: 0, firstFault: '', refused: 0 });
    expect(Number(rest.meanCalls)).toBeGreaterThan(1);
  }, 60_000);
});
