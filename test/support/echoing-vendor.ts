import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { portOf } from '../../core/simulator/addresses.ts';

export const echoes = ['forward', 'json', 'text', 'html', 'truncate', 'hang', 'reset', 'redirect', 'shape'] as const;

export type Echo = (typeof echoes)[number];

/** A vendor in front of a simulated one that, told to fail, throws back whatever it was sent: headers, tokens and all. */
export interface EchoingVendor {
  readonly url: string;
  /** Every Authorization header that has come, in full. */
  readonly authorizations: ReadonlySet<string>;
  /** Answers held back for ever: a test's clock may pass over them. */
  readonly held: number;
  /** From here on; `only` restricts it to requests whose `METHOD /path` matches. */
  fail(echo: Echo, status: number, only?: RegExp): void;
  close(): Promise<void>;
}

export async function startEchoingVendor(target: string): Promise<EchoingVendor> {
  const authorizations = new Set<string>();
  const sockets = new Set<Socket>();
  let mode: { readonly echo: Echo; readonly status: number; readonly only?: RegExp } = { echo: 'forward', status: 200 };
  let held = 0;

  const server = createServer((incoming, response) => {
    void answer(incoming, response).catch(() => response.destroy());
  });
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { authorization } = incoming.headers;
    if (authorization !== undefined) authorizations.add(authorization);
    const line = `${incoming.method} ${incoming.url}`;
    const { echo, status } = mode.only?.test(line) === false ? ({ echo: 'forward', status: 200 } as const) : mode;
    if (echo === 'forward') return forward(incoming, Buffer.concat(chunks), response);
    if (echo === 'reset') return void incoming.socket.resetAndDestroy();
    if (echo === 'hang') {
      held += 1;
      response.on('close', () => {
        held -= 1;
      });
      return;
    }
    const told = `refused: ${incoming.rawHeaders.join(' ')} ${authorization?.split(' ').at(-1) ?? ''}`;
    const json = JSON.stringify({ error: told, message: told, code: told, errors: { token: [told] }, id: 4_001 });
    if (echo === 'json') response.writeHead(status, { 'content-type': 'application/json' }).end(json);
    if (echo === 'shape') response.writeHead(200, { 'content-type': 'application/json' }).end(json);
    if (echo === 'truncate')
      response.writeHead(200, { 'content-type': 'application/json' }).end(json.slice(0, json.length / 2));
    if (echo === 'text') response.writeHead(status, { 'content-type': 'text/plain', 'x-request-id': told }).end(told);
    if (echo === 'html')
      response.writeHead(status, { 'content-type': 'text/html' }).end(`<html><h1>Bad</h1><pre>${told}</pre></html>`);
    if (echo === 'redirect') response.writeHead(302, { location: `/?${encodeURIComponent(told)}` }).end();
  };

  const forward = async (incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> => {
    const { authorization, 'content-type': type } = incoming.headers;
    const relayed = await fetch(`${target}${incoming.url ?? ''}`, {
      method: incoming.method ?? 'GET',
      headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
      ...(body.length > 0 && { body: body.toString('utf8') }),
    });
    response.writeHead(relayed.status, { 'content-type': relayed.headers.get('content-type') ?? 'text/plain' });
    response.end(await relayed.text());
  };

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    authorizations,
    get held() {
      return held;
    },
    fail: (echo, status, only) => {
      mode = { echo, status, ...(only && { only }) };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
