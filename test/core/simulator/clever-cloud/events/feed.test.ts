import { createServer, type Server } from 'node:http';
import { portOf } from '../../../../../core/simulator/addresses.ts';
import { startTestCloud, type TestCloud } from '../support.ts';

describe('webhooks of the simulated Clever Cloud', () => {
  let cloud: TestCloud;
  let receiver: Server;
  let received: unknown[];

  beforeEach(async () => {
    cloud = await startTestCloud();
    received = [];
    receiver = createServer((incoming, response) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      incoming.on('end', () => {
        received.push(JSON.parse(body));
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await cloud.simulator.close();
    receiver.closeAllConnections();
    receiver.close();
  });

  const path = () => `/v2/notifications/webhooks/${cloud.simulator.owner}`;
  const create = (options: object = {}) =>
    cloud.call(`POST ${path()}`, {
      headers: { authorization: `Bearer ${cloud.simulator.token}` },
      json: {
        name: 'paastis',
        urls: [{ format: 'raw', url: `http://127.0.0.1:${portOf(receiver.address())}/` }],
        ...options,
      },
    });

  it('13.41 creates, lists and deletes webhooks', async () => {
    const created = await create();
    const listed = await cloud.call(`GET ${path()}`);
    const id = Object(created.body).id;
    const deleted = await cloud.call(`DELETE ${path()}/${id}`);
    const again = await cloud.call(`DELETE ${path()}/${id}`);

    expect(created).toMatchObject({ status: 201, body: { name: 'paastis', state: 'ENABLED' } });
    expect(listed.body).toMatchObject([{ id, ownerId: cloud.simulator.owner, failures: [] }]);
    expect([deleted.status, again.status]).toEqual([204, 404]);
    expect((await cloud.call(`GET ${path()}`)).body).toEqual([]);
  });

  it('13.41 delivers what the socket tells', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    await create({ events: ['META_DEPLOYMENT_RESULT'] });
    cloud.simulator.world.injectDeployment(app.id, { cause: 'Git' });

    await cloud.clock.advance(42_000);

    expect(received).toEqual([
      { event: 'DEPLOYMENT_SUCCESS', date: expect.any(String), data: expect.objectContaining({ id: app.id }) },
    ]);
  });

  it('13.41 delivers the other form when told to', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    app.failingStarts = 1;
    cloud.simulator.world.settings.webhookForm = 'split';
    await create({ events: ['DEPLOYMENT_FAIL'], scope: [app.id] });
    const { uuid } = cloud.simulator.world.injectDeployment(app.id, { cause: 'Git' });

    await cloud.clock.advance(42_000);

    expect(received).toMatchObject([
      {
        event: 'DEPLOYMENT_FAIL',
        application: { id: app.id, ownerId: app.ownerId },
        deployment: { id: uuid, state: 'FAIL' },
        data: expect.any(String),
      },
    ]);
  });

  it('13.41 delivers an event twice when told to', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    cloud.simulator.world.settings.duplicateEvents = 1;
    await create({ events: ['DEPLOYMENT_ACTION_BEGIN'] });
    cloud.simulator.world.injectDeployment(app.id, { cause: 'Git' });

    await cloud.clock.advance(1_000);

    expect(received).toMatchObject([{ event: 'DEPLOYMENT_ACTION_BEGIN' }, { event: 'DEPLOYMENT_ACTION_BEGIN' }]);
  });

  it('delivers nothing about apps out of scope', async () => {
    const [app, other] = [
      await cloud.simulator.world.addApp({ name: 'shop' }),
      await cloud.simulator.world.addApp({ name: 'other' }),
    ];
    await create({ scope: [app.id] });
    cloud.simulator.world.injectDeployment(other.id, { cause: 'Git' });

    await cloud.clock.advance(42_000);

    expect(received).toEqual([]);
  });
});
