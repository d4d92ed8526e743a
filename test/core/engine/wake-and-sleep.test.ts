import type { Paastis } from '../../../core/index.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';

let stage: Stage;
let paastis: Paastis;

beforeEach(async () => {
  stage = await openStage();
  paastis = await stage.open();
});

afterEach(() => stage.close());

/** Waits for what goes on after the people were told. */
const settled = () => stage.play(paastis.close());

describe('putting an app to sleep and waking it on Scalingo', () => {
  it('brings back amounts, zeros and autoscalers exactly', async () => {
    const { world } = stage.scalingo;
    const app = await world.addApp({
      name: 'shop-pr42',
      formation: { web: { amount: 3, size: 'M' }, worker: { amount: 1, size: 'S' }, clock: { amount: 0, size: 'S' } },
    });
    world.addAutoscaler(app.id, { type: 'web', min: 2, max: 5 });
    const before = world.formationOf(app.id);

    const [slept] = await operate(stage, paastis, 'sleep shop-pr42');
    const asleep = world.formationOf(app.id);
    const [woken] = await operate(stage, paastis, 'wake shop-pr42');
    await settled();

    expect(slept).toMatchObject({ before: 'running', after: 'asleep', changed: true });
    expect(Object.values(asleep).map(({ amount }) => amount)).toEqual([0, 0, 0]);
    expect(woken).toMatchObject({ before: 'asleep', after: 'running', changed: true });
    expect(world.formationOf(app.id)).toEqual(before);
  });

  it('tells as soon as the app answers, with phases on the way', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 6_000 });
    await operate(stage, paastis, 'sleep shop-pr42');
    const phases: string[] = [];

    const [woken] = await operate(stage, paastis, 'wake shop-pr42', 'terminal:ana', ({ phase }) => phases.push(phase));

    expect(phases).toEqual(['reading', 'requesting', 'booting', 'ready']);
    expect(woken?.seconds).toBeGreaterThanOrEqual(6);
    expect(woken?.seconds).toBeLessThan(6.6);
  });

  it('takes the formation from the history of the provider when it did not put the app to sleep itself', async () => {
    const { world } = stage.scalingo;
    await world.addApp({
      name: 'shop-pr42',
      formation: { web: { amount: 2, size: 'S' }, worker: { amount: 1, size: 'S' } },
    });
    world.scale('shop-pr42', { web: 0, worker: 0 });
    await stage.clock.advance(10_000);

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');

    expect(woken).toMatchObject({ before: 'stopped', after: 'running', changed: true });
    expect(world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 2 }, worker: { amount: 1 } });
  });

  it('announces that web: 1 was assumed when nothing is known', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'S' } } });

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');
    const history = await stage.play(
      paastis.run('history shop-pr42', { actor: 'terminal:ana', entryPoint: 'terminal' }),
    );

    expect(woken).toMatchObject({ after: 'running', assumed: true });
    expect(woken?.reason).toContain('assumed');
    expect(JSON.stringify(history)).toContain('wake_assumed');
  });

  it('restarts an app that has crashed', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-demo', formation: { web: { amount: 1, size: 'S' } } });
    world.crash('shop-demo');

    const [woken] = await operate(stage, paastis, 'wake shop-demo');

    expect(woken).toMatchObject({ before: 'crashed', after: 'running', changed: true });
  });

  it('refuses to wake what was never deployed and to sleep what is being deployed', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-next', status: 'new' });
    await world.addApp({ name: 'shop-main' });
    world.deploy('shop-main');

    const [woken] = await operate(stage, paastis, 'wake shop-next');
    const [slept] = await operate(stage, paastis, 'sleep shop-main');

    expect(woken?.error).toMatchObject({ code: 'wake_refused' });
    expect(slept?.error).toMatchObject({ code: 'sleep_refused' });
    expect(world.scaleCalls).toHaveLength(0);
  });

  it('waits for a deployment to end before it wakes the app', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'S' } } });
    await operate(stage, paastis, 'sleep shop-pr42');
    world.deploy('shop-pr42');

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');

    expect(woken).toMatchObject({ before: 'deploying', after: 'running', changed: true });
    expect(world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 1 } });
  });

  it('ends awake when a wake comes while the app is falling asleep', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 2, size: 'S' } } });
    const caller = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;

    const [slept, woken] = await stage.play(
      Promise.all([paastis.run('sleep shop-pr42', caller), paastis.run('wake shop-pr42', caller)]),
    );
    await settled();

    expect(slept).toMatchObject({ results: [{ reason: expect.stringContaining('woke') }] });
    expect(woken).toMatchObject({ results: [{ after: 'running' }] });
    expect(world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 2 } });
    expect(world.app('shop-pr42').status).toBe('running');
  });

  it('makes one scale call for a thousand simultaneous wakes by different callers', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42' });
    await operate(stage, paastis, 'sleep shop-pr42');
    const callsBefore = world.scaleCalls.length;

    const reports = await stage.play(
      Promise.all(
        Array.from({ length: 1000 }, (_, index) =>
          paastis.run('wake shop-pr42', { actor: `terminal:${index}`, entryPoint: 'terminal' }),
        ),
      ),
    );

    expect(world.scaleCalls.length - callsBefore).toBe(1);
    expect(reports.every((report) => report.kind === 'operation' && report.results[0]?.after === 'running')).toBe(true);
  });

  it('tells why when the provider starts the containers and fails', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42' });
    await operate(stage, paastis, 'sleep shop-pr42');
    world.failStarts('shop-pr42');

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');

    expect(woken?.error).toMatchObject({ code: 'wake_failed' });
    expect(woken?.error?.message).toMatch(/failed|start/);
  });

  it('does not call an app running that it put to sleep and then failed to wake', async () => {
    const { world } = stage.scalingo;
    const app = await world.addApp({ name: 'shop-pr42' });
    await operate(stage, paastis, 'sleep shop-pr42');
    world.failStarts(app.id);

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');

    expect(woken?.error).toMatchObject({ code: 'wake_failed' });
    expect([woken?.before, woken?.after]).not.toContain('running');
  });

  it('ends at the deadline of the rule with what is known, and a repeat is safe', async () => {
    const { world } = stage.scalingo;
    await stage.close();
    stage = await openStage([{ match: '*', ready: { path: '/health', timeoutMs: 20_000 } }]);
    paastis = await stage.open();
    await stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 60_000 });
    await operate(stage, paastis, 'sleep shop-pr42');

    const [late] = await operate(stage, paastis, 'wake shop-pr42');
    await stage.clock.advance(60_000);
    const [again] = await operate(stage, paastis, 'wake shop-pr42');

    expect(late?.error).toMatchObject({ code: 'wake_timeout' });
    expect(again).toMatchObject({ after: 'running', changed: false });
    void world;
  });

  it('wakes the apps that a rule says are needed first', async () => {
    await stage.close();
    stage = await openStage([{ match: 'shop-pr{pr}', needs: ['shop-db-pr{pr}'] }]);
    paastis = await stage.open();
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42' });
    await world.addApp({ name: 'shop-db-pr42' });
    await operate(stage, paastis, 'sleep shop-pr42, shop-db-pr42');
    const callsBefore = world.scaleCalls.length;

    const results = await operate(stage, paastis, 'wake shop-pr42');

    expect(results.map(({ name, after }) => [name, after])).toEqual([
      ['shop-pr42', 'running'],
      ['shop-db-pr42', 'running'],
    ]);
    expect(world.scaleCalls.slice(callsBefore).map(({ appId }) => world.app(appId).name)).toEqual([
      'shop-db-pr42',
      'shop-pr42',
    ]);
  });

  it('never sleeps what a rule protects, with or without force', async () => {
    await stage.close();
    stage = await openStage([{ match: '*-production', protect: true }]);
    paastis = await stage.open();
    await stage.scalingo.world.addApp({ name: 'shop-production' });

    const [slept] = await operate(stage, paastis, 'sleep shop-production --force');

    expect(slept?.error).toMatchObject({ code: 'sleep_refused' });
    expect(stage.scalingo.world.scaleCalls).toHaveLength(0);
  });

  it('costs at most nine calls for a sleep, from a remembered list', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42', stopMs: 4_000 });
    await stage.play(paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));
    const before = stage.scalingo.requests.length;

    await operate(stage, paastis, 'sleep shop-pr42');

    expect(stage.scalingo.requests.length - before).toBeLessThanOrEqual(9);
  });

  it('does not put to sleep what somebody else keeps awake, unless forced', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42' });
    await operate(stage, paastis, 'wake shop-pr42 --for 2h', 'terminal:ana');

    const [refused] = await operate(stage, paastis, 'sleep shop-pr42', 'terminal:bob');
    const [forced] = await operate(stage, paastis, 'sleep shop-pr42 --force', 'terminal:bob');

    expect(refused?.error).toMatchObject({ code: 'sleep_refused', message: expect.stringContaining('ana keeps') });
    expect(forced).toMatchObject({ after: 'asleep', changed: true });
  });

  it('lets a person leave while the wake goes on', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42', bootMs: 20_000 });
    await operate(stage, paastis, 'sleep shop-pr42');
    const leaving = new AbortController();

    const report = await stage.play(
      paastis.run('wake shop-pr42', {
        actor: 'terminal:ana',
        entryPoint: 'terminal',
        signal: leaving.signal,
        onProgress: ({ phase }) => phase === 'booting' && leaving.abort(),
      }),
    );
    await settled();

    expect(report).toMatchObject({ results: [{ error: { code: 'operation_cancelled' } }] });
    expect(world.app('shop-pr42').status).toBe('running');
  });
});

describe('putting an app to sleep and waking it on Clever Cloud', () => {
  it('stops it and starts it with the same scaling', async () => {
    const { world } = stage.clever;
    const app = await world.addApp({ name: 'shop-api-PR-42', bootMs: 25_000, scaling: { minInstances: 2 } });

    const [slept] = await operate(stage, paastis, 'sleep shop-api-PR-42');
    const [woken] = await operate(stage, paastis, 'wake shop-api-pr-42');
    await settled();

    expect(slept).toMatchObject({ before: 'running', after: 'asleep', changed: true });
    expect(woken).toMatchObject({ before: 'asleep', after: 'running', changed: true });
    expect(world.getApp(app.id)).toMatchObject({ state: 'SHOULD_BE_UP', scaling: { minInstances: 2 } });
  });

  it('is not fooled by the page of the router, which answers 404 for an app that is down', async () => {
    const { world } = stage.clever;
    world.settings.bareLineEnds = true;
    await world.addApp({ name: 'shop-api', state: 'SHOULD_BE_DOWN', bootMs: 25_000 });

    const [woken] = await operate(stage, paastis, 'wake shop-api');

    expect(woken?.seconds).toBeGreaterThanOrEqual(25);
  });

  it('tells a failed start', async () => {
    await stage.clever.world.addApp({ name: 'shop-api', state: 'SHOULD_BE_DOWN', failingStarts: 1 });

    const [woken] = await operate(stage, paastis, 'wake shop-api');

    expect(woken?.error).toMatchObject({ code: 'wake_failed' });
  });

  it('costs at most eight calls for a wake with a boot of 25 s, from a cold start', async () => {
    await stage.clever.world.addApp({ name: 'shop-api', state: 'SHOULD_BE_DOWN', bootMs: 25_000 });
    const before = stage.clever.requests.length;

    await operate(stage, paastis, 'wake shop-api');
    await settled();

    expect(stage.clever.requests.length - before).toBeLessThanOrEqual(8);
  });
});
