import { run } from '../../soak/chaos.ts';

describe('some hours in which everything goes wrong', () => {
  it('sleeps nothing wrongly and leaves nothing half done', async () => {
    const { faults, firstFault, ...rest } = await run({ apps: 7, hours: 4, from: 9, seed: 5 });

    expect({ faults, firstFault }).toEqual({ faults: 0, firstFault: '' });
    expect(Number(rest.badAnswers)).toBeGreaterThan(30);
    expect(Number(rest.sleeps)).toBeGreaterThan(5);
  }, 60_000);
});
