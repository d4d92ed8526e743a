import { seedCleverCloud } from '../../../../core/simulator/clever-cloud/seed.ts';
import { startTestCloud, type TestCloud } from './support.ts';

describe("the sandbox's apps on the simulated Clever Cloud", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
    await seedCleverCloud(cloud.simulator.world, cloud.clock);
  });
  afterEach(() => cloud.simulator.close());

  it('is half of a team, all in par', async () => {
    const { body } = await cloud.call(`GET /v2/organisations/${cloud.simulator.owner}/applications`);

    const app = (name: string, state: string, amount: number, size: string) => ({
      name,
      state,
      zone: 'par',
      instance: { minInstances: amount, maxInstances: amount, minFlavor: { name: size } },
    });
    expect(body).toMatchObject([
      app('shop-api-production', 'SHOULD_BE_UP', 2, 'S'),
      app('shop-api-PR-42', 'SHOULD_BE_DOWN', 1, 'XS'),
      app('shop-api-PR-57', 'SHOULD_BE_UP', 1, 'XS'),
      app('shop-api-PR-61', 'SHOULD_BE_DOWN', 1, 'XS'),
      app('storybook', 'SHOULD_BE_UP', 1, 'nano'),
    ]);
  });

  it('boots in 25 seconds', async () => {
    const app = cloud.simulator.world.apps.find(({ name }) => name === 'shop-api-PR-42');
    await cloud.call(`POST ${cloud.pathOf(app?.id ?? '')}/instances`);

    await cloud.clock.advance(24_000);
    const before = await cloud.readInstances(app?.id ?? '');
    await cloud.clock.advance(1_000);

    expect(before).toEqual(['DEPLOYING']);
    expect(await cloud.readInstances(app?.id ?? '')).toEqual(['UP']);
  });

  it('has a storybook nobody asked for in three days', async () => {
    const app = cloud.simulator.world.apps.find(({ name }) => name === 'storybook');
    const now = cloud.clock.now().getTime();
    const dayMs = 86_400_000;

    const visits = cloud.simulator.world.visits.list(app?.id ?? '', 0, now, 0);

    expect(visits.map(({ atMs }) => now - atMs)).toEqual([3 * dayMs]);
  });
});
