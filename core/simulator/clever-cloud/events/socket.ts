import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../clock.ts';
import { isAuthorized } from '../api/auth.ts';
import type { World } from '../world/world.ts';
import { acceptWebSocket } from './websocket.ts';

/** Where the socket lives, and the URL whose signature opens it. */
const SOCKET_PATH = '/v2/events/event-socket';
const SIGNED_PATH = '/v2/events/';

/** Serves the event socket: OAuth first, then every deployment event, with pings in between. */
export function serveEventSocket(world: World, clock: Clock, closing: AbortSignal) {
  return (incoming: IncomingMessage, socket: Duplex): void => {
    const host = incoming.headers.host ?? '127.0.0.1';
    if (new URL(incoming.url ?? '/', `http://${host}`).pathname !== SOCKET_PATH) return void socket.destroy();
    const closed = new AbortController();
    let stopListening: (() => void) | undefined;

    const connection = acceptWebSocket(incoming, socket, {
      onClose: () => {
        stopListening?.();
        closed.abort();
      },
      onText: (text) => {
        if (stopListening !== undefined) return;
        const url = new URL(SIGNED_PATH, `http://${host}`);
        // API tokens are not known to open it.
        if (!isAuthorized(readAuthorization(text), { method: 'GET', url }, world, 'api')) {
          connection.send(JSON.stringify({ type: 'error', id: 2001, message: 'Not connected' }));
          return connection.close();
        }
        connection.send(JSON.stringify({ message_type: 'socket_ready' }));
        stopListening = world.feed.listen(({ event, date, data }) =>
          connection.send(JSON.stringify({ event, date, data: JSON.stringify(data) })),
        );
        void beat();
      },
    });

    const beat = async (): Promise<void> => {
      const { heartbeatMs } = world.settings;
      const ping = { type: 'heartbeat', heartbeat_msg: 'ping', heartbeat_delay_ms: heartbeatMs };
      const signal = AbortSignal.any([closed.signal, closing]);
      while (!signal.aborted) {
        connection.send(JSON.stringify(ping));
        await clock.delay(heartbeatMs, signal).catch(() => undefined);
      }
    };
  };
}

/** The header inside the first message, `{ message_type: 'oauth', authorization }`. */
function readAuthorization(text: string): string | undefined {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null) return undefined;
    if (!('message_type' in message) || message.message_type !== 'oauth') return undefined;
    return 'authorization' in message && typeof message.authorization === 'string' ? message.authorization : undefined;
  } catch {
    return undefined;
  }
}
