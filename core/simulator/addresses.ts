import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Answers a visitor. `id` is the app whose own port was called; undefined on the shared port, where the Host decides. */
export type Visit = (incoming: IncomingMessage, response: ServerResponse, id: string | undefined) => void;

/**
 * The public side of a simulated vendor: every app listens on a port of its own on loopback, so that any program can
 * call it; the shared port plays the vendor's router and goes by the Host header.
 */
export interface AppAddresses {
  /** `http://127.0.0.1:<port>` of the shared router. */
  readonly routerUrl: string;
  /** Opens the app's own port and tells its address, `http://127.0.0.1:<port>`. */
  open(id: string): Promise<string>;
  shut(id: string): Promise<void>;
  close(): Promise<void>;
}

export async function startAddresses(visit: Visit): Promise<AppAddresses> {
  const owners = new WeakMap<Socket, string>();
  const sockets = new Set<Socket>();
  const listeners = new Map<string, Server>();
  const http = createHttpServer((incoming, response) => visit(incoming, response, owners.get(incoming.socket)));
  const listen = async (id: string | undefined): Promise<{ listener: Server; url: string }> => {
    const listener = createServer((socket) => {
      if (id !== undefined) owners.set(socket, id);
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      http.emit('connection', socket);
    });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', resolve);
    });
    return { listener, url: `http://127.0.0.1:${portOf(listener.address())}` };
  };
  const router = await listen(undefined);

  const shut = (listener: Server) => new Promise<void>((resolve) => void listener.close(() => resolve()));
  return {
    routerUrl: router.url,
    open: async (id) => {
      const { listener, url } = await listen(id);
      listeners.set(id, listener);
      return url;
    },
    shut: async (id) => {
      const listener = listeners.get(id);
      listeners.delete(id);
      if (listener !== undefined) listener.close();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([router.listener, ...listeners.values()].map(shut));
    },
  };
}

/** Port of a listening server; a pipe has none. */
export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port');
  return address.port;
}
