import type { webApi } from '@slack/bolt';
import { type Dispatcher, fetch as fetchThrough } from 'undici';
import * as z from 'zod';
import type { Clock, Log } from '../../core/index.ts';
import type { Redact } from './log.ts';
import type { SlackMeter } from './meter.ts';

/** How every request to Slack leaves: Web API and write-back addresses alike. */
export type SlackFetch = webApi.FetchFunction;

type Answer = Awaited<ReturnType<SlackFetch>>;

export interface SlackFetchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  readonly meter: SlackMeter;
  /** Where a proxy stands between; left out: directly. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Told of every answer that refuses the token itself. */
  readonly onRefused?: (error: string) => void;
}

/** The library has a limit of its own only when asked, and then by a timer of its own. */
const TIMEOUT_MS = 5_000;

/** The token, and not the call, is refused. */
const tokenErrors = new Set(['invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'not_authed']);

const refusalSchema = z.object({
  ok: z.literal(false),
  error: z.string(),
  response_metadata: z.object({ messages: z.array(z.string()).optional() }).optional(),
});

type Refusal = z.infer<typeof refusalSchema>;

/** Bounded in time, counted, and with the reasons of a refused message in the log under the name of its method. */
export function createSlackFetch(options: SlackFetchOptions): SlackFetch {
  const { clock, log, redact, meter, onRefused } = options;
  const send = sender(options.dispatcher);

  const tell = (method: string, status: number, refusal: Refusal | undefined): void => {
    meter.called(method, resultOf(status, refusal));
    if (refusal === undefined) return;
    const messages = refusal.response_metadata?.messages;
    if (messages !== undefined)
      log.error({ method, error: refusal.error, messages: messages.map(redact) }, 'slack refused what was sent');
    if (tokenErrors.has(refusal.error) && method !== 'apps.connections.open') onRefused?.(refusal.error);
  };

  return async (url, init = {}) => {
    const method = methodOf(url);
    const deadline = clock.timeout(TIMEOUT_MS);
    const signal = init.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, init.signal]);
    try {
      const response = await send(url, { ...init, signal });
      // Read here, so that an answer that trickles in is bounded, too.
      const bytes = await response.arrayBuffer();
      const answer = kept(response, bytes);
      tell(method, response.status, await refusalOf(answer));
      return answer;
    } catch (error) {
      meter.called(method, 'unreachable');
      throw error;
    } finally {
      deadline.cancel();
    }
  };
}

/** `chat.postMessage`, or `response_url`. */
export function methodOf(url: string | URL): string {
  const method = /\/api\/([a-z]+(?:\.[A-Za-z]+){1,3})$/.exec(new URL(url).pathname)?.[1];
  return method ?? 'response_url';
}

/** What Slack refused with; undefined where it did not, or said nothing that can be read. */
export async function refusalOf(answer: Answer): Promise<Refusal | undefined> {
  try {
    return refusalSchema.safeParse(JSON.parse(await answer.text())).data;
  } catch {
    return undefined;
  }
}

function sender(dispatcher: Dispatcher | undefined): SlackFetch {
  if (dispatcher === undefined) return (url, init) => fetch(url, init);
  // Files in a form are the other fetch's own: none is ever sent.
  return (url, { body, ...init } = {}) =>
    fetchThrough(url, { ...init, ...(typeof body === 'string' && { body }), dispatcher });
}

function kept(response: Answer, bytes: ArrayBuffer): Answer {
  const text = new TextDecoder().decode(bytes);
  const { ok, status, statusText, url, headers } = response;
  return {
    ok,
    status,
    statusText,
    url,
    headers,
    arrayBuffer: async () => bytes,
    json: async () => JSON.parse(text),
    text: async () => text,
  };
}

function resultOf(status: number, refusal: Refusal | undefined): Parameters<SlackMeter['called']>[1] {
  if (status === 429 || refusal?.error === 'ratelimited') return 'ratelimited';
  if (status >= 400) return 'failed';
  return refusal === undefined ? 'ok' : 'refused';
}
