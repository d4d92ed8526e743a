import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, describeError, type Log, type Problem } from '../core/index.ts';

/** One address of the bot. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> | void;
}

export interface BotServer {
  /** Listens; `port` is the real one where 0 was asked for. Rejects when the port cannot be had. */
  start(): Promise<{ readonly port: number }>;
  /** Takes no new request, lets those under way end. Safe to repeat. */
  stop(): Promise<void>;
}

export interface BotServerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly routes: readonly Route[];
  /** Told of every answer: at which of the routes, if at any, and how. */
  readonly onAnswered?: (route: string | undefined, status: number) => void;
}

/** Longest a request under way may hold the stop; a platform kills the process after 10 to 30 s. */
const STOP_WITHIN_MS = 5_000;

/** Every HTTP door of the bot behind one port: a platform routes to one only. */
export function createBotServer(options: BotServerOptions): BotServer {
  const { clock, log, routes } = options;
  const underWay = new Set<ServerResponse>();
  let stopping: Promise<void> | undefined;

  const server = createServer((incoming, response) => {
    underWay.add(response);
    response.on('close', () => {
      underWay.delete(response);
      const known = routes.find(({ path }) => path === pathOf(incoming))?.path;
      if (response.headersSent) options.onAnswered?.(known, response.statusCode);
    });
    if (stopping !== undefined) response.shouldKeepAlive = false;
    handle(incoming, response).catch((error: unknown) => {
      log.error({ path: pathOf(incoming), error: describeError(error) }, 'request failed');
      if (!response.headersSent) sendJson(response, 500, { error: 'internal' });
      else response.destroy();
    });
  });
  // A request comes from a vendor's servers or a health probe: none needs longer to arrive.
  server.requestTimeout = 10_000;

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const here = routes.filter(({ path }) => path === pathOf(incoming));
    const method = incoming.method === 'HEAD' ? 'GET' : incoming.method;
    const route = here.find((candidate) => candidate.method === method);
    if (route !== undefined) return route.handle(incoming, response);
    if (here.length === 0) return sendJson(response, 404, { error: 'not_found' });
    response.setHeader('allow', here.map((candidate) => candidate.method).join(', '));
    sendJson(response, 405, { error: 'method_not_allowed' });
  };

  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    // A keep-alive connection busy right now would else hold the stop for its whole keep-alive time.
    for (const response of underWay) response.shouldKeepAlive = false;
    const deadline = clock.timeout(STOP_WITHIN_MS);
    deadline.signal.addEventListener('abort', () => server.closeAllConnections(), { once: true });
    await closed;
    deadline.cancel();
  };

  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, options.host, () => {
          server.off('error', reject);
          const address = server.address();
          if (address === null || typeof address === 'string') return reject(new Error('The bot has no port'));
          resolve({ port: address.port });
        });
      }),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** `GET /healthz`: the process lives. `GET /readyz`: and everything it needs can be reached, else what cannot. */
export function healthRoutes(check: () => Promise<readonly Problem[]>): readonly Route[] {
  return [
    { method: 'GET', path: '/healthz', handle: (_incoming, response) => sendJson(response, 200, { alive: true }) },
    {
      method: 'GET',
      path: '/readyz',
      handle: async (_incoming, response) => {
        const problems = await check();
        sendJson(response, problems.length === 0 ? 200 : 503, { ready: problems.length === 0, not_ready: problems });
      },
    },
  ];
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Without the query; a request line that is no path at all matches no route. */
function pathOf(incoming: IncomingMessage): string {
  return (incoming.url ?? '').split('?')[0] ?? '';
}
