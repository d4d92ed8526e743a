import { request } from 'undici';
import { startTestCloud, type TestCloud } from '../support.ts';

describe('routes of the simulated Clever Cloud', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  it('13.1 serves v2 and v4 on one origin and leaves only products and public prices open', async () => {
    const open = ['/v4/products/zones', '/v4/products/zones/par', '/v2/products/flavors', '/v4/billing/price-system'];
    const closed = ['/v2/self', '/v2/summary', `/v4/stats/organisations/${cloud.simulator.owner}/http-status-codes`];

    const statuses = async (paths: readonly string[]) =>
      Promise.all(paths.map(async (path) => (await cloud.call(`GET ${path}`, { headers: {} })).status));

    expect(await statuses(open)).toEqual([200, 200, 200, 200]);
    expect(await statuses(closed)).toEqual([401, 401, 401]);
  });

  it('13.5 gives every answer a request id and every body its type', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const stream = `/v4/accesslogs/organisations/${app.ownerId}/applications/${app.id}/accesslogs`;
    const past = cloud.clock.now().toISOString();

    const json = await cloud.call('GET /v2/self');
    const refused = await cloud.call('GET /v2/self', { headers: {} });
    const events = await cloud.call(`GET ${stream}?until=${past}`);

    expect(json.headers).toMatchObject({ 'sozu-id': expect.any(String) });
    expect(refused.headers).toMatchObject({ 'sozu-id': expect.any(String) });
    expect(json.headers['content-type']).toMatch(/^application\/json/);
    expect(events.headers).toMatchObject({ 'sozu-id': expect.any(String), 'content-type': 'text/event-stream' });
  });

  it('13.6 refuses PATCH in bridge mode', async () => {
    const bridge = await startTestCloud({ mode: 'bridge' });

    const answer = await bridge.call('PATCH /v2/self');

    await bridge.simulator.close();
    expect(answer.status).toBe(405);
  });

  it('13.7 lists every zone whatever zone the query asks for', async () => {
    await cloud.simulator.world.addApp({ name: 'in-paris', zone: 'par' });
    await cloud.simulator.world.addApp({ name: 'in-montreal', zone: 'mtl' });

    const answer = await cloud.call(`GET /v2/organisations/${cloud.simulator.owner}/applications?zone=par`);

    expect(answer.body).toMatchObject([{ zone: 'par' }, { zone: 'mtl' }]);
  });

  it('13.30 has no POST on deployments', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const answer = await cloud.call(`POST ${cloud.pathOf(app.id)}/deployments`);

    expect(answer.status).toBe(405);
  });

  it('13.31 turns the next calls away, v2 with 403 and id 403, v4 with 429', async () => {
    const stats = `GET /v4/stats/organisations/${cloud.simulator.owner}/http-status-codes`;
    cloud.simulator.world.limitRate('v2', 2);
    cloud.simulator.world.limitRate('v4', 1);

    const v2 = [await cloud.call('GET /v2/self'), await cloud.call('GET /v2/self'), await cloud.call('GET /v2/self')];
    const v4 = [await cloud.call(stats), await cloud.call(stats)];

    expect(v2.map(({ status }) => status)).toEqual([403, 403, 200]);
    expect(v2[0]?.body).toMatchObject({ id: 403, type: 'error' });
    expect(v4.map(({ status }) => status)).toEqual([429, 200]);
  });

  it('13.32 answers bad gateways in HTML and unavailability in text when told to', async () => {
    cloud.simulator.faults.add({ kind: 'status', status: 502, contentType: 'text/html', body: '<h1>Bad</h1>' });
    cloud.simulator.faults.add({ kind: 'status', status: 503, contentType: 'text/plain', body: 'busy' });

    const answers = [await cloud.call('GET /v2/self'), await cloud.call('GET /v2/self')];

    expect(answers).toMatchObject([
      { status: 502, body: '<h1>Bad</h1>' },
      { status: 503, body: 'busy' },
    ]);
  });

  it('13.32 resets a connection when told to', async () => {
    cloud.simulator.faults.add({ kind: 'reset', when: 'before' });

    await expect(cloud.call('GET /v2/self')).rejects.toThrow();
  });

  it('13.32 answers late when told to', async () => {
    const { clock, simulator } = cloud;
    simulator.faults.add({ kind: 'slow', ms: 30_000 });
    const before = clock.now().getTime();

    const answer = await clock.run(cloud.call('GET /v2/self'), () => simulator.held);

    expect(answer.status).toBe(200);
    expect(clock.now().getTime() - before).toBe(30_000);
  });

  it('13.33 words the errors of v4 in four fields', async () => {
    const path = `/v4/orchestration/organisations/${cloud.simulator.owner}/applications/app_unknown/instances`;

    const answer = await cloud.call(`GET ${path}`);

    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      apiRequestId: expect.any(String),
      code: expect.any(String),
      context: expect.objectContaining({ type: expect.any(String) }),
      error: expect.any(String),
    });
  });

  it('takes the credentials of a stream from the query, in base64', async () => {
    const inQuery = Buffer.from(`Bearer ${cloud.simulator.token}`).toString('base64');

    const answer = await request(`${cloud.simulator.apiUrl}/v2/self/id?authorization=${encodeURIComponent(inQuery)}`);

    expect(await answer.body.json()).toBe(cloud.simulator.userId);
  });
});
