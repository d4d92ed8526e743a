import { type Connection, connect } from './connect.ts';

let connection: Connection;

beforeEach(async () => {
  connection = await connect();
});

afterEach(async () => {
  await connection.close();
});

describe('stopping an app', () => {
  it('costs two reads and one call', async () => {
    const { world, provider, run, calls } = connection;
    const { id } = await world.addApp({ name: 'shop' });

    const change = await run(provider.stop(id));

    expect(change).toEqual({ kind: 'accepted', id: 'undeploy', at: '2026-11-22T09:00:00.000Z' });
    expect(calls().toSorted()).toEqual([
      'DELETE applications/…/instances',
      'GET applications/…',
      'GET applications/…/deployments',
    ]);
  });

  it('keeps the scaling, the commit and the domains', async () => {
    const { world, provider, run, follow } = connection;
    const { id } = await world.addApp({ name: 'shop', scaling: { minInstances: 2, maxInstances: 4, minFlavor: 'S' } });
    const { scaling, commitId, vhosts } = structuredClone(world.getApp(id));

    await follow(id, await run(provider.stop(id)));
    await follow(id, await run(provider.start(id, {})));

    expect(world.getApp(id)).toMatchObject({ scaling, commitId, vhosts, state: 'SHOULD_BE_UP' });
  });

  it.each(['FAIL', 'CANCELLED'])('is refused after a deployment in %s, unless forced', async (state) => {
    const { world, provider, run, failure } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    world.injectRow(id, { state });

    const error = await failure(provider.stop(id));
    const forced = await run(provider.stop(id, { force: true }));

    expect([error.code, error.retryable, error.context]).toEqual([
      'provider_refused',
      false,
      { app: 'clever-cloud/par/shop', region: 'clever-cloud/par', reason: 'last_deployment_failed' },
    ]);
    expect([forced.kind, world.getApp(id).stops]).toEqual(['accepted', 1]);
  });

  it.each(['WIP', 'TASK_RUNNING'])('is put off while the last row is %s', async (state) => {
    const { world, provider, failure } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    world.injectRow(id, { state });

    const error = await failure(provider.stop(id));

    expect([error.code, error.retryable, world.getApp(id).stops]).toEqual(['provider_conflict', true, 0]);
  });

  it('is put off even by force while a deployment runs', async () => {
    const { world, provider, failure } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    world.injectRow(id, { state: 'WIP' });

    const error = await failure(provider.stop(id, { force: true }));

    expect(error.code).toBe('provider_conflict');
  });

  it('goes on when the last row never closed', async () => {
    const { world, provider, clock, run } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    world.injectRow(id, { state: 'WIP', startedAtMs: clock.now().getTime() - 3_600_001 });

    const change = await run(provider.stop(id));

    expect(change.kind).toBe('accepted');
  });

  it('is put off right after a start of ours that is not visible yet', async () => {
    const { world, provider, run, failure } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    await run(provider.start(id, {}));

    const error = await failure(provider.stop(id));

    expect(error.code).toBe('provider_conflict');
  });

  it('joins a stop that is under way', async () => {
    const { world, provider, run, follow, advance } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    await run(provider.stop(id));
    await advance(2_000);

    const change = await run(provider.stop(id));

    expect([change.kind, world.getApp(id).stops]).toEqual(['accepted', 1]);
    expect((await follow(id, change)).state).toBe('done');
  });

  it.each([
    ['moderated', { state: 'MODERATED' }],
    ['payment', { state: 'DEFAULT_OF_PAYMENT' }],
    ['task', { lifetime: 'TASK' }],
    ['state_unknown', { state: 'ON_HOLIDAY' }],
  ])('is refused for good: %s', async (reason, options) => {
    const { world, provider, failure } = connection;
    const { id } = await world.addApp({ name: 'shop', ...options });

    const error = await failure(provider.stop(id));

    expect([error.code, error.context.reason, world.getApp(id).stops]).toEqual(['provider_refused', reason, 0]);
  });

  it('is adopted when its answer was lost but it was taken', async () => {
    const { world, provider, simulator, run, follow } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    simulator.faults.add({ kind: 'reset', when: 'after', match: /^DELETE/ });

    const change = await run(provider.stop(id));

    expect([change.kind, world.getApp(id).stops]).toEqual(['accepted', 1]);
    expect((await follow(id, change)).state).toBe('done');
  });

  it('is reported when it was not taken, and not sent again', async () => {
    const { world, provider, simulator, failure } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    simulator.faults.add({ kind: 'reset', when: 'before', match: /^DELETE/ });

    const error = await failure(provider.stop(id));

    expect([error.code, error.retryable, world.getApp(id).stops]).toEqual(['provider_unavailable', true, 0]);
  });

  it('passes on the conflict that the vendor itself may answer', async () => {
    const { world, provider, simulator, failure } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    const body = JSON.stringify({ id: 409, message: 'A deployment is running', type: 'error' });
    simulator.faults.add({ kind: 'status', status: 409, contentType: 'application/json', body, match: /^DELETE/ });

    const error = await failure(provider.stop(id));

    expect([error.code, error.retryable, error.context.app]).toEqual([
      'provider_conflict',
      true,
      'clever-cloud/par/shop',
    ]);
  });
});

describe('starting an app', () => {
  it('costs one call right after the app was read', async () => {
    const { world, provider, run, calls } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    await run(provider.getApp(id));
    calls();

    const change = await run(provider.start(id, { web: { amount: 1 } }));

    expect(change).toMatchObject({ kind: 'accepted', id: expect.stringMatching(/^deployment_/) });
    expect(calls()).toEqual(['POST applications/…/instances']);
  });

  it('does not trust a reading from before its own stop', async () => {
    const { world, provider, run, failure } = connection;
    const { id } = await world.addApp({ name: 'shop', stopMs: 20_000 });
    await run(provider.getApp(id));
    await run(provider.stop(id));
    await connection.advance(1_500);

    const error = await failure(provider.start(id, {}));

    expect([error.code, error.retryable, world.getApp(id).starts]).toEqual(['provider_conflict', true, 0]);
  });

  it('never restarts an app that is up', async () => {
    const { world, provider, run } = connection;
    const { id } = await world.addApp({ name: 'shop' });

    const change = await run(provider.start(id, {}));

    expect([change.kind, world.getApp(id).starts]).toEqual(['none', 0]);
  });

  it('joins its own start at any moment of the boot', async () => {
    const { world, provider, run, advance } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    const first = await run(provider.start(id, {}));

    const joined = [await run(provider.start(id, {}))];
    for (const ms of [2_000, 20_000, 19_000]) {
      await advance(ms);
      joined.push(await run(provider.start(id, {})));
    }

    expect(joined).toEqual([first, first, first, first]);
    expect(world.getApp(id).starts).toBe(1);
  });

  it("waits for somebody else's deployment", async () => {
    const { world, provider, failure, advance } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    world.injectDeployment(id, { cause: 'Git' });
    await advance(2_000);

    const error = await failure(provider.start(id, {}));

    expect([error.code, error.retryable, world.getApp(id).starts]).toEqual(['provider_conflict', true, 0]);
  });

  it('starts again what failed to wake', async () => {
    const { world, provider, run, follow } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', failingStarts: 1 });
    const first = await follow(id, await run(provider.start(id, {})));

    const second = await follow(id, await run(provider.start(id, {})));

    expect([first.state, second.state]).toEqual(['failed', 'done']);
  });

  it.each([
    ['never_deployed', { state: 'SHOULD_BE_DOWN', commitId: null }],
    ['moderated', { state: 'MODERATED' }],
    ['payment', { state: 'DEFAULT_OF_PAYMENT' }],
    ['task', { state: 'SHOULD_BE_DOWN', lifetime: 'TASK' }],
    ['state_unknown', { state: 'ON_HOLIDAY' }],
  ])('is refused for good without a call: %s', async (reason, options) => {
    const { world, provider, failure, calls } = connection;
    const { id } = await world.addApp({ name: 'shop', ...options });

    const error = await failure(provider.start(id, {}));

    expect([error.code, error.context.reason]).toEqual(['provider_refused', reason]);
    expect(calls().filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it('brings back an app that has been up without an instance for two minutes, not sooner', async () => {
    const { world, provider, clock, run, failure, advance } = connection;
    const { id } = await world.addApp({ name: 'shop', deployedAt: clock.now() });
    world.getApp(id).instances = [];

    const error = await failure(provider.start(id, {}));
    await advance(120_000);
    const change = await run(provider.start(id, {}));

    expect([error.code, error.retryable]).toEqual(['provider_conflict', true]);
    expect([change.kind, world.getApp(id).starts]).toEqual(['accepted', 1]);
  });

  it.each(['reset', 'truncate', 'gateway'] as const)(
    'is adopted when its answer was lost but it was taken: %s',
    async (loss) => {
      const { world, provider, simulator, run, follow } = connection;
      const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
      const match = /^POST/;
      if (loss === 'reset') simulator.faults.add({ kind: 'reset', when: 'after', match });
      if (loss === 'truncate') simulator.faults.add({ kind: 'truncate', length: 'half', match });
      if (loss === 'gateway') simulator.faults.add({ kind: 'hang', afterHeaders: true, match });

      const change = await run(provider.start(id, {}));

      expect(change.id).toBe(world.getApp(id).deployments.at(-1)?.uuid);
      expect((await follow(id, change)).state).toBe('done');
      expect(world.getApp(id).starts).toBe(1);
    },
  );

  it('does not take the row of something else for the start whose answer was lost', async () => {
    const { world, provider, simulator, run, failure } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    await run(provider.getApp(id));
    world.injectRow(id, { action: 'UNDEPLOY' });
    simulator.faults.add({ kind: 'reset', when: 'before', match: /^POST/ });

    const error = await failure(provider.start(id, {}));

    expect(error.code).toBe('provider_unavailable');
  });

  it('does not take an older deployment for the one whose answer was lost', async () => {
    const { world, provider, simulator, clock, failure } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    world.injectRow(id, { state: 'FAIL', startedAtMs: clock.now().getTime() - 5_000 });
    simulator.faults.add({ kind: 'reset', when: 'before', match: /^POST/ });

    const error = await failure(provider.start(id, {}));

    expect([error.code, error.retryable, world.getApp(id).starts]).toEqual(['provider_unavailable', true, 0]);
  });
});
