import { run } from '../../soak/store-steps.ts';

describe('interrupting a store at every file operation', () => {
  it('leaves every write whole or undone, whether it was a kill, a torn write or an error of the disk', async () => {
    const result = await run({ events: 1 });

    expect(result).toMatchObject({ faults: 0, firstFault: '' });
    expect(result.interruptions).toBeGreaterThan(50);
    // 50 and more openings and writes with their syncs: seconds on a slow disk.
  }, 60_000);
});
