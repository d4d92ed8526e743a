import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import * as z from 'zod';
import { portOf } from '../../core/simulator/addresses.ts';
import type { Deliver, FakeSlack } from './fake-slack.ts';
import { acceptServerSocket, type ServerSocket } from './web-socket.ts';

/** Slack's end of Socket Mode, over real WebSockets. */
export interface FakeSocket {
  /** For `slack.hands(socket.deliver)`: through the newest connection, and once more through the next one if that ends. */
  readonly deliver: Deliver;
  /** Open now. */
  readonly open: number;
  /** Greeted since the start. */
  readonly greeted: number;
  /** What was sent and not answered. */
  readonly unanswered: number;
  /** Resolves once so many connections have been greeted since the start. */
  untilGreeted(count: number): Promise<void>;
  /** Tells every connection that it ends: `warning`, `refresh_requested`, `link_disabled`, `too_many_websockets`. */
  goodbye(reason: string): void;
  /** Pulls the cable of every connection. */
  cut(): void;
  /** Whether new connections are greeted; without a greeting a bot waits in vain. */
  greets: boolean;
  /** Sends anything at all through the newest connection. */
  say(text: string): void;
  /** The answers to come are lost, and their connection with them: Slack delivers again. */
  loseNextAnswer(): void;
  close(): Promise<void>;
}

interface Pending {
  readonly envelope: Readonly<Record<string, unknown>> & { readonly envelope_id: string };
  readonly settle: (answer: { readonly status: number; readonly body: string }) => void;
}

const types = { command: 'slash_commands', interactive: 'interactive', event: 'events_api' } as const;

const answerSchema = z.object({ envelope_id: z.string(), payload: z.record(z.string(), z.unknown()).optional() });

/** Answers `apps.connections.open` of the fake Slack, and takes the connections that follow. */
export async function startFakeSocket(slack: FakeSlack): Promise<FakeSocket> {
  const connections: ServerSocket[] = [];
  const tcp = new Set<Socket>();
  const pending = new Map<string, Pending>();
  const watchers = new Set<() => void>();
  let serial = 0;
  let greeted = 0;
  let greets = true;
  let losesNext = false;

  const send = ({ envelope }: Pending) => connections.at(-1)?.send(JSON.stringify(envelope));

  const take = (text: string, socket: ServerSocket): void => {
    const { envelope_id: id, payload = {} } = answerSchema.parse(JSON.parse(text));
    if (losesNext) {
      losesNext = false;
      socket.cut();
      return;
    }
    const entry = pending.get(id);
    pending.delete(id);
    entry?.settle({ status: 200, body: Object.keys(payload).length === 0 ? '' : JSON.stringify(payload) });
  };

  const server = createServer((_incoming, response) => void response.writeHead(404).end());
  server.on('connection', (socket) => {
    tcp.add(socket);
    socket.on('close', () => tcp.delete(socket));
  });
  server.on('upgrade', (incoming, duplex) => {
    const socket = acceptServerSocket(incoming, duplex, {
      onText: (text) => take(text, socket),
      onClose: () => {
        const at = connections.indexOf(socket);
        if (at >= 0) connections.splice(at, 1);
      },
    });
    if (!greets) return;
    connections.push(socket);
    greeted += 1;
    const debug = { host: 'applink', started: '2026-11-22 09:00:00.000', build_number: 1 };
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.length,
        debug_info: { ...debug, approximate_connection_time: 18_060 },
        connection_info: { app_id: 'A0FAKE00001' },
      }),
    );
    for (const entry of pending.values()) send(entry);
    for (const watch of watchers) watch();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  slack.handle('apps.connections.open', () => ({ ok: true, url: `ws://127.0.0.1:${port}/link/?ticket=${++serial}` }));

  return {
    deliver: ({ kind, payload, retry }) =>
      new Promise((settle) => {
        const id = `envelope-${++serial}`;
        const again = retry === undefined ? {} : { retry_attempt: retry.num, retry_reason: retry.reason };
        const envelope = {
          envelope_id: id,
          type: types[kind],
          accepts_response_payload: kind !== 'event',
          payload,
          ...again,
        };
        const entry = { envelope, settle };
        pending.set(id, entry);
        send(entry);
      }),
    get open() {
      return connections.length;
    },
    get greeted() {
      return greeted;
    },
    get unanswered() {
      return pending.size;
    },
    untilGreeted: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (greeted < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
    goodbye: (reason) => {
      for (const connection of connections) connection.send(JSON.stringify({ type: 'disconnect', reason }));
    },
    cut: () => {
      for (const connection of connections) connection.cut();
    },
    get greets() {
      return greets;
    },
    set greets(wanted) {
      greets = wanted;
    },
    say: (text) => connections.at(-1)?.send(text),
    loseNextAnswer: () => {
      losesNext = true;
    },
    close: async () => {
      for (const socket of tcp) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
