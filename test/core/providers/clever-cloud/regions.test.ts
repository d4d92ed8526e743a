import type { CleverCloudConfig } from '../../../../core/config.ts';
import { Secret } from '../../../../core/log.ts';
import { apiUrlFor } from '../../../../core/providers/clever-cloud/regions.ts';

const config: CleverCloudConfig = {
  type: 'clever-cloud',
  region: 'par',
  credentials: { kind: 'api_token', token: new Secret('token') },
};

describe('where Clever Cloud is reached', () => {
  it('is the bridge with an API token, which the other host refuses', () => {
    expect(apiUrlFor(config)).toBe('https://api-bridge.clever-cloud.com');
  });

  it('is the API itself with OAuth', () => {
    const secret = new Secret('secret');
    const credentials = { kind: 'oauth', consumerKey: 'key', consumerSecret: secret, token: secret, secret } as const;

    expect(apiUrlFor({ ...config, credentials })).toBe('https://api.clever-cloud.com');
  });

  it('is wherever the settings say, with or without a trailing slash', () => {
    expect(apiUrlFor({ ...config, apiUrl: 'http://127.0.0.1:4100/' })).toBe('http://127.0.0.1:4100');
  });
});
