import { run } from '../../soak/races.ts';

describe('several people, a program that restarts and two apps', () => {
  it('ends with every app as it was or asleep with its note, and everybody answered', async () => {
    const summary = await run({ runs: 10, seed: 20_261_122 });

    expect(summary).toMatchObject({ faults: 0, firstFault: '' });
  }, 60_000);
});
