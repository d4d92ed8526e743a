import { periodStart } from '../../../core/engine/watch-reads.ts';
import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

const addApp = (deployedMinutesAgo: number) =>
  stage.scalingo.world.addApp({
    name: 'shop',
    formation: { web: { amount: 1, size: 'S' } },
    createdAt: ago(40 * 24 * 60),
    lastDeployedAt: ago(deployedMinutesAgo),
  });

/** An uptime monitor that asks every five minutes, for as long as told. */
async function passMonitored(id: string, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 5 * MINUTE_MS) {
    stage.scalingo.world.addRequests(id, ago(0));
    await stage.pass(5 * MINUTE_MS);
  }
}

describe('the period that figures are asked for', () => {
  it('is never longer than Scalingo remembers, also once the question has waited for its turn', async () => {
    stage = await openWatchedStage();
    const app = await addApp(10 * 24 * 60);
    const { providers } = await stage.open();
    const since = periodStart(stage.clock.now(), { idleSinceAt: ago(10 * 24 * 60), idleAfterMs: 96 * HOUR_MS });
    await stage.pass(10 * MINUTE_MS);

    const activity = await stage.play(providers[0]?.getActivitySince(app.id, since) ?? Promise.resolve(undefined));

    expect(activity).toMatchObject({ known: true, requests: 0 });
  });

  it('is long enough for the longest limit, figures of the last minute missing', async () => {
    stage = await openWatchedStage([{ match: '*', manage: true, idleAfterMs: 96 * HOUR_MS }]);
    const app = await addApp(10 * 24 * 60);
    const { watch } = await stage.open();
    await stage.pass(40_000);
    watch.start();

    await stage.pass(5 * MINUTE_MS);

    expect(app.status).toBe('stopped');
  });

  it('stays short while an app is left awake, so that a monitor never counts as people', async () => {
    stage = await openWatchedStage();
    const app = await addApp(24 * 60);
    const { watch } = await stage.open({ config: { mode: 'observe' } });
    watch.start();

    await passMonitored(app.id, 4 * HOUR_MS);
    const reasons = new Set<string>();
    for (let hour = 0; hour < 10; hour += 1) {
      await passMonitored(app.id, HOUR_MS);
      const [watched] = await stage.play(watch.list());
      reasons.add(watched?.decision.reason ?? 'none');
    }

    expect([...reasons]).toEqual(['idle']);
  });

  it('goes back to the last figures after a pause, so that nobody who came meanwhile is missed', async () => {
    stage = await openWatchedStage();
    const app = await addApp(24 * 60);
    const first = await stage.open({ config: { mode: 'observe' } });
    first.watch.start();
    await stage.pass(HOUR_MS);
    await stage.play(first.close());
    stage.scalingo.world.addRequests(app.id, ago(0));
    await stage.pass(10 * HOUR_MS);
    const again = await stage.open({ store: first.store, config: { mode: 'observe' } });
    again.watch.start();

    await stage.pass(5 * MINUTE_MS);
    const [watched] = await stage.play(again.watch.list());

    expect(Date.parse(watched?.facts.lastRequestAt ?? '') - stage.clock.now().getTime()).toBeLessThan(-9 * HOUR_MS);
  });
});
