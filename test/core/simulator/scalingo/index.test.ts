import { type Bench, basic, operationPath, pick, pickList, pickText, scaleBody, send, startBench } from './harness.ts';

const MINUTE_MS = 60_000;

describe('the limits and faults of the simulated Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({ name: 'shop-one' });
  });

  afterEach(() => bench.close());

  const list = () => bench.call('GET', '/v1/apps');

  it('12.35 answers the 61st request of a minute in plain text, without Retry-After, until the next minute', async () => {
    for (let count = 0; count < 60; count += 1) await list();

    const refused = await list();
    const other = await bench.call('GET', '/v1/apps', { token: bench.world.addUser('colleague').token });
    const uncounted = await bench.call('GET', '/v1/users/self');
    await bench.clock.advance(MINUTE_MS);

    expect([refused.status, refused.headers['content-type'], refused.text]).toEqual([429, 'text/plain', 'Retry later']);
    expect(refused.headers['retry-after']).toBeUndefined();
    expect([other.status, uncounted.status, (await list()).status]).toEqual([200, 200, 200]);
  });

  it('12.35 takes another limit, none, and any 60 s instead of full minutes', async () => {
    bench.world.settings.rateLimit = 1;
    bench.world.settings.rateWindow = 'sliding';
    await bench.clock.advance(MINUTE_MS / 2);
    const first = await list();
    await bench.clock.advance(MINUTE_MS / 2);
    const sliding = await list();
    bench.world.settings.rateLimit = Number.POSITIVE_INFINITY;

    expect([first.status, sliding.status, (await list()).status]).toEqual([200, 429, 200]);
  });

  it('12.36 fails as told: 500 in JSON, 502, 503 and 504 in HTML', async () => {
    const internal = JSON.stringify({ error: "Internal error occured, we're on it!" });
    await list();
    bench.simulator.faults.add({ kind: 'status', status: 500, contentType: 'application/json', body: internal });
    for (const status of [502, 503, 504])
      bench.simulator.faults.add({ kind: 'status', status, contentType: 'text/html', body: '<h1>Bad</h1>' });

    const replies = [await list(), await list(), await list(), await list(), await list()];

    expect(replies.map(({ status }) => status)).toEqual([500, 502, 503, 504, 200]);
    expect(replies[0]?.json).toEqual(JSON.parse(internal));
  });

  it('12.36 resets connections before and after the effect', async () => {
    await list();
    const scale = (amount: number) =>
      bench.call('POST', '/v1/apps/shop-one/scale', { json: scaleBody({ web: amount }) });
    bench.simulator.faults.add({ kind: 'reset', when: 'before', match: /scale/ });
    bench.simulator.faults.add({ kind: 'reset', when: 'after', match: /scale/ });

    await expect(scale(3)).rejects.toThrow();
    const before = bench.world.formationOf('shop-one').web?.amount;
    await expect(scale(3)).rejects.toThrow();

    expect([before, bench.world.formationOf('shop-one').web?.amount]).toEqual([1, 3]);
  });

  it('12.36 answers late by the clock', async () => {
    await list();
    bench.simulator.faults.add({ kind: 'slow', ms: 20_000 });
    const start = bench.clock.now().getTime();

    const reply = await bench.clock.run(list(), () => bench.simulator.held);

    expect([reply.status, bench.clock.now().getTime() - start]).toEqual([200, 20_000]);
  });

  it('12.37 adds unknown fields everywhere but between process types', async () => {
    bench.world.scale('shop-one', { web: 0 });
    const quiet = await bench.call('GET', '/v1/apps/shop-one/events');
    bench.world.settings.noise = true;

    const noisy = await bench.call('GET', '/v1/apps/shop-one/events');

    expect(Object.keys(Object(quiet.json))).toEqual(['events', 'meta']);
    expect(Object.keys(Object(noisy.json))).toEqual(['events', 'meta', 'unheard_of']);
    expect(Object.keys(Object(pick(noisy.json, 'events', 0, 'user')))).toContain('unheard_of');
    expect(pick(noisy.json, 'events', 0, 'type_data', 'containers')).toEqual({ web: '0:M' });
  });

  it('12.38 lists the six container sizes without a token, with both kinds of price', async () => {
    const reply = await bench.raw('GET', '/v1/features/container_sizes');

    const sizes = pickList(reply.json, 'container_sizes');
    expect(sizes.map((size) => pick(size, 'name'))).toEqual(['S', 'M', 'L', 'XL', '2XL', '3XL']);
    expect(sizes[1]).toMatchObject({
      memory: 536_870_912,
      pids_limit: 256,
      ordinal: 3,
      hourly_price: 20,
      thirtydays_price: 1_440,
      sku: 'osc-fr1-app-M',
      pricings: { default: { price: '0.00033333', currency: 'EUR', period: 'minute' } },
    });
  });

  it('12.40 gives operation and log addresses of its own, to be followed or built again', async () => {
    const scaled = await bench.call('POST', '/v1/apps/shop-one/scale', { json: scaleBody({ web: 0 }) });
    await bench.clock.advance(4_000);
    const bearer = pickText(
      (await bench.raw('POST', '/v1/tokens/exchange', { headers: basic(bench.simulator.token) })).json,
      'token',
    );

    const followed = await send(String(scaled.headers.location), 'GET', { authorization: `Bearer ${bearer}` });
    const built = await bench.call('GET', operationPath(bench, scaled));
    const logsUrl = pickText((await bench.call('GET', '/v1/apps/shop-one/logs')).json, 'logs_url');
    const logs = await send(`${logsUrl}&n=10&filter=manager`);

    expect(followed.json).toEqual(built.json);
    expect(logsUrl.startsWith(bench.simulator.apiUrl)).toBe(true);
    expect([logs.status, logs.headers['content-type']]).toEqual([200, 'text/plain']);
    expect(logs.text).toMatch(
      /^2026-11-22 09:00:04\.000000000 \+0000 UTC \[manager\] container \[web-1\] \([0-9a-f]{24}\) has stopped\n$/,
    );
  });

  it('repeats the request id of the caller', async () => {
    const reply = await bench.call('GET', '/v1/apps', { headers: { 'x-request-id': 'r-1' } });

    expect(reply.headers['x-request-id']).toBe('r-1');
  });

  it('leaves no timer behind when it is closed during an operation', async () => {
    bench.world.scale('shop-one', { web: 3 });

    await bench.simulator.close();

    expect(bench.clock.pending).toBe(0);
  });

  it('makes the same world of the same seed', async () => {
    const idOf = async (seed: number) => {
      const other = await startBench({ seed });
      const { id } = await other.world.addApp({ name: 'shop-one' });
      await other.close();
      return id;
    };

    const [one, same, different] = [await idOf(7), await idOf(7), await idOf(8)];

    expect(same).toBe(one);
    expect(different).not.toBe(one);
  });

  it('refuses to start on a port that is taken', async () => {
    const port = Number(new URL(bench.simulator.apiUrl).port);

    await expect(startBench({ port })).rejects.toThrow('EADDRINUSE');
  });
});
