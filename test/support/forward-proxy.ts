import { createServer, request } from 'node:http';
import type { Socket } from 'node:net';
import { portOf } from '../../core/simulator/addresses.ts';

const opened: ForwardProxy[] = [];

export interface ForwardProxy {
  readonly url: string;
  /** `host path` of every request that came this way, `CONNECT host:port` of every tunnel that was asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * An HTTP proxy in front of hosts that only it can find: `port-4001.invalid` is port 4001 of this machine. Addresses on
 * loopback in the answers are named like that, too, so that whoever follows them comes back here. Tunnels are refused.
 */
export async function startForwardProxy(): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '', 'http://none.invalid');
    asked.push(`${url.hostname} ${url.pathname}`);
    const port = /^port-(\d+)\.invalid$/.exec(url.hostname)?.[1];
    if (port === undefined) return void response.writeHead(502).end();
    const path = `${url.pathname}${url.search}`;
    const onward = request({ host: '127.0.0.1', port, path, method: incoming.method, headers: incoming.headers });
    onward.on('response', async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      const body = hiddenAddress(Buffer.concat(chunks).toString('utf8'));
      const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, headers).end(body);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url ?? ''}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const proxy = {
    asked,
    url: `http://127.0.0.1:${portOf(server.address())}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  opened.push(proxy);
  return proxy;
}

/** The name under which only the proxy knows an address on loopback. */
export function hiddenAddress(text: string): string {
  return text.replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, 'http://port-$1.invalid');
}

/** For `afterEach` or `afterAll`. */
export async function closeProxies(): Promise<void> {
  await Promise.all(opened.splice(0).map((proxy) => proxy.close()));
}
