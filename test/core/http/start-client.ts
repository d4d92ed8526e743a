import { createServer, type Socket } from 'node:net';
import * as z from 'zod';
import { HttpClient, type HttpClientOptions } from '../../../core/http/client.ts';
import { silentLog } from '../../../core/log.ts';
import { portOf } from '../../../core/simulator/addresses.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  jsonAnswer,
  type SimulatorServer,
  startServer,
} from '../../../core/simulator/server.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export const apps = { apps: [{ name: 'shop' }, { name: 'blog' }] };
export const listApps = {
  method: 'GET',
  path: '/v1/apps',
  schema: z.object({ apps: z.array(z.object({ name: z.string() })) }),
} as const;
export const scale = { method: 'POST', path: '/v1/apps/shop/scale', json: { web: 2 }, app: 'shop' } as const;

const closers: (() => Promise<void>)[] = [];

/** Ends everything a test has started. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

export interface Started {
  readonly clock: FakeClock;
  readonly client: HttpClient;
  /** Passes time until the promise settles. */
  readonly run: <T>(promise: Promise<T>) => Promise<T>;
  /** The same for a promise that must reject: hands back what it rejects with. */
  readonly fail: (promise: Promise<unknown>) => Promise<unknown>;
}

/** A client of a server at that address, both on one fake clock. */
export function startClient(
  baseUrl: string,
  options: Partial<HttpClientOptions> & { readonly clock?: FakeClock } = {},
  held: () => number = () => 0,
): Started {
  const clock = options.clock ?? new FakeClock();
  const client = new HttpClient({
    baseUrl,
    region: 'scalingo/osc-fr1',
    log: silentLog,
    requestIdHeader: 'X-Request-Id',
    random: () => 0.5,
    ...options,
    clock,
  });
  closers.unshift(() => client.close());
  return {
    clock,
    client,
    run: (promise) => clock.run(promise, held),
    fail: (promise) =>
      clock.run(
        promise.then(
          () => new Error('It was expected to fail'),
          (error: unknown) => error,
        ),
        held,
      ),
  };
}

/** A vendor that answers, with faults on request, and a client of it. */
export async function startVendor(
  answer: (request: ApiRequest) => Promise<ApiAnswer> | ApiAnswer = () =>
    jsonAnswer(200, apps, { 'X-Request-Id': 'req-1' }),
  options: Partial<HttpClientOptions> & { readonly clock?: FakeClock } = {},
): Promise<Started & { readonly server: SimulatorServer }> {
  const clock = options.clock ?? new FakeClock();
  const server = await startServer(answer, { clock });
  closers.push(() => server.close());
  return { ...startClient(server.url, { ...options, clock }, () => server.held), server };
}

/** A server that treats its connections as it likes: for answers no HTTP server gives. */
export async function startSocketServer(
  onConnection: (socket: Socket, count: number) => void,
): Promise<{ readonly url: string; readonly connections: () => number }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    connections += 1;
    onConnection(socket, connections);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${portOf(server.address())}`, connections: () => connections };
}
