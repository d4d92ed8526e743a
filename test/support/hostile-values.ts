import { fakeUser } from './fake-slack.ts';
import { pick, seededRandom } from './random.ts';

export type Json = Record<string, unknown>;

/** Chance that can be repeated, and what one request may still hold. */
export interface Dice {
  readonly random: () => number;
  /** Of the request at hand; every one has another. */
  serial: number;
  /** So many texts of 100 kB. */
  hugeLeft: number;
}

/** Nobody of these may ever be called, whatever brings the words in. */
export const victims = ['U0VICTIM001', 'C0VICTIM001', 'S0VICTIM001'] as const;

/** What somebody who wishes us ill, or a careless provider, would have us print. */
export const hostileWords: readonly string[] = [
  '<!channel>',
  '<!here|here> <!everyone>',
  `<@${victims[0]}>`,
  `<#${victims[1]}|dev>`,
  `<!subteam^${victims[2]}|@all>`,
  '<!channel',
  '<https://evil.example|shop-pr42>',
  '&lt;!channel&gt; &amp;lt;!here&amp;gt;',
  '*bold* _it_ `code` ~gone~ ```block```',
  '\u202Eevil\u202C \u2066x\u2069 \u200Bzero\u200D\uFEFF',
  'a\u0000b\u0007c\nd\r\ne\tf',
  '🌙'.repeat(40),
  '\uD83D \uDE00 half',
  'ﷺ'.repeat(50),
  'Z̸̡̛͖a̷l̶g̵o̷'.repeat(20),
  '"}],"blocks":[{"type":"divider"}]',
  '{{7*7}} #{7*7} %s %n <%= 7 %>',
  "'; DROP TABLE apps; --",
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '@here @channel @everyone',
  '',
  ' ',
  'x'.repeat(3_001),
];

const known = ['wake', 'sleep', 'keep', 'list', 'status', 'why', 'plan', 'idle', 'history', 'savings', 'doctor'];
const odd = ['', 'help', 'digest', 'settings', 'frobnicate', 'digest here Mon-Fri 9:00', 'keep x --for'];
export const verbs = [...known, ...odd, 'wake --until'];

const HUGE = 100_000;

/** How many requests hold something of 100 kB, so that a run is about more than copying. */
const HUGE_SHARE = 0.01;

export function makeDice(seed: number): Dice {
  return { random: seededRandom(seed), serial: 0, hugeLeft: 0 };
}

/** From here on the next request is made. */
export function nextRequest(dice: Dice): void {
  dice.serial += 1;
  dice.hugeLeft = dice.random() < HUGE_SHARE ? 1 + Math.floor(dice.random() * 3) : 0;
}

/** Changes, removes or adds something, once or a few times, anywhere in it. */
export function spoil(payload: Json, dice: Dice, times = 1 + Math.floor(dice.random() * 4)): Json {
  let spoiled: unknown = payload;
  for (let time = 0; time < times; time += 1) spoiled = spoilOnce(spoiled, dice, 0);
  return asObject(spoiled);
}

function spoilOnce(json: unknown, dice: Dice, depth: number): unknown {
  if (typeof json !== 'object' || json === null || (depth > 0 && dice.random() < 0.25)) return anything(dice);
  if (Array.isArray(json)) {
    if (json.length === 0 || dice.random() < 0.1) return [...json, anything(dice)];
    const at = Math.floor(dice.random() * json.length);
    return json.map((item: unknown, index) => (index === at ? spoilOnce(item, dice, depth + 1) : item));
  }
  const entries: [string, unknown][] = Object.entries(json);
  const chance = dice.random();
  if (entries.length === 0 || chance < 0.06) return { ...json, ...parsed(hostileKey(dice), anything(dice)) };
  const [key] = pick(entries, dice.random);
  if (chance < 0.2) return Object.fromEntries(entries.filter(([other]) => other !== key));
  return Object.fromEntries(
    entries.map(([other, value]) => [other, other === key ? spoilOnce(value, dice, depth + 1) : value]),
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

function anything(dice: Dice): unknown {
  const chance = dice.random();
  if (chance < 0.2) return hostileText(dice);
  return chance < 0.3 ? hostileValue(dice) : pick(oddities, dice.random);
}

export function hostileText(dice: Dice): string {
  if (dice.hugeLeft > 0 && dice.random() < 0.2) {
    dice.hugeLeft -= 1;
    return (pick(hostileWords, dice.random) || 'y').repeat(HUGE).slice(0, HUGE);
  }
  return dice.random() < 0.4 ? `shop-pr${Math.floor(dice.random() * 99)}` : pick(hostileWords, dice.random);
}

export function hostileKey(dice: Dice): string {
  return pick(
    ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'apps', 'end', 'b1', hostileText(dice)],
    dice.random,
  );
}

export function hostileUser(dice: Dice): string {
  return pick([fakeUser, fakeUser, 'U0GUEST0001', 'W0STRANGER1', 'U0UNKNOWN01', hostileText(dice)], dice.random);
}

/** What a button of ours, of another version or of nobody's might hold. */
export function hostileValue(dice: Dice): string {
  const app = `scalingo/osc-fr1/${hostileText(dice)}`;
  const value = pick<() => object | string>(
    [
      () => ({ v: 1, apps: [app] }),
      () => ({ v: 1, apps: [app], for: hostileText(dice), until: hostileText(dice) }),
      () => ({ v: 1, line: `${pick(verbs, dice.random)} ${hostileText(dice)}` }),
      () => ({ v: 1, verb: pick(verbs, dice.random), channel: hostileText(dice), ts: hostileText(dice) }),
      () => ({ v: 2, apps: [app] }),
      () => ({ v: 1, apps: Array.from({ length: 60 }, () => 'scalingo/osc-fr1/shop') }),
      () => ({ v: '1', apps: app }),
      () => '{"v":1,"__proto__":{"polluted":true},"apps":["a"]}',
      () => '{"v":1,',
      () => hostileText(dice),
    ],
    dice.random,
  )();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function chosen(dice: Dice): Json {
  const option = { text: { type: 'plain_text', text: hostileText(dice) }, value: hostileValue(dice) };
  return {
    type: 'multi_external_select',
    value: hostileText(dice),
    selected_option: option,
    selected_options: [option, option],
    selected_conversation: hostileText(dice),
    selected_date_time: pick([0, 1_795_338_000, -1, 1e15], dice.random),
  };
}

export function fill(json: unknown, dice: Dice): unknown {
  if (json === '') return hostileText(dice);
  if (Array.isArray(json)) return json.map((item: unknown) => fill(item, dice));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]: [string, unknown]) => [key, fill(value, dice)]));
}

/** A form has texts only. */
export function flat(payload: Json): Json {
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

export function asObject(json: unknown): Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : { json };
}
