import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

beforeEach(async () => {
  stage = await openWatchedStage();
});

afterEach(() => stage.close());

const addApp = () =>
  stage.clever.world.addApp({
    name: 'shop',
    deployedAt: new Date(stage.clock.now().getTime() - 3 * 24 * HOUR_MS),
  });

describe('an app at Clever Cloud', () => {
  it('sleeps when nobody uses it, and a push that starts it is a deployment, not a fight', async () => {
    const app = await addApp();
    stage.clever.world.addVisits(app.id, { atMs: stage.clock.now().getTime() - 10 * MINUTE_MS });
    const { watch, store, events } = await stage.open();
    watch.start();
    await stage.pass(15 * MINUTE_MS);
    const early = app.state;
    await stage.pass(25 * MINUTE_MS);
    const late = app.state;

    stage.clever.world.injectDeployment(app.id, { cause: 'Git push', commit: 'c0ffee' });
    await stage.pass(10 * MINUTE_MS);
    const [watched] = await stage.play(watch.list());
    const [row, ...others] = await store.list('ledger');

    expect([early, late]).toEqual(['SHOULD_BE_UP', 'SHOULD_BE_DOWN']);
    expect(events.filter(({ name }) => name === 'app_slept')).toMatchObject([{ actor: 'rule:1', reason: 'idle' }]);
    expect(row).toMatchObject({ endedBy: 'deploy', wouldBe: false });
    expect(others).toEqual([]);
    expect(watched?.facts.undoneAt).toEqual([]);
    expect(watched?.decision.reason).toBe('active');
    expect(await store.list('snapshot')).toEqual([]);
  });
});
