import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { portOf } from '../../../core/simulator/addresses.ts';
import { closeAll, startClient, startVendor } from './start-client.ts';

afterEach(closeAll);

/** A proxy that notes what it is asked to connect to and refuses all of it. */
async function startProxy() {
  const asked: string[] = [];
  const note = (target: string | undefined) => asked.push(target ?? '');
  const server = createServer((incoming, response) => {
    note(incoming.url);
    response.writeHead(502).end();
  });
  server.on('connect', (incoming, socket: Socket) => {
    note(incoming.url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${portOf(server.address())}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

describe('a proxy', () => {
  it('gets the calls when it is set', async () => {
    const proxy = await startProxy();
    const { client, fail } = startClient('http://api.invalid', { proxy: { http: proxy.url } });

    const error = await fail(client.send({ method: 'POST', path: '/v1/apps' }));
    await proxy.close();

    expect(error).toMatchObject({ code: 'provider_unavailable' });
    expect(proxy.asked).toEqual([expect.stringContaining('api.invalid')]);
  });

  it.each(['http://api.invalid', 'https://api.invalid'])('keeps its password out of errors: %s', async (target) => {
    const proxy = await startProxy();
    const url = proxy.url.replace('//', '//ana:hunter2hunter2@');
    const told: string[] = [];
    for (const settings of [{ http: url }, { http: 'http://ana:hunter2hunter2@127.0.0.1:1' }]) {
      const { client, fail } = startClient(target, { proxy: settings });
      told.push(inspect(await fail(client.send({ method: 'POST', path: '/v1/apps' })), { depth: 9 }));
    }
    await proxy.close();

    const encoded = Buffer.from('ana:hunter2hunter2').toString('base64');
    expect(told.filter((text) => text.includes('hunter2') || text.includes(encoded))).toEqual([]);
    expect(told.every((text) => text.includes('provider_unavailable'))).toBe(true);
  });

  it('is passed by for hosts that need none', async () => {
    const proxy = await startProxy();
    const { client, fail } = startClient('http://api.invalid', { proxy: { http: proxy.url, no: 'api.invalid' } });

    const error = await fail(client.send({ method: 'POST', path: '/v1/apps' }));
    await proxy.close();

    expect(error).toMatchObject({ code: 'provider_unavailable' });
    expect(proxy.asked).toEqual([]);
  });

  it('is passed by for this machine itself, which it could not reach', async () => {
    const proxy = await startProxy();
    const { client, run } = await startVendor(undefined, { proxy: { http: proxy.url } });

    const answer = await run(client.send({ method: 'GET', path: '/' }));
    await proxy.close();

    expect(answer.status).toBe(200);
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ['no setting', undefined],
    ['an empty setting', {}],
  ])('is never taken from the environment: %s', async (_, settings) => {
    const proxy = await startProxy();
    const before = process.env.HTTP_PROXY;
    process.env.HTTP_PROXY = proxy.url;
    try {
      const { client, run } = await startVendor(undefined, settings === undefined ? {} : { proxy: settings });

      const answer = await run(client.send({ method: 'GET', path: '/' }));

      expect(answer.status).toBe(200);
      expect(proxy.asked).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = before;
      await proxy.close();
    }
  });
});
