import { run } from '../soak/action-payloads.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterAll(removeFolders);

describe('payloads of all kinds', () => {
  it('are each decided as the sources decide them, without an exception and, where nothing is asked for, without a call', async () => {
    const summary = await run({ payloads: 28, seed: 20_261_123 });

    expect(summary).toMatchObject({ payloads: 28, faults: 0, firstFault: '' });
  }, 60_000);
});
