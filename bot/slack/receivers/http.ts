import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Log } from '../../../core/index.ts';
import { type Route, sendJson } from '../../server.ts';
import type { SlackMeter } from '../meter.ts';
import type { Dispatch, Reply, Retry } from './dispatch.ts';
import type { Guard } from './guard.ts';

export interface HttpDoorOptions {
  readonly guard: Guard;
  readonly dispatch: Dispatch;
  readonly log: Log;
  readonly meter: SlackMeter;
}

/** Slack's own payloads stay far below; the largest one documented, a view, has 250 kB. */
const BODY_LIMIT_BYTES = 1_048_576;

const payload = z.record(z.string(), z.unknown());

/**
 * Slack's signed requests, mounted on the bot's server. Bolt's own receiver refuses a content type with a charset, takes
 * replays and future timestamps, and needs a port to itself.
 */
export function createHttpDoor({ guard, dispatch, log, meter }: HttpDoorOptions): Route {
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(incoming);
    if (body === undefined) {
      meter.received('unknown', 'too_large');
      return sendJson(response, 413, { error: 'too_large' });
    }
    // Slack probes certificates without a signature.
    if (/(?:^|&)ssl_check=1(?:&|$)/.test(body)) return void response.writeHead(200).end();
    const verdict = guard.check(incoming.headers, body);
    if (verdict !== 'genuine') meter.received('unknown', verdict);
    if (verdict === 'replayed') {
      log.warn({}, 'slack request seen before, dropped');
      return void response.writeHead(200).end();
    }
    if (verdict !== 'genuine') {
      log.warn({ verdict }, 'slack request refused');
      return sendJson(response, 401, { error: 'unauthorized' });
    }
    const fields = parseBody(incoming.headers['content-type'] ?? '', body);
    if (fields === undefined) {
      meter.received('unknown', 'malformed');
      return sendJson(response, 400, { error: 'bad_request' });
    }
    if (fields.type === 'url_verification') return sendJson(response, 200, { challenge: fields.challenge });
    await dispatch.deliver(fields, (reply) => answer(response, reply), readRetry(incoming));
  };
  return { method: 'POST', path: '/slack/events', handle };
}

const refusals = {
  later: { status: 503, error: 'later' },
  malformed: { status: 400, error: 'bad_request' },
  unheard: { status: 404, error: 'no_listener' },
} as const;

function answer(response: ServerResponse, reply: Reply): void {
  if (reply.kind !== 'ok') sendJson(response, refusals[reply.kind].status, { error: refusals[reply.kind].error });
  else if (typeof reply.body === 'object') sendJson(response, 200, reply.body);
  else response.writeHead(200).end(reply.body ?? '');
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // Read on to the end, keeping nothing: an answer in the middle of a request is often lost as a reset.
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  return bytes > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** JSON, or a form whose field `payload` may hold JSON. */
function parseBody(contentType: string, body: string): Record<string, unknown> | undefined {
  if (contentType.split(';')[0]?.trim().toLowerCase() === 'application/json') return parseJson(body);
  const form = Object.fromEntries(new URLSearchParams(body));
  return form.payload === undefined ? form : parseJson(form.payload);
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    return payload.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function readRetry(incoming: IncomingMessage): Retry {
  const retryNum = Number(incoming.headers['x-slack-retry-num'] ?? Number.NaN);
  const retryReason = incoming.headers['x-slack-retry-reason'];
  return {
    ...(Number.isInteger(retryNum) ? { retryNum } : {}),
    ...(typeof retryReason === 'string' ? { retryReason } : {}),
  };
}
