import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

beforeEach(async () => {
  stage = await openWatchedStage();
});

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

const addApp = (name = 'shop') =>
  stage.scalingo.world.addApp({
    name,
    formation: { web: { amount: 1, size: 'S' } },
    createdAt: ago(40 * 24 * 60),
    lastDeployedAt: ago(24 * 60),
  });

describe('what lists tell', () => {
  it('counts how much of the time an app ran while observing, whoever listed in between', async () => {
    const app = await addApp();
    const { watch, directory, store } = await stage.open({ config: { mode: 'observe' } });
    watch.start();

    for (let step = 0; step < 20; step += 1) {
      if (step === 10) stage.scalingo.world.scale(app.id, { web: 0 });
      await stage.pass(5.5 * MINUTE_MS);
      await stage.play(directory.list({ priority: 'person' }));
    }
    await stage.pass(15 * MINUTE_MS);
    const [record] = await store.list('watch');

    expect((record?.uptime?.seenMs ?? 0) / MINUTE_MS).toBeGreaterThan(55);
    expect((record?.uptime?.runningMs ?? 0) / MINUTE_MS).toBeGreaterThan(50);
    expect((record?.uptime?.runningMs ?? 0) / MINUTE_MS).toBeLessThan(57);
  });

  it('ends a sleep where it was last seen, although a person was the first to list it awake', async () => {
    const app = await addApp();
    const { watch, directory, store } = await stage.open();
    watch.start();
    await stage.pass(30 * MINUTE_MS);
    const asleep = app.status;

    await stage.pass(20_000);
    stage.scalingo.world.scale(app.id, { web: 1 });
    await stage.pass(30_000);
    await stage.play(directory.list({ priority: 'person' }));
    await stage.pass(2 * MINUTE_MS);
    const [row] = await store.list('ledger');

    expect(asleep).toBe('stopped');
    expect(row).toMatchObject({ endedBy: 'human', asleepUntil: '2026-11-22T09:30:00.000Z' });
  });

  it('forgets an app that is gone, and ends its sleep with it', async () => {
    const app = await addApp();
    const opened = await stage.open();
    opened.watch.start();
    await stage.pass(HOUR_MS);
    const known = await opened.store.list('watch');

    stage.scalingo.world.remove(app.id);
    await stage.pass(2 * MINUTE_MS);

    expect(known).toHaveLength(1);
    expect(await opened.store.list('watch')).toEqual([]);
    expect(await opened.store.list('interval')).toEqual([]);
    expect(await opened.store.list('ledger')).toMatchObject([{ endedBy: 'deleted', wouldBe: false }]);
    expect(opened.events.map(({ name }) => name)).toContain('app_vanished');
  });

  it('forgets it also when a person lists and nothing watches', async () => {
    const app = await addApp();
    const { directory, store } = await stage.open();

    await stage.play(directory.list({ priority: 'person' }));
    const known = await store.list('watch');
    stage.scalingo.world.remove(app.id);
    await stage.pass(1_000);
    await stage.play(directory.list({ priority: 'person' }));

    expect(known).toHaveLength(1);
    expect(await store.list('watch')).toEqual([]);
  });

  it('ends a sleep at the price it began with, whatever the settings say by then', async () => {
    const app = await addApp();
    const first = await stage.open({ config: { prices: { 'scalingo/osc-fr1': { S: 0.5 } } } });
    first.watch.start();
    await stage.pass(10 * MINUTE_MS);
    await stage.play(first.close());
    const again = await stage.open({ store: first.store, config: { prices: { 'scalingo/osc-fr1': { S: 9 } } } });
    again.watch.start();
    await stage.pass(10 * MINUTE_MS);

    stage.scalingo.world.scale(app.id, { web: 1 });
    await stage.pass(3 * MINUTE_MS);

    expect(await again.store.list('ledger')).toMatchObject([
      { endedBy: 'human', prices: { S: { perHour: 0.5, source: 'settings' } } },
    ]);
  });
});
