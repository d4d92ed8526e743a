import { type Connection, connect } from './connect.ts';

let connection: Connection;

beforeEach(async () => {
  connection = await connect();
});

afterEach(async () => {
  await connection.close();
});

async function stoppedApp(
  options: { readonly bootMs?: number; readonly failingStarts?: number } = {},
): Promise<string> {
  const { id } = await connection.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', ...options });
  return id;
}

describe('following a start', () => {
  it('keeps a whole wake of 25 s within eight calls, with a look every eight seconds', async () => {
    const { provider, run, advance, calls } = connection;
    const id = await stoppedApp({ bootMs: 25_000 });
    await run(provider.getApp(id));
    const change = await run(provider.start(id, {}));

    let state = 'pending';
    for (let looks = 0; looks < 6 && state === 'pending'; looks += 1) {
      await advance(8_000);
      state = (await run(provider.getProgress(id, change))).state;
    }

    expect(state).toBe('done');
    expect(calls().length).toBeLessThanOrEqual(8);
  });

  it('costs one call while the app boots', async () => {
    const { provider, run, advance, calls } = connection;
    const id = await stoppedApp();
    const change = await run(provider.start(id, {}));
    await advance(10_000);
    calls();

    const progress = await run(provider.getProgress(id, change));

    expect([progress.state, calls()]).toEqual(['pending', ['GET applications/…/deployments']]);
  });

  it('is done only once an instance is up, not merely when the deployment is', async () => {
    const { world, provider, run, follow } = connection;
    const id = await stoppedApp();
    const change = await run(provider.start(id, {}));
    await follow(id, change);
    world.getApp(id).instances = [];

    const progress = await run(provider.getProgress(id, change));

    expect(progress.state).toBe('pending');
  });

  it('tells a failed deployment with its cause', async () => {
    const { provider, run, follow } = connection;
    const id = await stoppedApp({ failingStarts: 1 });

    const progress = await follow(id, await run(provider.start(id, {})));

    expect(progress).toEqual({ state: 'failed', detail: 'the deployment failed (Console)' });
  });

  it.each(['replaced', 'kept'] as const)('tells a cancelled one, its row %s', async (cancelledRow) => {
    const { world, provider, run, advance, follow } = connection;
    world.settings.cancelledRow = cancelledRow;
    const id = await stoppedApp();
    const change = await run(provider.start(id, {}));
    await advance(5_000);
    world.lifecycle.cancel(world.getApp(id), change.id ?? '', null);
    await advance(2_000);

    const progress = await follow(id, change);

    expect(progress).toEqual({ state: 'failed', detail: 'cancelled' });
  });

  it('follows the newer deployment that took its place', async () => {
    const { world, provider, run, advance, follow } = connection;
    const id = await stoppedApp();
    const change = await run(provider.start(id, {}));
    await advance(5_000);
    world.lifecycle.cancel(world.getApp(id), change.id ?? '', null);
    await advance(2_000);
    world.injectDeployment(id, { cause: 'Git' });
    await advance(2_000);

    const meanwhile = await run(provider.getProgress(id, change));
    const atLast = await follow(id, change);

    expect([meanwhile.state, atLast.state]).toEqual(['pending', 'done']);
  });

  it('fails when somebody stops the app meanwhile', async () => {
    const { world, provider, run, advance, follow } = connection;
    const id = await stoppedApp();
    const change = await run(provider.start(id, {}));
    await advance(5_000);
    world.lifecycle.undeploy(world.getApp(id), { cause: 'Console', author: null });
    await advance(8_000);

    const progress = await follow(id, change);

    expect(progress).toEqual({ state: 'failed', detail: 'stopped meanwhile' });
  });

  it('finds its deployment again when the vendor gave no id', async () => {
    const { world, provider, run, follow } = connection;
    world.settings.tellsDeploymentId = false;
    const id = await stoppedApp();

    const change = await run(provider.start(id, {}));
    const progress = await follow(id, change);

    expect([change.id, progress.state]).toEqual([undefined, 'done']);
  });

  it('can be taken over by a process that knows nothing but the change', async () => {
    const { provider, again, run, advance } = connection;
    const id = await stoppedApp();
    const change = await run(provider.start(id, {}));
    const other = again();
    await advance(10_000);

    const meanwhile = await run(other.getProgress(id, change));
    await advance(40_000);
    const atLast = await run(other.getProgress(id, change));

    expect([meanwhile.state, atLast.state]).toEqual(['pending', 'done']);
  });

  it('asks once more for a start that never shows up, and follows that one', async () => {
    const { world, provider, run, advance, follow } = connection;
    const id = await stoppedApp();
    world.settings.visibilityLagMs = 86_400_000;
    const change = await run(provider.start(id, {}));
    await advance(59_000);
    const early = await run(provider.getProgress(id, change));
    const startsBefore = world.getApp(id).starts;
    world.getApp(id).pending = [];
    world.settings.visibilityLagMs = 1_000;
    await advance(2_000);

    const progress = await follow(id, change);

    expect([early.state, startsBefore, progress.state, world.getApp(id).starts]).toEqual(['pending', 1, 'done', 2]);
  });

  it('does not ask a third time', async () => {
    const { world, provider, run, advance } = connection;
    const id = await stoppedApp();
    world.settings.visibilityLagMs = 86_400_000;
    const change = await run(provider.start(id, {}));

    for (let minute = 0; minute < 5; minute += 1) {
      await advance(61_000);
      await run(provider.getProgress(id, change));
    }

    expect(world.getApp(id).starts).toBe(2);
  });

  it('does not ask again while the vendor says that the app is on its way', async () => {
    const { world, provider, run, advance } = connection;
    const id = await stoppedApp();
    world.settings.visibilityLagMs = 86_400_000;
    const change = await run(provider.start(id, {}));
    world.getApp(id).state = 'WANTS_TO_BE_UP';
    await advance(61_000);

    const progress = await run(provider.getProgress(id, change));

    expect([progress.state, world.getApp(id).starts]).toEqual(['pending', 1]);
  });

  it('is done when it ended well, though somebody deploys again since', async () => {
    const { world, provider, run, advance } = connection;
    const id = await stoppedApp();
    const change = await run(provider.start(id, {}));
    await advance(45_000);
    world.injectDeployment(id, { cause: 'Git' });
    await advance(2_000);

    const progress = await run(provider.getProgress(id, change));

    expect(progress.state).toBe('done');
  });

  it('is done at once when nothing had to be started', async () => {
    const { provider, run, calls } = connection;
    const { id } = await connection.world.addApp({ name: 'shop' });
    const change = await run(provider.start(id, {}));
    calls();

    const progress = await run(provider.getProgress(id, change));

    expect([progress.state, calls()]).toEqual(['done', []]);
  });
});

describe('following a stop', () => {
  it('is pending until the vendor says down, also to another process', async () => {
    const { world, provider, again, run, advance } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    const change = await run(provider.stop(id));
    const other = again();

    const atOnce = await run(other.getProgress(id, change));
    await advance(6_000);
    const atLast = await run(other.getProgress(id, change));

    expect([atOnce.state, atLast.state]).toEqual(['pending', 'done']);
  });

  it('fails when a deployment brings the app back meanwhile', async () => {
    const { world, provider, run, advance } = connection;
    const { id } = await world.addApp({ name: 'shop', stopMs: 3_000 });
    const change = await run(provider.stop(id));
    await advance(1_500);
    world.injectDeployment(id, { cause: 'Git' });
    await advance(5_000);

    const progress = await run(provider.getProgress(id, change));

    expect(progress).toEqual({ state: 'failed', detail: 'a deployment started meanwhile (Git)' });
  });

  it('fails when the row of the stop does', async () => {
    const { world, provider, run } = connection;
    const { id } = await world.addApp({ name: 'shop', stopMs: 600_000 });
    const change = await run(provider.stop(id));
    world.injectRow(id, { action: 'UNDEPLOY', state: 'FAIL' });

    const progress = await run(provider.getProgress(id, change));

    expect(progress.state).toBe('failed');
  });
});
