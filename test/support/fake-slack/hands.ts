import { type Complain, obey, popView, readAck, readSuggested } from './acknowledged.ts';
import { chosenIn, type FakeOption, type Found, findElement, listElements, valuesJson } from './elements.ts';
import { blocksOf, holdBack, remember, stateOf } from './form-state.ts';
import type { Answered, By, Deliver, Delivery, Hands } from './gestures.ts';
import { commandFields, envelopeOf, placeOf, whoOf } from './payloads.ts';
import { viewJson } from './views.ts';
import { type FakeView, fakeChannel, fakeUser, type Seen, type Workspace } from './workspace.ts';

export interface HandsOptions {
  readonly workspace: Workspace;
  readonly deliver: Deliver;
  /** Where the fake listens: write-back addresses begin with it. */
  readonly baseUrl: string;
  readonly complain: Complain;
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
        response_urls: writeBacksOf(view, { workspace, baseUrl }),
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

/** An address for every channel chosen in a select that asked for one. */
function writeBacksOf(
  view: FakeView,
  { workspace, baseUrl }: Pick<HandsOptions, 'workspace' | 'baseUrl'>,
): Record<string, unknown>[] {
  return listElements(view.content.blocks).flatMap(({ blockId, element }) => {
    if (element.response_url_enabled !== true) return [];
    const chosen = stateOf(view).get(blockId)?.get(element.action_id);
    const channel = chosen?.selected_conversation ?? chosen?.selected_channel;
    if (typeof channel !== 'string') return [];
    const url = baseUrl + workspace.newWriteBack({ user: view.user, channel });
    return [{ block_id: blockId, action_id: element.action_id, channel_id: channel, response_url: url }];
  });
}
