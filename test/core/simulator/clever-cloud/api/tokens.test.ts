import { startTestCloud, type TestCloud } from '../support.ts';

const plaintext =
  'OAuth oauth_consumer_key="testConsumerKey0123456789", oauth_token="testUserToken0123456789", oauth_signature="testConsumerSecretABCDEF%26testUserTokenSecretABCDEF"';

describe('tokens of the simulated Clever Cloud', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
  });

  afterEach(() => cloud.simulator.close());

  it('are listed with their end, and never with their value', async () => {
    cloud.simulator.world.addToken('short-lived', 60_000);
    await cloud.clock.advance(60_000);

    const { body } = await cloud.call('GET /api-tokens');

    expect(body).toMatchObject([
      { state: 'ACTIVE', expirationDate: '2027-11-22T09:00:00.000Z' },
      { state: 'EXPIRED', expirationDate: '2026-11-22T09:01:00.000Z' },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/short-lived|api_token_[0-9a-f]{8}-/);
  });

  it('open nothing any more once they have ended', async () => {
    cloud.simulator.world.addToken('short-lived', 60_000);
    const headers = { authorization: 'Bearer short-lived' };

    const before = await cloud.call('GET /v2/self', { headers });
    await cloud.clock.advance(60_000);
    const after = await cloud.call('GET /v2/self', { headers });

    expect([before.status, after.status]).toEqual([200, 401]);
  });

  it('tell the end of the OAuth token in use, which an API token is not', async () => {
    const oauth = await cloud.call('GET /v2/self/tokens/current', { headers: { authorization: plaintext } });
    const bearer = await cloud.call('GET /v2/self/tokens/current');

    expect(oauth.body).toMatchObject({ expirationDate: Date.parse('2027-11-22T09:00:00.000Z') });
    expect(bearer.status).toBe(404);
  });

  it('act with the role that the summary tells', async () => {
    cloud.simulator.world.settings.role = 'DEVELOPER';

    const { body } = await cloud.call('GET /v2/summary');

    expect(body).toMatchObject({ organisations: [{ id: cloud.simulator.owner, role: 'DEVELOPER' }] });
  });

  it('come with the time of the simulation, ahead of it when told to', async () => {
    cloud.simulator.world.settings.clockSkewMs = 90_000;

    const { headers } = await cloud.call('GET /v2/self');

    expect(headers.date).toBe('Sun, 22 Nov 2026 09:01:30 GMT');
  });
});
