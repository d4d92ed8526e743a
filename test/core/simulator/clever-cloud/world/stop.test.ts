import { deploymentIdOf, startTestCloud, type TestCloud } from '../support.ts';

describe('stopping an app of the simulated Clever Cloud', () => {
  let cloud: TestCloud;
  const start = (id: string) => cloud.call(`POST ${cloud.pathOf(id)}/instances`);
  const stop = (id: string) => cloud.call(`DELETE ${cloud.pathOf(id)}/instances`);
  const cancel = (id: string, reference: string) =>
    cloud.call(`DELETE ${cloud.pathOf(id)}/deployments/${reference}/instances`);
  const addStarting = async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    const uuid = deploymentIdOf(await start(app.id));
    await cloud.clock.advance(10_000);
    return { app, uuid };
  };

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  it('13.23 answers a stop at once and takes the instances away later', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const answer = await stop(app.id);
    const atOnce = [await cloud.readState(app.id), await cloud.readRows(app.id), await cloud.readInstances(app.id)];
    await cloud.clock.advance(1_000);
    const atOneSecond = [
      await cloud.readState(app.id),
      await cloud.readRows(app.id),
      await cloud.readInstances(app.id),
    ];
    await cloud.clock.advance(4_000);
    const atTheEnd = [await cloud.readState(app.id), await cloud.readRows(app.id), await cloud.readInstances(app.id)];

    expect(answer.status).toBe(200);
    expect(atOnce).toEqual(['SHOULD_BE_UP', ['DEPLOY/OK'], ['UP']]);
    expect(atOneSecond).toEqual(['SHOULD_BE_UP', ['UNDEPLOY/WIP', 'DEPLOY/OK'], ['STOPPING']]);
    expect(atTheEnd).toEqual(['SHOULD_BE_DOWN', ['UNDEPLOY/OK', 'DEPLOY/OK'], []]);
  });

  it('13.23 still shows stopped instances as DELETED on request', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    await stop(app.id);

    await cloud.clock.advance(5_000);

    const { body } = await cloud.call(`GET ${cloud.pathOf(app.id)}/instances?withDeleted=true`);
    expect(body).toMatchObject([{ appId: app.id, state: 'DELETED' }]);
  });

  it('adds no row when what is stopped is stopped again', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });

    const answer = await stop(app.id);
    await cloud.clock.advance(10_000);

    expect(answer.status).toBe(200);
    expect(await cloud.readRows(app.id)).toEqual(['UNDEPLOY/OK', 'DEPLOY/OK']);
  });

  it('13.24 brings back the same scaling, environment, domains and commit after a stop', async () => {
    const scaling = { minInstances: 2, maxInstances: 4, minFlavor: 'S', maxFlavor: 'M' };
    const app = await cloud.simulator.world.addApp({
      name: 'shop',
      scaling,
      env: { A: '1' },
      domains: ['shop.example'],
    });
    const before = await cloud.call(`GET ${cloud.pathOf(app.id)}`);

    await stop(app.id);
    await cloud.clock.advance(5_000);
    await start(app.id);
    await cloud.clock.advance(42_000);

    const after = await cloud.call(`GET ${cloud.pathOf(app.id)}`);
    expect(after.body).toEqual({ ...Object(before.body), last_deploy: 3 });
    expect(await cloud.readInstances(app.id)).toEqual(['UP', 'UP']);
  });

  it('13.25 ends the running deployment when the app is stopped', async () => {
    const { app } = await addStarting();

    const answer = await stop(app.id);
    await cloud.clock.advance(5_000);

    expect(answer.status).toBe(200);
    expect(await cloud.readRows(app.id)).toEqual(['UNDEPLOY/OK', 'DEPLOY/CANCELLED', 'UNDEPLOY/OK', 'DEPLOY/OK']);
    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_DOWN');
    expect(await cloud.readInstances(app.id)).toEqual([]);
  });

  it('13.25 answers 409 to a stop during a deployment when told to', async () => {
    const { app } = await addStarting();
    cloud.simulator.world.settings.stopWhileBusy = 'conflict';

    const answer = await stop(app.id);
    await cloud.clock.advance(60_000);

    expect(answer.status).toBe(409);
    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_UP');
  });

  it('ends up, once restarted during its stop', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    await stop(app.id);
    await cloud.clock.advance(2_000);

    await start(app.id);
    await cloud.clock.advance(60_000);

    expect(await cloud.readRows(app.id)).toEqual(['DEPLOY/OK', 'UNDEPLOY/OK', 'DEPLOY/OK']);
    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_UP');
  });

  it.each(['integer', 'uuid'])('13.26 replaces a deployment cancelled by its %s with a CANCEL row', async (kind) => {
    const { app, uuid } = await addStarting();

    const answer = await cancel(app.id, kind === 'uuid' ? uuid : '3');
    await cloud.clock.advance(1_000);

    const { body } = await cloud.call(`GET ${cloud.pathOf(app.id)}/deployments`);
    expect(answer.status).toBe(200);
    expect(body).toMatchObject([{ action: 'CANCEL', state: 'OK' }, { action: 'UNDEPLOY' }, { action: 'DEPLOY' }]);
    expect(JSON.stringify(body)).not.toContain(uuid);
    expect(await cloud.readInstances(app.id)).toEqual([]);
  });

  it('13.26 lets a cancelled deployment settle as CANCELLED when told to', async () => {
    const { app, uuid } = await addStarting();
    cloud.simulator.world.settings.cancelledRow = 'kept';

    await cancel(app.id, uuid);
    await cloud.clock.advance(1_000);

    expect(await cloud.readRows(app.id)).toEqual(['DEPLOY/CANCELLED', 'UNDEPLOY/OK', 'DEPLOY/OK']);
  });

  it('13.26 leaves the old instance serving when a restart is cancelled', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const uuid = deploymentIdOf(await start(app.id));
    await cloud.clock.advance(10_000);

    await cancel(app.id, uuid);
    await cloud.clock.advance(60_000);

    expect(await cloud.readInstances(app.id)).toEqual(['UP']);
    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_UP');
  });

  it('13.26 refuses to cancel when nothing runs', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const answer = await cancel(app.id, '1');

    expect(answer).toMatchObject({ status: 400, body: { type: 'error' } });
  });
});
