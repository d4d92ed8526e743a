import { actionIds, callbackIds } from '../../bot/slack/ids.ts';
import { type Delivery, fakeChannel, fakeTeam, fakeUser } from './fake-slack.ts';
import { hostileWords } from './hostile-paastis.ts';
import { pick } from './random.ts';

type Json = Record<string, unknown>;
type Random = () => number;

/** Shapes Slack publishes, their values blanked. */
export type Samples = Readonly<Record<string, Readonly<Json>>>;

/** One request to the bot: what it delivers, or bytes that are no delivery at all. */
export type HostileRequest =
  | { readonly kind: Delivery['kind']; readonly delivery: Delivery }
  | { readonly kind: 'raw'; readonly body: string; readonly contentType: string };

export interface HostileOptions {
  readonly samples: Samples;
  readonly random: Random;
  /** Gestures on what the bot has shown so far, to be spoiled too. */
  readonly seen: readonly Delivery[];
  /** Of a command typed now: a form can be opened with it, and its person written back to. */
  readonly fresh: () => { readonly trigger: string; readonly responseUrl: string };
}

const known = ['wake', 'sleep', 'keep', 'list', 'status', 'why', 'plan', 'idle', 'history', 'savings', 'doctor'];
const odd = ['', 'help', 'digest', 'settings', 'frobnicate', 'digest here Mon-Fri 9:00', 'keep x --for'];
const verbs = [...known, ...odd, 'wake --until'];
/** Not the end of the installation: from then on nothing would be done any more. */
const events = ['app_home_opened', 'member_joined_channel', 'channel_archive', 'app_requested'];
const HUGE = 100_000;

/** How many requests hold something of 100 kB, so that the run is about more than copying. */
const HUGE_SHARE = 0.01;

let serial = 0;
let hugeLeft = 0;

/** The next request of a run: real ones, spoiled more or less. */
export function hostileRequest(options: HostileOptions): HostileRequest {
  const { random, seen } = options;
  serial += 1;
  hugeLeft = random() < HUGE_SHARE ? 1 + Math.floor(random() * 3) : 0;
  const dice = random();
  if (dice < 0.03) return rawRequest(random);
  if (dice < 0.3 && seen.length > 0) return spoilLightly(pick(seen, random), options);
  if (dice < 0.55) return commandRequest(options);
  const { kind, payload } = dice < 0.75 ? ownPayload(options) : samplePayload(options);
  const spoiled = random() < 0.3 ? payload : spoil(payload, random);
  return { kind, delivery: { kind, payload: unlike(spoiled), ...retryOf(kind, random) } };
}

function commandRequest(options: HostileOptions): HostileRequest {
  const { random } = options;
  const fields: Json = {
    command: '/paastis',
    text: `${pick(verbs, random)} ${hostileText(random)}`,
    user_id: hostileUser(random),
    channel_id: random() < 0.9 ? fakeChannel : hostileText(random),
    team_id: random() < 0.95 ? fakeTeam : hostileText(random),
    api_app_id: 'A0FAKE00001',
    is_enterprise_install: 'false',
    response_url: options.fresh().responseUrl,
    trigger_id: options.fresh().trigger,
  };
  const payload = random() < 0.7 ? fields : flat(spoil(fields, random));
  return { kind: 'command', delivery: { kind: 'command', payload: unlike(payload) } };
}

/** What Slack would send about our own buttons and forms. */
function ownPayload(options: HostileOptions): { readonly kind: Delivery['kind']; readonly payload: Json } {
  const { random } = options;
  const action = pick(Object.values(actionIds), random);
  const callback = pick(Object.values(callbackIds), random);
  const value = hostileValue(random);
  const view = {
    id: 'V0FAKE00001',
    type: 'modal',
    callback_id: callback,
    private_metadata: value,
    hash: '1.h1',
    title: { type: 'plain_text', text: hostileText(random) },
    blocks: [],
    state: { values: { [hostileKey(random)]: { [action]: chosen(random) }, apps: { [action]: chosen(random) } } },
  };
  const common = {
    user: { id: hostileUser(random), team_id: fakeTeam, username: hostileText(random) },
    team: random() < 0.9 ? { id: fakeTeam, domain: 'fake' } : null,
    api_app_id: 'A0FAKE00001',
    is_enterprise_install: false,
    trigger_id: options.fresh().trigger,
  };
  const channel = { id: fakeChannel, name: 'dev' };
  const message = { type: 'message', ts: '1795338000.000001', text: hostileText(random), blocks: [] };
  const dice = random();
  if (dice < 0.5) {
    const inView = random() < 0.3;
    const actions = [
      {
        type: pick(['button', 'overflow', 'static_select', 'external_select', 'multi_external_select'], random),
        action_id: random() < 0.9 ? action : `${action}.${hostileText(random)}`.slice(0, 255),
        block_id: hostileKey(random),
        value,
        selected_option: { text: { type: 'plain_text', text: hostileText(random) }, value },
        action_ts: '1795338000.000002',
      },
    ];
    const place = inView
      ? { container: { type: 'view', view_id: view.id }, view: { ...view, type: pick(['home', 'modal'], random) } }
      : { container: { type: 'message', message_ts: message.ts, channel_id: fakeChannel }, channel, message };
    const url = inView ? {} : { response_url: options.fresh().responseUrl };
    return { kind: 'interactive', payload: { type: 'block_actions', ...common, ...place, ...url, actions } };
  }
  if (dice < 0.7) {
    const type = random() < 0.8 ? 'view_submission' : 'view_closed';
    return { kind: 'interactive', payload: { type, ...common, view, response_urls: [], is_cleared: false } };
  }
  if (dice < 0.8) {
    const asked = { action_id: action, block_id: hostileKey(random), value: hostileText(random), view };
    return { kind: 'interactive', payload: { type: 'block_suggestion', ...common, ...asked } };
  }
  if (dice < 0.86)
    return { kind: 'interactive', payload: { type: 'shortcut', ...common, callback_id: callback, action_ts: '1.1' } };
  if (dice < 0.92) {
    const on = {
      callback_id: callback,
      channel,
      message,
      message_ts: message.ts,
      response_url: options.fresh().responseUrl,
    };
    return { kind: 'interactive', payload: { type: 'message_action', ...common, ...on } };
  }
  return { kind: 'event', payload: eventPayload(random) };
}

function eventPayload(random: Random): Json {
  const event = {
    type: pick(events, random),
    user: hostileUser(random),
    channel: random() < 0.8 ? fakeChannel : hostileText(random),
    tab: pick(['home', 'messages', hostileText(random)], random),
    team: fakeTeam,
    event_ts: '1795338000.000003',
  };
  return {
    type: 'event_callback',
    team_id: fakeTeam,
    api_app_id: 'A0FAKE00001',
    event,
    event_id: `Ev${serial}`,
    event_time: 1_795_338_000,
    authorizations: [{ team_id: fakeTeam, user_id: 'U0BOT000001', is_bot: true, is_enterprise_install: false }],
  };
}

/** A published sample with hostile values in the blanks. */
function samplePayload({ samples, random }: HostileOptions): {
  readonly kind: Delivery['kind'];
  readonly payload: Json;
} {
  const [name, sample] = pick(
    Object.entries(samples).filter(([title]) => !/Uninstalled|TokensRevoked/.test(title)),
    random,
  );
  const payload = asObject(fill(sample, random));
  const kind = name.startsWith('events/') ? 'event' : name.startsWith('slash') ? 'command' : 'interactive';
  if (kind === 'command') return { kind, payload: flat(payload) };
  const team = random() < 0.8 ? { team: { id: fakeTeam }, team_id: fakeTeam } : {};
  const user = { id: hostileUser(random), team_id: fakeTeam };
  return { kind, payload: kind === 'event' ? { ...payload, ...team } : { ...payload, ...team, user } };
}

/** A real gesture, with one thing in it changed, or none. */
function spoilLightly(delivery: Delivery, { random }: HostileOptions): HostileRequest {
  const payload = random() < 0.4 ? { ...delivery.payload } : spoil({ ...delivery.payload }, random, 1);
  const { kind } = delivery;
  return { kind, delivery: { kind, payload: unlike(kind === 'command' ? flat(payload) : payload) } };
}

function rawRequest(random: Random): HostileRequest {
  const json = JSON.stringify({ type: 'block_actions', actions: [], n: serial });
  const body = pick(
    [
      `{"n":${serial}`,
      `payload=${encodeURIComponent(json).slice(0, 40)}`,
      `payload=${pick(['null', '[]', '7', '"text"', '', '%'], random)}&n=${serial}`,
      `payload=${encodeURIComponent(json)}&payload=${encodeURIComponent('{}')}`,
      `ssl_check=1&token=${serial}`,
      `${'['.repeat(5_000)}${serial}`,
      `${serial}=${'%F0%28'.repeat(500)}`,
      `{"__proto__":{"polluted":true},"type":"event_callback","n":${serial}}`,
      `{"type":"url_verification","challenge":"<!channel> ${serial}"}`,
      `command=%2Fpaastis&command=%2Fother&text=list&n=${serial}`,
    ],
    random,
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
    random,
  );
  return { kind: 'raw', body, contentType };
}

/** Slack signs no two deliveries alike: neither do we, or the second would be taken for a replay. */
function unlike(payload: Json): Json {
  return { ...payload, serial: String(serial) };
}

function retryOf(kind: Delivery['kind'], random: Random): { readonly retry?: { num: number; reason: string } } {
  if (kind !== 'event' || random() < 0.8) return {};
  return { retry: { num: 1 + Math.floor(random() * 3), reason: 'http_timeout' } };
}

/** Changes, removes or adds something, once or a few times, anywhere in it. */
function spoil(payload: Json, random: Random, times = 1 + Math.floor(random() * 4)): Json {
  let spoiled: unknown = payload;
  for (let time = 0; time < times; time += 1) spoiled = spoilOnce(spoiled, random, 0);
  return asObject(spoiled);
}

function spoilOnce(json: unknown, random: Random, depth: number): unknown {
  if (typeof json !== 'object' || json === null || (depth > 0 && random() < 0.25)) return anything(random);
  if (Array.isArray(json)) {
    if (json.length === 0 || random() < 0.1) return [...json, anything(random)];
    const at = Math.floor(random() * json.length);
    return json.map((item: unknown, index) => (index === at ? spoilOnce(item, random, depth + 1) : item));
  }
  const entries: [string, unknown][] = Object.entries(json);
  const dice = random();
  if (entries.length === 0 || dice < 0.06) return { ...json, ...parsed(hostileKey(random), anything(random)) };
  const [key] = pick(entries, random);
  if (dice < 0.2) return Object.fromEntries(entries.filter(([other]) => other !== key));
  return Object.fromEntries(
    entries.map(([other, value]) => [other, other === key ? spoilOnce(value, random, depth + 1) : value]),
  );
}

/** By way of JSON, where `__proto__` is a key like any other. */
function parsed(key: string, value: unknown): Json {
  return asObject(JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value ?? null)}}`));
}

const empties = [null, '', [], {}, [null], [[[[[]]]]]];
const oddities: readonly unknown[] = [
  ...empties,
  true,
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  { text: { text: null } },
];

function anything(random: Random): unknown {
  const dice = random();
  if (dice < 0.2) return hostileText(random);
  return dice < 0.3 ? hostileValue(random) : pick(oddities, random);
}

function hostileText(random: Random): string {
  if (hugeLeft > 0 && random() < 0.2) {
    hugeLeft -= 1;
    return (pick(hostileWords, random) || 'y').repeat(HUGE).slice(0, HUGE);
  }
  return random() < 0.4 ? `shop-pr${Math.floor(random() * 99)}` : pick(hostileWords, random);
}

function hostileKey(random: Random): string {
  return pick(
    ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'apps', 'end', 'b1', hostileText(random)],
    random,
  );
}

function hostileUser(random: Random): string {
  return pick([fakeUser, fakeUser, 'U0GUEST0001', 'W0STRANGER1', 'U0UNKNOWN01', hostileText(random)], random);
}

/** What a button of ours, of another version or of nobody's might hold. */
function hostileValue(random: Random): string {
  const app = `scalingo/osc-fr1/${hostileText(random)}`;
  const value = pick<() => object | string>(
    [
      () => ({ v: 1, apps: [app] }),
      () => ({ v: 1, apps: [app], for: hostileText(random), until: hostileText(random) }),
      () => ({ v: 1, line: `${pick(verbs, random)} ${hostileText(random)}` }),
      () => ({ v: 1, verb: pick(verbs, random), channel: hostileText(random), ts: hostileText(random) }),
      () => ({ v: 2, apps: [app] }),
      () => ({ v: 1, apps: Array.from({ length: 60 }, () => 'scalingo/osc-fr1/shop') }),
      () => ({ v: '1', apps: app }),
      () => '{"v":1,"__proto__":{"polluted":true},"apps":["a"]}',
      () => '{"v":1,',
      () => hostileText(random),
    ],
    random,
  )();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function chosen(random: Random): Json {
  const option = { text: { type: 'plain_text', text: hostileText(random) }, value: hostileValue(random) };
  return {
    type: 'multi_external_select',
    value: hostileText(random),
    selected_option: option,
    selected_options: [option, option],
    selected_conversation: hostileText(random),
    selected_date_time: pick([0, 1_795_338_000, -1, 1e15], random),
  };
}

function fill(json: unknown, random: Random): unknown {
  if (json === '') return hostileText(random);
  if (Array.isArray(json)) return json.map((item: unknown) => fill(item, random));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]: [string, unknown]) => [key, fill(value, random)]));
}

/** A form has texts only. */
function flat(payload: Json): Json {
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function asObject(json: unknown): Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : { json };
}
