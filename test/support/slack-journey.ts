import { createBotServer, healthRoutes } from '../../bot/server.ts';
import { createSlackApp, type SlackApp } from '../../bot/slack/app.ts';
import type { Config, RuleConfig } from '../../core/config.ts';
import type { Paastis, PaastisEvent, Report } from '../../core/index.ts';
import { type Log, Secret } from '../../core/log.ts';
import type { Store } from '../../core/store/store.ts';
import type { FakeClock } from './fake-clock.ts';
import { type FakeMessage, type FakeSlack, fakeUser, type Hands, startFakeSlack } from './fake-slack.ts';
import { type FakeSocket, startFakeSocket } from './fake-socket.ts';
import { openStage, type Stage } from './stage.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Channels and people beside the usual ones of the fake Slack. */
export const opsChannel = 'C0FAKEOPS01';
export const otherUser = 'U0FAKE00002';
export const adminUser = 'U0FAKEADMIN';
export const otherTeam = 'T0OTHER0001';

export const journeySecrets = {
  botToken: 'xoxb-1-journey-token',
  signingSecret: 'journey-signing-secret',
  appToken: 'xapp-1-A0FAKE00001-1-journey',
};

/** A name that a vendor takes and that would ring at everybody if it were not escaped. */
const hostileName = '<!channel> & <@U0EVIL00001> *x* `y`';

export interface JourneyOptions {
  readonly rules?: readonly RuleConfig[];
  readonly config?: Partial<Config>;
  /** `Sun 2026-11-22 10:00` in Paris unless told otherwise. */
  readonly start?: string;
  /** Opened a second time by `restart`; default: one in memory that goes with the first life. */
  readonly store?: Store | { readonly folder: string };
  /** Comes in through a socket and not by signed requests. */
  readonly socket?: boolean;
  /** The core looks and acts by itself from the beginning. */
  readonly watching?: boolean;
}

/** One life of the whole bot. */
export interface Life {
  readonly paastis: Paastis;
  readonly app: SlackApp;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Where people's gestures arrive. */
  readonly hands: Hands;
  /** What happened in the core, oldest first. */
  readonly events: readonly PaastisEvent[];
  /** In good order; after `crash` there is nothing left to stop. */
  stop(): Promise<void>;
  /** Lets go of everything at once: what was under way is left as it is. */
  crash(): Promise<void>;
}

/** The real bot with the real core on two simulated accounts, before a strict Slack. */
export interface Journey {
  readonly stage: Stage;
  readonly clock: FakeClock;
  readonly slack: FakeSlack;
  readonly socket: FakeSocket | undefined;
  readonly logged: readonly string[];
  /** The newest life. */
  readonly life: Life;
  readonly hands: Hands;
  /** Begins a life, the one before being over or not. */
  live(changes?: Partial<JourneyOptions>): Promise<Life>;
  pass(ms: number): Promise<void>;
  /** Runs to its end, moving the clock. */
  play<T>(promise: Promise<T>): Promise<T>;
  /** A gesture, and what comes of it in so long; default: two minutes. */
  see<T>(gesture: Promise<T>, ms?: number): Promise<T>;
  /** Types a command and lets two minutes pass. */
  type(text: string, fields?: Readonly<Record<string, string>>): Promise<string>;
  /** What the newest message of a channel says now, or of any channel. */
  lastText(channel?: string): string | undefined;
  /** The only message there is. */
  onlyMessage(): FakeMessage;
  /** What was whispered to somebody, oldest first. */
  whispersTo(user: string): readonly string[];
  /** Errors of Slack that the journey is about; any other one fails it. */
  expectErrors(...errors: readonly string[]): void;
  readyz(): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Scaling calls that reached the vendors: what was really begun. */
  startCalls(): number;
  history(line?: string): Promise<Extract<Report, { kind: 'history' }>['entries']>;
}

const opened: (() => Promise<void>)[] = [];

/** Whatever a journey is about, these hold at its end. */
afterEach(async () => {
  for (const end of opened.splice(0)) await end();
});

export async function openJourney(options: JourneyOptions = {}): Promise<Journey> {
  const stage = await openStage([], options.start);
  const { clock } = stage;
  const slack = await startFakeSlack({ clock, ...journeySecrets });
  const socket = options.socket === true ? await startFakeSocket(slack) : undefined;
  slack.addPerson({ id: otherUser, name: 'bob' });
  slack.addPerson({ id: adminUser, name: 'ada', admin: true });
  slack.addChannel({ id: opsChannel, name: 'ops' });
  slack.memberOf.add(opsChannel);
  await stage.clever.world.addApp({ name: hostileName });
  const logged: string[] = [];
  const acks: string[] = [];
  const expected = new Set<string>();
  const lives: Life[] = [];
  const held = () => stage.scalingo.held + stage.clever.held;
  const newest = (): Life => {
    const life = lives.at(-1);
    if (life === undefined) throw new Error('Nobody lives');
    return life;
  };

  const live = async (changes: Partial<JourneyOptions> = {}): Promise<Life> => {
    const life = await openLife({ ...options, ...changes }, { stage, slack, socket, logged });
    lives.push(life);
    return life;
  };

  const play = <T>(promise: Promise<T>) => stage.play(promise);
  const pass = (ms: number) => clock.advance(ms, held);
  const see = async <T>(gesture: Promise<T>, ms = 2 * MINUTE_MS): Promise<T> => {
    const seen = await play(gesture);
    await pass(ms);
    return seen;
  };
  opened.push(async () => {
    for (const life of lives) await life.stop();
    await stage.close();
    await socket?.close();
    await slack.close();
    expect(slack.errors.filter(({ error }) => !expected.has(error))).toEqual([]);
    expect(strangeMentions(slack, acks)).toEqual([]);
    expect(secretsIn([...logged, ...stage.logged, ...markupSaid(slack), ...acks], stage)).toEqual([]);
  });
  await live();

  return {
    stage,
    clock,
    slack,
    socket,
    logged,
    get life() {
      return newest();
    },
    get hands() {
      return newest().hands;
    },
    live,
    pass,
    play,
    see,
    type: async (text, fields) => {
      const { body } = await see(newest().hands.type(text, fields));
      acks.push(body);
      return body;
    },
    lastText: (channel) =>
      slack.messages
        .filter((message) => channel === undefined || message.channel === channel)
        .at(-1)
        ?.versions.at(-1)?.text,
    onlyMessage: () => {
      const [message, another] = slack.messages;
      if (message === undefined || another !== undefined)
        throw new Error(`There are ${slack.messages.length} messages`);
      return message;
    },
    whispersTo: (user) => slack.whispers.filter((whisper) => whisper.user === user).map(({ text }) => text),
    expectErrors: (...errors) => {
      for (const error of errors) expected.add(error);
    },
    readyz: async () => {
      const answer = await play(fetch(`${newest().url}/readyz`));
      return { status: answer.status, body: await answer.json() };
    },
    startCalls: () => stage.scalingo.world.scaleCalls.length,
    history: async (line = 'history') => {
      const report = await play(newest().paastis.run(line, { actor: 'terminal:ana', entryPoint: 'terminal' }));
      if (report.kind !== 'history') throw new Error(`Expected a history, got ${JSON.stringify(report)}`);
      return report.entries;
    },
  };
}

interface LifeParts {
  readonly stage: Stage;
  readonly slack: FakeSlack;
  readonly socket: FakeSocket | undefined;
  readonly logged: string[];
}

async function openLife(options: JourneyOptions, { stage, slack, socket, logged }: LifeParts): Promise<Life> {
  const { clock } = stage;
  const play = <T>(promise: Promise<T>) => stage.play(promise);
  const { rules = [], store, watching = false } = options;
  const config = { ...stage.config, rules, ...options.config };
  const place = store === undefined ? undefined : 'folder' in store ? store : { store };
  const paastis = await stage.open(place, config);
  const events: PaastisEvent[] = [];
  paastis.subscribe((event) => void events.push(event));
  const note = (facts: object, text: string) => void logged.push(`${text} ${JSON.stringify(facts)}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const app = createSlackApp({
    paastis,
    clock,
    log,
    botToken: new Secret(journeySecrets.botToken),
    ...(socket === undefined
      ? { signingSecret: new Secret(journeySecrets.signingSecret) }
      : { appToken: new Secret(journeySecrets.appToken) }),
    slackApiUrl: slack.apiUrl,
    language: config.language,
    timezone: config.timezone,
    accessNames: () => [...config.access.admins, ...config.access.operators],
  });
  const check = async () => [...(await paastis.check()), ...app.check()];
  const routes = [...healthRoutes(check), ...app.routes];
  const server = createBotServer({ clock, log, host: '127.0.0.1', port: 0, routes });
  const url = `http://127.0.0.1:${(await server.start()).port}`;
  await play(app.start());
  if (watching) await play(paastis.start());
  let over: Promise<void> | undefined;
  const end = async (graceMs: number | undefined): Promise<void> => {
    await play(server.stop());
    await play(app.stop());
    await play(paastis.close(graceMs === undefined ? {} : { graceMs }));
  };
  const endOnce = (graceMs?: number): Promise<void> => {
    over ??= end(graceMs);
    return over;
  };
  const hands = slack.hands(socket?.deliver ?? url);
  return { paastis, app, url, hands, events, stop: () => endOnce(), crash: () => endOnce(0) };
}

/** Every text in which Slack would make a mention of markup: not what is plain text. */
function markupSaid(slack: FakeSlack): readonly string[] {
  const said = [...slack.messages, ...slack.whispers].flatMap(({ versions }) => versions);
  const views = [...[...slack.views.values()].flat(), ...slack.homes.values()].flatMap(({ versions }) => versions);
  return [
    ...said.flatMap(({ text, blocks }) => [text, ...markupIn(blocks)]),
    ...views.flatMap(({ content }) => markupIn(content.blocks)),
  ];
}

function markupIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(markupIn);
  if (typeof part !== 'object' || part === null) return [];
  if ('type' in part && part.type === 'mrkdwn' && 'text' in part) return [String(part.text)];
  return Object.values(part).flatMap(markupIn);
}

/** Calls out to anybody but people and groups that are known. */
function strangeMentions(slack: FakeSlack, acks: readonly string[]): readonly string[] {
  return [...markupSaid(slack), ...acks].flatMap((text) =>
    [...text.matchAll(/<(?:!(?!date\^)|@|#)(?:subteam\^)?(?<id>\w*)[^>]*>/g)]
      .filter(({ groups }) => !isKnown(groups?.id ?? '', slack))
      .map(([mention]) => `${mention} in ${text.slice(0, 300)}`),
  );
}

function isKnown(id: string, { people, groups, channels }: FakeSlack): boolean {
  return people.has(id) || groups.has(id) || channels.has(id);
}

function secretsIn(lines: readonly string[], { scalingo, clever }: Stage): readonly string[] {
  const words = [
    ...Object.values(journeySecrets),
    scalingo.token,
    clever.token,
    'secretpart',
    'verification-token-of-old',
  ];
  return lines.filter((line) => words.some((word) => line.includes(word)));
}

/** Left alone for two days, so that it idles. */
export async function addIdleApp({ stage }: Pick<Journey, 'stage'>, name: string): Promise<void> {
  const old = new Date(stage.clock.now().getTime() - 2 * DAY_MS).toISOString();
  await stage.scalingo.world.addApp({ name, createdAt: old, lastDeployedAt: old });
}

/** The usual asker. */
export const asker = fakeUser;

/** What a journey goes on with; nothing there ends it. */
export function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('There is none');
  return value;
}
