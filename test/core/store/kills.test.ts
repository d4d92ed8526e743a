import { run } from '../../soak/store-kills.ts';

describe('killing a process that writes', () => {
  it('loses no acknowledged write and tears none', async () => {
    const result = await run({ kills: 4, seed: 42 });

    expect(result).toMatchObject({ kills: 4, faults: 0, firstFault: '' });
    expect(result.writes).toBeGreaterThan(50);
    // 15 processes are started: seconds on a slow machine.
  }, 60_000);
});
