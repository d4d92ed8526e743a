import { isOAuthValid, type OAuthCredentials } from '../../../../../core/simulator/clever-cloud/api/auth.ts';
import { startTestCloud, type TestCloud } from '../support.ts';

const credentials: OAuthCredentials = {
  consumerKey: 'testConsumerKey0123456789',
  consumerSecret: 'testConsumerSecretABCDEF',
  token: 'testUserToken0123456789',
  secret: 'testUserTokenSecretABCDEF',
};
const plaintext =
  'OAuth oauth_consumer_key="testConsumerKey0123456789", oauth_token="testUserToken0123456789", oauth_signature="testConsumerSecretABCDEF%26testUserTokenSecretABCDEF"';
const hmac = (signature: string) =>
  `OAuth oauth_consumer_key="testConsumerKey0123456789", oauth_nonce="${'a'.repeat(32)}", oauth_signature="${encodeURIComponent(signature)}", oauth_signature_method="HMAC-SHA512", oauth_timestamp="1700000000", oauth_token="testUserToken0123456789", oauth_version="1.0"`;

/** Vectors 2, 3 and 4 of the reference, made with the official clients. */
const organisation = '/v2/organisations/orga_11111111-2222-3333-4444-555555555555';
const app = `${organisation}/applications/app_aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee`;
const vectors = [
  {
    line: `GET ${organisation}/applications`,
    signature: 'VVm5ZdC42rlomsxrYuFd9fV5C3I2mVEpwNlNh9llU5iLgEILEFt9Qu6Mogu04Pl9d9Bb/fqHSpDvvLXwfxJAFw==',
  },
  {
    line: `GET ${app}/deployments?limit=1`,
    signature: 'qvxilTrxnyyrNYbc1JO5tXelQuGQBSqnaBGcXt34UCk5UiSjA1W9tPEyKTm0hOsPEL38e/NJkJohXT92L4HntQ==',
  },
  {
    line: `POST ${app}/instances?useCache=no`,
    signature: '2n7hoLinOn0H+Togx9peY1fAEkBGUckZtIf9qXEMMfVujxoCYWZBDCFY2UgEYtiBykWzx5XAM4o9YZdRKX4UJQ==',
  },
];

describe('credentials of the simulated Clever Cloud', () => {
  let cloud: TestCloud;
  const start = async (options: Parameters<typeof startTestCloud>[0] = {}) => {
    cloud = await startTestCloud(options);
    await cloud.simulator.world.addApp({ id: 'app_aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', name: 'shop-PR-12' });
  };

  afterEach(() => cloud.simulator.close());

  it('13.2 accepts an API token in bridge mode and refuses OAuth there', async () => {
    await start({ mode: 'bridge' });

    const bearer = await cloud.call('GET /v2/self');
    const oauth = await cloud.call('GET /v2/self', { headers: { authorization: plaintext } });

    expect([bearer.status, oauth.status]).toEqual([200, 401]);
  });

  it('13.2 refuses an API token in api mode and accepts OAuth there', async () => {
    await start({ mode: 'api' });

    const bearer = await cloud.call('GET /v2/self');
    const oauth = await cloud.call('GET /v2/self', { headers: { authorization: plaintext } });

    expect([bearer.status, oauth.status]).toEqual([401, 200]);
  });

  it('13.3 accepts the PLAINTEXT header on any request, short or fully qualified', async () => {
    await start();
    const qualified = plaintext.replace('OAuth ', 'OAuth oauth_signature_method="PLAINTEXT", oauth_version="1.0", ');

    const short = await cloud.call('GET /v2/summary', { headers: { authorization: plaintext } });
    const long = await cloud.call('GET /v2/summary', { headers: { authorization: qualified } });

    expect([short.status, long.status]).toEqual([200, 200]);
  });

  it.each(vectors)('13.3 accepts the HMAC-SHA512 signature of $line', async ({ line, signature }) => {
    await start();
    // The vectors are signed for the vendor's own host.
    const headers = { host: 'api.clever-cloud.com', authorization: hmac(signature) };

    const answer = await cloud.call(line, { headers });

    expect(answer.status).toBe(200);
  });

  it('13.3 refuses a signature made for other query parameters', async () => {
    await start();
    const url = new URL(`https://api.clever-cloud.com${app}/deployments?limit=2`);

    const isValid = isOAuthValid(hmac(vectors[1]?.signature ?? ''), { method: 'GET', url }, credentials);

    expect(isValid).toBe(false);
  });

  it('13.4 refuses missing and wrong credentials with 401 and a v2 message', async () => {
    await start();

    const missing = await cloud.call('GET /v2/self', { headers: {} });
    const wrong = await cloud.call('GET /v2/self', { headers: { authorization: 'Bearer nonsense' } });

    for (const answer of [missing, wrong]) {
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual({ id: expect.any(Number), message: expect.any(String), type: 'error' });
    }
  });

  it('13.4 refuses with 403 when told to', async () => {
    await start({ settings: { refusedCredentialsStatus: 403 } });

    const answer = await cloud.call('GET /v2/self', { headers: {} });

    expect(answer).toMatchObject({ status: 403, body: { id: 2001, type: 'error' } });
  });

  it('13.4 refuses credentials that were good until they were revoked', async () => {
    await start();

    cloud.simulator.world.revokeCredentials();

    const bearer = await cloud.call('GET /v2/self');
    const oauth = await cloud.call('GET /v2/self', { headers: { authorization: plaintext } });
    expect([bearer.status, oauth.status]).toEqual([401, 401]);
  });
});
