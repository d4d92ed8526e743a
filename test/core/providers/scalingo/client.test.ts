import nock from 'nock';
import { ProviderError } from '../../../../core/errors.ts';
import { Secret, silentLog } from '../../../../core/log.ts';
import { ScalingoClient } from '../../../../core/providers/scalingo/client.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/*
 * The vendor's contract. Answers are those of https://developers.scalingo.com (2026-06-22) and of the exchanges
 * recorded in github.com/Scalingo/scalingo-ruby-api, samples/ (before 2024-02-17), with other names and ids.
 */

const AUTH = 'https://auth.scalingo.com';
const API = 'https://api.osc-fr1.scalingo.com';
const TOKEN = 'tk-us-0123456789';
const target = { id: '5ed0fe5d884fef000f5e4fd1', app: 'shop-pr42' };
const PATH = `/v1/apps/${target.id}`;

let clock: FakeClock;
let client: ScalingoClient;

beforeEach(() => {
  nock.disableNetConnect();
  clock = new FakeClock();
  client = new ScalingoClient(
    { type: 'scalingo', region: 'osc-fr1', token: new Secret(TOKEN) },
    { clock, log: silentLog },
  );
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

/** A token as the vendor makes them: one hour, unverifiable signature. */
function bearer(name: string, lifetimeSeconds = 3600): string {
  const iat = Math.floor(clock.now().getTime() / 1000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'HS512' })}.${part({ iss: 'Scalingo', iat, exp: iat + lifetimeSeconds, rnd: name })}.c2ln`;
}

function exchange(token: string, times = 1): nock.Scope {
  return nock(AUTH, { reqheaders: { authorization: `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}` } })
    .post('/v1/tokens/exchange')
    .times(times)
    .reply(200, { token });
}

/** The regional API for holders of this bearer. */
function api(token: string): nock.Scope {
  return nock(API, { reqheaders: { authorization: `Bearer ${token}` } });
}

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const outcome: unknown = await clock.run(promise).catch((error: unknown) => error);
  if (!(outcome instanceof ProviderError)) throw new Error('Expected a ProviderError');
  return outcome;
}

describe('the bearer of Scalingo', () => {
  it('is had with an empty user name and the token as password, and used for every call', async () => {
    const token = bearer('first');
    exchange(token);
    api(token).get('/v1/apps').twice().reply(200, { apps: [] });

    const lists = [await clock.run(client.listApps({})), await clock.run(client.listApps({}))];

    expect(lists).toEqual([[], []]);
  });

  it('is exchanged once for callers who need one at the same time', async () => {
    const token = bearer('first');
    exchange(token);
    api(token).get('/v1/apps').times(5).reply(200, { apps: [] });

    const lists = await clock.run(Promise.all(Array.from({ length: 5 }, () => client.listApps({}))));

    expect(lists).toHaveLength(5);
  });

  it('is kept until five minutes before its end and replaced then', async () => {
    const first = bearer('first');
    exchange(first);
    api(first).get('/v1/apps').twice().reply(200, { apps: [] });
    await clock.run(client.listApps({}));
    await clock.advance(54 * 60_000);
    await clock.run(client.listApps({}));
    await clock.advance(60_000);
    const second = bearer('second');
    exchange(second);
    api(second).get('/v1/apps').reply(200, { apps: [] });

    const apps = await clock.run(client.listApps({}));

    expect(apps).toEqual([]);
  });

  it('is replaced after 50 minutes when it does not tell its end', async () => {
    exchange('opaque-token');
    api('opaque-token').get('/v1/apps').reply(200, { apps: [] });
    await clock.run(client.listApps({}));
    await clock.advance(50 * 60_000);
    exchange('opaque-token-2');
    api('opaque-token-2').get('/v1/apps').reply(200, { apps: [] });

    const apps = await clock.run(client.listApps({}));

    expect(apps).toEqual([]);
  });

  it('serves several calls even if it lives shorter than expected', async () => {
    const token = bearer('short', 240);
    exchange(token);
    api(token).get('/v1/apps').twice().reply(200, { apps: [] });
    await clock.run(client.listApps({}));
    await clock.advance(60_000);

    const apps = await clock.run(client.listApps({}));

    expect(apps).toEqual([]);
  });

  it('is exchanged once more after a 401, and the call repeated', async () => {
    const first = bearer('first');
    exchange(first);
    api(first).get('/v1/apps').reply(200, { apps: [] });
    await clock.run(client.listApps({}));
    await clock.advance(60_000);
    api(first).get('/v1/apps').reply(401, { error: 'authentication required' });
    const second = bearer('second');
    exchange(second);
    api(second).get('/v1/apps').reply(200, { apps: [] });

    const apps = await clock.run(client.listApps({}));

    expect(apps).toEqual([]);
  });

  it('is not blamed twice: a 401 that remains means that the token may not do this', async () => {
    const first = bearer('first');
    exchange(first);
    api(first).post(`${PATH}/scale`).twice().reply(401, { error: 'not allowed' });

    const error = await failure(client.scale(target, { web: 0 }));

    expect([error.code, error.retryable, error.context.detail]).toEqual(['provider_auth', false, 'not allowed']);
  });

  it('is exchanged anew when the system has set its time back, since nobody knows how old it is', async () => {
    const first = bearer('first');
    const second = bearer('second');
    exchange(first);
    api(first).get('/v1/apps').reply(200, { apps: [] });
    exchange(second);
    api(second).get('/v1/apps').reply(200, { apps: [] });
    await clock.run(client.listApps({}));

    clock.setBack(3_600_000);

    await expect(clock.run(client.listApps({}))).resolves.toEqual([]);
  });

  it('cannot be had with a token that was revoked', async () => {
    nock(AUTH).post('/v1/tokens/exchange').reply(401, { error: 'Invalid credentials' });

    const error = await failure(client.listApps({}));

    expect([error.code, error.context.detail]).toEqual(['provider_auth', 'Invalid credentials']);
  });

  it('is had anew to tell whose token it is, since an old one outlives a revocation', async () => {
    const first = bearer('first');
    exchange(first);
    api(first).get('/v1/apps').reply(200, { apps: [] });
    await clock.run(client.listApps({}));
    const second = bearer('second');
    exchange(second);
    nock(AUTH, { reqheaders: { authorization: `Bearer ${second}` } })
      .get('/v1/users/self')
      .reply(200, { user: { id: 'us-1', username: 'john', email: 'user@example.com' } });

    const account = await clock.run(client.getAccount({}));

    expect(account).toEqual({ id: 'us-1', username: 'john', email: 'user@example.com' });
  });
});

describe('a scale at Scalingo', () => {
  let token: string;

  beforeEach(() => {
    token = bearer('first');
    exchange(token);
  });

  it('sends names and amounts alone, and takes the id of the operation from the last segment of Location', async () => {
    api(token)
      .post(`${PATH}/scale`, {
        containers: [
          { name: 'web', amount: 0 },
          { name: 'worker', amount: 2 },
        ],
      })
      .reply(
        202,
        { containers: [] },
        { location: `https://elsewhere.example/v1/apps/shop/operations/5ed10dd1f112?x=1` },
      );

    const answer = await clock.run(client.scale(target, { web: 0, worker: 2 }));

    expect(answer).toEqual({ kind: 'accepted', operation: '5ed10dd1f112' });
  });

  it('understands 200 without Location: the formation is stored, nothing runs', async () => {
    api(token).post(`${PATH}/scale`).reply(200, { containers: [] });

    const answer = await clock.run(client.scale(target, { web: 1 }));

    expect(answer).toEqual({ kind: 'stored' });
  });

  it('understands that nothing would change', async () => {
    api(token).post(`${PATH}/scale`).reply(400, { error: 'no change in containers formation' });

    const answer = await clock.run(client.scale(target, { web: 1 }));

    expect(answer).toEqual({ kind: 'unchanged' });
  });

  it('takes no other 400 for that', async () => {
    api(token).post(`${PATH}/scale`).reply(400, { error: "'container' should be defined" });

    const error = await failure(client.scale(target, {}));

    expect([error.code, error.context.detail]).toEqual(['provider_refused', "'container' should be defined"]);
  });

  it.each(['is booting', 'is scaling', 'is restarting'])('says that the app %s, to be asked again', async (text) => {
    api(token)
      .post(`${PATH}/scale`)
      .reply(422, { errors: { app: [text] } }, { 'x-request-id': 'req-1' });

    const error = await failure(client.scale(target, { web: 1 }));

    expect([error.code, error.retryable]).toEqual(['provider_conflict', true]);
    expect(error.context).toMatchObject({
      app: 'shop-pr42',
      region: 'scalingo/osc-fr1',
      detail: text,
      requestId: 'req-1',
    });
  });

  it('passes on that an amount is too large', async () => {
    const text = "can't scale over 10 containers, contact us at support@scalingo.com if you need more";
    api(token)
      .post(`${PATH}/scale`)
      .reply(422, { errors: { 'container-web-amount': [text] } });

    const answer = await clock.run(client.scale(target, { web: 11 }));

    expect(answer).toMatchObject({
      kind: 'rejected',
      error: { code: 'provider_refused', context: { detail: `container-web-amount: ${text}` } },
    });
  });

  it('tells an unknown process type from an unknown app', async () => {
    api(token).post(`${PATH}/scale`).reply(404, { resource: 'container_type', error: 'not found' });
    api(token).post(`${PATH}/scale`).reply(404, { resource: 'app', error: 'not found' });

    const type = await clock.run(client.scale(target, { gone: 1 }));
    const app = await failure(client.scale(target, { web: 1 }));

    expect(type).toMatchObject({ kind: 'rejected', error: { code: 'provider_refused' } });
    expect(app.code).toBe('provider_not_found');
  });

  it('shows where to pay', async () => {
    const url = 'https://dashboard.scalingo.com/billing/payment';
    api(token).post(`${PATH}/scale`).reply(402, { name: 'free-trial-exceeded', error: 'Free trial is over', url });

    const error = await failure(client.scale(target, { web: 1 }));

    expect([error.code, error.context.reason]).toEqual(['provider_refused', 'payment']);
    expect(error.context.detail).toBe(`Free trial is over ${url}`);
  });

  it('is repeated after a rate limit told in plain text', async () => {
    api(token).post(`${PATH}/scale`).reply(429, 'Retry later', { 'content-type': 'text/plain' });
    api(token)
      .post(`${PATH}/scale`)
      .reply(202, {}, { location: `${API}/v1/apps/shop/operations/5ed1` });

    const answer = await clock.run(client.scale(target, { web: 1 }));

    expect(answer).toEqual({ kind: 'accepted', operation: '5ed1' });
  });
});

describe('other calls to Scalingo', () => {
  let token: string;

  beforeEach(() => {
    token = bearer('first');
    exchange(token);
  });

  it('restart an app, whose answer is empty text', async () => {
    api(token)
      .post(`${PATH}/restart`, { scope: [] })
      .reply(202, '', { 'content-type': 'text/plain', location: `${API}/v1/apps/shop/operations/5ed1` });

    const operation = await clock.run(client.restart(target));

    expect(operation).toBe('5ed1');
  });

  it('do not repeat a restart', async () => {
    api(token).post(`${PATH}/restart`).reply(503, '<html>bad</html>', { 'content-type': 'text/html' });

    const error = await failure(client.restart(target));

    expect(error.code).toBe('provider_unavailable');
  });

  it('tell an operation that is forgotten from an app that is gone', async () => {
    api(token).get(`${PATH}/operations/5ed1`).reply(404, { resource: 'operation', error: 'not found' });
    api(token).get(`${PATH}/operations/5ed1`).reply(404, { resource: 'app', error: 'not found' });

    const forgotten = await clock.run(client.findOperation(target, '5ed1'));
    const gone = await failure(client.findOperation(target, '5ed1'));

    expect([forgotten, gone.code]).toEqual([undefined, 'provider_not_found']);
  });

  it('tell no traffic from no app, both of which are a 404', async () => {
    api(token).get(`${PATH}/stats/router`).query({ since: 1 }).reply(404, { error: 'no metrics found' });
    api(token).get(`${PATH}/stats/router`).query({ since: 1 }).reply(404, { resource: 'app', error: 'not found' });

    const quiet = await clock.run(client.findRouterPoints(target, 1));
    const gone = await failure(client.findRouterPoints(target, 1));

    expect([quiet, gone.code]).toEqual([undefined, 'provider_not_found']);
  });

  it('enable an autoscaler, one deleted meanwhile included', async () => {
    api(token)
      .patch(`${PATH}/autoscalers/au-1`, { autoscaler: { disabled: false } })
      .reply(200, {});
    api(token).patch(`${PATH}/autoscalers/au-2`).reply(404, { resource: 'autoscaler', error: 'not found' });

    await clock.run(client.switchAutoscaler(target, 'au-1', false));

    await expect(clock.run(client.switchAutoscaler(target, 'au-2', false))).resolves.toBeUndefined();
  });

  it('read the page after, however the page before is called', async () => {
    const pagination = { current_page: 1, next_page: 2, previous_page: null, total_pages: 16, total_count: 455 };
    api(token).get(`${PATH}/events`).query({ page: 1 }).reply(200, { events: [], meta: { pagination } });

    const page = await clock.run(client.listEvents(target, 1));

    expect(page).toEqual({ events: [], nextPage: 2 });
  });
});

describe('what Scalingo tells besides apps', () => {
  const withBearer = (): nock.Scope => {
    const token = bearer('first');
    exchange(token);
    return api(token);
  };

  it('is a list of sizes, of which the name and the price of 30 days are read', async () => {
    const size = {
      id: 'b46b1a69-085f-4b9a-ba01-241bd6f658fb',
      name: 'M',
      human_name: 'M',
      human_cpu: 'standard CPU priority',
      memory: 536_870_912,
      hourly_price: 20,
      thirtydays_price: 1_440,
      swap: null,
      sku: 'osc-fr1-app-M',
    };
    withBearer()
      .get('/v1/features/container_sizes')
      .reply(200, { container_sizes: [size, { name: 'XS' }] });

    const sizes = await clock.run(client.listSizes({}));

    expect(sizes).toEqual([{ name: 'M', thirtydays_price: 1_440 }, { name: 'XS' }]);
  });

  it('is the review apps of a parent by its name, whatever else their rows hold', async () => {
    const row = {
      id: '1d6e59a0-5377-11e8-90e6-0242ac110052',
      app_id: '5343eccd646173000a140000',
      app_name: 'shop-pr238',
      parent_app_name: 'shop',
      stale_deletion_date: '2026-07-18T16:43:39.85Z',
      on_close_deletion_date: '2135-01-17T08:41:44Z',
      pull_request: { number: 238, branch_name: 'my-org:my-fix', title: 'Sort', closed_at: '0001-01-01T00:00:00Z' },
      last_deployment: null,
    };
    withBearer()
      .get('/v1/apps/shop/scm_repo_link/review_apps')
      .reply(200, { review_apps: [row, { ...row, pull_request: null }] });

    const rows = await clock.run(client.findReviewApps({ id: 'shop', app: 'shop' }));

    expect(rows?.[0]?.pull_request).toEqual({
      number: 238,
      branch_name: 'my-org:my-fix',
      closed_at: '0001-01-01T00:00:00Z',
    });
    expect(rows?.[1]?.pull_request).toBeNull();
  });

  it('is no review app at all where nothing is linked', async () => {
    withBearer()
      .get('/v1/apps/shop/scm_repo_link/review_apps')
      .reply(404, { resource: 'scm_repo_link', error: 'not found' });

    expect(await clock.run(client.findReviewApps({ id: 'shop', app: 'shop' }))).toBeUndefined();
  });

  it('is who works on an app, a pending invitation included', async () => {
    const invited = { id: '1', email: 'bar@example.com', username: 'n/a', status: 'pending', user_id: null };
    const member = { id: '2', email: 'foo@example.com', user_id: 'us-1', status: 'accepted', is_limited: true };
    withBearer()
      .get(`${PATH}/collaborators`)
      .reply(200, { collaborators: [invited, member] });

    const rows = await clock.run(client.findCollaborators(target));

    expect(rows).toEqual([
      { email: 'bar@example.com', user_id: null },
      { email: 'foo@example.com', user_id: 'us-1', is_limited: true },
    ]);
  });

  it('is the time by its clock and what is left of the minute', async () => {
    const date = new Date(clock.now().getTime() + 60_000).toUTCString();
    withBearer().get('/v1/apps').reply(200, { apps: [] }, { Date: date });

    await clock.run(client.listApps({}));

    expect([client.skewMs, client.budget]).toEqual([60_000, { perMinute: 50, left: 49 }]);
  });
});
