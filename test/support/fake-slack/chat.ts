import { type Answer, type Fields, refuse, refuseContent, versionOf } from './answers.ts';
import { nameBlocks } from './elements.ts';
import { botId, botUser, type FakeConversation, type FakeMessage, type Workspace } from './workspace.ts';

/** `chat.update` takes less than `chat.postMessage`. */
const UPDATE_LIMIT = 4_000;

export interface ChatOptions {
  readonly workspace: Workspace;
  readonly scopes: ReadonlySet<string>;
  /** Undefined: messages can be edited for ever. */
  readonly editWindowMs: () => number | undefined;
}

export function chatMethods(options: ChatOptions): Record<string, (fields: Fields) => Answer> {
  const { workspace } = options;
  return {
    'chat.postMessage': (fields) => {
      const place = findPlace(fields.channel, options, true);
      if ('ok' in place) return place;
      const refused = refuseContent(fields) ?? refuseThread(fields);
      if (refused !== undefined) return refused;
      const { thread_ts: threadTs } = fields;
      const unfurls = fields.unfurl_links !== 'false' || fields.unfurl_media !== 'false';
      const message = workspace.post(
        { channel: place.id, unfurls, ...(threadTs === undefined ? {} : { threadTs }) },
        versionOf(fields),
      );
      return { ok: true, channel: place.id, ts: message.ts, message: messageJson(message) };
    },
    'chat.update': (fields) => {
      const found = findOwn(fields, options);
      if ('ok' in found) return found;
      const refused = refuseContent(fields, UPDATE_LIMIT);
      if (refused !== undefined) return refused;
      const windowMs = options.editWindowMs();
      if (windowMs !== undefined && workspace.nowMs() - (found.versions[0]?.at ?? 0) >= windowMs)
        return refuse('edit_window_closed');
      workspace.edit(found, versionOf(fields));
      return { ok: true, channel: found.channel, ts: found.ts, text: fields.text ?? '', message: messageJson(found) };
    },
    'chat.delete': (fields) => {
      const found = findOwn(fields, options);
      if ('ok' in found) return found.error === 'cant_update_message' ? refuse('cant_delete_message') : found;
      workspace.remove(found);
      return { ok: true, channel: found.channel, ts: found.ts };
    },
    'chat.postEphemeral': (fields) => {
      const place = findPlace(fields.channel, options, false);
      if ('ok' in place) return place;
      const refused = refuseContent(fields) ?? refuseThread(fields);
      if (refused !== undefined) return refused;
      const { user, thread_ts: threadTs } = fields;
      if (user === undefined) return refuse('invalid_arguments');
      if (!place.members.has(user)) return refuse('user_not_in_channel');
      const whisper = workspace.whisper(
        { user, channel: place.id, ...(threadTs === undefined ? {} : { threadTs }) },
        versionOf(fields),
      );
      return { ok: true, message_ts: whisper.ts };
    },
    'chat.getPermalink': (fields) => {
      const place = workspace.channels.get(fields.channel ?? '');
      if (place === undefined) return refuse('channel_not_found');
      const found = workspace.messages.find(({ channel, ts }) => channel === place.id && ts === fields.message_ts);
      if (found === undefined) return refuse('message_not_found');
      const permalink = `https://fake.slack.com/archives/${place.id}/p${found.ts.replace('.', '')}`;
      return { ok: true, channel: place.id, permalink };
    },
  };
}

/** A message as Slack hands it back and sends it with a click. */
export function messageJson(message: FakeMessage): Record<string, unknown> {
  const newest = message.versions.at(-1);
  return {
    user: botUser,
    type: 'message',
    ts: message.ts,
    bot_id: botId,
    text: newest?.text ?? '',
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(newest?.blocks === undefined ? {} : { blocks: nameBlocks(newest.blocks) }),
  };
}

/** @param named by `#name` or a person's id too: posting alone takes them */
function findPlace(given: string | undefined, options: ChatOptions, named: boolean): FakeConversation | Answer {
  const { workspace, scopes } = options;
  const place = lookUp(given ?? '', workspace, named);
  if (place === undefined) return refuse('channel_not_found');
  if (place.kind === 'im') return place;
  if (place.archived) return refuse('is_archived');
  if (workspace.memberOf.has(place.id)) return place;
  if (place.kind === 'private') return refuse('channel_not_found');
  return named && scopes.has('chat:write.public') ? place : refuse('not_in_channel');
}

function lookUp(given: string, workspace: Workspace, named: boolean): FakeConversation | undefined {
  const known = workspace.channels.get(given);
  if (known !== undefined || !named) return known;
  const person = workspace.people.get(given);
  if (person !== undefined) return person.bot ? undefined : workspace.openDirect(given);
  const name = given.replace(/^#/, '');
  return [...workspace.channels.values()].find((channel) => channel.kind !== 'im' && channel.name === name);
}

function findOwn(fields: Fields, options: ChatOptions): FakeMessage | (Answer & { readonly error?: unknown }) {
  const place = options.workspace.channels.get(fields.channel ?? '');
  if (place === undefined) return refuse('channel_not_found');
  const open = place.kind === 'im' || findPlace(place.id, options, true);
  if (open !== true && 'ok' in open) return open;
  const { messages, whispers } = options.workspace;
  const found = messages.find(({ channel, ts }) => channel === place.id && ts === fields.ts);
  if (found !== undefined) return found;
  // What only one person sees is no message for the Web API: a write-back address alone can edit it.
  return refuse(whispers.some(({ ts }) => ts === fields.ts) ? 'cant_update_message' : 'message_not_found');
}

function refuseThread({ thread_ts: threadTs }: Fields): Answer | undefined {
  return threadTs === undefined || /^\d{10}\.\d{6}$/.test(threadTs) ? undefined : refuse('invalid_thread_ts');
}
