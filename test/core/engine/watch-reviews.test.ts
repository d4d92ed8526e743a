import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

beforeEach(async () => {
  stage = await openWatchedStage([{ match: 'shop-pr*', manage: true, idleAfterMs: 4 * HOUR_MS }]);
  await stage.scalingo.world.addApp({ name: 'shop' });
});

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

/** Used half an hour ago: idle long enough only for an app that nobody reviews any more. */
async function addReviewApp(closedAt?: string) {
  const pullRequest = { number: 42, ...(closedAt !== undefined && { closedAt }) };
  const app = await stage.scalingo.world.addApp({
    name: 'shop-pr42',
    formation: { web: { amount: 1, size: 'S' } },
    parent: 'shop',
    pullRequest,
    createdAt: ago(24 * 60),
    lastDeployedAt: ago(12 * 60),
  });
  stage.scalingo.world.addRequests(app.id, ago(30));
  return app;
}

describe('a review app whose pull request is closed', () => {
  it('sleeps soon, whatever its limit, and says why', async () => {
    const app = await addReviewApp(ago(60));
    const opened = await stage.open();
    opened.watch.start();

    await stage.pass(5 * MINUTE_MS);

    expect(app.status).toBe('stopped');
    expect(opened.events.filter(({ name }) => name === 'app_slept')).toMatchObject([{ reason: 'pr_closed' }]);
    expect(await opened.store.list('interval')).toMatchObject([{ cause: 'pr_closed', review: true }]);
  });

  it('is found out within half an hour of the closing', async () => {
    const app = await addReviewApp();
    const { watch } = await stage.open();
    watch.start();
    await stage.pass(10 * MINUTE_MS);
    const [pull] = stage.scalingo.world.app('shop').link?.pulls.values() ?? [];
    if (pull !== undefined) pull.closedAtMs = stage.clock.now().getTime();
    await stage.pass(10 * MINUTE_MS);
    const early = app.status;

    await stage.pass(20 * MINUTE_MS);

    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
  });

  it('has its own limit again once the pull request is reopened', async () => {
    const app = await addReviewApp(ago(60));
    stage.scalingo.world.addRequests(app.id, ago(0));
    const { watch } = await stage.open();
    watch.start();
    await stage.pass(2 * MINUTE_MS);
    const closed = await reviewed();
    const [pull] = stage.scalingo.world.app('shop').link?.pulls.values() ?? [];
    if (pull !== undefined) pull.closedAtMs = undefined;
    for (let minute = 0; minute < 32; minute += 4) {
      stage.scalingo.world.addRequests(app.id, ago(minute % 3));
      await stage.pass(4 * MINUTE_MS);
    }
    await stage.pass(HOUR_MS);
    const reopened = await reviewed();

    expect(closed?.facts.app.review?.closed).toBe(true);
    expect(reopened?.facts.app.review?.closed).toBe(false);
    expect(reopened?.decision).toMatchObject({ reason: 'active', idleAfterMs: 4 * HOUR_MS });

    async function reviewed() {
      return (await stage.play(watch.list())).find(({ facts }) => facts.app.id === app.id);
    }
  });

  it('keeps its limit while its parent cannot be read: unknown is not closed', async () => {
    const app = await addReviewApp(ago(60));
    const body = '{"error":"down"}';
    const fault = { kind: 'status', status: 403, contentType: 'application/json', body } as const;
    stage.scalingo.faults.add({ ...fault, match: /review_apps/, times: 1_000 });
    const { watch } = await stage.open();
    watch.start();

    await stage.pass(70 * MINUTE_MS);
    const [watched] = (await stage.play(watch.list())).filter(({ facts }) => facts.app.id === app.id);

    expect(app.status).toBe('running');
    expect(watched?.facts.app.review?.closed).toBeUndefined();
  });

  it('stays known as closed when its parent cannot be read any more', async () => {
    const app = await addReviewApp(ago(60));
    stage.scalingo.world.addRequests(app.id, ago(0));
    const { watch } = await stage.open();
    watch.start();
    await stage.pass(2 * MINUTE_MS);
    const body = '{"error":"down"}';
    const fault = { kind: 'status', status: 403, contentType: 'application/json', body } as const;
    stage.scalingo.faults.add({ ...fault, match: /review_apps/, times: 1_000 });

    await stage.pass(35 * MINUTE_MS);

    expect(app.status).toBe('stopped');
  });
});
