import { run } from '../../soak/budget.ts';

describe('an account of 200 apps with 60 in use', () => {
  it('takes a third of its allowance, and a person who wakes an app does not wait for it', async () => {
    const { faults, firstFault, refused, ...rest } = await run({ hours: 1, seed: 3, warmUpMinutes: 90 });

    expect({ faults, firstFault, refused }).toEqual({ faults: 0, firstFault: '', refused: 0 });
    expect(Number(rest.meanCalls)).toBeGreaterThan(1);
  }, 60_000);
});
