import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, type Receiver, type ReceiverEvent, ReceiverMultipleAckError } from '@slack/bolt';
import * as z from 'zod';
import { describeError, type Log } from '../../core/index.ts';
import { type Route, sendJson } from '../server.ts';
import type { Guard } from './guard.ts';
import type { Redact } from './log.ts';

export interface ReceiverOptions {
  readonly guard: Guard;
  readonly log: Log;
  readonly redact: Redact;
  /** What to tell a person while commands cannot be taken; undefined: they can. */
  readonly closedText: () => string | undefined;
  readonly newReference: () => string;
  /** What to tell a person when a listener broke. */
  readonly brokenText: (reference: string) => string;
}

/** Slack's own payloads stay far below; the largest one documented, a view, has 250 kB. */
const BODY_LIMIT_BYTES = 1_048_576;

const payload = z.record(z.string(), z.unknown());

/**
 * Slack's one door, mounted on the bot's server. Bolt's own receiver refuses a content type with a charset, takes
 * replays and future timestamps, and needs a port to itself.
 */
export function createReceiver(options: ReceiverOptions): { readonly receiver: Receiver; readonly route: Route } {
  let app: App | undefined;
  const receiver: Receiver = {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => undefined,
    stop: async () => undefined,
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(incoming);
    if (body === undefined) return sendJson(response, 413, { error: 'too_large' });
    // Slack probes certificates without a signature.
    if (/(?:^|&)ssl_check=1(?:&|$)/.test(body)) return void response.writeHead(200).end();
    const verdict = options.guard.check(incoming.headers, body);
    if (verdict === 'replayed') {
      options.log.warn({}, 'slack request seen before, dropped');
      return void response.writeHead(200).end();
    }
    if (verdict !== 'genuine') {
      options.log.warn({ verdict }, 'slack request refused');
      return sendJson(response, 401, { error: 'unauthorized' });
    }
    const fields = parseBody(incoming.headers['content-type'] ?? '', body);
    if (fields === undefined) return sendJson(response, 400, { error: 'bad_request' });
    if (fields.type === 'url_verification') return sendJson(response, 200, { challenge: fields.challenge });
    const closed = options.closedText();
    if (closed !== undefined) return sendJson(response, 200, { response_type: 'ephemeral', text: closed });
    if (app === undefined) throw new Error('Bolt has not been given this receiver');
    await dispatch(app, incoming, fields, response, options);
  };

  return { receiver, route: { method: 'POST', path: '/slack/events', handle } };
}

/** Hands the request to the listeners; the answer leaves with the first acknowledgement. */
async function dispatch(
  app: App,
  incoming: IncomingMessage,
  body: ReceiverEvent['body'],
  response: ServerResponse,
  { log, redact, newReference, brokenText }: ReceiverOptions,
): Promise<void> {
  let answered = false;
  const ack: ReceiverEvent['ack'] = async (answer) => {
    if (answered) throw new ReceiverMultipleAckError();
    answered = true;
    if (typeof answer === 'object') return sendJson(response, 200, answer);
    response.writeHead(200).end(answer === undefined ? '' : String(answer));
  };
  try {
    await app.processEvent({ body, ack, ...readRetry(incoming) });
  } catch (error) {
    // Bolt alone would show the person Slack's own error, which says neither what nor whom to ask.
    const reference = newReference();
    log.error({ reference, error: redact(describeError(error)) }, 'slack listener failed');
    if (answered) return;
    if (body.command === undefined) sendJson(response, 500, { error: 'internal' });
    else sendJson(response, 200, { response_type: 'ephemeral', text: brokenText(reference) });
    return;
  }
  // All listeners are done and none answered: Slack would wait its whole 3 s for nothing.
  if (!answered) sendJson(response, 404, { error: 'no_listener' });
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

function readRetry(incoming: IncomingMessage): { retryNum?: number; retryReason?: string } {
  const retryNum = Number(incoming.headers['x-slack-retry-num'] ?? Number.NaN);
  const retryReason = incoming.headers['x-slack-retry-reason'];
  return {
    ...(Number.isInteger(retryNum) ? { retryNum } : {}),
    ...(typeof retryReason === 'string' ? { retryReason } : {}),
  };
}
