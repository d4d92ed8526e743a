import nock from 'nock';
import type { CleverCloudConfig, CleverCloudCredentials } from '../../../../core/config.ts';
import { ProviderError } from '../../../../core/errors.ts';
import { Secret, silentLog } from '../../../../core/log.ts';
import { CleverCloudClient, readFailure } from '../../../../core/providers/clever-cloud/client.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

// Answers as documented at https://www.clever.cloud/developers/api/ (read 2026-07-01) and as the official clients
// @clevercloud/client 12.6.0 and clever-tools 4.11.0 read them (2026-07-02, 2026-06-30).

const API = 'https://api.clever-cloud.com';
const BRIDGE = 'https://api-bridge.clever-cloud.com';
const ORGA = 'orga_11111111-2222-3333-4444-555555555555';
const APP = 'app_aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const TOKEN = 'an-api-token-0123456789';

const oauth: CleverCloudCredentials = {
  kind: 'oauth',
  consumerKey: 'testConsumerKey0123456789',
  consumerSecret: new Secret('testConsumerSecretABCDEF'),
  token: new Secret('testUserToken0123456789'),
  secret: new Secret('testUserTokenSecretABCDEF'),
};

const bearer: CleverCloudCredentials = { kind: 'api_token', token: new Secret(TOKEN) };

let clock: FakeClock;
let client: CleverCloudClient;

function connect(credentials: CleverCloudCredentials = bearer, owner = ORGA): void {
  const config: CleverCloudConfig = { type: 'clever-cloud', region: 'par', credentials };
  client = new CleverCloudClient({ ...config, ...(owner !== '' && { owner }) }, { clock, log: silentLog });
}

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await clock.run(promise).catch((thrown: unknown) => thrown);
  if (error instanceof ProviderError) return error;
  throw new Error(`Expected a ProviderError, got ${String(error)}`);
}

beforeEach(() => {
  nock.disableNetConnect();
  clock = new FakeClock();
});

// nock patches Node itself, which the next test file of the same worker shares.
afterAll(() => nock.restore());

afterEach(async () => {
  await client.close();
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

describe('authenticating at Clever Cloud', () => {
  it('sends an API token to the bridge', async () => {
    connect();
    nock(BRIDGE, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
      .get('/v2/self')
      .reply(200, { id: 'user_1', name: 'Ada' });

    const self = await clock.run(client.getSelf());

    expect(self).toEqual({ id: 'user_1', name: 'Ada' });
  });

  it('signs in PLAINTEXT to the API unless asked otherwise', async () => {
    connect(oauth);
    const authorization =
      'OAuth oauth_consumer_key="testConsumerKey0123456789", oauth_token="testUserToken0123456789", oauth_signature="testConsumerSecretABCDEF%26testUserTokenSecretABCDEF"';
    nock(API, { reqheaders: { authorization } }).get('/v2/self').reply(200, { id: 'user_1' });

    const self = await clock.run(client.getSelf());

    expect(self.id).toBe('user_1');
  });

  it('signs each call with HMAC-SHA512, its own instant and a nonce used once', async () => {
    connect({ ...oauth, signature: 'HMAC-SHA512' });
    const seen: string[] = [];
    const remember = (header: string | null) => seen.push(header ?? '') > 0;
    nock(API, { reqheaders: { authorization: remember } })
      .get('/v2/self')
      .times(2)
      .reply(200, { id: 'user_1' });

    await clock.run(client.getSelf());
    await clock.run(client.getSelf());

    const nonces = seen.map((header) => /oauth_nonce="([0-9a-f]{32})"/.exec(header)?.[1]);
    expect(seen.every((header) => header.includes(`oauth_timestamp="${clock.now().getTime() / 1000}"`))).toBe(true);
    expect(nonces).not.toContain(undefined);
    expect(new Set(nonces).size).toBe(2);
  });
});

describe('addressing the owner', () => {
  it.each([
    [ORGA, `/v2/organisations/${ORGA}/applications`],
    ['user_22222222-3333-4444-5555-666666666666', '/v2/self/applications'],
    ['', '/v2/self/applications'],
  ])('lists the apps of "%s" below %s', async (owner, path) => {
    connect(bearer, owner);
    nock(BRIDGE).get(path).reply(200, []);

    const apps = await clock.run(client.listApplications());

    expect(apps).toEqual([]);
  });

  it('asks once for the id of the personal space, which v4 paths need', async () => {
    connect(bearer, '');
    nock(BRIDGE).get('/v2/self').reply(200, { id: 'user_1' });
    nock(BRIDGE).get('/v4/stats/organisations/user_1/http-status-codes').query(true).times(2).reply(200, []);

    const first = await clock.run(client.listHourlyCounts(APP, '2026-11-22T08:00:00.000Z', '2026-11-22T09:00:00.000Z'));
    const second = await clock.run(
      client.listHourlyCounts(APP, '2026-11-22T08:00:00.000Z', '2026-11-22T09:00:00.000Z'),
    );

    expect([first, second]).toEqual([[], []]);
  });
});

describe('starting and stopping at Clever Cloud', () => {
  const path = `/v2/organisations/${ORGA}/applications/${APP}/instances`;

  it('starts with an empty body, no query and a length of zero', async () => {
    connect();
    nock(BRIDGE, { reqheaders: { 'content-length': '0' } })
      .post(path, '')
      .reply(200, { id: 200, message: 'ok', type: 'success', deploymentId: 'deployment_1' });

    const id = await clock.run(client.start(APP));

    expect(id).toBe('deployment_1');
  });

  it('copes with a start whose answer names no deployment', async () => {
    connect();
    nock(BRIDGE).post(path).reply(200, { id: 200, message: 'ok', type: 'success' });

    const id = await clock.run(client.start(APP));

    expect(id).toBeUndefined();
  });

  it('stops with a DELETE', async () => {
    connect();
    const stop = nock(BRIDGE).delete(path).reply(200, { id: 200, message: 'ok', type: 'success' });

    await clock.run(client.stop(APP));

    expect(stop.isDone()).toBe(true);
  });

  it('never sends a start twice when its answer is lost', async () => {
    connect();
    nock(BRIDGE).post(path).reply(503, 'Service Unavailable');

    const error = await failureOf(client.start(APP));

    expect([error.code, error.retryable]).toEqual(['provider_unavailable', true]);
  });
});

describe('reading the rows and summaries', () => {
  it('finds the newest deployment of each app, whatever the order', async () => {
    connect();
    nock(BRIDGE)
      .get(`/v2/organisations/${ORGA}/deployments`)
      .query({ limit: 1 })
      .reply(200, {
        [APP]: [
          { id: 1, uuid: 'deployment_1', date: 1_784_500_000_000, state: 'OK', action: 'DEPLOY' },
          { id: 2, uuid: 'deployment_2', date: 1_784_500_090_000, state: 'OK', action: 'UNDEPLOY', commit: null },
        ],
      });

    const rows = await clock.run(client.findOwnerDeployments());

    expect(rows?.[APP]?.[0]?.uuid).toBe('deployment_2');
  });

  it.each([
    ['an error', 404, { id: 404, message: 'Not found', type: 'error' }],
    ['a list', 200, [{ appId: APP, state: 'UP' }]],
    ['something else', 200, { [APP]: { state: 'UP' } }],
  ])('does without the summary of the owner when it is %s', async (_, status, body) => {
    connect();
    nock(BRIDGE).get(`/v2/organisations/${ORGA}/instances`).reply(status, body);

    const instances = await clock.run(client.findOwnerInstances());

    expect(instances).toBeUndefined();
  });

  it('reads the summary of the owner by app', async () => {
    connect();
    nock(BRIDGE)
      .get(`/v2/organisations/${ORGA}/instances`)
      .reply(200, { [APP]: [{ id: '1', state: 'UP' }] });

    const instances = await clock.run(client.findOwnerInstances());

    expect(instances).toEqual({ [APP]: [{ state: 'UP' }] });
  });
});

describe('naming the failures of Clever Cloud', () => {
  const path = `/v2/organisations/${ORGA}/applications/${APP}`;

  it.each([
    [401, { id: 2001, message: 'Not connected', type: 'error' }, 'provider_auth', undefined],
    [403, { id: 2001, message: 'Not connected', type: 'error' }, 'provider_auth', undefined],
    [403, { id: 6201, message: 'Not allowed', type: 'error' }, 'provider_auth', 'missing_right'],
    [400, { id: 4002, message: 'Not yours', type: 'error' }, 'provider_not_found', undefined],
    [400, { id: 4014, message: 'Never deployed', type: 'error' }, 'provider_refused', 'never_deployed'],
    [409, { id: 409, message: 'Busy', type: 'error' }, 'provider_conflict', undefined],
    [404, { apiRequestId: 'r', code: 'clever.core.not-found', error: 'Not found' }, 'provider_not_found', undefined],
  ])('reads a %s with %j as %s', async (status, body, code, reason) => {
    connect();
    nock(BRIDGE).get(path).reply(status, body, { 'Sozu-Id': '01JREQUEST' });

    const error = await failureOf(client.getApplication(APP));

    expect([error.code, error.context.reason, error.context.requestId]).toEqual([code, reason, '01JREQUEST']);
    expect(error.context.detail).toBe('message' in body ? body.message : body.error);
  });

  it('takes a 403 with the id 403 for the rate limit, waits and asks again', async () => {
    connect();
    nock(BRIDGE).get(path).reply(403, { id: 403, message: 'Too many requests', type: 'error' });
    nock(BRIDGE).get(path).reply(200, { id: APP, name: 'shop', zone: 'par', state: 'SHOULD_BE_UP' });
    const before = clock.now().getTime();

    const application = await clock.run(client.getApplication(APP));

    expect(application.name).toBe('shop');
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(1000);
  });

  it('says that an answer without the promised fields cannot be understood', async () => {
    connect();
    nock(BRIDGE)
      .get(path)
      .reply(200, { id: APP, env: [{ name: 'KEY', value: 'hush' }] });

    const error = await failureOf(client.getApplication(APP));

    expect(error.code).toBe('provider_contract');
    expect(JSON.stringify(error)).not.toContain('hush');
  });

  it('takes the id 403 for the rate limit only beside that status', () => {
    const reading = readFailure({ status: 400, headers: {}, json: { id: 403, message: 'No' }, text: '' });

    expect(reading).toEqual({ detail: 'No' });
  });

  it('leaves an answer that is no JSON to its status', () => {
    expect(
      readFailure({ status: 502, headers: {}, json: undefined, text: '<html>Bad gateway</html>' }),
    ).toBeUndefined();
  });
});

describe('what Clever Cloud tells besides apps', () => {
  const prices = {
    zone_id: 'par',
    currency: 'EUR',
    end_date: null,
    runtime: [
      { runtime_policy_id: '9147366f', source: 'apps', flavor: 's', time_unit: 'PT1H', price: 0.04, slug_id: 'apps.S' },
    ],
    countable: [],
  };

  it('is the prices of the owner in one zone, in euros', async () => {
    connect();
    nock(BRIDGE)
      .get(`/v4/billing/organisations/${ORGA}/price-system`)
      .query({ zone_id: 'par', currency: 'EUR' })
      .reply(200, prices);

    const own = await clock.run(client.findOwnPrices('par'));

    expect(own?.runtime).toEqual([{ source: 'apps', flavor: 's', time_unit: 'PT1H', price: 0.04, slug_id: 'apps.S' }]);
  });

  it('is the public prices for everybody', async () => {
    connect();
    nock(BRIDGE).get('/v4/billing/price-system').query({ zone_id: 'mtl', currency: 'EUR' }).reply(200, prices);

    expect((await clock.run(client.getListPrices('mtl'))).currency).toBe('EUR');
  });

  it.each([
    ['milliseconds', 1_811_322_000_000],
    ['a text', '2027-05-26T09:00:00Z[UTC]'],
  ])('is the end of the OAuth token, in %s', async (_, expirationDate) => {
    connect(oauth);
    nock(API).get('/v2/self/tokens/current').reply(200, { token: 'x', consumer: {}, expirationDate });

    expect(await clock.run(client.findCurrentToken())).toEqual({ expirationDate });
  });

  it('is the state and the end of API tokens, on the bridge', async () => {
    connect();
    const token = { apiTokenId: 'api_token_1', ip: '203.0.113.7', name: 'CI', state: 'ACTIVE', description: null };
    nock(BRIDGE)
      .get('/api-tokens')
      .reply(200, [{ ...token, expirationDate: '2027-05-26T09:00:00Z' }]);

    const tokens = await clock.run(client.findApiTokens());

    expect(tokens).toEqual([{ state: 'ACTIVE', expirationDate: '2027-05-26T09:00:00Z' }]);
  });

  it('is the role in the organisation, out of all that the summary holds', async () => {
    connect();
    const organisations = [
      { id: 'orga_other', name: 'Other', role: 'ADMIN', applications: [] },
      { id: ORGA, name: 'Acme', role: 'DEVELOPER', applications: [] },
    ];
    nock(BRIDGE)
      .get('/v2/summary')
      .reply(200, { user: { id: 'user_1' }, organisations });

    expect(await clock.run(client.findRole())).toBe('DEVELOPER');
  });

  it('is not taken for something else when it has another shape', async () => {
    connect();
    nock(BRIDGE).get('/v2/summary').reply(200, []);

    expect(await clock.run(client.findRole())).toBeUndefined();
  });
});
