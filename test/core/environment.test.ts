import { readAddress, readVariable } from '../../core/environment.ts';
import { readProxy } from '../../core/http/proxy-settings.ts';
import { withHosts } from '../../core/settings/hosts.ts';

describe('the environment', () => {
  it('takes an empty variable for one that is not set', () => {
    expect(readVariable({ A: ' ' }, 'A')).toBeUndefined();
    expect(readVariable({ A: ' x ' }, 'A')).toBe('x');
  });

  it('names what holds no address, and goes on', () => {
    const broken: string[] = [];

    const hosts = withHosts([], { SCALINGO_API_URL: 'x', CLEVER_API_URL: 'ftp://x' }, broken);
    const proxy = readProxy({ HTTP_PROXY: 'ftp://u:p@x', https_proxy: 'x:1' }, broken);

    expect(hosts).toEqual([]);
    expect(proxy).toEqual({ https: 'http://x:1' });
    expect(readAddress({ A: 'http://x//' }, 'A', broken)).toBe('http://x');
    expect(broken).toEqual(['SCALINGO_API_URL', 'CLEVER_API_URL', 'HTTP_PROXY']);
  });
});
