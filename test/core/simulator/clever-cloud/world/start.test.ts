import { deploymentIdOf, startTestCloud, type TestCloud } from '../support.ts';

const COMMIT = '8f2c7c1f0d4e5b6a79808182838485868788898a';

describe('starting an app of the simulated Clever Cloud', () => {
  let cloud: TestCloud;
  const addStopped = () => cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', commitId: COMMIT });
  const start = (id: string, query = '') => cloud.call(`POST ${cloud.pathOf(id)}/instances${query}`);

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  it('13.15 answers a start at once while the row is not visible yet', async () => {
    const app = await addStopped();

    const answer = await start(app.id);

    expect(answer.status).toBe(200);
    const single = await cloud.call(`GET ${cloud.pathOf(app.id)}/deployments/${deploymentIdOf(answer)}`);
    expect(single.status).toBe(404);
    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_DOWN');
    expect(await cloud.readRows(app.id)).toEqual(['UNDEPLOY/OK', 'DEPLOY/OK']);
    expect(app.starts).toBe(1);
  });

  it('13.15 keeps a start out of sight for as long as it is told to', async () => {
    const app = await addStopped();
    cloud.simulator.world.settings.visibilityLagMs = 20_000;
    await start(app.id);

    await cloud.clock.advance(19_999);
    const before = (await cloud.readRows(app.id))[0];
    await cloud.clock.advance(1);

    expect([before, (await cloud.readRows(app.id))[0]]).toEqual(['UNDEPLOY/OK', 'DEPLOY/WIP']);
  });

  it('13.16 goes through WANTS_TO_BE_UP to SHOULD_BE_UP with an instance up', async () => {
    const app = await addStopped();
    await start(app.id);
    const look = async () => ({
      state: await cloud.readState(app.id),
      row: (await cloud.readRows(app.id))[0],
      instances: await cloud.readInstances(app.id),
    });

    await cloud.clock.advance(1_000);
    const atOneSecond = await look();
    await cloud.clock.advance(5_000);
    const atSixSeconds = await look();
    await cloud.clock.advance(34_000);
    const atFortySeconds = await look();
    await cloud.clock.advance(2_000);
    const atTheEnd = await look();

    expect(atOneSecond).toEqual({ state: 'WANTS_TO_BE_UP', row: 'DEPLOY/WIP', instances: [] });
    expect(atSixSeconds).toEqual({ state: 'WANTS_TO_BE_UP', row: 'DEPLOY/WIP', instances: ['BOOTING'] });
    expect(atFortySeconds).toEqual({ state: 'WANTS_TO_BE_UP', row: 'DEPLOY/WIP', instances: ['UP'] });
    expect(atTheEnd).toEqual({ state: 'SHOULD_BE_UP', row: 'DEPLOY/OK', instances: ['UP'] });
  });

  it('13.17 keeps the uuid of a row, numbers rows by one and lists the newest first', async () => {
    const app = await addStopped();
    const uuid = deploymentIdOf(await start(app.id));

    await cloud.clock.advance(1_000);
    const running = await cloud.call(`GET ${cloud.pathOf(app.id)}/deployments`);
    await cloud.clock.advance(41_000);
    const ended = await cloud.call(`GET ${cloud.pathOf(app.id)}/deployments`);

    expect(running.body).toMatchObject([{ id: 3, uuid, state: 'WIP' }, { id: 2 }, { id: 1 }]);
    expect(ended.body).toMatchObject([{ id: 3, uuid, state: 'OK' }, { id: 2 }, { id: 1 }]);
  });

  it('13.18 honours limit, offset and action in the list of deployments', async () => {
    const app = await addStopped();
    cloud.simulator.world.injectRow(app.id);
    const list = (query: string) => cloud.call(`GET ${cloud.pathOf(app.id)}/deployments?${query}`);

    const newest = await list('limit=1');
    const second = await list('limit=1&offset=1');
    const undeployed = await list('action=UNDEPLOY');

    expect(newest.body).toEqual([expect.objectContaining({ id: 3 })]);
    expect(second.body).toEqual([expect.objectContaining({ id: 2 })]);
    expect(undeployed.body).toEqual([expect.objectContaining({ id: 2 })]);
  });

  it.each(['WANTS_TO_BE_UP', 'SHOULD_BE_DOWN'])('13.19 ends a failing start in FAIL and %s', async (state) => {
    const app = await addStopped();
    app.failingStarts = 1;
    cloud.simulator.world.settings.failedStartState = state;
    await start(app.id);

    await cloud.clock.advance(42_000);

    expect(await cloud.readRows(app.id)).toEqual(['DEPLOY/FAIL', 'UNDEPLOY/OK', 'DEPLOY/OK']);
    expect(await cloud.readInstances(app.id)).toEqual([]);
    expect(await cloud.readState(app.id)).toBe(state);
  });

  it('13.19 starts the next time when one failure was asked for', async () => {
    const app = await addStopped();
    app.failingStarts = 1;
    await start(app.id);
    await cloud.clock.advance(42_000);

    await start(app.id);
    await cloud.clock.advance(42_000);

    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_UP');
  });

  it('13.20 keeps the old instance up during a restart without downtime', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', commitId: COMMIT });
    const [old] = app.instances;
    await start(app.id);

    await cloud.clock.advance(10_000);
    const during = await cloud.readInstances(app.id);
    await cloud.clock.advance(32_000);

    const { body } = await cloud.call(`GET ${cloud.pathOf(app.id)}/instances`);
    expect(during).toEqual(['UP', 'BOOTING']);
    expect(body).toEqual([expect.objectContaining({ state: 'UP', commit: COMMIT })]);
    expect(body).not.toMatchObject([{ id: old?.id }]);
    expect(body).not.toMatchObject([{ deployId: old?.deploymentId }]);
  });

  it('13.20 has no instance up during a restart with downtime, while the state stays SHOULD_BE_UP', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', homogeneous: true });
    await start(app.id);

    await cloud.clock.advance(10_000);

    expect(await cloud.readInstances(app.id)).toEqual(['BOOTING']);
    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_UP');
  });

  it('13.21 refuses to start what was never deployed, with id 4014', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'new', state: 'SHOULD_BE_DOWN', commitId: null });

    const answer = await start(app.id);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ id: 4014, type: 'error' });
    expect(app.starts).toBe(0);
  });

  it('13.22 takes another commit, which becomes the current one once it runs', async () => {
    const app = await addStopped();
    const commit = 'b'.repeat(40);
    const readCommit = async () => (await cloud.call(`GET ${cloud.pathOf(app.id)}`)).body;

    const answer = await start(app.id, `?commit=${commit}&useCache=no`);
    await cloud.clock.advance(40_000);
    const during = await readCommit();
    await cloud.clock.advance(2_000);

    expect(answer.status).toBe(200);
    expect(during).toMatchObject({ commitId: COMMIT });
    expect(await readCommit()).toMatchObject({ commitId: commit });
  });

  it('13.25 queues a start behind the running one', async () => {
    const app = await addStopped();
    await start(app.id);
    await cloud.clock.advance(10_000);

    const second = await start(app.id);
    await cloud.clock.advance(5_000);
    const waiting = await cloud.readRows(app.id);
    await cloud.clock.advance(27_000);
    const begun = await cloud.readRows(app.id);
    await cloud.clock.advance(60_000);

    expect(second.status).toBe(200);
    expect(waiting).toEqual(['DEPLOY/WIP', 'UNDEPLOY/OK', 'DEPLOY/OK']);
    expect(begun).toEqual(['DEPLOY/WIP', 'DEPLOY/OK', 'UNDEPLOY/OK', 'DEPLOY/OK']);
    expect(await cloud.readRows(app.id)).toEqual(['DEPLOY/OK', 'DEPLOY/OK', 'UNDEPLOY/OK', 'DEPLOY/OK']);
  });

  it('13.25 answers 409 to a start during another one when told to', async () => {
    const app = await addStopped();
    cloud.simulator.world.settings.startWhileBusy = 'conflict';
    await start(app.id);

    const second = await start(app.id);

    expect(second).toMatchObject({ status: 409, body: { type: 'error' } });
    expect(app.starts).toBe(1);
  });

  it.each(['MODERATED', 'DEFAULT_OF_PAYMENT'])('13.28 refuses to start an app that is %s', async (state) => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state });
    cloud.simulator.world.settings.blockedStatus = 402;

    const answer = await start(app.id);

    expect(answer).toMatchObject({ status: 402, body: { type: 'error' } });
    expect(await cloud.readState(app.id)).toBe(state);
  });

  it('answers without the id of the deployment when told to', async () => {
    const app = await addStopped();
    cloud.simulator.world.settings.tellsDeploymentId = false;

    const answer = await start(app.id);

    expect(answer).toMatchObject({ status: 200, body: { type: 'success' } });
    expect(answer.body).not.toHaveProperty('deploymentId');
  });

  it('boots as many instances of the smallest flavor as the scaling says', async () => {
    const scaling = { minInstances: 2, maxInstances: 4, minFlavor: 'S', maxFlavor: 'M' };
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', scaling });
    await start(app.id);

    await cloud.clock.advance(42_000);

    const { body } = await cloud.call(`GET ${cloud.pathOf(app.id)}/instances`);
    expect(body).toMatchObject([
      { instanceNumber: 0, flavor: { name: 'S' } },
      { instanceNumber: 1, flavor: { name: 'S' } },
    ]);
  });
});
