import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of one WebSocket: short text messages only, which is all the event socket needs. */
export interface TextSocket {
  send(text: string): void;
  close(): void;
}

export interface TextSocketHandlers {
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

/** RFC 6455, section 1.3. */
const HANDSHAKE_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;

/** Answers the handshake and keeps the connection until either side closes; pongs and fragments are ignored. */
export function acceptWebSocket(incoming: IncomingMessage, socket: Duplex, handlers: TextSocketHandlers): TextSocket {
  const accept = createHash('sha1')
    .update(`${incoming.headers['sec-websocket-key'] ?? ''}${HANDSHAKE_SUFFIX}`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );

  let received = Buffer.alloc(0);
  const close = () => {
    if (socket.writable) socket.end(frame(CLOSE, Buffer.alloc(0)));
  };
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let next = takeFrame(received); next !== undefined; next = takeFrame(received)) {
      received = received.subarray(next.size);
      if (next.opcode === TEXT) handlers.onText(next.payload.toString('utf8'));
      if (next.opcode === CLOSE) close();
    }
  });
  socket.on('close', handlers.onClose);
  socket.on('error', () => socket.destroy());
  return {
    send: (text) => {
      if (socket.writable) socket.write(frame(TEXT, Buffer.from(text)));
    },
    close,
  };
}

/** One unmasked, unfragmented frame, of less than 64 kB: events are far shorter. */
function frame(opcode: number, payload: Buffer): Buffer {
  const isLong = payload.length > 125;
  const header = Buffer.alloc(isLong ? 4 : 2);
  header[0] = 0x80 | opcode;
  header[1] = isLong ? 126 : payload.length;
  if (isLong) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}

/** The first whole frame of what was received; clients always mask theirs. */
function takeFrame(
  bytes: Buffer,
): { readonly opcode: number; readonly payload: Buffer; readonly size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const shortLength = bytes.readUInt8(1) & 0x7f;
  const maskAt = shortLength === 126 ? 4 : 2;
  if (bytes.length < maskAt + 4) return undefined;
  const length = shortLength === 126 ? bytes.readUInt16BE(2) : shortLength;
  const size = maskAt + 4 + length;
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(maskAt, maskAt + 4);
  const payload = Buffer.from(bytes.subarray(maskAt + 4, size).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, size };
}
