import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

describe('interrupting a store at every file operation', () => {
  it('leaves every write whole or undone, whether it was a kill, a torn write or an error of the disk', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['test/support/store-steps.ts']);

    const { interruptions, faults } = JSON.parse(stdout);
    expect(faults).toEqual([]);
    expect(interruptions).toBeGreaterThan(50);
  });
});
