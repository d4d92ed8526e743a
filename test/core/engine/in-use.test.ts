import { openStage, operate, type Stage } from '../../support/stage.ts';

const MINUTE_MS = 60_000;

describe('a person who puts to sleep what somebody uses', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
    await stage.scalingo.world.addApp({ name: 'shop', formation: { web: { amount: 1, size: 'S' } } });
  });

  afterEach(() => stage.close());

  const requestAgo = (ms: number) =>
    stage.scalingo.world.addRequests('shop', new Date(stage.clock.now().getTime() - ms).toISOString(), 1);

  it('is told so, and nothing is stopped', async () => {
    const paastis = await stage.open();
    requestAgo(2 * MINUTE_MS);

    const [result] = await operate(stage, paastis, 'sleep shop');

    expect(result).toMatchObject({ after: 'running', changed: false, error: { code: 'sleep_refused' } });
    expect(result?.error?.remedy).toContain('--force');
    expect(stage.scalingo.world.scaleCalls).toEqual([]);
  });

  it('may insist', async () => {
    const paastis = await stage.open();
    requestAgo(2 * MINUTE_MS);

    const [result] = await operate(stage, paastis, 'sleep shop --force');

    expect(result).toMatchObject({ after: 'asleep', changed: true });
  });

  it('is obeyed when the last request is more than five minutes ago', async () => {
    const paastis = await stage.open();
    requestAgo(7 * MINUTE_MS);

    const [result] = await operate(stage, paastis, 'sleep shop');

    expect(result).toMatchObject({ after: 'asleep', changed: true });
  });

  it.each([
    ['ten seconds', 10_000, true],
    ['nothing', 0, true],
    ['three minutes', 3 * MINUTE_MS, false],
    ['an hour', 60 * MINUTE_MS, false],
    ['never', 'never' as const, false],
  ])('is not stricter with him than with a rule whose limit is %s', async (_limit, idleAfterMs, obeyed) => {
    const rules = [{ match: 'shop', manage: true, idleAfterMs }];
    const paastis = await stage.open({ memory: true }, { ...stage.config, rules });
    requestAgo(2 * MINUTE_MS);

    const [result] = await operate(stage, paastis, 'sleep shop');

    expect(result?.changed).toBe(obeyed);
  });

  it('is obeyed right after a wake, whose own probes are requests too', async () => {
    const paastis = await stage.open();
    await operate(stage, paastis, 'sleep shop');
    await operate(stage, paastis, 'wake shop');

    const [result] = await operate(stage, paastis, 'sleep shop');

    expect(result).toMatchObject({ after: 'asleep', changed: true });
  });

  it('is told again once somebody else has come since that wake', async () => {
    const paastis = await stage.open();
    await operate(stage, paastis, 'sleep shop');
    await operate(stage, paastis, 'wake shop');
    await stage.clock.advance(3 * MINUTE_MS);
    requestAgo(0);

    const [result] = await operate(stage, paastis, 'sleep shop');

    expect(result).toMatchObject({ changed: false, error: { code: 'sleep_refused' } });
  });

  it('is obeyed when nobody can tell', async () => {
    const paastis = await stage.open();
    requestAgo(2 * MINUTE_MS);
    const html = { status: 500, contentType: 'text/html', body: '<h1>Sorry</h1>' };
    stage.scalingo.faults.add({ kind: 'status', ...html, match: /stats\/router/, times: 20 });

    const [result] = await operate(stage, paastis, 'sleep shop');

    expect(result).toMatchObject({ after: 'asleep', changed: true });
  });
});
