import { createServer, type Server } from 'node:http';
import { portOf } from '../../../../../core/simulator/addresses.ts';
import { type Bench, pick, pickList, pickText, scaleBody, startBench } from '../harness.ts';

const HOUR_MS = 3_600_000;

describe('the simulated events of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({
      name: 'shop-one',
      formation: { web: { amount: 1, size: 'S' }, clock: { amount: 0, size: 'M' } },
    });
  });

  afterEach(() => bench.close());

  const list = async (path: string) => (await bench.call('GET', path)).json;
  const types = async (path: string) => pickList(await list(path), 'events').map((event) => pick(event, 'type'));

  it('12.27 writes scale, restart and deployment at once, newest first, with amounts and sizes as text', async () => {
    await bench.call('POST', '/v1/apps/shop-one/scale', { json: scaleBody({ web: 3 }) });
    const scaled = pick(await list('/v1/apps/shop-one/events'), 'events', 0);
    await bench.clock.advance(2_000);
    await bench.call('POST', '/v1/apps/shop-one/restart', { json: { scope: [] } });
    await bench.clock.advance(2_000);
    await bench.call('POST', '/v1/apps/shop-one/deployments', { json: { deployment: { git_ref: 'main' } } });

    expect(scaled).toMatchObject({
      app_id: bench.world.app('shop-one').id,
      app_name: 'shop-one',
      user: { username: bench.world.owner.username },
      type_data: {
        previous_containers: { web: '1:S', clock: '0:M' },
        containers: { web: '3:S', clock: '0:M' },
      },
    });
    expect(await types('/v1/apps/shop-one/events')).toEqual(['deployment', 'restart', 'scale']);
  });

  it('12.27 pages by 30, and from overrides the pages', async () => {
    for (let place = 0; place < 35; place += 1) {
      const at = new Date(bench.clock.now().getTime() - place * HOUR_MS).toISOString();
      bench.world.addEvent('shop-one', 'run', { command: `task ${place}` }, at);
    }

    const first = await list('/v1/apps/shop-one/events');
    const second = await list('/v1/apps/shop-one/events?page=2');
    const recent = await list('/v1/apps/shop-one/events?from=2&page=2');

    expect(pickList(first, 'events')).toHaveLength(30);
    expect(pick(first, 'events', 0, 'type_data', 'command')).toBe('task 0');
    expect(pick(first, 'meta', 'pagination')).toEqual({
      current_page: 1,
      next_page: 2,
      prev_page: null,
      total_pages: 2,
      total_count: 35,
    });
    expect(pickList(second, 'events')).toHaveLength(5);
    expect(pickList(recent, 'events').map((event) => pick(event, 'type_data', 'command'))).toEqual([
      'task 0',
      'task 1',
      'task 2',
    ]);
  });

  it('12.27 merges the events of all visible apps in one feed', async () => {
    await bench.world.addApp({ name: 'shop-two' });
    const { token, user } = bench.world.addUser('reader');
    bench.world.grant('shop-two', user, 'limited');
    bench.world.scale('shop-one', { web: 0 });
    await bench.clock.advance(1_000);
    bench.world.crash('shop-two');

    const all = pickList(await list('/v1/events'), 'events').map((event) => pick(event, 'app_name'));
    const visible = pickList((await bench.call('GET', '/v1/events', { token })).json, 'events');

    expect(all).toEqual(['shop-two', 'shop-one']);
    expect(visible.map((event) => pick(event, 'app_name'))).toEqual(['shop-two']);
  });

  it('gives one event by its id', async () => {
    bench.world.scale('shop-one', { web: 0 });
    const event = pick(await list('/v1/apps/shop-one/events'), 'events', 0);

    const found = await bench.call('GET', `/v1/apps/shop-one/events/${pickText(event, 'id')}`);

    expect(found.json).toEqual({ event });
  });

  it('writes a scale event at the end of a first deployment', async () => {
    await bench.world.addApp({ name: 'shop-new', status: 'new' });

    bench.world.deploy('shop-new');
    await bench.clock.advance(10_000);

    expect(pick(await list('/v1/apps/shop-new/events'), 'events', 0, 'type_data')).toEqual({
      previous_containers: { web: '0:M' },
      containers: { web: '1:M' },
    });
  });

  describe('with a webhook', () => {
    let hook: Server;
    let hookUrl: string;
    let received: unknown[];

    beforeEach(async () => {
      received = [];
      hook = createServer(async (incoming, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk);
        received.push(JSON.parse(Buffer.concat(chunks).toString()));
        response.end();
      });
      await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
      hookUrl = `http://127.0.0.1:${portOf(hook.address())}/hook`;
    });

    afterEach(async () => {
      hook.closeAllConnections();
      await new Promise((resolve) => hook.close(resolve));
    });

    const subscribe = async (url: string) => {
      const platforms = (await bench.raw('GET', '/v1/notification_platforms/search?name=webhook')).json;
      const eventTypes = pickList((await bench.raw('GET', '/v1/event_types')).json, 'event_types');
      const scaled = eventTypes.find((type) => pick(type, 'name') === 'app_scaled');
      return bench.call('POST', '/v1/apps/shop-one/notifiers', {
        json: {
          notifier: {
            platform_id: pick(platforms, 'notification_platforms', 0, 'id'),
            name: 'paastis',
            active: true,
            selected_event_ids: [pick(scaled, 'id')],
            type_data: { webhook_url: url },
          },
        },
      });
    };

    it('12.39 posts the event of each selected type, and no other, to a webhook', async () => {
      const created = await subscribe(hookUrl);

      bench.world.scale('shop-one', { web: 0 });
      await bench.clock.advance(4_000);
      bench.world.crash('shop-one');
      await bench.clock.advance(1_000);

      expect(created.status).toBe(201);
      const event = pick(await list('/v1/apps/shop-one/events'), 'events', 1);
      expect(pick(event, 'type')).toBe('scale');
      expect(received).toEqual([event]);
    });

    it('12.39 leaves the app alone when a webhook does not answer', async () => {
      await subscribe('http://127.0.0.1:1/nobody');

      bench.world.scale('shop-one', { web: 0 });
      await bench.clock.advance(4_000);

      expect(bench.world.app('shop-one').status).toBe('stopped');
    });

    it('sends nothing once the notifier is deleted or inactive', async () => {
      const path = `/v1/apps/shop-one/notifiers/${pickText((await subscribe(hookUrl)).json, 'notifier', 'id')}`;
      await bench.call('PATCH', path, { json: { notifier: { active: false } } });
      bench.world.scale('shop-one', { web: 0 });
      await bench.clock.advance(4_000);
      await bench.call('PATCH', path, { json: { notifier: { active: true } } });

      const deleted = await bench.call('DELETE', path);
      bench.world.scale('shop-one', { web: 1 });
      await bench.clock.advance(4_000);

      expect([deleted.status, received]).toEqual([204, []]);
      expect((await bench.call('GET', path)).status).toBe(404);
    });

    it('refuses a notifier without a name', async () => {
      const refused = await bench.call('POST', '/v1/apps/shop-one/notifiers', { json: { notifier: { active: true } } });

      expect([refused.status, refused.json]).toEqual([422, { errors: { name: ["can't be blank"] } }]);
    });
  });
});
