import type { PaastisEvent } from '../../../core/model/event.ts';
import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

beforeEach(async () => {
  stage = await openWatchedStage();
});

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

const addApp = (name = 'shop', facts: object = {}) =>
  stage.scalingo.world.addApp({
    name,
    formation: { web: { amount: 1, size: 'S' } },
    createdAt: ago(40 * 24 * 60),
    lastDeployedAt: ago(24 * 60),
    ...facts,
  });

const named = (events: readonly PaastisEvent[], name: PaastisEvent['name']) =>
  events.filter((event) => event.name === name);

describe('a provider that answers 429', () => {
  it('is asked less and less, nothing is slept or failed meanwhile, and all is done afterwards', async () => {
    const apps = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => addApp(name)));
    const body = '{"error":"rate limit"}';
    const fault = { kind: 'status', status: 429, contentType: 'application/json', body } as const;
    stage.scalingo.faults.generate((line) => (line.includes('/v1/apps') ? { ...fault } : undefined));
    const { watch, events } = await stage.open();
    watch.start();

    await stage.pass(20 * MINUTE_MS);
    const during = apps.map(({ status }) => status);
    const asked = stage.scalingo.requests.length;
    stage.scalingo.faults.clear();
    await stage.pass(10 * MINUTE_MS);

    expect(new Set(during)).toEqual(new Set(['running']));
    expect(asked).toBeLessThanOrEqual(20 * 10);
    expect(new Set(apps.map(({ status }) => status))).toEqual(new Set(['stopped']));
    expect(named(events, 'app_slept')).toHaveLength(6);
    expect(events.filter(({ name }) => name.endsWith('_failed'))).toEqual([]);
  });
});

describe('a clock that is set', () => {
  it('two hours forward makes nobody idle', async () => {
    const app = await addApp();
    stage.scalingo.world.addRequests(app.id, ago(2));
    const { watch } = await stage.open();
    watch.start();
    await stage.pass(5 * MINUTE_MS);

    stage.skew.ms = 2 * HOUR_MS;
    await stage.pass(20 * MINUTE_MS);
    const early = app.status;
    await stage.pass(15 * MINUTE_MS);

    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
  });

  it('ten minutes back makes nobody idle, and keeps nobody awake for longer than that', async () => {
    const app = await addApp();
    stage.scalingo.world.addRequests(app.id, ago(2));
    const { watch } = await stage.open();
    watch.start();
    await stage.pass(5 * MINUTE_MS);

    stage.skew.ms = -10 * MINUTE_MS;
    await stage.pass(22 * MINUTE_MS);
    const early = app.status;
    await stage.pass(20 * MINUTE_MS);

    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
  });
});

describe('figures with holes', () => {
  it('of one app prove nothing about it', async () => {
    const app = await addApp();
    const other = await addApp('other');
    stage.scalingo.world.addRequests(app.id, ago(20));
    const { watch } = await stage.open();
    watch.start();
    await stage.pass(3 * MINUTE_MS);
    stage.scalingo.world.app(app.id).requests.clear();

    await stage.pass(12 * MINUTE_MS);
    const watched = (await stage.play(watch.list())).find(({ facts }) => facts.app.id === app.id);

    expect(app.status).toBe('running');
    expect(watched?.facts.reading).toMatchObject({ known: false, reason: 'figures_lost' });
    expect(watched?.decision.reason).toBe('unknown');
    expect(other.status).toBe('stopped');
  });

  it('of several apps put the figures of the whole region in doubt, and of no other region', async () => {
    const lost = await Promise.all(['a', 'b'].map((name) => addApp(name)));
    const bystander = await addApp('c');
    for (const [index, app] of lost.entries()) stage.scalingo.world.addRequests(app.id, ago(20 + index));
    stage.scalingo.world.addRequests(bystander.id, ago(5));
    const elsewhere = await stage.clever.world.addApp({
      name: 'elsewhere',
      deployedAt: new Date(stage.clock.now().getTime() - 15 * MINUTE_MS),
    });
    const { watch } = await stage.open();
    watch.start();
    await stage.pass(3 * MINUTE_MS);
    for (const app of lost) stage.scalingo.world.app(app.id).requests.clear();

    await stage.pass(42 * MINUTE_MS);
    const decided = (await stage.play(watch.list())).find(({ facts }) => facts.app.id === bystander.id);

    expect([...lost, bystander].map(({ status }) => status)).toEqual(['running', 'running', 'running']);
    expect(decided?.facts.figuresInDoubt).toBe(true);
    expect(decided?.decision.reason).toBe('unknown');
    expect(elsewhere.state).toBe('SHOULD_BE_DOWN');
  });
});

describe('operations of a watch', () => {
  it('are three at once at most, also when everything wakes for the morning', async () => {
    // The clock starts on a Sunday, at ten in Paris.
    await stage.close();
    stage = await openWatchedStage([{ match: '*', manage: true, hours: 'Sun 11:00-19:00', wakeAtStart: true }]);
    const apps = [];
    for (let index = 0; index < 8; index += 1) apps.push(await addApp(`app-${index}`, { bootMs: 30_000 }));
    const { watch, store } = await stage.open();
    watch.start();
    await stage.pass(59 * MINUTE_MS);
    const asleep = apps.filter(({ status }) => status === 'stopped').length;
    let most = 0;

    for (let step = 0; step < 60; step += 1) {
      await stage.pass(10_000);
      most = Math.max(most, (await store.list('operation')).length);
    }

    expect(asleep).toBe(8);
    expect(most).toBe(3);
    expect(new Set(apps.map(({ status }) => status))).toEqual(new Set(['running']));
  });

  it('are taken up by the next start where the program ended in the middle of a sleep', async () => {
    const app = await addApp('shop', { stopMs: 40_000 });
    const first = await stage.open();
    first.watch.start();
    await stage.pass(70_000);
    const under = await first.store.list('operation');
    await stage.play(first.close());
    const asked = stage.scalingo.requests.length;
    await stage.pass(5 * MINUTE_MS);
    const quiet = stage.scalingo.requests.length - asked;

    const again = await stage.open({ store: first.store });
    await stage.play(again.engine.recover());
    again.watch.start();
    await stage.pass(5 * MINUTE_MS);

    expect(under).toMatchObject([{ kind: 'sleep' }]);
    expect(quiet).toBe(0);
    expect(app.status).toBe('stopped');
    expect(stage.scalingo.world.scaleCalls).toHaveLength(1);
    expect(await first.store.list('operation')).toEqual([]);
    expect(await first.store.list('snapshot')).toMatchObject([{ asleepAt: expect.any(String) }]);
    expect(await first.store.list('interval')).toHaveLength(1);
  });
});
