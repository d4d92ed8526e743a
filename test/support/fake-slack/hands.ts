import * as z from 'zod';
import { messageFaults, optionsFaults } from '../slack-blocks.ts';
import { readJson } from './answers.ts';
import { messageJson } from './chat.ts';
import {
  chosenIn,
  type FakeOption,
  type Found,
  findElement,
  initialValues,
  isBlank,
  listElements,
  valuesJson,
} from './elements.ts';
import { openView, readView, rewrite, viewJson } from './views.ts';
import {
  botId,
  botUser,
  type FakeView,
  type FakeWhisper,
  fakeAppId,
  fakeChannel,
  fakeTeam,
  fakeUser,
  type Seen,
  type Workspace,
} from './workspace.ts';

/** One thing that Slack sends to the bot. */
export interface Delivery {
  readonly kind: 'command' | 'interactive' | 'event';
  readonly payload: Readonly<Record<string, unknown>>;
  /** Of an event that was not answered well the first time. */
  readonly retry?: { readonly num: number; readonly reason: string };
}

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** How Slack reaches the bot: signed over HTTP, or through a socket. */
export type Deliver = (delivery: Delivery) => Promise<Answered>;

/** Who does it and where; left out: the usual person, where the thing is. */
export interface By {
  readonly user?: string;
  /** Of the person; other than the workspace in shared channels. */
  readonly team?: string;
  readonly channel?: string;
  readonly blockId?: string;
  /** A part of the element's `value`, where several look alike. */
  readonly value?: string;
}

export interface Submitted extends Answered {
  readonly action: 'close' | 'clear' | 'update' | 'push' | 'errors' | 'refused';
  /** By block. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface Suggested extends Answered {
  readonly options: readonly FakeOption[];
  /** Labels of the groups, in their order. */
  readonly groups: readonly string[];
}

/** What people do in Slack. Every gesture is sent to the bot as Slack sends it, and hands back what the bot answered. */
export interface Hands {
  /** `/paastis …` */
  type(text: string, fields?: Readonly<Record<string, string>>): Promise<Answered & { readonly whisper?: FakeWhisper }>;
  /** Clicks a button, by its `action_id` or its words. */
  click(on: Seen, what: string, by?: By): Promise<Answered>;
  /** Chooses in a select, an overflow, a picker; options by their value or their words. */
  choose(on: Seen, what: string, chosen: string | readonly string[], by?: By): Promise<Answered>;
  /** Types into a searching select. */
  suggest(on: Seen, what: string, typed: string, by?: By): Promise<Suggested>;
  /** Fills in the form on top, by `action_id` or label, and sends it. Throws where Slack's own client keeps it open. */
  submit(values?: Readonly<Record<string, string | readonly string[]>>, by?: By): Promise<Submitted>;
  /** Closes the form on top. */
  closeView(by?: By): Promise<Answered | undefined>;
  globalShortcut(callbackId: string, by?: By): Promise<Answered>;
  /** On a message of anybody; `thread_ts` when it is in a thread. */
  messageShortcut(callbackId: string, message: Readonly<Record<string, unknown>>, by?: By): Promise<Answered>;
  /** Visits the app's Home. */
  openHome(by?: By & { readonly tab?: 'home' | 'messages' }): Promise<Answered>;
  /** `repeats`: so many more deliveries under the same `event_id`. */
  event(event: Readonly<Record<string, unknown>>, repeats?: number): Promise<Answered>;
}

export interface HandsOptions {
  readonly workspace: Workspace;
  readonly deliver: Deliver;
  /** Where the fake listens: write-back addresses begin with it. */
  readonly baseUrl: string;
  /** Where an answer is noted that Slack would not take. */
  readonly complain: (method: string, error: string) => void;
}

export function createHands({ workspace, deliver, baseUrl, complain }: HandsOptions): Hands {
  const suggested = new Map<string, readonly FakeOption[]>();

  const send = async (delivery: Delivery): Promise<Answered> => {
    const answer = await deliver(delivery);
    const { type } = delivery.payload;
    if (answer.status >= 300)
      complain(`ack ${typeof type === 'string' ? type : delivery.kind}`, `http_${answer.status}`);
    return answer;
  };

  const interact = (payload: Readonly<Record<string, unknown>>) => send({ kind: 'interactive', payload });

  const blockAction = (on: Seen, found: Found, state: Readonly<Record<string, unknown>>, by: By): Promise<Answered> => {
    const { element, blockId } = found;
    const { type, action_id: actionId, text, value, placeholder } = element;
    const parts = {
      ...(text && { text }),
      ...(value !== undefined && { value }),
      ...(placeholder ? { placeholder } : {}),
    };
    const action = { action_id: actionId, block_id: blockId, type, ...parts, ...state, action_ts: workspace.newTs() };
    const user = by.user ?? ('user' in on ? on.user : fakeUser);
    return interact({
      type: 'block_actions',
      ...whoOf(user, by),
      ...placeOf(on, { user, by, workspace, baseUrl }),
      trigger_id: workspace.newTrigger(user),
      actions: [action],
    });
  };

  const topOf = (user: string): FakeView => {
    const view = workspace.views.get(user)?.at(-1);
    if (view === undefined) throw new Error(`${user} has no form open`);
    return view;
  };

  const openEvent = async (event: Readonly<Record<string, unknown>>, repeats = 0): Promise<Answered> => {
    const payload = envelopeOf(event, workspace);
    let answer = await send({ kind: 'event', payload });
    for (let num = 1; num <= repeats; num += 1)
      answer = await send({ kind: 'event', payload, retry: { num, reason: 'http_timeout' } });
    return answer;
  };

  return {
    type: async (text, fields = {}) => {
      const payload = { ...commandFields(workspace, baseUrl, text, fields.user_id), ...fields };
      const answer = await send({ kind: 'command', payload });
      const whisper = answer.status === 200 ? readAck(answer.body, payload, workspace, complain) : undefined;
      return { ...answer, ...(whisper === undefined ? {} : { whisper }) };
    },
    click: (on, what, by = {}) => {
      const found = findElement(blocksOf(on), { what, ...by });
      if (found.element.type !== 'button') throw new Error(`"${what}" is a ${found.element.type}: choose in it`);
      return blockAction(on, found, {}, by);
    },
    choose: (on, what, chosen, by = {}) => {
      const found = findElement(blocksOf(on), { what, ...by });
      const state = chosenIn(found.element, chosen, suggested.get(found.element.action_id) ?? []);
      if (found.element.type !== 'overflow') remember(on, found, state);
      return blockAction(on, found, state, by);
    },
    suggest: async (on, what, typed, by = {}) => {
      const { element, blockId } = findElement(blocksOf(on), { what, ...by });
      const user = by.user ?? ('user' in on ? on.user : fakeUser);
      const { container, view, message, channel } = placeOf(on, { user, by, workspace, baseUrl });
      const answer = await interact({
        type: 'block_suggestion',
        ...whoOf(user, by),
        container,
        ...(view === undefined ? { message, channel } : { view }),
        action_id: element.action_id,
        block_id: blockId,
        value: typed,
      });
      const read = readSuggested(answer, complain);
      suggested.set(element.action_id, read.options);
      return { ...answer, ...read };
    },
    submit: async (values = {}, by = {}) => {
      const user = by.user ?? fakeUser;
      const view = topOf(user);
      for (const [what, chosen] of Object.entries(values)) {
        const found = findElement(view.content.blocks, { what });
        remember(view, found, chosenIn(found.element, chosen, suggested.get(found.element.action_id) ?? []));
      }
      holdBack(view);
      const answer = await interact({
        type: 'view_submission',
        ...whoOf(user, by),
        trigger_id: workspace.newTrigger(user),
        view: viewJson(view, valuesJson(stateOf(view))),
        response_urls: [],
      });
      if (answer.status !== 200) return { ...answer, action: 'refused', errors: {} };
      return { ...answer, ...obey(answer.body, view, { workspace, complain }) };
    },
    closeView: async (by = {}) => {
      const user = by.user ?? fakeUser;
      const view = topOf(user);
      popView(workspace, view);
      if (view.content.notify_on_close !== true) return undefined;
      return interact({
        type: 'view_closed',
        ...whoOf(user, by),
        view: viewJson(view, valuesJson(stateOf(view))),
        is_cleared: false,
      });
    },
    globalShortcut: (callbackId, by = {}) => {
      const user = by.user ?? fakeUser;
      return interact({
        type: 'shortcut',
        ...whoOf(user, by),
        callback_id: callbackId,
        action_ts: workspace.newTs(),
        trigger_id: workspace.newTrigger(user),
      });
    },
    messageShortcut: (callbackId, message, by = {}) => {
      const user = by.user ?? fakeUser;
      const channel = by.channel ?? fakeChannel;
      const ts = workspace.newTs();
      const given = { type: 'message', user: fakeUser, ts, text: '', ...message };
      return interact({
        type: 'message_action',
        ...whoOf(user, by),
        callback_id: callbackId,
        action_ts: workspace.newTs(),
        trigger_id: workspace.newTrigger(user),
        response_url: baseUrl + workspace.newWriteBack({ user, channel }),
        message_ts: given.ts,
        channel: { id: channel, name: workspace.channels.get(channel)?.name ?? 'privategroup' },
        message: given,
      });
    },
    openHome: ({ user = fakeUser, tab = 'home' } = {}) => {
      const home = workspace.homes.get(user);
      return openEvent({
        type: 'app_home_opened',
        user,
        channel: workspace.openDirect(user).id,
        tab,
        event_ts: workspace.newTs(),
        ...(home === undefined || tab !== 'home' ? {} : { view: viewJson(home) }),
      });
    },
    event: openEvent,
  };
}

/** The fields of a command, with a fresh write-back address. */
export function commandFields(
  workspace: Workspace,
  baseUrl: string,
  text: string,
  user = fakeUser,
): Record<string, string> {
  return {
    command: '/paastis',
    text,
    user_id: user,
    user_name: workspace.people.get(user)?.name ?? 'somebody',
    channel_id: fakeChannel,
    channel_name: 'dev',
    team_id: fakeTeam,
    team_domain: 'fake',
    is_enterprise_install: 'false',
    api_app_id: fakeAppId,
    trigger_id: workspace.newTrigger(user),
    response_url: baseUrl + workspace.newWriteBack({ user, channel: fakeChannel }),
  };
}

function whoOf(user: string, by: By): Record<string, unknown> {
  const name = 'somebody';
  return {
    user: { id: user, username: name, name, team_id: by.team ?? fakeTeam },
    team: { id: fakeTeam, domain: 'fake' },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: fakeAppId,
    token: 'verification-token-of-old',
  };
}

interface Placing {
  readonly user: string;
  readonly by: By;
  readonly workspace: Workspace;
  readonly baseUrl: string;
}

function placeOf(on: Seen, { user, by, workspace, baseUrl }: Placing): Record<string, unknown> {
  if (on.kind === 'view')
    return { container: { type: 'view', view_id: on.id }, view: viewJson(on, valuesJson(stateOf(on))) };
  const channel = by.channel ?? on.channel;
  const container = {
    type: 'message',
    message_ts: on.ts,
    channel_id: channel,
    is_ephemeral: on.kind === 'whisper',
    ...(on.threadTs === undefined ? {} : { thread_ts: on.threadTs }),
  };
  return {
    container,
    channel: { id: channel, name: workspace.channels.get(channel)?.name ?? 'privategroup' },
    // Of what one person alone sees Slack sends no content.
    ...(on.kind === 'message' ? { message: messageJson(on) } : {}),
    state: { values: valuesJson(stateOf(on)) },
    response_url: baseUrl + workspace.newWriteBack({ user, channel, origin: on }),
  };
}

function envelopeOf(event: Readonly<Record<string, unknown>>, workspace: Workspace): Record<string, unknown> {
  return {
    token: 'verification-token-of-old',
    team_id: fakeTeam,
    context_team_id: fakeTeam,
    context_enterprise_id: null,
    api_app_id: fakeAppId,
    event,
    type: 'event_callback',
    event_id: `Ev${String(workspace.next()).padStart(9, '0')}`,
    event_time: Math.floor(workspace.nowMs() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: fakeTeam, user_id: botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${botId}`,
  };
}

type State = Map<string, Map<string, Record<string, unknown>>>;

/** What was chosen so far, kept until the blocks are replaced. */
const states = new WeakMap<object, { readonly of: unknown; readonly values: State }>();

function stateOf(on: Seen): State {
  const blocks = blocksOf(on);
  const known = states.get(on);
  if (known !== undefined && known.of === blocks) return known.values;
  const values = initialValues(blocks);
  states.set(on, { of: blocks, values });
  return values;
}

function remember(on: Seen, { blockId, element }: Found, state: Record<string, unknown>): void {
  stateOf(on).get(blockId)?.set(element.action_id, state);
}

function blocksOf(on: Seen): unknown {
  return on.kind === 'view' ? on.content.blocks : on.versions.at(-1)?.blocks;
}

/** Slack's own client does not send a form whose required inputs are empty or of a wrong length. */
function holdBack(view: FakeView): void {
  if (view.content.submit === undefined) throw new Error('This form cannot be sent');
  for (const { blockId, element, required, label } of listElements(view.content.blocks)) {
    const value = stateOf(view).get(blockId)?.get(element.action_id) ?? {};
    const name = label ?? element.action_id;
    if (required && isBlank(value)) throw new Error(`Slack asks for "${name}" before it sends the form`);
    const length = typeof value.value === 'string' ? value.value.length : undefined;
    if (length === undefined || length === 0) continue;
    if (length < (element.min_length ?? 0)) throw new Error(`Slack finds "${name}" too short`);
    if (length > (element.max_length ?? 3_000)) throw new Error(`Slack finds "${name}" too long`);
  }
}

const ackSchema = z.strictObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
});

/** What the bot says in the very answer to a command; `undefined` when it says nothing. */
function readAck(
  body: string,
  fields: Readonly<Record<string, string>>,
  workspace: Workspace,
  complain: HandsOptions['complain'],
): FakeWhisper | undefined {
  if (body === '') return undefined;
  const said = ackSchema.safeParse(readJson(body) ?? { text: body }).data;
  const faults = said?.blocks === undefined ? [] : messageFaults(said.blocks);
  if (said === undefined || faults.length > 0) {
    complain('ack command', `invalid_blocks ${faults.join(' ')}`);
    return undefined;
  }
  const version = { text: said.text ?? '', blocks: said.blocks };
  const { user_id: user = fakeUser, channel_id: channel = fakeChannel } = fields;
  if (said.response_type === 'in_channel') {
    workspace.post({ channel, unfurls: true }, version);
    return undefined;
  }
  return workspace.whisper({ user, channel }, version, false);
}

const suggestionSchema = z.object({
  options: z.array(z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() })).optional(),
  option_groups: z
    .array(
      z.object({
        label: z.object({ text: z.string() }),
        options: z.array(z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() })),
      }),
    )
    .optional(),
});

function readSuggested(
  { status, body }: Answered,
  complain: HandsOptions['complain'],
): { readonly options: readonly FakeOption[]; readonly groups: readonly string[] } {
  if (status !== 200) return { options: [], groups: [] };
  const json = readJson(body);
  const faults = optionsFaults(json);
  if (faults.length > 0) complain('ack block_suggestion', `invalid_options ${faults.join(' ')}`);
  const read = suggestionSchema.safeParse(json).data;
  const groups = read?.option_groups ?? [];
  return {
    options: read?.options ?? groups.flatMap(({ options }) => options),
    groups: groups.map(({ label }) => label.text),
  };
}

const responseAction = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('clear') }),
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
]);

/** Does with the form what the bot answered to its submission. */
function obey(
  body: string,
  view: FakeView,
  { workspace, complain }: Pick<HandsOptions, 'workspace' | 'complain'>,
): Pick<Submitted, 'action' | 'errors'> {
  if (body === '') {
    popView(workspace, view);
    return { action: 'close', errors: {} };
  }
  const read = responseAction.safeParse(readJson(body));
  const refused = (error: string) => {
    complain('ack view_submission', error);
    return { action: 'refused' as const, errors: {} };
  };
  if (!read.success) return refused(`invalid_response_action ${body.slice(0, 200)}`);
  const answer = read.data;
  if (answer.response_action === 'clear') {
    workspace.views.delete(view.user);
    return { action: 'clear', errors: {} };
  }
  if (answer.response_action === 'errors') {
    const inputs = listElements(view.content.blocks).filter(({ label }) => label !== undefined);
    const stranger = Object.keys(answer.errors).find((id) => !inputs.some(({ blockId }) => blockId === id));
    if (stranger !== undefined) return refused(`errors for "${stranger}", which is no input block`);
    return { action: 'errors', errors: answer.errors };
  }
  const content = readView(answer.view, 'modal');
  if ('ok' in content) return refused(`${String(content.error)} ${JSON.stringify(content.errors)}`);
  if (answer.response_action === 'update') {
    rewrite(workspace, view, content, undefined);
    return { action: 'update', errors: {} };
  }
  const stack = workspace.views.get(view.user) ?? [];
  if (stack.length >= 3) return refused('push_limit_reached');
  openView(workspace, view.user, content, stack);
  return { action: 'push', errors: {} };
}

function popView(workspace: Workspace, view: FakeView): void {
  const left = (workspace.views.get(view.user) ?? []).filter(({ id }) => id !== view.id);
  if (left.length === 0) workspace.views.delete(view.user);
  else workspace.views.set(view.user, left);
}
