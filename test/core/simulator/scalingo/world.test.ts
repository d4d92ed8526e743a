import { type Bench, pickList, startBench } from './harness.ts';

describe('moving the simulated Scalingo by hand', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({ name: 'shop-one' });
  });

  afterEach(() => bench.close());

  it('tells a test that names an unknown app', () => {
    expect(() => bench.world.crash('shop-two')).toThrow('The simulated world has no app shop-two');
  });

  it('tells a test that scales or deploys during an operation', () => {
    bench.world.scale('shop-one', { web: 0 });

    expect(() => bench.world.scale('shop-one', { web: 1 })).toThrow('shop-one is scaling');
    expect(() => bench.world.deploy('shop-one')).toThrow('shop-one is scaling');
  });

  it('refuses a review app whose parent does not exist', async () => {
    const adding = bench.world.addApp({ name: 'shop-two-pr1', parent: 'shop-two', pullRequest: { number: 1 } });

    await expect(adding).rejects.toThrow('The simulated world has no app shop-two');
  });

  it('disables an autoscaler when somebody scales by hand', () => {
    const id = bench.world.addAutoscaler('shop-one');
    const before = bench.world.formationOf('shop-one');

    bench.world.scale('shop-one', { web: 3 });

    expect(before).toEqual({ web: { amount: 1, size: 'M', autoscaler: id } });
    expect(bench.world.formationOf('shop-one')).toEqual({ web: { amount: 3, size: 'M' } });
  });

  it('forgets the oldest of a long past, so that it can be left open', async () => {
    const { world, clock } = bench;
    const at = clock.now().toISOString();
    for (let n = 1; n <= 1_200; n += 1) world.addEvent('shop-one', 'restart', { n }, at);
    for (let n = 1; n <= 600; n += 1) {
      world.addDeployment('shop-one', 'success');
    }

    const { events, deployments } = world.app('shop-one');

    expect([events.length, deployments.length]).toEqual([1_000, 500]);
    expect(events.at(-1)?.type).toBe('deployment');
  });

  it('hides an app from a user who saw it', async () => {
    const { user, token } = bench.world.addUser('colleague');
    const seen = async () => pickList((await bench.call('GET', '/v1/apps', { token })).json, 'apps').length;
    bench.world.grant('shop-one', user, 'collaborator');
    const before = await seen();

    bench.world.hide('shop-one', user);

    expect([before, await seen()]).toEqual([1, 0]);
  });

  it('takes one-offs away', () => {
    bench.world.addOneOff('shop-one');

    bench.world.endOneOffs('shop-one');

    expect(bench.world.app('shop-one').oneOffs).toEqual([]);
  });
});
