import { request } from 'undici';
import * as z from 'zod';
import { deploymentIdOf, startTestCloud, type TestCloud } from '../support.ts';

const statesSchema = z.array(z.looseObject({ id: z.string(), state: z.string() }));

describe('the world of the simulated Clever Cloud', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  const v4Of = (appId: string, what: string) =>
    cloud.call(`GET /v4/orchestration/organisations/${cloud.simulator.owner}/applications/${appId}/${what}`);

  it('13.27 takes deployments from outside, with their cause', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    const running = await cloud.simulator.world.addApp({ name: 'other' });
    cloud.simulator.world.injectDeployment(app.id, { cause: 'Git', commit: 'c'.repeat(40) });
    cloud.simulator.world.injectDeployment(running.id, { cause: 'Monitoring/Unreachable', byPlatform: true });

    await cloud.clock.advance(1_000);

    const pushed = await cloud.call(`GET ${cloud.pathOf(app.id)}/deployments?limit=1`);
    const monitored = await cloud.call(`GET ${cloud.pathOf(running.id)}/deployments?limit=1`);
    expect(pushed.body).toMatchObject([{ cause: 'Git', state: 'WIP', author: { id: cloud.simulator.userId } }]);
    expect(monitored.body).toMatchObject([{ cause: 'Monitoring/Unreachable', state: 'WIP' }]);
    expect(monitored.body).not.toMatchObject([{ author: expect.anything() }]);
    expect([app.starts, running.starts]).toEqual([0, 0]);
  });

  it('13.27 takes a stop from outside', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    cloud.simulator.world.injectStop(app.id);

    await cloud.clock.advance(5_000);

    expect(await cloud.readState(app.id)).toBe('SHOULD_BE_DOWN');
    expect(app.stops).toBe(0);
  });

  it('13.29 shows one deployment alike in v2 and v4, queued ones in v4 only', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    const start = () => cloud.call(`POST ${cloud.pathOf(app.id)}/instances`);
    const first = deploymentIdOf(await start());
    const statesOf = async (uuid: string) => {
      const single = await cloud.call(`GET ${cloud.pathOf(app.id)}/deployments/${uuid}`);
      const v4 = statesSchema.parse((await v4Of(app.id, 'deployments')).body).find(({ id }) => id === uuid);
      return [
        single.status === 404 ? undefined : z.looseObject({ state: z.string() }).parse(single.body).state,
        v4?.state,
      ];
    };

    const atOnce = await statesOf(first);
    await cloud.clock.advance(1_000);
    const atOneSecond = await statesOf(first);
    await cloud.clock.advance(1_000);
    const atTwoSeconds = await statesOf(first);
    const second = deploymentIdOf(await start());
    await cloud.clock.advance(2_000);
    const behind = await statesOf(second);
    app.failingStarts = 1;
    await cloud.clock.advance(100_000);

    expect(atOnce).toEqual([undefined, undefined]);
    expect(atOneSecond).toEqual(['WIP', 'QUEUED']);
    expect(atTwoSeconds).toEqual(['WIP', 'WORK_IN_PROGRESS']);
    expect(behind).toEqual([undefined, 'QUEUED']);
    expect(await statesOf(first)).toEqual(['FAIL', 'FAILED']);
    expect(await statesOf(second)).toEqual(['OK', 'SUCCEEDED']);
  });

  it('13.29 shows tasks and cancelled deployments alike in v2 and v4', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    cloud.simulator.world.injectRow(app.id, { state: 'CANCELLED' });
    cloud.simulator.world.injectRow(app.id, { state: 'TASK_RUNNING' });

    const { body } = await v4Of(app.id, 'deployments?limit=2');

    expect(await cloud.readRows(app.id)).toEqual(['DEPLOY/TASK_RUNNING', 'DEPLOY/CANCELLED', 'DEPLOY/OK']);
    expect(body).toMatchObject([{ state: 'TASK_IN_PROGRESS' }, { state: 'CANCELLED' }]);
  });

  it('lists the instances of v4 without the states that are excluded', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    cloud.simulator.world.injectInstance(app.id, 'GHOST');
    cloud.simulator.world.injectInstance(app.id, 'BUILDING', true);

    const all = await v4Of(app.id, 'instances');
    const some = await v4Of(app.id, 'instances?excludeState=GHOST&excludeState=DELETED');

    expect(all.body).toMatchObject([{ state: 'UP' }, { state: 'GHOST' }, { state: 'BUILDING', isBuildVm: true }]);
    expect(some.body).toMatchObject([{ state: 'UP' }, { state: 'BUILDING' }]);
  });

  it('lists deployments and instances of a whole owner by app', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const other = await cloud.simulator.world.addApp({ name: 'other', state: 'SHOULD_BE_DOWN' });
    const owner = `/v2/organisations/${cloud.simulator.owner}`;

    const deployments = await cloud.call(`GET ${owner}/deployments?limit=1`);
    const instances = await cloud.call(`GET ${owner}/instances`);

    expect(deployments.body).toMatchObject({ [app.id]: [{ action: 'DEPLOY' }], [other.id]: [{ action: 'UNDEPLOY' }] });
    expect(instances.body).toMatchObject({ [app.id]: [{ state: 'UP' }], [other.id]: [] });
  });

  it('13.43 moves by its clock alone, faster when asked to', async () => {
    const fast = await startTestCloud({ speed: 10 });
    const app = await fast.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    await fast.call(`POST ${fast.pathOf(app.id)}/instances`);

    await fast.clock.advance(4_100);
    const before = await fast.readState(app.id);
    await fast.clock.advance(100);
    const after = await fast.readState(app.id);

    await fast.simulator.close();
    expect([before, after]).toEqual(['WANTS_TO_BE_UP', 'SHOULD_BE_UP']);
  });

  it('13.43 leaves no timer behind when it closes', async () => {
    const other = await startTestCloud();
    const app = await other.simulator.world.addApp({ name: 'shop' });
    await other.call(`POST ${other.pathOf(app.id)}/instances`);
    const before = other.clock.pending;

    await other.simulator.close();

    expect(before).toBeGreaterThan(0);
    expect(other.clock.pending).toBe(0);
  });

  it('13.44 serves values nobody knows, as they are', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    app.state = 'WANTS_TO_BE_DOWN';
    cloud.simulator.world.injectInstance(app.id, 'MAINTENANCE_DEPLOYING');
    cloud.simulator.world.injectRow(app.id, { state: 'PAUSED', action: 'MIGRATE' });

    const v4 = await v4Of(app.id, 'deployments?limit=1');

    expect(await cloud.readState(app.id)).toBe('WANTS_TO_BE_DOWN');
    expect(await cloud.readInstances(app.id)).toEqual(['UP', 'MAINTENANCE_DEPLOYING']);
    expect(await cloud.readRows(app.id)).toEqual(['MIGRATE/PAUSED', 'DEPLOY/OK']);
    expect(v4.body).toMatchObject([{ state: 'PAUSED' }]);
  });

  it('makes the same ids for the same seed', async () => {
    const [first, second] = [await startTestCloud({ seed: 7 }), await startTestCloud({ seed: 7 })];

    const a = await first.simulator.world.addApp({ name: 'shop' });
    const b = await second.simulator.world.addApp({ name: 'shop' });

    await Promise.all([first.simulator.close(), second.simulator.close()]);
    expect(a.id).toBe(b.id);
    expect(a.id).not.toBe((await cloud.simulator.world.addApp({ name: 'shop' })).id);
  });

  it('lists on the app its own address', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const answer = await request(app.url ?? '');

    expect(answer.statusCode).toBe(200);
    expect(await answer.body.text()).toContain('shop');
  });
});
