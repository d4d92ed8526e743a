import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import * as z from 'zod';
import type { Clock } from '../../core/clock.ts';
import { portOf } from '../../core/simulator/addresses.ts';

/** A message in a channel, as its members see it now. */
export interface FakeMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** Oldest first: the post, then every edit. */
  readonly versions: { readonly at: number; readonly text: string; readonly blocks: unknown }[];
}

/** What only one person sees. */
export interface FakeWhisper {
  readonly at: number;
  readonly text: string;
  readonly blocks: unknown;
}

export type FakeFailure =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'reset' };

export interface FakeSlack {
  readonly apiUrl: string;
  readonly messages: readonly FakeMessage[];
  readonly whispers: readonly FakeWhisper[];
  /** Every call that reached Slack, answered well or not: `chat.update`, `response_url`. */
  readonly calls: readonly { readonly method: string; readonly at: number }[];
  /** Channels the bot may write in. */
  readonly memberOf: Set<string>;
  /** The next calls of this method fail like this. */
  fail(method: string, failure: FakeFailure, times?: number): void;
  /** Types a command in Slack: signs it, sends it to the bot, hands back what the bot answered. */
  type(bot: string, text: string, fields?: Readonly<Record<string, string>>): Promise<{ status: number; body: string }>;
  /** The fields of a command, with a fresh write-back address. */
  commandFields(text: string): Record<string, string>;
  close(): Promise<void>;
}

export interface FakeSlackOptions {
  readonly clock: Clock;
  readonly botToken: string;
  readonly signingSecret: string;
}

export const fakeTeam = 'T0FAKE00001';
export const fakeChannel = 'C0FAKE00001';
export const fakeUser = 'U0FAKE00001';

/** Slack's limits of a write-back address. */
const RESPONSE_POSTS = 5;
const RESPONSE_LIFE_MS = 30 * 60_000;

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body`, https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signBody(signingSecret: string, timestampS: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestampS}:${body}`).digest('hex')}`;
}

/** A command as Slack sends it: form body and headers. */
export function signCommand(
  signingSecret: string,
  timestampS: number,
  fields: Readonly<Record<string, string>>,
): { body: string; headers: Record<string, string> } {
  const body = new URLSearchParams(fields).toString();
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestampS),
      'x-slack-signature': signBody(signingSecret, timestampS, body),
    },
  };
}

const short = (limit: number) =>
  z.string().refine((text) => text.length > 0 && Array.from(text).length <= limit, {
    message: `must be between 1 and ${limit} characters`,
  });
const id = short(255).exactOptional();
const mrkdwn = z.strictObject({ type: z.literal('mrkdwn'), text: short(3_000), verbatim: z.boolean().exactOptional() });
const plainText = (limit: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: short(limit), emoji: z.boolean().exactOptional() });
const button = z.strictObject({
  type: z.literal('button'),
  action_id: id,
  text: plainText(75),
  url: z
    .url({ protocol: /^https?$/ })
    .max(3_000)
    .exactOptional(),
  value: short(2_000).exactOptional(),
  style: z.enum(['primary', 'danger']).exactOptional(),
  accessibility_label: short(75).exactOptional(),
});
const text = z.union([mrkdwn, plainText(3_000)]);
/** The blocks Paastis uses; any other is refused until it is described here. */
export const blocksSchema = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('section'), block_id: id, text, accessory: button.exactOptional() }),
      z.strictObject({ type: z.literal('context'), block_id: id, elements: z.array(text).min(1).max(10) }),
      z.strictObject({ type: z.literal('actions'), block_id: id, elements: z.array(button).min(1).max(25) }),
      z.strictObject({ type: z.literal('header'), block_id: id, text: plainText(150) }),
      z.strictObject({ type: z.literal('divider'), block_id: id }),
    ]),
  )
  .min(1)
  .max(50)
  .refine(
    (blocks) => {
      const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
      return new Set(ids).size === ids.length;
    },
    { message: 'block_id must be unique' },
  );

const responseSchema = z.strictObject({
  text: z.string().exactOptional(),
  blocks: blocksSchema.exactOptional(),
  response_type: z.enum(['ephemeral', 'in_channel']).exactOptional(),
  replace_original: z.boolean().exactOptional(),
  delete_original: z.boolean().exactOptional(),
  thread_ts: z.string().exactOptional(),
});

type Fields = Readonly<Record<string, string>>;
type Answer = Readonly<Record<string, unknown>>;

/** Slack's Web API and write-back addresses over real HTTP, as strict as Slack where Paastis could go wrong. */
export async function startFakeSlack(options: FakeSlackOptions): Promise<FakeSlack> {
  const { clock } = options;
  const nowMs = () => clock.now().getTime();
  const messages: FakeMessage[] = [];
  const whispers: FakeWhisper[] = [];
  const calls: { method: string; at: number }[] = [];
  const memberOf = new Set([fakeChannel]);
  const failures: { method: string; failure: FakeFailure; left: number }[] = [];
  const responseUrls = new Map<string, { left: number; until: number }>();
  const sockets = new Set<Socket>();
  let serial = 0;

  const takeFailure = (method: string): FakeFailure | undefined => {
    const entry = failures.find((candidate) => candidate.method === method && candidate.left > 0);
    if (entry !== undefined) entry.left -= 1;
    return entry?.failure;
  };

  const methods: Readonly<Record<string, (fields: Fields) => Answer>> = {
    'auth.test': () => ({
      ok: true,
      url: 'https://fake.slack.com/',
      team: 'Fake',
      team_id: fakeTeam,
      user: 'paastis',
      user_id: 'U0BOT000001',
      bot_id: 'B0BOT000001',
      is_enterprise_install: false,
    }),
    'chat.postMessage': (fields) => {
      const refused = refuseContent(fields) ?? refuseChannel(fields.channel);
      if (refused !== undefined) return refused;
      const ts = `${Math.floor(nowMs() / 1_000)}.${String(++serial).padStart(6, '0')}`;
      const channel = fields.channel ?? '';
      messages.push({
        channel,
        ts,
        ...(fields.thread_ts === undefined ? {} : { threadTs: fields.thread_ts }),
        versions: [versionOf(fields)],
      });
      return { ok: true, channel, ts, message: { ts, text: fields.text } };
    },
    'chat.update': (fields) => {
      const refused = refuseContent(fields) ?? refuseChannel(fields.channel);
      if (refused !== undefined) return refused;
      if (Array.from(fields.text ?? '').length > 4_000) return { ok: false, error: 'msg_too_long' };
      const message = messages.find(({ channel, ts }) => channel === fields.channel && ts === fields.ts);
      if (message === undefined) return { ok: false, error: 'message_not_found' };
      message.versions.push(versionOf(fields));
      return { ok: true, channel: message.channel, ts: message.ts, text: fields.text };
    },
    'chat.postEphemeral': (fields) => {
      const refused = refuseContent(fields) ?? refuseChannel(fields.channel);
      if (refused !== undefined) return refused;
      if (fields.user === undefined) return { ok: false, error: 'invalid_arguments' };
      whispers.push(versionOf(fields));
      return { ok: true, message_ts: `${Math.floor(nowMs() / 1_000)}.${String(++serial).padStart(6, '0')}` };
    },
  };

  const versionOf = (fields: Fields) => ({
    at: nowMs(),
    text: fields.text ?? '',
    blocks: fields.blocks === undefined ? undefined : JSON.parse(fields.blocks),
  });

  const refuseChannel = (channel: string | undefined): Answer | undefined => {
    if (channel === undefined || !/^[CDG][A-Z0-9]{8,}$/.test(channel)) return { ok: false, error: 'channel_not_found' };
    return memberOf.has(channel) ? undefined : { ok: false, error: 'not_in_channel' };
  };

  const answerMethod = (method: string, fields: Fields, authorization: string | undefined): Answer => {
    const token = authorization?.replace(/^Bearer /, '') ?? fields.token;
    const call = methods[method];
    if (call === undefined) return { ok: false, error: 'unknown_method', req_method: method };
    if (token === undefined || token === '') return { ok: false, error: 'not_authed' };
    return token === options.botToken ? call(fields) : { ok: false, error: 'invalid_auth' };
  };

  const answerResponseUrl = (path: string, contentType: string | undefined, body: string): number => {
    const entry = responseUrls.get(path);
    if (entry === undefined || entry.left === 0 || nowMs() >= entry.until) return 404;
    const parsed = responseSchema.safeParse(contentType?.startsWith('application/json') ? JSON.parse(body) : undefined);
    if (!parsed.success || (parsed.data.text === undefined && parsed.data.blocks === undefined)) return 400;
    entry.left -= 1;
    whispers.push({ at: nowMs(), text: parsed.data.text ?? '', blocks: parsed.data.blocks });
    return 200;
  };

  const server = createServer(async (incoming, response) => {
    const body = await readText(incoming);
    const path = incoming.url ?? '/';
    const method = path.startsWith('/api/') ? path.slice('/api/'.length) : 'response_url';
    calls.push({ method, at: nowMs() });
    const failure = takeFailure(method);
    if (failure?.kind === 'reset') return void incoming.socket.resetAndDestroy();
    if (failure?.kind === 'status') {
      const retry = failure.retryAfterS === undefined ? {} : { 'retry-after': String(failure.retryAfterS) };
      return void response.writeHead(failure.status, { 'content-type': 'text/plain', ...retry }).end('no');
    }
    if (method === 'response_url')
      return void response.writeHead(answerResponseUrl(path, incoming.headers['content-type'], body)).end('ok');
    const fields = Object.fromEntries(new URLSearchParams(body));
    const answer =
      failure?.kind === 'error'
        ? { ok: false, error: failure.error }
        : answerMethod(method, fields, incoming.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(server.address())}`;

  const commandFields = (typed: string): Record<string, string> => {
    const path = `/commands/${fakeTeam}/${++serial}/secretpart`;
    responseUrls.set(path, { left: RESPONSE_POSTS, until: nowMs() + RESPONSE_LIFE_MS });
    return {
      command: '/paastis',
      text: typed,
      user_id: fakeUser,
      user_name: 'ana',
      channel_id: fakeChannel,
      channel_name: 'dev',
      team_id: fakeTeam,
      team_domain: 'fake',
      is_enterprise_install: 'false',
      api_app_id: 'A0FAKE00001',
      trigger_id: `${++serial}.1.abc`,
      response_url: `${url}${path}`,
    };
  };

  return {
    apiUrl: `${url}/api/`,
    messages,
    whispers,
    calls,
    memberOf,
    fail: (method, failure, times = 1) => void failures.push({ method, failure, left: times }),
    commandFields,
    type: async (bot, typed, fields = {}) => {
      const signed = signCommand(options.signingSecret, Math.floor(nowMs() / 1_000), {
        ...commandFields(typed),
        ...fields,
      });
      const answer = await fetch(`${bot}/slack/events`, { method: 'POST', ...signed });
      return { status: answer.status, body: await answer.text() };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuseContent(fields: Fields): Answer | undefined {
  if (fields.blocks === undefined) return fields.text ? undefined : { ok: false, error: 'no_text' };
  const parsed = blocksSchema.safeParse(JSON.parse(fields.blocks));
  if (parsed.success) return undefined;
  const messages = parsed.error.issues.map(
    ({ message, path }) => `[ERROR] ${message} [json-pointer:/blocks/${path.join('/')}]`,
  );
  return { ok: false, error: 'invalid_blocks', response_metadata: { messages } };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
