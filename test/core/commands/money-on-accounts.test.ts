import { exitCode } from '../../../core/commands/report/exit-code.ts';
import { Secret } from '../../../core/log.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';

const caller = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;

describe('money and health of simulated accounts', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage([{ match: 'shop-*', manage: true }]);
  });

  afterEach(() => stage.close());

  it('tells what a real sleep saved, at the price of its provider', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 2, size: 'M' } } });
    const paastis = await stage.open();
    const [slept] = await operate(stage, paastis, 'sleep shop-pr42 --force');
    await stage.clock.advance(10 * 3_600_000, () => stage.scalingo.held + stage.clever.held);
    // What nobody has looked at for hours counts no further.
    await stage.play(paastis.run('list', caller));

    const report = await stage.play(paastis.run('savings', caller));

    expect(slept?.after).toBe('asleep');
    if (report.kind !== 'savings') throw new Error(JSON.stringify(report));
    expect(report.savings.apps.map(({ name }) => name)).toEqual(['shop-pr42']);
    expect(report.savings.totals.asleepHours).toBeGreaterThan(9.9);
    expect(report.savings.totals.netEur / report.savings.totals.asleepHours).toBeCloseTo(0.04, 6);
    expect(report.savings.totals.energyKwh.central).toBeGreaterThan(0);
  });

  it('prices what idles at a provider whose list was never read before', async () => {
    const deployedAt = new Date(stage.clock.now().getTime() - 48 * 3_600_000);
    const scaling = { minInstances: 1, maxInstances: 1, minFlavor: 'XS', maxFlavor: 'XS' };
    await stage.clever.world.addApp({ name: 'shop-api', state: 'SHOULD_BE_UP', deployedAt, scaling });
    const paastis = await stage.open();

    const report = await stage.play(paastis.run('idle', caller));

    if (report.kind !== 'idle') throw new Error(JSON.stringify(report));
    expect(report.apps.map(({ name }) => name)).toEqual(['shop-api']);
    expect(report.apps[0]?.pricePerHour).toBeGreaterThan(0);
  });

  it('finds the refused token of one account, and the other one well', async () => {
    const [scalingo, ...others] = stage.config.providers;
    if (scalingo?.type !== 'scalingo') throw new Error('expected Scalingo first');
    const broken = { ...stage.config, providers: [{ ...scalingo, token: new Secret('tk-us-wrong') }, ...others] };
    const paastis = await stage.open({ memory: true }, broken);

    const report = await stage.play(paastis.run('doctor', caller));

    if (report.kind !== 'doctor') throw new Error(JSON.stringify(report));
    const credentials = report.checks.filter(({ part }) => part === 'credentials');
    expect(credentials).toMatchObject([
      { subject: 'scalingo/osc-fr1', status: 'failure' },
      { subject: 'clever-cloud/par', status: 'ok' },
    ]);
    expect(JSON.stringify(report)).not.toContain('tk-us-wrong');
    expect(exitCode(report)).toBe(1);
  });
});
