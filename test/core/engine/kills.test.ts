import { run } from '../../soak/kills.ts';

describe('a program killed at any step of a sleep and a wake', () => {
  it('finishes or undoes the operation at its next start and loses no formation', async () => {
    const summary = await run({ kills: 4, seed: 20_261_122 });

    expect(summary).toMatchObject({ kills: 4, faults: 0, firstFault: '' });
  }, 90_000);
});
