import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of one WebSocket. */
export interface ServerSocket {
  send(text: string): void;
  /** Says goodbye; the other side says it, too, and then the connection ends. */
  close(): void;
  /** Without a word, as when a cable is pulled. */
  cut(): void;
}

export interface ServerSocketHandlers {
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

/** RFC 6455, section 1.3. */
const HANDSHAKE_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly size: number;
}

/** Messages of any length in one frame each, which is what undici sends. */
export function acceptServerSocket(
  incoming: IncomingMessage,
  socket: Duplex,
  handlers: ServerSocketHandlers,
): ServerSocket {
  const key = `${incoming.headers['sec-websocket-key'] ?? ''}${HANDSHAKE_SUFFIX}`;
  const accept = createHash('sha1').update(key).digest('base64');
  const head = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}`;
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head}\r\n\r\n`);
  const write = (opcode: number, payload: Buffer) => {
    if (socket.writable) socket.write(frameOf(opcode, payload));
  };

  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let frame = takeFrame(received); frame !== undefined; frame = takeFrame(received)) {
      received = received.subarray(frame.size);
      if (frame.opcode === TEXT) handlers.onText(frame.payload.toString('utf8'));
      if (frame.opcode === PING) write(PONG, frame.payload);
      if (frame.opcode === CLOSE) socket.end(frameOf(CLOSE, frame.payload));
    }
  });
  socket.on('close', handlers.onClose);
  socket.on('error', () => socket.destroy());
  return {
    send: (text) => write(TEXT, Buffer.from(text)),
    close: () => write(CLOSE, Buffer.from([0x03, 0xe8])),
    cut: () => void socket.destroy(),
  };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const size = length <= 125 ? 2 : length < 65_536 ? 4 : 10;
  const head = Buffer.alloc(size);
  head[0] = 0x80 | opcode;
  head[1] = size === 2 ? length : size === 4 ? 126 : 127;
  if (size === 4) head.writeUInt16BE(length, 2);
  if (size === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The first whole frame; clients always mask theirs. */
function takeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const maskAt = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < maskAt + 4) return undefined;
  const length = maskAt === 10 ? Number(bytes.readBigUInt64BE(2)) : maskAt === 4 ? bytes.readUInt16BE(2) : short;
  const size = maskAt + 4 + length;
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(maskAt, maskAt + 4);
  const payload = Buffer.from(bytes.subarray(maskAt + 4, size).map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, size };
}
