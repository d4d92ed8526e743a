import { run } from '../../soak/slack-load.ts';

describe('requests that are delivered again and again', () => {
  it('put each app to sleep once and wake it once, told in one message and on record', async () => {
    const found: string[] = [];

    const summary = await run({ requests: 120, seed: 20_261_123, onFault: (fault) => found.push(fault) });

    expect(found).toEqual([]);
    expect(summary.redelivered).toBeGreaterThan(100);
    expect(summary.sleeps).toBeGreaterThan(5);
  }, 60_000);
});
