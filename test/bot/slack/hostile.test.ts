import { run } from '../../soak/slack-payloads.ts';

describe('hostile payloads', () => {
  it('are all answered: nobody is mentioned, nothing breaks, and Slack refuses nothing of what is sent', async () => {
    const found: string[] = [];

    await run({ payloads: 500, seed: 20_261_123, onFault: (fault) => found.push(fault.slice(0, 500)) });

    expect(found).toEqual([]);
  }, 60_000);
});
