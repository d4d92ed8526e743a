import { endJourneys } from '../support/action-journey.ts';
import { pushed, told, withAsleepApp } from '../support/asleep-app.ts';
import { closeProxies, hiddenAddress, startForwardProxy } from '../support/forward-proxy.ts';

afterAll(async () => {
  await endJourneys();
  await closeProxies();
});

describe('a runner behind a proxy', () => {
  it.concurrent('reaches provider, app and GitHub by it alone', async () => {
    const journey = await withAsleepApp();
    const { github, scalingo } = journey;
    const proxy = await startForwardProxy();
    const hidden = hiddenAddress(scalingo.apiUrl);

    const ending = await journey.run({
      ...pushed(journey),
      inputs: { deployment: 'true' },
      env: { SCALINGO_API_URL: hidden, SCALINGO_AUTH_URL: hidden, http_proxy: proxy.url },
      runner: { apiUrl: hiddenAddress(github.url) },
    });

    expect(told(ending)).toEqual([]);
    expect(ending.outputs.status).toBe('ready');
    const hosts = new Set(proxy.asked.map((line) => line.split(' ')[0]));
    const [api, hub] = [hidden, hiddenAddress(github.url)].map((url) => new URL(url).hostname);
    expect(hosts.has(api ?? '')).toBe(true);
    expect(hosts.has(hub ?? '')).toBe(true);
    // And the app itself.
    expect(hosts.size).toBe(3);
    expect(github.comments(42)).toHaveLength(1);
  });

  it.concurrent('asks for a tunnel where TLS is spoken, and passes by what NO_PROXY names', async () => {
    const proxies = await Promise.all([startForwardProxy(), startForwardProxy()]);
    const tls = { SCALINGO_API_URL: 'https://api.invalid', SCALINGO_AUTH_URL: 'https://auth.invalid' };
    const journeys = await Promise.all([withAsleepApp(), withAsleepApp()]);

    const [tunnelled, direct] = await Promise.all(
      journeys.map((journey, at) =>
        journey.run({
          ...pushed(journey),
          env: { ...tls, HTTPS_PROXY: proxies[at]?.url ?? '', ...(at === 1 && { NO_PROXY: '.invalid' }) },
          code: 1,
        }),
      ),
    );

    expect(new Set(proxies[0]?.asked)).toEqual(new Set(['CONNECT auth.invalid:443']));
    expect(proxies[1]?.asked).toEqual([]);
    for (const ending of [tunnelled, direct]) expect(ending?.outputs.status).toBe('failed');
  });

  it.concurrent('says that a proxy address is none', async () => {
    const journey = await withAsleepApp();

    const ending = await journey.run({ ...pushed(journey), env: { HTTPS_PROXY: 'proxy:port:x' }, code: 1 });

    expect(told(ending)).toEqual([expect.stringContaining('HTTPS_PROXY')]);
    expect(ending.outputs.status).toBe('failed');
  });
});

describe('GitHub Enterprise Server', () => {
  it.concurrent('is asked below its prefix only, and what is told links to it', async () => {
    const journey = await withAsleepApp({ github: { enterprise: true } });
    const { github } = journey;

    const ending = await journey.run({
      ...pushed(journey),
      inputs: { deployment: 'true' },
      env: { GITHUB_SERVER_URL: 'https://github.acme.example/' },
    });

    expect(github.url).toMatch(/\/api\/v3$/);
    expect(told(ending)).toEqual([]);
    expect(journey.githubCalls().filter((call) => call.includes('outside'))).toEqual([]);
    const run = 'https://github.acme.example/acme/shop/actions/runs/1700000000';
    expect(github.comments(42)[0]?.body).toContain(run);
    expect(github.deployments()[0]?.statuses[0]?.logUrl).toBe(run);
    expect(JSON.stringify([github.comments(42), github.deployments(), ending.summary])).not.toContain('//github.com');
  });
});
