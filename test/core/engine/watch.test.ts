import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;

let stage: WatchedStage;

beforeEach(async () => {
  stage = await openWatchedStage();
});

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

async function addApp(name: string, quietMinutes = 24 * 60) {
  return stage.scalingo.world.addApp({
    name,
    formation: { web: { amount: 1, size: 'S' } },
    createdAt: ago(40 * 24 * 60),
    lastDeployedAt: ago(quietMinutes),
  });
}

describe('a watch that looks by itself', () => {
  it('puts an app to sleep that nobody used for its limit, and not before', async () => {
    const app = await addApp('shop-pr42');
    stage.scalingo.world.addRequests(app.id, ago(20), 3);
    const { watch, events } = await stage.open();

    watch.start();
    await stage.pass(9 * MINUTE_MS);
    const early = app.status;
    await stage.pass(10 * MINUTE_MS);

    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
    expect(events.filter(({ name }) => name === 'app_slept')).toMatchObject([
      { actor: 'rule:1', entryPoint: 'schedule', reason: 'idle' },
    ]);
  });
});
