import { wakeEleven } from '../../../bench/eleven.ts';
import { openStage } from '../../support/stage.ts';

describe('eleven apps woken at once by a process without a store', () => {
  it.each([
    ['scalingo', 3_000],
    ['scalingo', 25_000],
    ['scalingo', 75_000],
    ['clever', 25_000],
    ['clever', 75_000],
  ] as const)('take at most 3 s beyond the slowest boot: %s, %i ms', async (vendor, slowestMs) => {
    const round = await wakeEleven(vendor, slowestMs);

    expect(round.failed).toEqual([]);
    expect(round.overheadMs).toBeLessThanOrEqual(3_000);
    expect(round.refusedCalls).toBe(0);
    if (vendor === 'scalingo') expect(round.busiestMinute).toBeLessThanOrEqual(60);
  });

  it('come up in turns where the vendor begins only three at once', async () => {
    const round = await wakeEleven('scalingo', 8_000, 3);

    expect(round.failed).toEqual([]);
    // Four turns are three boots more than one.
    expect(round.overheadMs).toBeLessThanOrEqual(40_000);
    expect(round.busiestMinute).toBeLessThanOrEqual(60);
  });
});

describe('eleven apps that are being deployed when they are to be woken', () => {
  it('are waited for within the allowance of the account', async () => {
    const stage = await openStage();
    const names = Array.from({ length: 11 }, (_, index) => `shop-pr42-${index}`);
    for (const name of names) {
      await stage.scalingo.world.addApp({ name, deployMs: 90_000 });
      stage.scalingo.world.deploy(name);
    }
    const paastis = await stage.open({ memory: true }, { ...stage.config, providers: [stage.scalingo.config] });
    const startedMs = stage.clock.now().getTime();

    const report = await stage.play(
      paastis.run(`wake ${names.join(' ')}`, { actor: 'github:ana', entryPoint: 'github' }),
    );

    const results = report.kind === 'operation' ? report.results : [];
    expect(results.map(({ after, changed }) => [after, changed])).toEqual(names.map(() => ['running', false]));
    expect(stage.clock.now().getTime() - startedMs).toBeLessThan(90_000 + 15_000);
    expect(stage.scalingo.requests.length).toBeLessThan(60);
    expect(stage.scalingo.world.refusedCalls).toBe(0);
    await stage.close();
  });
});
