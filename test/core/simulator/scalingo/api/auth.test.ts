import { type Bench, basic, pickList, pickText, startBench } from '../harness.ts';

const HOUR_MS = 3_600_000;

describe('the simulated authentication of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({ name: 'shop-one' });
  });

  afterEach(() => bench.close());

  const exchange = async (json?: unknown) =>
    bench.raw('POST', '/v1/tokens/exchange', {
      headers: basic(bench.simulator.token),
      ...(json === undefined ? {} : { json }),
    });

  it('12.1 exchanges a token for a JWT of one hour, with and without a body', async () => {
    const [bare, braces] = [await exchange(), await exchange({})];

    expect([bare.status, braces.status]).toEqual([200, 200]);
    const claims = pickText(bare.json, 'token').split('.')[1] ?? '';
    const parsed: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const iat = bench.clock.now().getTime() / 1_000;
    expect(parsed).toEqual({
      iss: 'Scalingo',
      iat,
      exp: iat + 3_600,
      uuid: bench.world.owner.id,
      rnd: expect.stringMatching(/^[0-9a-f]{31}$/),
    });
  });

  it('dates its answers by the clock of the simulation, ahead of it when told to', async () => {
    bench.world.settings.clockSkewMs = 90_000;

    const reply = await exchange();

    expect(reply.headers.date).toBe('Sun, 22 Nov 2026 09:01:30 GMT');
  });

  it('12.2 refuses a wrong token, a user name with a wrong password and no header at all', async () => {
    const headers = [basic('tk-us-wrong'), basic('wrong', 'somebody'), {}];

    const replies = await Promise.all(
      headers.map((each) => bench.raw('POST', '/v1/tokens/exchange', { headers: each })),
    );

    for (const reply of replies) expect([reply.status, reply.json]).toEqual([401, { error: 'Invalid credentials' }]);
  });

  it('12.3 refuses regional calls with a missing, unknown or expired bearer, and the API token itself', async () => {
    const bearer = pickText((await exchange()).json, 'token');
    const list = (authorization?: string) =>
      bench.raw('GET', '/v1/apps', authorization === undefined ? {} : { headers: { authorization } });

    const fresh = await list(`Bearer ${bearer}`);
    const refused = [await list(), await list('Bearer abc'), await list(`Bearer ${bench.simulator.token}`)];
    await bench.clock.advance(HOUR_MS);
    refused.push(await list(`Bearer ${bearer}`));

    expect(fresh.status).toBe(200);
    for (const reply of refused) expect([reply.status, reply.json]).toEqual([401, { error: expect.any(String) }]);
  });

  it('12.4 keeps a bearer valid until its end although another was exchanged', async () => {
    const first = pickText((await exchange()).json, 'token');
    await bench.clock.advance(HOUR_MS / 2);
    const second = pickText((await exchange()).json, 'token');
    const list = (bearer: string) => bench.raw('GET', '/v1/apps', { headers: { authorization: `Bearer ${bearer}` } });

    const halfway = [(await list(first)).status, (await list(second)).status];
    await bench.clock.advance(HOUR_MS / 2);
    const late = [(await list(first)).status, (await list(second)).status];

    expect(first).not.toBe(second);
    expect([halfway, late]).toEqual([
      [200, 200],
      [401, 200],
    ]);
  });

  it('12.5 lists the regions with their hosts, its own with its own address', async () => {
    const reply = await bench.call('GET', '/v1/regions');

    expect(reply.json).toEqual({
      regions: [
        {
          name: 'osc-fr1',
          display_name: 'Paris - Outscale',
          api: bench.simulator.apiUrl,
          dashboard: 'https://my.osc-fr1.scalingo.com',
          database_api: 'https://db-api.osc-fr1.scalingo.com',
          ssh: 'ssh.osc-fr1.scalingo.com:22',
          default: true,
        },
        expect.objectContaining({ name: 'osc-secnum-fr1', default: false }),
      ],
    });
  });

  it('tells whose token it is', async () => {
    const reply = await bench.call('GET', '/v1/users/self');

    expect(reply.json).toEqual({ user: { ...bench.world.owner } });
  });

  it('creates and revokes tokens, and a revoked one is exchanged no more', async () => {
    const created = await bench.call('POST', '/v1/tokens', { json: { token: { name: 'second' } } });
    const token = pickText(created.json, 'token', 'token');
    const before = await bench.raw('POST', '/v1/tokens/exchange', { headers: basic(token) });

    await bench.call('DELETE', `/v1/tokens/${pickText(created.json, 'token', 'id')}`);
    const after = await bench.raw('POST', '/v1/tokens/exchange', { headers: basic(token) });

    expect([before.status, after.status]).toEqual([200, 401]);
    expect(pickList((await bench.call('GET', '/v1/tokens')).json, 'tokens')).toHaveLength(1);
  });

  it('forgets every bearer when the test asks for it', async () => {
    const before = await bench.call('GET', '/v1/apps');

    bench.world.revokeBearers();

    expect([before.status, (await bench.call('GET', '/v1/apps')).status]).toEqual([200, 401]);
  });
});
