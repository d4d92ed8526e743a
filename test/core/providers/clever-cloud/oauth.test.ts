import { Secret } from '../../../../core/log.ts';
import {
  baseString,
  hmacHeader,
  hmacSignature,
  type OAuthCredentials,
  plaintextHeader,
} from '../../../../core/providers/clever-cloud/oauth.ts';

// Vectors made with the official clients @clevercloud/client 12 (PLAINTEXT) and 10.1.0 (HMAC-SHA512).
const credentials: OAuthCredentials = {
  kind: 'oauth',
  consumerKey: 'testConsumerKey0123456789',
  consumerSecret: new Secret('testConsumerSecretABCDEF'),
  token: new Secret('testUserToken0123456789'),
  secret: new Secret('testUserTokenSecretABCDEF'),
};
const apps = 'https://api.clever-cloud.com/v2/organisations/orga_11111111-2222-3333-4444-555555555555/applications';
const app = `${apps}/app_aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee`;
const encodedApps =
  'https%3A%2F%2Fapi.clever-cloud.com%2Fv2%2Forganisations%2Forga_11111111-2222-3333-4444-555555555555%2Fapplications';
const encodedApp = `${encodedApps}%2Fapp_aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee`;
const oauthPairs =
  'oauth_consumer_key%3DtestConsumerKey0123456789%26oauth_nonce%3Daaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%26oauth_signature_method%3DHMAC-SHA512%26oauth_timestamp%3D1700000000%26oauth_token%3DtestUserToken0123456789%26oauth_version%3D1.0';

function call(method: string, url: string) {
  return { method, url: new URL(url), timestamp: 1_700_000_000, nonce: 'a'.repeat(32) };
}

describe('signing a call to Clever Cloud', () => {
  it('writes PLAINTEXT as the official client does (vector 1)', () => {
    const header = plaintextHeader(credentials);

    expect(header).toBe(
      'OAuth oauth_consumer_key="testConsumerKey0123456789", oauth_token="testUserToken0123456789", oauth_signature="testConsumerSecretABCDEF%26testUserTokenSecretABCDEF"',
    );
  });

  it.each([
    {
      vector: 2,
      asked: call('GET', apps),
      base: `GET&${encodedApps}&${oauthPairs}`,
      signature: 'VVm5ZdC42rlomsxrYuFd9fV5C3I2mVEpwNlNh9llU5iLgEILEFt9Qu6Mogu04Pl9d9Bb/fqHSpDvvLXwfxJAFw==',
    },
    {
      vector: 3,
      asked: call('GET', `${app}/deployments?limit=1`),
      base: `GET&${encodedApp}%2Fdeployments&limit%3D1%26${oauthPairs}`,
      signature: 'qvxilTrxnyyrNYbc1JO5tXelQuGQBSqnaBGcXt34UCk5UiSjA1W9tPEyKTm0hOsPEL38e/NJkJohXT92L4HntQ==',
    },
    {
      vector: 4,
      asked: call('POST', `${app}/instances?useCache=no`),
      base: `POST&${encodedApp}%2Finstances&${oauthPairs}%26useCache%3Dno`,
      signature: '2n7hoLinOn0H+Togx9peY1fAEkBGUckZtIf9qXEMMfVujxoCYWZBDCFY2UgEYtiBykWzx5XAM4o9YZdRKX4UJQ==',
    },
  ])('signs with HMAC-SHA512 over method, address and query (vector $vector)', ({ asked, base, signature }) => {
    const signed = { base: baseString(credentials, asked), signature: hmacSignature(credentials, asked) };

    expect(signed).toEqual({ base, signature });
  });

  it('writes the HMAC header with its parameters sorted and encoded (vector 2)', () => {
    const header = hmacHeader(credentials, call('GET', apps));

    expect(header).toBe(
      'OAuth oauth_consumer_key="testConsumerKey0123456789", oauth_nonce="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", oauth_signature="VVm5ZdC42rlomsxrYuFd9fV5C3I2mVEpwNlNh9llU5iLgEILEFt9Qu6Mogu04Pl9d9Bb%2FfqHSpDvvLXwfxJAFw%3D%3D", oauth_signature_method="HMAC-SHA512", oauth_timestamp="1700000000", oauth_token="testUserToken0123456789", oauth_version="1.0"',
    );
  });

  it('sorts repeated parameters by value and encodes what encodeURIComponent leaves alone', () => {
    const base = baseString(credentials, call('GET', `${apps}?b=2&b=1&a=it%27s%20(so)!`));

    expect(base).toContain('&a%3Dit%2527s%2520%2528so%2529%2521%26b%3D1%26b%3D2%26oauth_consumer_key');
  });
});
