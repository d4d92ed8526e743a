import { openStage, operate, type Stage } from '../../support/stage.ts';
import { lastingStore } from '../../support/vendor-app.ts';

const DAY_MS = 86_400_000;

let stage: Stage;

afterEach(() => stage.close());

describe('when an app counts as woken', () => {
  it('is once it answers well by itself, not while it fails', async () => {
    stage = await openStage();
    const { world } = stage.scalingo;
    const app = await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'S' } }, bootMs: 2_000 });
    app.answerStatus = 500;
    void stage.clock.delay(20_000).then(() => {
      app.answerStatus = 200;
    });

    const [woken] = await operate(stage, await stage.open(), 'wake shop-pr42');

    expect(woken).toMatchObject({ after: 'running', changed: true });
    expect(woken?.seconds).toBeGreaterThanOrEqual(20);
    expect(woken?.seconds).toBeLessThan(22);
  });

  it('is asked at the path that the rule names', async () => {
    stage = await openStage([{ match: 'shop-*', ready: { path: '/health', timeoutMs: 600_000 } }]);
    const { world } = stage.scalingo;
    const app = await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'S' } } });
    app.routerLogs = true;

    await operate(stage, await stage.open(), 'wake shop-pr42');

    const asked = app.logs.filter((line) => line.includes('[router]'));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((line) => !line.includes('path="/health"'))).toEqual([]);
  });

  it('goes by the word of the provider where nothing listens', async () => {
    stage = await openStage();
    const { world } = stage.scalingo;
    const formation = { web: { amount: 0, size: 'S' }, worker: { amount: 2, size: 'S' } };
    await world.addApp({ name: 'shop-worker', formation, bootMs: 8_000 });
    const paastis = await stage.open();
    await operate(stage, paastis, 'sleep shop-worker');

    const [woken] = await operate(stage, paastis, 'wake shop-worker');

    expect(woken).toMatchObject({ after: 'running', changed: true });
    expect(woken?.seconds).toBeGreaterThanOrEqual(8);
    expect(woken?.seconds).toBeLessThan(30);
    expect(world.formationOf('shop-worker')).toMatchObject(formation);
  });

  it('survives a provider that cannot tell how far it is for longer than a call waits', async () => {
    stage = await openStage();
    const { world, faults } = stage.scalingo;
    const formation = { worker: { amount: 1, size: 'S' } };
    await world.addApp({ name: 'shop-worker', formation });
    const paastis = await stage.open();
    const down = { kind: 'status', status: 503, contentType: 'text/html', body: '<h1>503</h1>' } as const;
    faults.add({ ...down, match: /GET .*\/operations\//, times: 8 });

    const [slept] = await operate(stage, paastis, 'sleep shop-worker');

    expect(slept).toMatchObject({ after: 'asleep', changed: true });
  });
});

describe('what is woken when nobody remembers', () => {
  it('is what the rule says rather than an assumption', async () => {
    stage = await openStage([{ match: 'shop-*', formation: { web: { amount: 3 } } }]);
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'S' } } });

    const [woken] = await operate(stage, await stage.open(), 'wake shop-pr42');

    expect(woken).not.toHaveProperty('assumed', true);
    expect(world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 3 } });
  });

  it('is never a formation of zeros that an app was caught with', async () => {
    stage = await openStage();
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'S' } }, status: 'running' });

    const [slept] = await operate(stage, await stage.open(), 'sleep shop-pr42');

    expect(slept).toMatchObject({ changed: false });
    expect(world.scaleCalls).toEqual([]);
  });
});

describe('what keeps an app from being put to sleep', () => {
  it('is a one-off task, unless forced', async () => {
    stage = await openStage();
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42' });
    world.addOneOff('shop-pr42');
    const paastis = await stage.open();

    const [refused] = await operate(stage, paastis, 'sleep shop-pr42');
    const callsBefore = world.scaleCalls.length;
    const [forced] = await operate(stage, paastis, 'sleep shop-pr42 --force');

    expect(refused?.error?.code).toBe('sleep_refused');
    expect(callsBefore).toBe(0);
    expect(forced).toMatchObject({ after: 'asleep', changed: true });
  });
});

describe('an autoscaler that a sleep switched off', () => {
  it('is on again after the next wake, also where somebody scaled by hand in between', async () => {
    stage = await openStage();
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 2, size: 'S' } } });
    const autoscaler = world.addAutoscaler('shop-pr42', { min: 2, max: 4 });
    const paastis = await stage.open();
    await operate(stage, paastis, 'sleep shop-pr42');
    world.scale('shop-pr42', { web: 3 });
    await stage.clock.advance(60_000);

    await operate(stage, paastis, 'sleep shop-pr42');
    await operate(stage, paastis, 'wake shop-pr42');
    await stage.play(paastis.close());

    expect(world.formationOf('shop-pr42')).toEqual({ web: { amount: 3, size: 'S', autoscaler } });
  });
});

describe('a list of apps', () => {
  it('is read once for all who ask at the same time', async () => {
    stage = await openStage();
    await stage.scalingo.world.addApp({ name: 'shop-pr42' });
    const paastis = await stage.open();
    const caller = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;

    await stage.play(Promise.all(Array.from({ length: 50 }, () => paastis.run('list', caller))));

    expect(stage.scalingo.requests.filter(({ path }) => path === '/v1/apps')).toHaveLength(1);
  });

  it('forgets all about an app that has been gone for three months, not sooner', async () => {
    stage = await openStage();
    const { id } = await stage.scalingo.world.addApp({ name: 'shop-pr42' });
    const store = lastingStore();
    const paastis = await stage.open({ store });
    const caller = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;
    await operate(stage, paastis, 'sleep shop-pr42');
    stage.scalingo.world.remove(id);
    const kept: number[] = [];

    for (const days of [1, 88, 2]) {
      await stage.clock.advance(days * DAY_MS);
      await stage.play(paastis.run('list', caller));
      kept.push((await store.list('app')).length + (await store.list('snapshot')).length);
    }

    expect(kept).toEqual([2, 2, 0]);
  });
});
