import type { Caller, Paastis } from '../../../core/index.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';

const BOOT_MS = 20_000;

const unwaited: Caller = { actor: 'github:ana', entryPoint: 'github', waitFor: 'requested' };

let stage: Stage;

afterEach(() => stage.close());

async function wake(paastis: Paastis, line: string) {
  const startedMs = stage.clock.now().getTime();
  const report = await stage.play(paastis.run(line, unwaited));
  if (report.kind !== 'operation') throw new Error(JSON.stringify(report));
  return { results: report.results, tookMs: stage.clock.now().getTime() - startedMs };
}

describe('a wake that nobody waits for', () => {
  it.each(['scalingo', 'clever'] as const)('ends once %s has taken the start', async (vendor) => {
    stage = await openStage();
    if (vendor === 'clever')
      await stage.clever.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', bootMs: BOOT_MS });
    else
      await stage.scalingo.world.addApp({
        name: 'shop',
        status: 'stopped',
        formation: { web: { amount: 0 } },
        bootMs: BOOT_MS,
      });
    const paastis = await stage.open();

    const { results, tookMs } = await wake(paastis, 'wake shop');

    expect(results).toMatchObject([{ before: 'stopped', after: 'waking', changed: true }]);
    expect(results[0]?.reason).toContain('not waited for');
    expect(results[0]?.error).toBeUndefined();
    expect(tookMs).toBe(0);
    const closingMs = stage.clock.now().getTime();
    await stage.play(paastis.close());
    expect(stage.clock.now().getTime() - closingMs).toBe(0);
  });

  it('still waits for what the app needs', async () => {
    stage = await openStage([{ match: 'front', needs: ['back'] }]);
    for (const name of ['front', 'back'])
      await stage.scalingo.world.addApp({
        name,
        status: 'stopped',
        formation: { web: { amount: 0 } },
        bootMs: BOOT_MS,
      });
    const paastis = await stage.open();

    const { results, tookMs } = await wake(paastis, 'wake front back');

    expect(results).toMatchObject([
      { name: 'front', after: 'waking' },
      { name: 'back', after: 'running' },
    ]);
    expect(tookMs).toBeGreaterThanOrEqual(BOOT_MS);
    expect(tookMs).toBeLessThan(BOOT_MS + 3_000);
  });

  it('puts autoscalers back behind it, for which the end of the program waits', async () => {
    stage = await openStage();
    const app = await stage.scalingo.world.addApp({
      name: 'shop',
      formation: { web: { amount: 2, size: 'M' } },
      bootMs: BOOT_MS,
    });
    stage.scalingo.world.addAutoscaler(app.id, { type: 'web', min: 2, max: 4 });
    const paastis = await stage.open();
    await operate(stage, paastis, 'sleep shop');

    const { results } = await wake(paastis, 'wake shop');
    const disabled = stage.scalingo.world.autoscalersOf(app.id).map((autoscaler) => autoscaler.disabled);
    await stage.play(paastis.close({ graceMs: 60_000 }));

    expect(results).toMatchObject([{ after: 'waking', changed: true }]);
    expect(disabled).toEqual([true]);
    expect(stage.scalingo.world.autoscalersOf(app.id)).toMatchObject([{ disabled: false }]);
    expect(stage.scalingo.world.formationOf(app.id)).toMatchObject({ web: { amount: 2 } });
  });

  it('says that somebody else has started it, and leaves it at that', async () => {
    stage = await openStage();
    await stage.scalingo.world.addApp({
      name: 'shop',
      status: 'stopped',
      formation: { web: { amount: 0 } },
      bootMs: BOOT_MS,
    });
    stage.scalingo.world.scale('shop', { web: 1 });

    const { results, tookMs } = await wake(await stage.open(), 'wake shop');

    expect(results).toMatchObject([
      { after: 'waking', changed: false, reason: 'was already being woken by somebody else' },
    ]);
    expect(tookMs).toBe(0);
  });

  it('is not what somebody who waits for the app joins', async () => {
    stage = await openStage();
    await stage.scalingo.world.addApp({
      name: 'shop',
      status: 'stopped',
      formation: { web: { amount: 0 } },
      bootMs: BOOT_MS,
    });
    const paastis = await stage.open();

    const [first, second] = await stage.play(
      Promise.all([
        paastis.run('wake shop', unwaited),
        paastis.run('wake shop', { actor: 'github:bob', entryPoint: 'github' }),
      ]),
    );

    expect(first).toMatchObject({ results: [{ after: 'waking', changed: true }] });
    expect(second).toMatchObject({ results: [{ after: 'running', changed: false }] });
  });
});
