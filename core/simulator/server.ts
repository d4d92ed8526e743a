import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { portOf } from './addresses.ts';
import type { Fault, Faults, RecordedRequest } from './simulator.ts';

/** A request as the simulated vendors see it. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** The raw body as text. */
  readonly body: string;
  /** Full URL as the client named it, for signatures. */
  readonly url: URL;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; left out: no body. */
  readonly body?: string;
  /** Writes the body itself (event streams); resolves when the stream is over. */
  readonly stream?: (response: ServerResponse) => Promise<void>;
}

export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export interface SimulatorServer {
  readonly url: string;
  readonly faults: Faults;
  readonly requests: readonly RecordedRequest[];
  readonly held: number;
  close(): Promise<void>;
}

/** How many requests are remembered: enough for a test to count, too few to fill the memory of a sandbox left open. */
const REMEMBERED_REQUESTS = 10_000;

/** Answers kept to be given again as stale ones; only while faults are generated. */
const REMEMBERED_ANSWERS = 2_000;

/** A real HTTP server on loopback in front of a simulated vendor, with faults on request. */
export async function startServer(
  answer: (request: ApiRequest) => Promise<ApiAnswer> | ApiAnswer,
  options: {
    readonly clock: Clock;
    readonly port?: number;
    /** How far the vendor's clock, as its `Date` headers tell it, is ahead of the simulation's. */
    readonly skewMs?: () => number;
    /** Takes over connections that ask for another protocol, such as WebSocket. */
    readonly upgrade?: (incoming: IncomingMessage, socket: Duplex) => void;
  },
): Promise<SimulatorServer> {
  const pending: { fault: Fault; left: number }[] = [];
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const answers = new Map<string, ApiAnswer>();
  let generated: ((line: string) => Fault | undefined) | undefined;
  let held = 0;

  const takeFault = (line: string): Fault | undefined => {
    const entry = pending.find(({ fault }) => fault.match?.test(line) ?? true);
    if (entry === undefined) return generated?.(line);
    entry.left -= 1;
    if (entry.left <= 0) pending.splice(pending.indexOf(entry), 1);
    return entry.fault;
  };

  const remember = (asked: string, result: ApiAnswer): void => {
    if (result.stream !== undefined) return;
    answers.delete(asked);
    answers.set(asked, result);
    const [oldest] = answers.keys();
    if (oldest !== undefined && answers.size > REMEMBERED_ANSWERS) answers.delete(oldest);
  };

  const hold = async (ms: number | undefined): Promise<void> => {
    held += 1;
    try {
      if (ms === undefined)
        await new Promise((resolve) => closing.signal.addEventListener('abort', resolve, { once: true }));
      else await options.clock.delay(ms, closing.signal).catch(() => undefined);
    } finally {
      held -= 1;
    }
  };

  /** Node would tell the time of this machine. */
  const dated = (): string => new Date(options.clock.now().getTime() + (options.skewMs?.() ?? 0)).toUTCString();

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('date', dated());
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`);
    const method = incoming.method ?? 'GET';
    requests.push({ method, path: url.pathname, at: options.clock.now().getTime() });
    if (requests.length > REMEMBERED_REQUESTS) requests.shift();
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const fault = takeFault(`${method} ${url.pathname}`);

    if (fault?.kind === 'reset' && fault.when === 'before') return void incoming.socket.resetAndDestroy();
    if (fault?.kind === 'status')
      return send(response, {
        status: fault.status,
        headers: { 'content-type': fault.contentType },
        body: fault.body,
      });
    if (fault?.kind === 'slow') await hold(fault.ms);
    if (fault?.kind === 'hang' && fault.afterHeaders !== true) return hold(undefined);

    const fresh = async () =>
      answer({ method, path: url.pathname, query: url.searchParams, headers: incoming.headers, body, url });
    const asked = `${method} ${url.pathname}${url.search}`;
    const earlier = fault?.kind === 'stale' ? answers.get(asked) : undefined;
    const result = earlier ?? (await fresh());
    if (method === 'GET' && earlier === undefined && generated !== undefined) remember(asked, result);

    if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy();
    if (fault?.kind === 'hang') {
      response.writeHead(result.status, {
        ...result.headers,
        'content-length': String((result.body?.length ?? 0) + 100),
      });
      response.write((result.body ?? '').slice(0, Math.ceil((result.body?.length ?? 0) / 2)));
      return hold(undefined);
    }
    if (fault?.kind === 'truncate') {
      const half = (result.body ?? '').slice(0, Math.floor((result.body?.length ?? 0) / 2));
      if (fault.length === 'half') return send(response, { ...result, body: half });
      response.writeHead(result.status, {
        ...result.headers,
        'content-length': String(Buffer.byteLength(result.body ?? '')),
      });
      response.write(half, () => incoming.socket.resetAndDestroy());
      return;
    }
    if (result.stream !== undefined) {
      response.writeHead(result.status, { ...result.headers });
      response.flushHeaders();
      await result.stream(response);
      response.end();
      return;
    }
    send(response, result);
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (closing.signal.aborted || response.destroyed) return;
      // A fault of the simulator itself must be seen, not mistaken for the vendor's.
      process.emitWarning(error instanceof Error ? error : String(error));
      incoming.socket.destroy();
    });
  });
  if (options.upgrade !== undefined) server.on('upgrade', options.upgrade);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server, options.port ?? 0);

  return {
    url: `http://127.0.0.1:${port}`,
    faults: {
      add: (fault) => void pending.push({ fault, left: fault.times ?? 1 }),
      generate: (next) => {
        generated = next;
      },
      clear: () => {
        pending.splice(0);
        answers.clear();
        generated = undefined;
      },
    },
    requests,
    get held() {
      return held;
    },
    close: async () => {
      closing.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  const body = answer.body ?? '';
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(portOf(server.address())));
  });
}
