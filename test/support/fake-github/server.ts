import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { portOf } from '../../../core/simulator/addresses.ts';
import { type Answer, problem } from './answers.ts';
import { numberOf } from './bodies/accounts.ts';
import type { Desk, Reading } from './desk.ts';
import type { Fate, Faults } from './faults.ts';
import type { Failure, FakeGitHubRequest } from './shapes.ts';

export interface Server {
  readonly url: string;
  readonly requests: readonly FakeGitHubRequest[];
  readonly mistakes: readonly string[];
  /** Cuts the connections of requests that got no answer on purpose. */
  cutHung(): void;
  close(): Promise<void>;
}

type Recorded = { -readonly [Key in keyof FakeGitHubRequest]: FakeGitHubRequest[Key] };

export interface ServerOptions {
  readonly desk: Desk;
  readonly faults: Faults;
  readonly repository: string;
  readonly now: () => Date;
  /** `/api/v3`, or nothing. */
  readonly prefix: string;
}

/** The way of a request: recorded and read, then its fate, then the work, then the answer. */
export async function serve({ desk, faults, repository, now, prefix }: ServerOptions): Promise<Server> {
  const requests: Recorded[] = [];
  const mistakes: string[] = [];
  const hung = new Set<Socket>();
  const sockets = new Set<Socket>();

  const receive = async (incoming: IncomingMessage): Promise<{ reading: Reading; record: Recorded }> => {
    const method = incoming.method ?? 'GET';
    const text = await readText(incoming);
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`);
    const path = pathBelow(url.pathname, prefix, repository);
    const reading = desk.read({ method, path, url, headers: incoming.headers, text });
    const query = Object.fromEntries(url.searchParams);
    const record: Recorded = { method, path, query, body: reading.body, status: undefined, at: now() };
    requests.push(record);
    mistakes.push(...reading.mistakes.map((mistake) => `${method} ${path}: ${mistake}`));
    return { reading, record };
  };

  const work = (reading: Reading, fate: Fate): Answer => {
    if (fate.failure !== undefined) return answerOf(fate.failure);
    const { method, path, url } = reading.incoming;
    const answer = desk.answer(reading, {
      api: `${url.origin}${prefix}`,
      web: prefix === '' ? 'https://github.com' : url.origin,
    });
    const faulty = desk.faultsOf(reading, answer);
    mistakes.push(...faulty.map((fault) => `${method} ${path}: this fake answered ${answer.status}: ${fault}`));
    return answer;
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { reading, record } = await receive(incoming);
    const { socket } = incoming;
    const fate = faults.fateOf(record.method, `${record.path}${reading.incoming.url.search}`);
    if (fate.hung) return void hung.add(socket);
    await fate.free;
    if (fate.delayMs > 0) await pause(fate.delayMs, undefined, { ref: false });
    // Whoever hung up while it was held never got through.
    if (socket.destroyed) return;
    const answer = work(reading, fate);
    if (fate.lost) return void socket.resetAndDestroy();
    record.status = answer.status;
    send(response, answer);
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      mistakes.push(`This fake broke at ${incoming.method} ${incoming.url}: ${String(error)}`);
      incoming.socket.destroy();
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${portOf(server.address())}${prefix}`,
    requests,
    mistakes,
    cutHung: () => {
      for (const socket of hung) socket.destroy();
      hung.clear();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Addresses of further pages name the repository by its number, and so may be asked for. */
function pathBelow(pathname: string, prefix: string, repository: string): string {
  if (!pathname.startsWith(`${prefix}/`)) return `${pathname} (outside ${prefix})`;
  return pathname.slice(prefix.length).replace(`/repositories/${numberOf(repository)}/`, `/repos/${repository}/`);
}

function answerOf({ status, headers = {}, body }: Failure): Answer {
  return {
    ...problem(status, status >= 500 ? 'Server Error' : 'Failed'),
    ...(body === undefined ? {} : { body }),
    headers,
  };
}

function send(response: ServerResponse, { status, body, headers = {}, media }: Answer): void {
  if (body === undefined) return void response.writeHead(status, headers).end();
  const all = {
    'content-type': `${typeOf(body, media)}; charset=utf-8`,
    'x-github-request-id': 'FAKE:0:1',
    ...headers,
  };
  response.writeHead(status, all).end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** An object is JSON like all the rest, whatever it was asked for as. */
function typeOf(body: unknown, media: string | undefined): string {
  if (media === 'application/vnd.github.raw') return `${media}+json`;
  return typeof body === 'string' ? 'text/html' : 'application/json';
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
