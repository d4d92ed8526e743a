import { run } from '../soak/action-races.ts';

describe('runs of the Action at once, on one pull request, while GitHub and the provider fail', () => {
  it('end with one comment that tells the truth, and an app that was started once', async () => {
    const summary = await run({ races: 8, seed: 20_261_123 });

    expect(summary).toMatchObject({ races: 8, faults: 0, firstFault: '' });
  }, 60_000);
});
