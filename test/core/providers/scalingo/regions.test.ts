import { ConfigError } from '../../../../core/errors.ts';
import { hostsOf, knownRegions } from '../../../../core/providers/scalingo/regions.ts';

describe('the hosts of a Scalingo region', () => {
  it('are one for the region and one for all regions', () => {
    const hosts = hostsOf({ region: 'osc-fr1' });

    expect(hosts).toEqual({ apiUrl: 'https://api.osc-fr1.scalingo.com', authUrl: 'https://auth.scalingo.com' });
  });

  it('may be others, with or without a slash at the end', () => {
    const hosts = hostsOf({ region: 'osc-fr1', apiUrl: 'http://127.0.0.1:4001/', authUrl: 'http://127.0.0.1:4002' });

    expect(hosts).toEqual({ apiUrl: 'http://127.0.0.1:4001', authUrl: 'http://127.0.0.1:4002' });
  });

  it.each([...knownRegions.map(({ name }) => name), 'agora-fr2'])('exist for %s, documented or not', (region) => {
    const { apiUrl } = hostsOf({ region });

    expect(new URL(apiUrl).host).toBe(`api.${region}.scalingo.com`);
  });

  it.each(['', 'evil.example/', 'osc-fr1@evil.example', 'OSC', 'a..b', '-a'])(
    'are not made of %j, which is no name',
    (region) => {
      const make = () => hostsOf({ region });

      expect(make).toThrow(ConfigError);
    },
  );

  it.each(['127.0.0.1:4001', 'file:///etc/passwd', 'nonsense'])('cannot be %s', (apiUrl) => {
    const make = () => hostsOf({ region: 'osc-fr1', apiUrl });

    expect(make).toThrow(ConfigError);
  });
});
