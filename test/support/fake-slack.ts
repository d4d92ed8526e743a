import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { slackManifest } from '../../bot/slack/manifest.ts';
import type { Clock } from '../../core/clock.ts';
import { portOf } from '../../core/simulator/addresses.ts';
import { type Answer, type Fields, readFields, refuse } from './fake-slack/answers.ts';
import { chatMethods } from './fake-slack/chat.ts';
import { directoryMethods, lacking } from './fake-slack/directory.ts';
import type { Answered, Deliver, Delivery, Hands } from './fake-slack/gestures.ts';
import { createHands } from './fake-slack/hands.ts';
import { createLimits } from './fake-slack/limits.ts';
import { commandFields } from './fake-slack/payloads.ts';
import { writeBack } from './fake-slack/response-url.ts';
import { type Signed, signCommand, signEvent } from './fake-slack/sign.ts';
import { viewMethods } from './fake-slack/views.ts';
import {
  type FakeConversation,
  type FakeGroup,
  type FakeMessage,
  type FakePerson,
  type FakeView,
  type FakeWhisper,
  fakeUser,
  Workspace,
} from './fake-slack/workspace.ts';

export type { Deliver, Delivery, Hands } from './fake-slack/gestures.ts';
export { signBody, signCommand } from './fake-slack/sign.ts';
export {
  type FakeMessage,
  type FakePerson,
  type FakeView,
  type FakeWhisper,
  fakeChannel,
  fakeTeam,
  fakeUser,
} from './fake-slack/workspace.ts';

export type FakeFailure =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'reset' };

export interface FakeCall {
  readonly method: string;
  /** `/api/chat.update`, or a write-back address without its host. */
  readonly path: string;
  readonly at: number;
  /** As they came: lists and objects are JSON. */
  readonly fields: Fields;
}

export interface FakeSlack {
  readonly apiUrl: string;
  readonly messages: readonly FakeMessage[];
  /** What one person alone sees: `chat.postEphemeral` and write-back addresses, not the very answer to a command. */
  readonly whispers: readonly FakeWhisper[];
  /** Forms open now, by person; the last one is on top. */
  readonly views: ReadonlyMap<string, readonly FakeView[]>;
  readonly homes: ReadonlyMap<string, FakeView>;
  /** Every call that reached Slack, answered well or not: `chat.update`, `response_url`. */
  readonly calls: readonly FakeCall[];
  /**
   * Everything Slack would not take: calls answered not ok, and answers it could not show. Good journeys have none.
   * Failures ordered by `fail` are not counted.
   */
  readonly errors: readonly { readonly method: string; readonly error: string; readonly details: string }[];
  /** Those of the errors that no channel, person or hurry explains: blocks, texts and forms that Slack never takes. */
  mistakes(): readonly string[];
  /** Channels the bot is in. Public ones take messages all the same while `chat:write.public` is granted. */
  readonly memberOf: Set<string>;
  /** Granted to the bot; all of the manifest unless told otherwise. */
  readonly scopes: Set<string>;
  readonly people: ReadonlyMap<string, FakePerson>;
  readonly channels: ReadonlyMap<string, FakeConversation>;
  readonly groups: Map<string, FakeGroup>;
  /** A colleague in every channel there is, or somebody else. */
  addPerson(person: Partial<FakePerson> & { readonly id: string }): FakePerson;
  /** Everybody known is in it; the bot is not. */
  addChannel(channel: Partial<FakeConversation> & { readonly id: string; readonly name: string }): FakeConversation;
  /** The id of somebody's conversation with the bot alone, `D…`. */
  directOf(user: string): string;
  /** The form on top of what somebody has open. */
  view(user?: string): FakeView | undefined;
  /** The next calls of this method fail like this. */
  fail(method: string, failure: FakeFailure, times?: number): void;
  /** So many calls of this method in any minute, then 429 with `Retry-After`. */
  limit(method: string, perMinute: number): void;
  /** One message a second in a channel, from now on. */
  paceChannels(): void;
  /** From now on the token is good for nothing. */
  revoke(error?: string): void;
  /** The same token is good again: the app was put back into the workspace. */
  reinstate(): void;
  /** Messages older than this cannot be edited. */
  closeEditsAfter(ms: number): void;
  /** Whether the app has a Home. */
  enableHome(enabled: boolean): void;
  /** Answers a method that is not here, or otherwise. */
  handle(method: string, answer: (fields: Fields) => Answer): void;
  /** People at work in Slack, whose gestures reach the bot at this address, or by any other way. */
  hands(bot: string | Deliver): Hands;
  /** Types a command in Slack: signs it, sends it to the bot, hands back what the bot answered. */
  type(bot: string, text: string, fields?: Readonly<Record<string, string>>): Promise<{ status: number; body: string }>;
  /** The fields of a command, with a fresh write-back address. */
  commandFields(text: string): Record<string, string>;
  /** Everything said, asked and refused so far, and every form, for long runs. @param messages so many stay, the newest */
  forget(messages?: number): void;
  close(): Promise<void>;
}

export interface FakeSlackOptions {
  readonly clock: Clock;
  readonly botToken: string;
  readonly signingSecret: string;
  /** Of `apps.connections.open` alone. */
  readonly appToken?: string;
  readonly scopes?: readonly string[];
}

/** Of the manifest. */
const allScopes: readonly string[] = slackManifest({ mode: 'socket' }).oauth_config.scopes.bot;

/** What a method cannot be called without. */
const neededScopes: Readonly<Record<string, string>> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'users.info': 'users:read',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'conversations.list': 'channels:read',
  'conversations.open': 'im:write',
  'team.info': 'team:read',
};

const ownFaults =
  /^(?:invalid_(?:blocks|arguments|payload|options|response)|msg_|no_text|view_too_large|only_one|errors for|http_5)/;

/** Slack's Web API and write-back addresses over real HTTP, as strict as Slack where Paastis could go wrong. */
export async function startFakeSlack(options: FakeSlackOptions): Promise<FakeSlack> {
  const workspace = new Workspace(options.clock);
  const nowMs = () => workspace.nowMs();
  const calls: FakeCall[] = [];
  const errors: { method: string; error: string; details: string }[] = [];
  const scopes = new Set(options.scopes ?? allScopes);
  const failures: { method: string; failure: FakeFailure; left: number }[] = [];
  const limits = createLimits(nowMs);
  const sockets = new Set<Socket>();
  let revoked: string | undefined;
  let editWindowMs: number | undefined;
  let homeEnabled = true;

  const complain = (method: string, error: string, details = '') => void errors.push({ method, error, details });

  const takeFailure = (method: string): FakeFailure | undefined => {
    const entry = failures.find((candidate) => candidate.method === method && candidate.left > 0);
    if (entry !== undefined) entry.left -= 1;
    return entry?.failure;
  };

  const methods: Record<string, (fields: Fields) => Answer> = {
    ...directoryMethods(workspace, scopes),
    ...chatMethods({ workspace, scopes, editWindowMs: () => editWindowMs }),
    ...viewMethods(workspace, () => homeEnabled),
  };

  const answerMethod = (method: string, fields: Fields, authorization: string | undefined): Answer => {
    const token = authorization?.replace(/^Bearer /, '') ?? fields.token;
    const call = methods[method];
    if (call === undefined) return refuse('unknown_method', { req_method: method });
    if (token === undefined || token === '') return refuse('not_authed');
    const right = method === 'apps.connections.open' ? options.appToken : options.botToken;
    if (token !== right) return refuse('invalid_auth');
    if (revoked !== undefined) return refuse(revoked);
    const needed = neededScopes[method];
    return needed === undefined || scopes.has(needed) ? call(fields) : lacking(needed, scopes);
  };

  const server = createServer(async (incoming, response) => {
    const body = await readText(incoming);
    const path = incoming.url ?? '/';
    const contentType = incoming.headers['content-type'];
    const method = path.startsWith('/api/') ? path.slice('/api/'.length) : 'response_url';
    const fields = readFields(contentType, body);
    calls.push({ method, path, at: nowMs(), fields });
    const limited = limits.check(method, fields);
    if (limited !== undefined) complain(method, 'ratelimited');
    const failure = takeFailure(method) ?? limited;
    if (failure?.kind === 'reset') return void incoming.socket.resetAndDestroy();
    if (failure?.kind === 'status') {
      const retry = failure.retryAfterS === undefined ? {} : { 'retry-after': String(failure.retryAfterS) };
      return void response.writeHead(failure.status, { 'content-type': 'text/plain', ...retry }).end('no');
    }
    if (method === 'response_url') {
      const written = writeBack(workspace, { path, contentType, body });
      if (written.error !== undefined) complain(method, written.error);
      return void response.writeHead(written.status).end(written.error ?? 'ok');
    }
    const answer =
      failure === undefined ? answerMethod(method, fields, incoming.headers.authorization) : refuse(failure.error);
    if (!answer.ok && failure === undefined) complain(method, String(answer.error), detailsOf(answer));
    const headers = { 'content-type': 'application/json; charset=utf-8', 'x-oauth-scopes': [...scopes].join(',') };
    response.writeHead(200, headers).end(JSON.stringify(answer));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(server.address())}`;

  const hands = (bot: string | Deliver): Hands => {
    const deliver = typeof bot === 'string' ? httpDelivery(bot, options.signingSecret, nowMs) : bot;
    return createHands({ workspace, deliver, baseUrl: url, complain });
  };

  return {
    apiUrl: `${url}/api/`,
    messages: workspace.messages,
    whispers: workspace.whispers,
    views: workspace.views,
    homes: workspace.homes,
    calls,
    errors,
    mistakes: () =>
      errors.flatMap(({ method, error, details }) => (ownFaults.test(error) ? [`${method}: ${error} ${details}`] : [])),
    memberOf: workspace.memberOf,
    scopes,
    people: workspace.people,
    channels: workspace.channels,
    groups: workspace.groups,
    addPerson: (person) => workspace.addPerson(person),
    addChannel: (channel) => workspace.addChannel(channel),
    directOf: (user) => workspace.openDirect(user).id,
    view: (user = fakeUser) => workspace.views.get(user)?.at(-1),
    fail: (method, failure, times = 1) => void failures.push({ method, failure, left: times }),
    limit: limits.limit,
    paceChannels: limits.paceChannels,
    revoke: (error = 'token_revoked') => {
      revoked = error;
    },
    reinstate: () => {
      revoked = undefined;
    },
    closeEditsAfter: (ms) => {
      editWindowMs = ms;
    },
    enableHome: (enabled) => {
      homeEnabled = enabled;
    },
    handle: (method, answer) => {
      methods[method] = answer;
    },
    hands,
    type: (bot, text, fields) => hands(bot).type(text, fields),
    commandFields: (text) => commandFields(workspace, url, text),
    forget: (kept = 0) => {
      for (const list of [calls, errors, workspace.whispers]) list.length = 0;
      workspace.messages.splice(0, workspace.messages.length - kept);
      workspace.triggers.clear();
      workspace.writeBacks.clear();
      workspace.views.clear();
      for (const home of workspace.homes.values()) home.versions.splice(0, home.versions.length - 1);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Slack's requests to a bot that listens at an address, signed with this instant. */
function httpDelivery(bot: string, secret: string, nowMs: () => number): Deliver {
  return async (delivery): Promise<Answered> => {
    const { body, headers } = signDelivery(delivery, secret, Math.floor(nowMs() / 1_000));
    const answer = await fetch(`${bot}/slack/events`, { method: 'POST', body, headers });
    return { status: answer.status, body: await answer.text() };
  };
}

/** The request by which Slack delivers this over HTTP. */
export function signDelivery({ kind, payload, retry }: Delivery, secret: string, timestampS: number): Signed {
  if (kind === 'interactive') return signCommand(secret, timestampS, { payload: JSON.stringify(payload) });
  if (kind === 'command')
    return signCommand(
      secret,
      timestampS,
      Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, textOf(value)])),
    );
  const { body, headers } = signEvent(secret, timestampS, payload);
  const again =
    retry === undefined ? {} : { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason };
  return { body, headers: { ...headers, ...again } };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function detailsOf(answer: Answer): string {
  return Array.isArray(answer.errors) ? answer.errors.join('\n') : '';
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
