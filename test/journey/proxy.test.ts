import { closeAccounts, openScalingo, scalingoEnvironment } from '../support/accounts.ts';
import { closeProxies, hiddenAddress, startForwardProxy } from '../support/forward-proxy.ts';
import { endPrograms, runProgramOnce } from '../support/program.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterAll(async () => {
  await endPrograms();
  await closeAccounts();
  await closeProxies();
  await removeFolders();
});

const LONG_MS = 40_000;

describe('a program behind a proxy', () => {
  it.concurrent(
    'reaches the vendor and the app by it alone',
    async () => {
      const scalingo = await openScalingo();
      await scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'S' } } });
      const proxy = await startForwardProxy();
      const hidden = Object.entries(scalingoEnvironment(scalingo)).map(([name, text]) => [name, hiddenAddress(text)]);
      const env = { ...Object.fromEntries(hidden), http_proxy: proxy.url };

      const woken = await runProgramOnce(['wake', 'shop-pr42'], { env });

      expect(woken.code).toBe(0);
      expect(proxy.asked.some((line) => line.endsWith('.invalid /v1/apps'))).toBe(true);
      // The app's own address.
      expect(proxy.asked.some((line) => line.endsWith('.invalid /'))).toBe(true);
    },
    LONG_MS,
  );

  it.concurrent(
    'asks for a tunnel where the vendor is reached by TLS, and passes by what NO_PROXY names',
    async () => {
      const proxy = await startForwardProxy();
      const env = { SCALINGO_API_TOKEN: 'tk-1', CLEVER_API_TOKEN: 'tk-2', HTTPS_PROXY: proxy.url };

      const asked = await runProgramOnce(['list'], { env: { ...env, SCALINGO_AUTH_URL: 'https://auth.invalid' } });
      const passed = await runProgramOnce(['list'], {
        env: { ...env, SCALINGO_AUTH_URL: 'https://own.invalid', NO_PROXY: '.invalid' },
      });

      expect([asked.code, passed.code]).toEqual([1, 1]);
      expect(new Set(proxy.asked)).toEqual(
        new Set(['CONNECT auth.invalid:443', 'CONNECT api-bridge.clever-cloud.com:443']),
      );
    },
    LONG_MS,
  );
});
