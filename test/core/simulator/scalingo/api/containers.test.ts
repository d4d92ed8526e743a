import { type Bench, operationPath, pick, pickList, pickText, type Reply, scaleBody, startBench } from '../harness.ts';

const BOOT_MS = 2_000;
const STOP_MS = 4_000;

describe('the simulated containers of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    bench.world.settings.rateLimit = Number.POSITIVE_INFINITY;
    await bench.world.addApp({
      name: 'shop-one',
      formation: { web: { amount: 2, size: 'L' }, worker: { amount: 1, size: 'S' }, clock: { amount: 0, size: 'M' } },
    });
  });

  afterEach(() => bench.close());

  const scale = (amounts: Readonly<Record<string, unknown>>, app = 'shop-one') =>
    bench.call('POST', `/v1/apps/${app}/scale`, { json: scaleBody(amounts) });
  const status = async (app = 'shop-one') =>
    pickText((await bench.call('GET', `/v1/apps/${app}`)).json, 'app', 'status');
  const operation = async (reply: Reply) =>
    pick((await bench.call('GET', operationPath(bench, reply))).json, 'operation');
  const containers = async (app = 'shop-one') => {
    const reply = await bench.call('GET', `/v1/apps/${app}/ps`);
    return pickList(reply.json, 'containers').map((row) => [pickText(row, 'label'), pickText(row, 'state')].join(' '));
  };

  it('12.10 lists every type of the formation, zeros included', async () => {
    const reply = await bench.call('GET', '/v1/apps/shop-one/containers');

    const appId = bench.world.app('shop-one').id;
    expect(reply.json).toEqual({
      containers: [
        { name: 'web', amount: 2, size: 'L', command: '', app_id: appId },
        { name: 'worker', amount: 1, size: 'S', command: 'npm run worker', app_id: appId },
        { name: 'clock', amount: 0, size: 'M', command: 'npm run clock', app_id: appId },
      ],
    });
  });

  it('12.11 accepts a scale with the whole target formation and an absolute Location naming the app as asked', async () => {
    const byName = await scale({ web: 3 });
    await bench.clock.advance(BOOT_MS);
    const byId = await scale({ web: 1 }, bench.world.app('shop-one').id);

    expect([byName.status, byId.status]).toEqual([202, 202]);
    expect(byName.headers.location).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/v1\/apps\/shop-one\/operations\/[0-9a-f]{24}$/,
    );
    expect(byId.headers.location).toContain(`/v1/apps/${bench.world.app('shop-one').id}/operations/`);
    const rows = pickList(byName.json, 'containers').map((row) => [pick(row, 'name'), pick(row, 'amount')]);
    expect(rows).toEqual([
      ['web', 3],
      ['worker', 1],
      ['clock', 0],
    ]);
  });

  it('12.12 leaves types alone that are not named, and sizes that are missing or empty, also at zero', async () => {
    const json = {
      containers: [
        { name: 'web', amount: 0, size: '' },
        { name: 'clock', amount: 1 },
      ],
    };

    await bench.call('POST', '/v1/apps/shop-one/scale', { json });

    expect(bench.world.formationOf('shop-one')).toEqual({
      web: { amount: 0, size: 'L' },
      worker: { amount: 1, size: 'S' },
      clock: { amount: 1, size: 'M' },
    });
  });

  it('12.13 answers 400 when nothing would change, without operation, event or status', async () => {
    const reply = await scale({ web: 2, clock: 0 });

    expect([reply.status, reply.json]).toEqual([400, { error: 'no change in containers formation' }]);
    expect(reply.headers.location).toBeUndefined();
    expect(await status()).toBe('running');
    expect(pickList((await bench.call('GET', '/v1/apps/shop-one/events')).json, 'events')).toEqual([]);
  });

  it('12.14 answers 422 naming the status while busy, before looking for a change', async () => {
    for (const busy of ['scaling', 'restarting', 'booting']) {
      bench.world.setStatus('shop-one', busy);

      const unchanged = await scale({ web: 2 });

      expect([unchanged.status, unchanged.json]).toEqual([422, { errors: { app: [`is ${busy}`] } }]);
    }
  });

  it('12.15 only stores the formation of an app that was never deployed', async () => {
    await bench.world.addApp({ name: 'shop-new', status: 'new' });

    const reply = await scale({ web: 0 }, 'shop-new');

    expect([reply.status, reply.headers.location]).toEqual([200, undefined]);
    expect(pick(reply.json, 'containers', 0, 'amount')).toBe(0);
    expect(await status('shop-new')).toBe('new');
  });

  it('12.16 refuses more than ten containers, negative and broken amounts', async () => {
    const tooMany = await scale({ web: 11 });
    const others = [await scale({ web: -1 }), await scale({ web: 1.5 }), await scale({ web: '2' })];

    expect([tooMany.status, tooMany.json]).toEqual([
      422,
      {
        errors: {
          'container-web-amount': [
            "can't scale over 10 containers, contact us at support@scalingo.com if you need more",
          ],
        },
      },
    ]);
    expect(others.map((reply) => reply.status)).toEqual([422, 422, 422]);
    expect(await status()).toBe('running');
  });

  it('12.17 answers 404 to an unknown type, or 422 when switched', async () => {
    const byDefault = await scale({ web: 1, wbe: 1 });
    bench.world.settings.unknownTypeStatus = 422;
    const switched = await scale({ web: 1, wbe: 1 });

    expect([byDefault.status, byDefault.json]).toEqual([404, { resource: 'container_type', error: 'not found' }]);
    expect([switched.status, pickText(switched.json, 'errors', 'container-wbe', 0)]).toEqual([
      422,
      'unknown type, known types are web, worker, clock',
    ]);
    expect(bench.world.formationOf('shop-one').web?.amount).toBe(2);
  });

  it('12.18 is scaling from the answer on, then stopped at zero and running above', async () => {
    await scale({ web: 0, worker: 0 });
    const falling = await status();
    await bench.clock.advance(STOP_MS);
    const asleep = await status();
    await scale({ worker: 1 });
    const rising = await status();
    await bench.clock.advance(BOOT_MS);

    expect([falling, asleep, rising, await status()]).toEqual(['scaling', 'stopped', 'scaling', 'running']);
  });

  it('12.20 moves an operation from pending over running to done, and knows no other', async () => {
    const reply = await scale({ web: 3 });
    const first = await operation(reply);
    await bench.clock.advance(BOOT_MS / 2);
    const second = await operation(reply);
    await bench.clock.advance(BOOT_MS / 2);
    const third = await operation(reply);

    expect([first, second, third].map((each) => pick(each, 'status'))).toEqual(['pending', 'running', 'done']);
    expect([first, second].map((each) => pick(each, 'finished_at'))).toEqual([undefined, undefined]);
    expect(pick(third, 'finished_at')).toBe(bench.clock.now().toISOString());
    expect(pick(third, 'error')).toBeUndefined();
    expect(pick(third, 'type')).toBe('scale');
    const missing = await bench.call('GET', '/v1/apps/shop-one/operations/5ed11f2c884fef000f5e502e');
    expect([missing.status, missing.json]).toEqual([404, { resource: 'operation', error: 'not found' }]);
  });

  it('12.21 takes 2 s to boot and 4 s to stop, and ends a failed start in error with the asked formation kept', async () => {
    await scale({ web: 0, worker: 0 });
    await bench.clock.advance(STOP_MS - 1);
    const almostStopped = await status();
    await bench.clock.advance(1);
    bench.world.failStarts('shop-one', 1);
    const failed = await scale({ web: 2 });
    await bench.clock.advance(BOOT_MS - 1);
    const almostFailed = await status();
    await bench.clock.advance(1);

    expect([almostStopped, almostFailed]).toEqual(['scaling', 'scaling']);
    expect(await operation(failed)).toMatchObject({ status: 'error', error: 'container web-1 failed to start' });
    expect(bench.world.formationOf('shop-one').web?.amount).toBe(2);
    expect(await status()).toBe('crashed');
  });

  it('12.21 kills after 30 s what does not stop by itself', async () => {
    await bench.world.addApp({ name: 'shop-slow', stopMs: 90_000 });
    await scale({ web: 0 }, 'shop-slow');

    await bench.clock.advance(30_000);

    expect(await status('shop-slow')).toBe('stopped');
  });

  it('12.21 divides every delay by the speed', async () => {
    const fast = await startBench({ speed: 10 });
    const app = await fast.world.addApp({ name: 'shop-fast', formation: { web: { amount: 0 } }, bootMs: 8_000 });
    await fast.call('POST', '/v1/apps/shop-fast/scale', { json: scaleBody({ web: 1 }) });
    await fast.clock.advance(799);
    const before = app.status;

    await fast.clock.advance(1);

    expect([before, app.status]).toEqual(['scaling', 'running']);
    await fast.close();
  });

  it('12.22 accepts operations beyond the quota and fails them afterwards', async () => {
    bench.world.settings.maxOperations = 1;
    await bench.world.addApp({ name: 'shop-two' });
    const first = await scale({ web: 0, worker: 0 });
    const second = await scale({ web: 0 }, 'shop-two');

    await bench.clock.advance(STOP_MS);

    expect([first.status, second.status]).toEqual([202, 202]);
    expect([pick(await operation(first), 'status'), pick(await operation(second), 'status')]).toEqual([
      'done',
      'error',
    ]);
    expect([await status(), await status('shop-two')]).toEqual(['stopped', 'running']);
    expect((await scale({ web: 0 }, 'shop-two')).status).toBe(202);
  });

  it('12.23 restarts with an empty text answer, and only what runs', async () => {
    await bench.world.addApp({ name: 'shop-asleep', formation: { web: { amount: 0 } } });
    await bench.world.addApp({ name: 'shop-new', status: 'new' });
    const restart = (app: string, scope: unknown) => bench.call('POST', `/v1/apps/${app}/restart`, { json: { scope } });

    const accepted = await restart('shop-one', null);
    const busy = await restart('shop-one', ['web']);
    await bench.clock.advance(BOOT_MS);
    const wrong = await restart('shop-one', ['web-1', 'wrong']);

    expect([accepted.status, accepted.text, accepted.headers['content-type']]).toEqual([202, '', 'text/plain']);
    expect(pick(await operation(accepted), 'status')).toBe('done');
    expect(busy.json).toEqual({ errors: { app: ['is restarting'] } });
    expect([wrong.status, wrong.json]).toEqual([422, { errors: { scope: ["'wrong' → no such process type"] } }]);
    expect((await restart('shop-asleep', [])).json).toEqual({ errors: { app: ['is stopped'] } });
    expect((await restart('shop-new', [])).json).toEqual({ errors: { app: ['is new'] } });
  });

  it('12.23 brings a crashed app back by a restart, while scaling to the same changes nothing', async () => {
    bench.world.crash('shop-one');
    const same = await scale({ web: 2, worker: 1 });

    await bench.call('POST', '/v1/apps/shop-one/restart', { json: {} });
    await bench.clock.advance(BOOT_MS);

    expect(same.status).toBe(400);
    expect(await containers()).toEqual(['web-1 running', 'web-2 running', 'worker-1 running']);
    expect(await status()).toBe('running');
  });

  it('12.24 lists containers while they boot, run and stop, and one-offs beside them', async () => {
    const rows = pickList((await bench.call('GET', '/v1/apps/shop-one/ps')).json, 'containers');
    await scale({ web: 1, worker: 0, clock: 1 });
    const moving = await containers();
    await bench.clock.advance(STOP_MS);
    const moved = await containers();
    await scale({ web: 0, clock: 0 });
    await bench.clock.advance(STOP_MS);
    const asleep = await bench.call('GET', '/v1/apps/shop-one/ps');
    bench.world.addOneOff('shop-one', 'npm run import');

    expect(rows[0]).toMatchObject({ type: 'web', type_index: 1, label: 'web-1', container_size: { name: 'L' } });
    expect(moving).toEqual(['web-1 running', 'web-2 stopping', 'worker-1 stopping', 'clock-1 booting']);
    expect(moved).toEqual(['web-1 running', 'clock-1 running']);
    expect(asleep.json).toEqual({ containers: [] });
    expect(await containers()).toEqual(['one-off-1 running']);
    expect(await status()).toBe('stopped');
  });

  it('12.24 keeps a one-off running through a scale to zero', async () => {
    bench.world.addOneOff('shop-one');

    await scale({ web: 0, worker: 0 });
    await bench.clock.advance(STOP_MS);

    expect(await containers()).toEqual(['one-off-1 running']);
  });

  it('12.25 stops one-offs and nothing else', async () => {
    const oneOff = bench.world.addOneOff('shop-one');
    const web = bench.world.app('shop-one').containers[0]?.id ?? '';

    const stopped = await bench.call('POST', `/v1/apps/shop-one/containers/${oneOff}/stop`);
    const refused = await bench.call('POST', `/v1/apps/shop-one/containers/${web}/stop`);
    const unknown = await bench.call('POST', '/v1/apps/shop-one/containers/none/stop');
    await bench.clock.advance(STOP_MS);

    expect([stopped.status, refused.status, unknown.status]).toEqual([202, 422, 404]);
    expect(await containers()).toEqual(['web-1 running', 'web-2 running', 'worker-1 running']);
  });

  it('12.26 disables the autoscaler of a type scaled by hand, and scales into its bounds once it is enabled', async () => {
    const id = bench.world.addAutoscaler('shop-one', { type: 'web', min: 2, max: 4 });
    const path = `/v1/apps/shop-one/autoscalers/${id}`;
    const disabled = async () => pick((await bench.call('GET', path)).json, 'autoscaler', 'disabled');
    await scale({ worker: 0 });
    await bench.clock.advance(STOP_MS);
    const untouched = await disabled();
    await scale({ web: 1 });
    await bench.clock.advance(STOP_MS);
    const scaled = await disabled();

    const enabled = await bench.call('PATCH', path, { json: { autoscaler: { disabled: false } } });
    const during = await status();
    await bench.clock.advance(BOOT_MS);

    expect([untouched, scaled, pick(enabled.json, 'autoscaler', 'disabled')]).toEqual([false, true, false]);
    expect(during).toBe('scaling');
    expect(bench.world.formationOf('shop-one').web).toEqual({ amount: 2, size: 'L', autoscaler: id });
    expect(await status()).toBe('running');
  });

  it('creates, lists and deletes autoscalers, and answers 500 where a field is missing, as the vendor does', async () => {
    const autoscaler = {
      container_type: 'web',
      min_containers: 2,
      max_containers: 4,
      metric: 'cpu',
      target: 0.8,
      disabled: true,
    };
    const path = '/v1/apps/shop-one/autoscalers';

    const created = await bench.call('POST', path, { json: { autoscaler } });
    const incomplete = await bench.call('POST', path, { json: { autoscaler: { container_type: 'web' } } });
    const listed = pickList((await bench.call('GET', path)).json, 'autoscalers');
    const deleted = await bench.call('DELETE', `${path}/${pickText(created.json, 'autoscaler', 'id')}`);

    expect([created.status, incomplete.status, deleted.status]).toEqual([201, 500, 204]);
    expect(listed).toEqual([pick(created.json, 'autoscaler')]);
    expect(bench.world.autoscalersOf('shop-one')).toEqual([]);
  });

  it('refuses an unknown size', async () => {
    const json = { containers: [{ name: 'web', amount: 1, size: 'XXS' }] };

    const reply = await bench.call('POST', '/v1/apps/shop-one/scale', { json });

    expect([reply.status, Object.keys(Object(pick(reply.json, 'errors')))]).toEqual([422, ['container-web-size']]);
  });

  it('replaces the containers of a type whose size changes', async () => {
    const json = { containers: [{ name: 'worker', amount: 1, size: 'XL' }] };

    await bench.call('POST', '/v1/apps/shop-one/scale', { json });
    await bench.clock.advance(STOP_MS);

    expect(await containers()).toEqual(['web-1 running', 'web-2 running', 'worker-1 running']);
    expect(bench.world.formationOf('shop-one').worker).toEqual({ amount: 1, size: 'XL' });
  });

  it('answers 402 when an unpaid app is scaled up, and lets it go down', async () => {
    bench.world.app('shop-one').unpaid = true;

    const up = await scale({ web: 3 });
    const down = await scale({ web: 0 });

    expect([up.status, down.status]).toEqual([402, 202]);
    expect(up.json).toEqual({ name: expect.any(String), error: expect.any(String), url: expect.any(String) });
  });

  it('keeps an operation running for ever while it is stuck, and ends it well afterwards', async () => {
    bench.world.setStuck('shop-one', true);
    const reply = await scale({ web: 0, worker: 0 });
    await bench.clock.advance(1_800_000);
    const stuck = [pick(await operation(reply), 'status'), await status()];

    bench.world.setStuck('shop-one', false);

    expect(stuck).toEqual(['running', 'scaling']);
    expect([pick(await operation(reply), 'status'), await status()]).toEqual(['done', 'stopped']);
  });

  it('remembers every scale call and its answer for tests', async () => {
    await scale({ web: 0 });
    await scale({ web: 1 });

    expect(bench.world.scaleCalls).toMatchObject([
      { app: 'shop-one', containers: [{ name: 'web', amount: 0 }], status: 202 },
      { app: 'shop-one', containers: [{ name: 'web', amount: 1 }], status: 422 },
    ]);
  });

  it('leaves the app crashed when it crashes during an operation', async () => {
    const reply = await scale({ web: 3 });

    bench.world.crash('shop-one');
    await bench.clock.advance(BOOT_MS);

    expect([pick(await operation(reply), 'status'), await status()]).toEqual(['error', 'crashed']);
    expect(await containers()).toEqual([]);
  });

  it('runs a one-off on request and writes it into the history', async () => {
    const reply = await bench.call('POST', '/v1/apps/shop-one/run', { json: { command: 'npm run import' } });

    expect(pick(reply.json, 'container')).toMatchObject({
      type: 'one-off',
      command: 'npm run import',
      state: 'running',
    });
    const events = await bench.call('GET', '/v1/apps/shop-one/events');
    expect(pick(events.json, 'events', 0, 'type')).toBe('run');
  });

  it('answers 400 to a scale without containers and changes nothing', async () => {
    const reply = await bench.call('POST', '/v1/apps/shop-one/scale', { json: {} });

    expect([reply.status, pickText(reply.json, 'error')]).toEqual([400, "'containers' should be defined"]);
    expect(await status()).toBe('running');
  });

  it('names no earlier formation in the first scale event of an app never deployed', async () => {
    await bench.world.addApp({ name: 'shop-new', status: 'new' });

    await scale({ web: 2 }, 'shop-new');
    await scale({ web: 3 }, 'shop-new');

    const events = pickList((await bench.call('GET', '/v1/apps/shop-new/events')).json, 'events');
    expect(events.map((event) => pick(event, 'type_data', 'previous_containers'))).toEqual([{ web: '2:M' }, {}]);
  });

  it('keeps the old containers when those of a restart do not come up', async () => {
    bench.world.failStarts('shop-one', 1);

    const reply = await bench.call('POST', '/v1/apps/shop-one/restart', { json: { scope: ['web-2'] } });
    await bench.clock.advance(BOOT_MS);

    expect(await operation(reply)).toMatchObject({ status: 'error', error: 'container web-2 failed to start' });
    expect(await containers()).toEqual(['web-1 running', 'web-2 running', 'worker-1 running']);
    expect(await status()).toBe('running');
  });
});
