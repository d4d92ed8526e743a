import type { Readable } from 'node:stream';

/** A body grew past its bound; what came so far is dropped. */
export class BodyTooLongError extends Error {
  constructor(maxBytes: number) {
    super(`the answer is longer than ${maxBytes} bytes`);
    this.name = 'BodyTooLongError';
  }
}

/**
 * Reads as far as the bound and not a chunk further.
 * @param past what to do beyond it: `cut` for a failure, whose status says enough
 * @throws {BodyTooLongError}
 */
export async function readText(body: Readable, maxBytes: number, past: 'throw' | 'cut'): Promise<string> {
  const chunks: Uint8Array[] = [];
  const incoming: AsyncIterable<Uint8Array> = body;
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.byteLength;
    // Leaving the loop early destroys the body, and with it the connection.
    if (bytes > maxBytes && past === 'throw') throw new BodyTooLongError(maxBytes);
    if (bytes > maxBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Ends a body nobody reads. Its late errors would otherwise end the process. */
export function dropBody(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

/** The value when the text is JSON; a failure's body may be anything. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    // The parser's own message quotes the text, which must not reach an error or a log.
    return undefined;
  }
}
