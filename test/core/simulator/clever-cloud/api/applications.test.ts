import { startTestCloud, type TestCloud } from '../support.ts';

describe('owners and apps of the simulated Clever Cloud', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  it('13.8 refuses a user id as an organisation and keeps personal apps below self', async () => {
    const { world, userId } = cloud.simulator;
    await world.addApp({ name: 'of-the-organisation' });
    await world.addApp({ name: 'mine', ownerId: userId });

    const asOrganisation = await cloud.call(`GET /v2/organisations/${userId}`);
    const asOwner = await cloud.call(`GET /v2/organisations/${userId}/applications`);
    const own = await cloud.call('GET /v2/self/applications');

    expect([asOrganisation.status, asOwner.status]).toEqual([403, 403]);
    // 403 in the body would mean a rate limit.
    expect(asOrganisation.body).not.toMatchObject({ id: 403 });
    expect(own.body).toMatchObject([{ name: 'mine', ownerId: userId }]);
  });

  it('13.9 lists every app at once, archived ones included, with every field', async () => {
    const { world, owner } = cloud.simulator;
    await world.addApp({ name: 'kept', archived: true });
    for (let index = 0; index < 60; index += 1) await world.addApp({ name: `app-${index}`, listens: false });

    const { body } = await cloud.call(`GET /v2/organisations/${owner}/applications?limit=10&offset=10`);

    expect(body).toHaveLength(61);
    const flavor = {
      name: 'XS',
      mem: 1024,
      cpus: 1,
      gpus: 0,
      disk: null,
      price: expect.any(Number),
      available: true,
      microservice: false,
      machine_learning: false,
      nice: expect.any(Number),
      price_id: 'apps.XS',
      memory: { unit: 'B', value: 1_073_741_824, formatted: expect.any(String) },
      cpuFactor: expect.any(Number),
      memFactor: expect.any(Number),
    };
    expect(body).toContainEqual({
      id: expect.stringMatching(/^app_/),
      name: 'kept',
      description: 'kept',
      ownerId: owner,
      zone: 'par',
      zoneId: expect.any(String),
      state: 'SHOULD_BE_UP',
      instance: {
        type: 'node',
        version: expect.any(String),
        variant: expect.objectContaining({ slug: 'node' }),
        minInstances: 1,
        maxInstances: 1,
        maxAllowedInstances: 40,
        minFlavor: flavor,
        maxFlavor: flavor,
        flavors: expect.arrayContaining([flavor]),
        defaultEnv: {},
        lifetime: 'REGULAR',
        instanceAndVersion: expect.any(String),
      },
      deployment: {
        shutdownable: false,
        type: 'GIT',
        repoState: 'CREATED',
        url: expect.stringMatching(/^git\+ssh:/),
        httpUrl: expect.stringMatching(/^https:/),
      },
      vhosts: expect.any(Array),
      creationDate: expect.any(Number),
      last_deploy: expect.any(Number),
      archived: true,
      favourite: false,
      stickySessions: false,
      cancelOnPush: false,
      separateBuild: false,
      homogeneous: false,
      buildFlavor: flavor,
      commitId: expect.any(String),
      appliance: null,
      branch: 'main',
      forceHttps: 'DISABLED',
      env: [],
      deployUrl: expect.any(String),
    });
  });

  it("13.10 tells an unknown app from another owner's", async () => {
    const { world, userId, owner } = cloud.simulator;
    const mine = await world.addApp({ name: 'mine', ownerId: userId });

    const unknown = await cloud.call(`GET ${cloud.pathOf('app_00000000-0000-4000-8000-000000000000')}`);
    const foreign = await cloud.call(`GET /v2/organisations/${owner}/applications/${mine.id}`);

    expect(unknown).toMatchObject({ status: 404, body: { id: expect.any(Number), type: 'error' } });
    expect(foreign.status).toBeGreaterThanOrEqual(400);
    expect(foreign.body).toMatchObject({ id: 4002, type: 'error' });
  });

  it('finds an app of an organisation below self when asked for that app alone', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'of-the-organisation' });

    const single = await cloud.call(`GET /v2/self/applications/${app.id}`);
    const instances = await cloud.call(`GET /v2/self/applications/${app.id}/instances`);

    expect(single).toMatchObject({ status: 200, body: { id: app.id } });
    expect(instances.body).toMatchObject({ id: 4002 });
  });

  it('13.11 summarises the account without zone, domains or scaling', async () => {
    const { world, userId, owner } = cloud.simulator;
    await world.addApp({ name: 'shop', tags: ['team:web'] });
    await world.addApp({ name: 'mine', ownerId: userId });

    const { body } = await cloud.call('GET /v2/summary');

    expect(body).toMatchObject({
      user: { id: userId, applications: [{ name: 'mine' }] },
      organisations: [
        { id: owner, applications: [{ name: 'shop', state: 'SHOULD_BE_UP', customerTags: ['team:web'] }] },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/"(zone|vhosts|instance)":/);
  });

  it('13.11 lists the personal space twice when told to', async () => {
    const { world, userId, owner } = cloud.simulator;
    world.settings.personalSpaceTwice = true;

    const { body } = await cloud.call('GET /v2/summary');

    expect(body).toMatchObject({ user: { id: userId }, organisations: [{ id: owner }, { id: userId }] });
  });

  it('13.12 has underscores in ids and dashes in domains, which end with a slash', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const { body } = await cloud.call(`GET ${cloud.pathOf(app.id)}`);

    expect(app.id).toMatch(/^app_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const own = new URL(app.url ?? '').host;
    expect(body).toMatchObject({
      vhosts: [{ fqdn: `${app.id.replace('app_', 'app-')}.cleverapps.io/` }, { fqdn: `${own}/` }],
    });
  });

  it('13.13 dates the creation in milliseconds and numbers the last deployment with a small integer', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const { body } = await cloud.call(`GET ${cloud.pathOf(app.id)}`);

    const monthAgo = cloud.clock.now().getTime() - 30 * 86_400_000;
    expect(body).toMatchObject({ creationDate: monthAgo, last_deploy: 1 });
  });

  it('13.14 changes the scaling and keeps everything else', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', env: { SECRET: 'x' }, homogeneous: true });
    const before = await cloud.call(`GET ${cloud.pathOf(app.id)}`);

    const answer = await cloud.call(`PUT ${cloud.pathOf(app.id)}`, {
      headers: { authorization: `Bearer ${cloud.simulator.token}`, 'content-type': 'application/json' },
      json: { minInstances: 2, maxInstances: 3, minFlavor: 'S', maxFlavor: 'M' },
    });

    const { body } = await cloud.call(`GET ${cloud.pathOf(app.id)}`);
    expect(answer).toEqual(expect.objectContaining({ status: 200, body }));
    expect(body).toMatchObject({
      instance: { minInstances: 2, maxInstances: 3, minFlavor: { name: 'S' }, maxFlavor: { name: 'M' } },
    });
    expect({ ...Object(body), instance: null }).toEqual({ ...Object(before.body), instance: null });
  });

  it('has no favourite domain, which is error 4021', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const answer = await cloud.call(`GET ${cloud.pathOf(app.id)}/vhosts/favourite`);

    expect(answer).toMatchObject({ status: 404, body: { id: 4021, type: 'error' } });
  });

  it('answers 6201 to everything about the apps when a right is missing', async () => {
    cloud.simulator.world.settings.missingRight = true;

    const answer = await cloud.call(`GET /v2/organisations/${cloud.simulator.owner}/applications`);

    expect(answer).toMatchObject({ status: 403, body: { id: 6201 } });
  });
});
