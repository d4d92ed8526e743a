import { actionIds, callbackIds } from '../../bot/slack/ids.ts';
import { type Delivery, fakeChannel, fakeTeam } from './fake-slack.ts';
import {
  asObject,
  chosen,
  type Dice,
  fill,
  flat,
  hostileKey,
  hostileText,
  hostileUser,
  hostileValue,
  type Json,
  nextRequest,
  spoil,
  verbs,
} from './hostile-values.ts';
import { pick } from './random.ts';

/** Shapes Slack publishes, their values blanked. */
export type Samples = Readonly<Record<string, Readonly<Json>>>;

/** One request to the bot: what it delivers, or bytes that are no delivery at all. */
export type HostileRequest =
  | { readonly kind: Delivery['kind']; readonly delivery: Delivery }
  | { readonly kind: 'raw'; readonly body: string; readonly contentType: string };

export interface HostileOptions {
  readonly samples: Samples;
  readonly dice: Dice;
  /** Gestures on what the bot has shown so far, to be spoiled too. */
  readonly seen: readonly Delivery[];
  /** Of a command typed now: a form can be opened with it, and its person written back to. */
  readonly fresh: () => { readonly trigger: string; readonly responseUrl: string };
}

/** Not the end of the installation: from then on nothing would be done any more. */
const events = ['app_home_opened', 'member_joined_channel', 'channel_archive', 'app_requested'];

/** The next request of a run: real ones, spoiled more or less. */
export function hostileRequest(options: HostileOptions): HostileRequest {
  const { dice, seen } = options;
  const { random } = dice;
  nextRequest(dice);
  const chance = random();
  if (chance < 0.03) return rawRequest(dice);
  if (chance < 0.3 && seen.length > 0) return spoilLightly(pick(seen, random), options);
  if (chance < 0.55) return commandRequest(options);
  const { kind, payload } = chance < 0.75 ? ownPayload(options) : samplePayload(options);
  const spoiled = random() < 0.3 ? payload : spoil(payload, dice);
  return { kind, delivery: { kind, payload: unlike(spoiled, dice), ...retryOf(kind, dice) } };
}

function commandRequest(options: HostileOptions): HostileRequest {
  const { dice } = options;
  const { random } = dice;
  const fields: Json = {
    command: '/paastis',
    text: `${pick(verbs, random)} ${hostileText(dice)}`,
    user_id: hostileUser(dice),
    channel_id: random() < 0.9 ? fakeChannel : hostileText(dice),
    team_id: random() < 0.95 ? fakeTeam : hostileText(dice),
    api_app_id: 'A0FAKE00001',
    is_enterprise_install: 'false',
    response_url: options.fresh().responseUrl,
    trigger_id: options.fresh().trigger,
  };
  const payload = random() < 0.7 ? fields : flat(spoil(fields, dice));
  return { kind: 'command', delivery: { kind: 'command', payload: unlike(payload, dice) } };
}

/** What Slack would send about our own buttons and forms. */
function ownPayload(options: HostileOptions): { readonly kind: Delivery['kind']; readonly payload: Json } {
  const { dice } = options;
  const { random } = dice;
  const action = pick(Object.values(actionIds), random);
  const callback = pick(Object.values(callbackIds), random);
  const value = hostileValue(dice);
  const view = {
    id: 'V0FAKE00001',
    type: 'modal',
    callback_id: callback,
    private_metadata: value,
    hash: '1.h1',
    title: { type: 'plain_text', text: hostileText(dice) },
    blocks: [],
    state: { values: { [hostileKey(dice)]: { [action]: chosen(dice) }, apps: { [action]: chosen(dice) } } },
  };
  const common = {
    user: { id: hostileUser(dice), team_id: fakeTeam, username: hostileText(dice) },
    team: random() < 0.9 ? { id: fakeTeam, domain: 'fake' } : null,
    api_app_id: 'A0FAKE00001',
    is_enterprise_install: false,
    trigger_id: options.fresh().trigger,
  };
  const channel = { id: fakeChannel, name: 'dev' };
  const message = { type: 'message', ts: '1795338000.000001', text: hostileText(dice), blocks: [] };
  const chance = random();
  if (chance < 0.5) {
    const inView = random() < 0.3;
    const actions = [
      {
        type: pick(['button', 'overflow', 'static_select', 'external_select', 'multi_external_select'], random),
        action_id: random() < 0.9 ? action : `${action}.${hostileText(dice)}`.slice(0, 255),
        block_id: hostileKey(dice),
        value,
        selected_option: { text: { type: 'plain_text', text: hostileText(dice) }, value },
        action_ts: '1795338000.000002',
      },
    ];
    const place = inView
      ? { container: { type: 'view', view_id: view.id }, view: { ...view, type: pick(['home', 'modal'], random) } }
      : { container: { type: 'message', message_ts: message.ts, channel_id: fakeChannel }, channel, message };
    const url = inView ? {} : { response_url: options.fresh().responseUrl };
    return { kind: 'interactive', payload: { type: 'block_actions', ...common, ...place, ...url, actions } };
  }
  if (chance < 0.7) {
    const type = random() < 0.8 ? 'view_submission' : 'view_closed';
    return { kind: 'interactive', payload: { type, ...common, view, response_urls: [], is_cleared: false } };
  }
  if (chance < 0.8) {
    const asked = { action_id: action, block_id: hostileKey(dice), value: hostileText(dice), view };
    return { kind: 'interactive', payload: { type: 'block_suggestion', ...common, ...asked } };
  }
  if (chance < 0.86)
    return { kind: 'interactive', payload: { type: 'shortcut', ...common, callback_id: callback, action_ts: '1.1' } };
  if (chance < 0.92) {
    const on = {
      callback_id: callback,
      channel,
      message,
      message_ts: message.ts,
      response_url: options.fresh().responseUrl,
    };
    return { kind: 'interactive', payload: { type: 'message_action', ...common, ...on } };
  }
  return { kind: 'event', payload: eventPayload(dice) };
}

function eventPayload(dice: Dice): Json {
  const event = {
    type: pick(events, dice.random),
    user: hostileUser(dice),
    channel: dice.random() < 0.8 ? fakeChannel : hostileText(dice),
    tab: pick(['home', 'messages', hostileText(dice)], dice.random),
    team: fakeTeam,
    event_ts: '1795338000.000003',
  };
  return {
    type: 'event_callback',
    team_id: fakeTeam,
    api_app_id: 'A0FAKE00001',
    event,
    event_id: `Ev${dice.serial}`,
    event_time: 1_795_338_000,
    authorizations: [{ team_id: fakeTeam, user_id: 'U0BOT000001', is_bot: true, is_enterprise_install: false }],
  };
}

/** A published sample with hostile values in the blanks. */
function samplePayload({ samples, dice }: HostileOptions): {
  readonly kind: Delivery['kind'];
  readonly payload: Json;
} {
  const [name, sample] = pick(
    Object.entries(samples).filter(([title]) => !/Uninstalled|TokensRevoked/.test(title)),
    dice.random,
  );
  const payload = asObject(fill(sample, dice));
  const kind = name.startsWith('events/') ? 'event' : name.startsWith('slash') ? 'command' : 'interactive';
  if (kind === 'command') return { kind, payload: flat(payload) };
  const team = dice.random() < 0.8 ? { team: { id: fakeTeam }, team_id: fakeTeam } : {};
  const user = { id: hostileUser(dice), team_id: fakeTeam };
  return { kind, payload: kind === 'event' ? { ...payload, ...team } : { ...payload, ...team, user } };
}

/** A real gesture, with one thing in it changed, or none. */
function spoilLightly(delivery: Delivery, { dice }: HostileOptions): HostileRequest {
  const payload = dice.random() < 0.4 ? { ...delivery.payload } : spoil({ ...delivery.payload }, dice, 1);
  const { kind } = delivery;
  return { kind, delivery: { kind, payload: unlike(kind === 'command' ? flat(payload) : payload, dice) } };
}

function rawRequest(dice: Dice): HostileRequest {
  const json = JSON.stringify({ type: 'block_actions', actions: [], n: dice.serial });
  const body = pick(
    [
      `{"n":${dice.serial}`,
      `payload=${encodeURIComponent(json).slice(0, 40)}`,
      `payload=${pick(['null', '[]', '7', '"text"', '', '%'], dice.random)}&n=${dice.serial}`,
      `payload=${encodeURIComponent(json)}&payload=${encodeURIComponent('{}')}`,
      `ssl_check=1&token=${dice.serial}`,
      `${'['.repeat(5_000)}${dice.serial}`,
      `${dice.serial}=${'%F0%28'.repeat(500)}`,
      `{"__proto__":{"polluted":true},"type":"event_callback","n":${dice.serial}}`,
      `{"type":"url_verification","challenge":"<!channel> ${dice.serial}"}`,
      `command=%2Fpaastis&command=%2Fother&text=list&n=${dice.serial}`,
    ],
    dice.random,
  );
  const contentType = pick(
    [
      'application/x-www-form-urlencoded',
      'application/json',
      'application/x-www-form-urlencoded;charset=UTF-8',
      'text/plain',
      'multipart/form-data; boundary=x',
      '',
    ],
    dice.random,
  );
  return { kind: 'raw', body, contentType };
}

/** Slack signs no two deliveries alike: neither do we, or the second would be taken for a replay. */
function unlike(payload: Json, { serial }: Dice): Json {
  return { ...payload, serial: String(serial) };
}

function retryOf(kind: Delivery['kind'], dice: Dice): { readonly retry?: { num: number; reason: string } } {
  if (kind !== 'event' || dice.random() < 0.8) return {};
  return { retry: { num: 1 + Math.floor(dice.random() * 3), reason: 'http_timeout' } };
}
