import { createBotServer } from '../../bot/server.ts';
import { createSlackApp } from '../../bot/slack/app.ts';
import { actionIds } from '../../bot/slack/ids.ts';
import { Secret, silentLog } from '../../core/log.ts';
import { listElements } from '../support/fake-slack/elements.ts';
import {
  type Delivery,
  type FakeMessage,
  type FakeSlack,
  signDelivery,
  startFakeSlack,
} from '../support/fake-slack.ts';
import { makeConfig } from '../support/make.ts';
import { pick, seededRandom } from '../support/random.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { addVendorApp, lastingStore, type VendorApp, vendors } from '../support/vendor-app.ts';

const signingSecret = 'load';
const PEOPLE = 20;
const APPS_EACH = 12;

/** Apps that people work on in a round; of any two of them the provider's own pace is the limit, not ours. */
const WORKED_ON = 10;
const READS = 14;

/** A round ends when everything it began has long come to its end. */
const ROUND_MS = 240_000;

/** For people to click in. */
const MESSAGES_KEPT = 60;

const reads = ['list', 'status', 'why', 'history', 'idle', 'help', 'plan', 'savings'] as const;

interface Gesture {
  readonly delivery: Delivery;
  /** After the round began. */
  readonly afterMs: number;
}

interface LoadApp {
  readonly app: VendorApp;
  readonly events: { slept: number; woken: number };
  asleep: boolean;
}

/** What people asked of an app in a round, all of them the same. */
interface Wish {
  readonly load: LoadApp;
  readonly verb: 'wake' | 'sleep';
  readonly changes: boolean;
  readonly before: { readonly starts: number; readonly slept: number; readonly woken: number };
}

type Random = () => number;

/**
 * People at work in Slack on the real core and both simulated vendors, every request delivered up to four times: the
 * same signed bytes, or signed anew. Each wake and each sleep happens once, is told in one message, and is on record.
 */
export async function run(options: {
  readonly requests: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
  readonly onFault?: (fault: string) => void;
}): Promise<Record<string, number | string>> {
  const random = seededRandom(options.seed);
  const faults: string[] = [];
  const fault = (text: string) => {
    if (faults.length < 1_000) faults.push(text);
    options.onFault?.(text);
  };
  const load = await openLoad(random, fault);
  const totals = { rounds: 0, requests: 0, redelivered: 0, sleeps: 0, wakes: 0 };
  while (totals.requests < options.requests) {
    const since = load.stage.clock.now().toISOString();
    const done = await playRound(load, random, fault);
    // Round by round: the store keeps the newest 10,000 events.
    for (const text of await load.auditFaults(done, since)) fault(text);
    totals.rounds += 1;
    totals.requests += done.requests;
    totals.redelivered += done.redelivered;
    totals.sleeps += done.sleeps;
    totals.wakes += done.wakes;
    options.onProgress?.(totals.requests);
  }
  await load.close();
  return { ...totals, faults: faults.length, firstFault: faults[0] ?? '' };
}

type Load = Awaited<ReturnType<typeof openLoad>>;

async function openLoad(random: Random, fault: (text: string) => void) {
  const stage = await openStage();
  const { clock } = stage;
  const slack = await startFakeSlack({ clock, botToken: 'xoxb-1-load', signingSecret });
  const people = Array.from({ length: PEOPLE }, (_, index) => `U0LOAD${String(index).padStart(5, '0')}`);
  for (const id of people) slack.addPerson({ id, locale: pick(['en-US', 'fr-FR'], random) });
  const apps: LoadApp[] = [];
  for (const vendor of vendors)
    for (let index = 0; index < APPS_EACH; index += 1)
      apps.push({
        app: await addVendorApp(stage, vendor, `${vendor}-pr${index}`),
        events: { slept: 0, woken: 0 },
        asleep: false,
      });
  const store = lastingStore();
  const access = { admins: [], operators: [], wakesPerHour: 10_000 };
  const config = makeConfig({ providers: stage.config.providers, access });
  const paastis = await stage.open({ store }, config);
  paastis.subscribe(({ name, app }) => {
    const events = apps.find((one) => one.app.key === app?.key)?.events;
    if (events === undefined) return;
    if (name === 'app_slept') events.slept += 1;
    if (name === 'app_woken') events.woken += 1;
    if (name === 'sleep_failed' || name === 'wake_failed') fault(`${name} ${app?.key ?? ''}`);
  });
  const bot = createSlackApp({
    paastis,
    clock,
    log: silentLog,
    botToken: new Secret('xoxb-1-load'),
    signingSecret: new Secret(signingSecret),
    slackApiUrl: slack.apiUrl,
  });
  const server = createBotServer({ clock, log: silentLog, host: '127.0.0.1', port: 0, routes: bot.routes });
  const url = `http://127.0.0.1:${(await server.start()).port}/slack/events`;
  await stage.play(bot.start());
  await stage.play(paastis.run('list', { actor: 'terminal:soak', entryPoint: 'terminal' }));
  return {
    stage,
    slack,
    people,
    apps,
    url,
    /** What the audit tells of a round, against what was done in it. */
    auditFaults: async ({ sleeps, wakes }: { readonly sleeps: number; readonly wakes: number }, since: string) => {
      const told = { app_slept: 0, app_woken: 0 };
      for (const { app } of apps)
        for (const { name } of await store.listEvents({ key: app.key, since, limit: Number.MAX_SAFE_INTEGER }))
          if (name === 'app_slept' || name === 'app_woken') told[name] += 1;
      return told.app_slept === sleeps && told.app_woken === wakes
        ? []
        : [`${sleeps} sleeps and ${wakes} wakes were done, the audit tells ${JSON.stringify(told)}`];
    },
    close: async () => {
      await stage.play(server.stop());
      await stage.play(bot.stop());
      await stage.close();
      await slack.close();
    },
  };
}

async function playRound(load: Load, random: Random, fault: (text: string) => void) {
  const { stage, slack } = load;
  const wishes = makeWishes(load, random);
  slack.forget(MESSAGES_KEPT);
  const beganMs = stage.clock.now().getTime();
  const gestures = [
    ...(await Promise.all(wishes.map((wish) => gesturesFor(wish, load, random)))).flat(),
    ...(await readingsOf(load, random)),
  ];
  const sent = await deliverAll(gestures, load, random, fault);
  await advance(stage, ROUND_MS);
  for (const text of writtenFaults(gestures, slack)) fault(text);
  for (const wish of wishes) for (const text of faultsOf(wish, slack, beganMs)) fault(text);
  // Somebody's Home was drawn twice at once: the later one is drawn again.
  for (const { method, error, details } of slack.errors)
    if (error !== 'hash_conflict') fault(`${method}: ${error} ${details}`);
  const changed = wishes.filter(({ changes }) => changes);
  return {
    ...sent,
    sleeps: changed.filter(({ verb }) => verb === 'sleep').length,
    wakes: changed.filter(({ verb }) => verb === 'wake').length,
  };
}

function makeWishes({ apps }: Load, random: Random): Wish[] {
  const chosen = new Set<LoadApp>();
  while (chosen.size < WORKED_ON) chosen.add(pick(apps, random));
  return [...chosen].map((load) => {
    const verb = load.asleep === random() < 0.85 ? 'wake' : 'sleep';
    const changes = (verb === 'sleep') !== load.asleep;
    load.asleep = verb === 'sleep';
    return { load, verb, changes, before: { starts: load.app.starts(), ...load.events } };
  });
}

/** One to three people ask for the same, by typing it or by the button of a message that is there. */
async function gesturesFor({ load: { app }, verb }: Wish, { slack, people }: Load, random: Random): Promise<Gesture[]> {
  const gestures: Gesture[] = [];
  const hands = slack.hands(async (delivery) => {
    gestures.push({ delivery, afterMs: gestures.length === 0 ? 0 : Math.floor(random() * 1_500) });
    return { status: 200, body: '' };
  });
  const shown = slack.messages.findLast((message) => hasButton(message, app.name, actionIds[verb]));
  const asking = 1 + Math.floor(random() * 3);
  for (let count = 0; count < asking; count += 1) {
    const user = pick(people, random);
    if (shown !== undefined && random() < 0.5) await hands.click(shown, actionIds[verb], { user });
    else await hands.type(`${verb} ${app.name}`, { user_id: user });
  }
  return gestures;
}

function hasButton(message: FakeMessage, name: string, actionId: string): boolean {
  const newest = message.versions.at(-1);
  const buttons = listElements(newest?.blocks).filter(({ element }) => element.action_id === actionId);
  return buttons.length === 1 && `${newest?.text ?? ''} `.startsWith(`${name}:`);
}

async function readingsOf({ slack, people, apps }: Load, random: Random): Promise<Gesture[]> {
  const gestures: Gesture[] = [];
  const hands = slack.hands(async (delivery) => {
    gestures.push({ delivery, afterMs: Math.floor(random() * 20_000) });
    return { status: 200, body: '' };
  });
  for (let count = 0; count < READS; count += 1) {
    const user = pick(people, random);
    const verb = pick(reads, random);
    const named = verb === 'status' || verb === 'why' || verb === 'history';
    if (random() < 0.2) await hands.openHome({ user });
    else await hands.type(named ? `${verb} ${pick(apps, random).app.name}` : verb, { user_id: user });
  }
  return gestures;
}

/** Sends all of it, again and again: the same bytes, or the same thing under a new signature and, for events, a number. */
async function deliverAll(gestures: readonly Gesture[], load: Load, random: Random, fault: (text: string) => void) {
  const { clock } = load.stage;
  let requests = 0;
  const send = async (delivery: Delivery, signedAtMs: number) => {
    requests += 1;
    const { body, headers } = signDelivery(delivery, signingSecret, Math.floor(signedAtMs / 1_000));
    const answer = await fetch(load.url, { method: 'POST', body, headers });
    await answer.text();
    if (answer.status !== 200) fault(`${answer.status} to ${body.slice(0, 300)}`);
  };
  const startMs = clock.now().getTime();
  const deliverOne = async ({ delivery, afterMs }: Gesture) => {
    if (afterMs > 0) await clock.delay(afterMs);
    await send(delivery, startMs + afterMs);
    const again = Math.floor(random() * 4);
    for (let num = 1; num <= again; num += 1) {
      const kind = random();
      if (kind < 0.5) await clock.delay(Math.floor(random() * 8_000));
      const retry = delivery.kind === 'event' ? { retry: { num, reason: 'http_timeout' } } : {};
      await send({ ...delivery, ...retry }, kind < 0.7 ? startMs + afterMs : clock.now().getTime());
    }
  };
  await load.stage.play(Promise.all(gestures.map(deliverOne)));
  return { requests, redelivered: requests - gestures.length };
}

function faultsOf({ load, verb, changes, before }: Wish, slack: FakeSlack, beganMs: number): string[] {
  const { app, events } = load;
  const asked = `${verb} ${app.name}`;
  const wanted = {
    slept: before.slept + (changes && verb === 'sleep' ? 1 : 0),
    woken: before.woken + (changes && verb === 'wake' ? 1 : 0),
    starts: before.starts + (changes && verb === 'wake' ? 1 : 0),
  };
  const is = { ...events, starts: app.starts() };
  const told = slack.messages.filter(({ versions }) =>
    versions.some(({ at, text }) => at >= beganMs && text.includes(`${app.name}:`)),
  );
  // A message that was clicked in tells it too; a new one stands for an operation.
  const posted = told.filter(({ versions }) => (versions[0]?.at ?? 0) >= beganMs).length;
  const whispered = slack.whispers.filter(({ text }) => text.includes(app.name)).length;
  return [
    ...(JSON.stringify(is) === JSON.stringify(wanted)
      ? []
      : [`${asked}: ${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`]),
    ...((verb === 'sleep' ? app.isDown() : app.isUp()) ? [] : [`${asked}: it is not so`]),
    ...(posted > (changes ? 1 : 0) ? [`${asked}: ${posted} new messages`] : []),
    ...(told.length + (changes ? 0 : whispered) > 0 ? [] : [`${asked}: nobody was told`]),
  ];
}

/** Each thing that is read is answered once, and nothing else more than once, however often it was delivered. */
function writtenFaults(gestures: readonly Gesture[], slack: FakeSlack): string[] {
  return gestures.flatMap(({ delivery: { kind, payload } }) => {
    const { text, response_url: url } = payload;
    if (typeof url !== 'string') return [];
    const written = slack.calls.filter(({ path }) => url.endsWith(path)).length;
    const isRead = kind === 'command' && typeof text === 'string' && reads.some((verb) => text.startsWith(verb));
    if (written <= 1 && (written === 1 || !isRead)) return [];
    return [`${typeof text === 'string' ? text : 'a click'} was answered ${written} times`];
  });
}

async function advance(stage: Stage, ms: number): Promise<void> {
  await stage.clock.advance(ms, () => stage.scalingo.held + stage.clever.held);
}
