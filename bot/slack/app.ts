import { randomUUID } from 'node:crypto';
import { App, type Receiver, webApi } from '@slack/bolt';
import type { Dispatcher } from 'undici';
import {
  type Check,
  type Clock,
  createTranslate,
  type Language,
  type Log,
  type Paastis,
  type Problem,
  type Secret,
  type Translate,
} from '../../core/index.ts';
import type { Route } from '../server.ts';
import { noteCard } from './cards/report.ts';
import { type Connection, createConnection, tokenRefused } from './connection.ts';
import type { SlackContext } from './context.ts';
import { registerCourtesy } from './courtesy/index.ts';
import { registerDigests } from './digests/index.ts';
import { checkSocket, checkToken } from './doctor.ts';
import { registerHome } from './home/index.ts';
import { registerActions } from './listeners/actions.ts';
import { registerCommands } from './listeners/commands.ts';
import { registerEvents } from './listeners/events.ts';
import { registerModals } from './listeners/modals.ts';
import { registerOptions } from './listeners/options.ts';
import { registerShortcuts } from './listeners/shortcuts.ts';
import { createBoltLogger, createRedact } from './log.ts';
import { type SlackMeter, silentMeter } from './meter.ts';
import { createOperations } from './operations.ts';
import { createPatientFetch } from './patient-fetch.ts';
import { createPeople } from './people.ts';
import { PlainLayout } from './plain-layout.ts';
import { createDispatch, type DoorTexts } from './receivers/dispatch.ts';
import { createGuard } from './receivers/guard.ts';
import { createHttpDoor } from './receivers/http.ts';
import { createSocketDoor, type SocketDoor } from './receivers/socket.ts';
import { ResponseUrl } from './response-url.ts';
import { createSlackFetch } from './web-fetch.ts';

export interface SlackAppOptions {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly log: Log;
  /** Opens the door of signed requests. */
  readonly signingSecret?: Secret | undefined;
  /** Opens a socket to Slack, through which the same comes in. */
  readonly appToken?: Secret | undefined;
  readonly botToken: Secret;
  /** Default: Slack's own. */
  readonly slackApiUrl?: string;
  /** Where a proxy stands between; left out: directly. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Of the bot's own sentences, and asked of the core; default `en`. */
  readonly language?: Language;
  /** IANA name, of the settings; default UTC. */
  readonly timezone?: string;
  /** Groups that the settings name now, `S0123456` and `@developers`, among people; default: none. */
  readonly accessNames?: () => readonly string[];
  /** Counts; default: nobody does. */
  readonly meter?: SlackMeter;
  /** How long `stop` waits for commands under way; default 20 s, below what platforms grant. */
  readonly stopWithinMs?: number;
  /** Of Paastis, for admins to read. */
  readonly version?: string;
}

export interface SlackApp {
  /** To be mounted on the bot's server; answers signed requests from the first moment, also before `start`. */
  readonly routes: readonly Route[];
  /**
   * Introduces the bot to Slack. While Slack cannot be reached it resolves and goes on trying.
   * @throws {ConfigError} config_invalid when Slack refuses a token: everything but Slack can go on
   */
  start(): Promise<void>;
  /** Takes no new command and waits for those under way. Stop the server first. */
  stop(): Promise<void>;
  /** What keeps commands from being taken, for `GET /readyz`. */
  check(): readonly Problem[];
  /** The same and what the bot's token may do, each with its remedy, for `doctor`. */
  doctor(translate: Translate): Promise<readonly Check[]>;
}

const STOP_WITHIN_MS = 20_000;

/** For the last words of the messages of commands that are cut off. */
const LAST_WORDS_MS = 3_000;

/** Slack for one workspace, by signed requests, by a socket, or both: one message per operation out. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { clock, log, botToken, paastis, signingSecret, appToken, slackApiUrl, dispatcher } = options;
  const { language = 'en', timezone = 'UTC', meter = silentMeter } = options;
  const redact = createRedact([signingSecret, botToken, appToken].filter((secret) => secret !== undefined));
  const underWay = new Set<Promise<void>>();
  const cutOff = new AbortController();
  const track = (work: Promise<void>): void => {
    underWay.add(work);
    const forget = () => void underWay.delete(work);
    work.then(forget, forget);
  };

  const onRefused = (error: string) => connection.suspect(error);
  const send = createSlackFetch({ clock, log, redact, meter, dispatcher, onRefused });
  // No `headers`: Bolt would send the first workspace's token for all. No retries: ours go by the clock.
  const clientOptions = {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    fetch: send,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createBoltLogger(log, redact),
  };
  const web = new webApi.WebClient(botToken.reveal(), clientOptions);
  const connection = createConnection({ client: web, clock, log, redact });
  const dispatch = createDispatch({
    clock,
    log,
    redact,
    meter,
    newReference,
    texts: doorTexts(connection, language),
    whisper: (responseUrl, text) =>
      track(new ResponseUrl(responseUrl, clock, { send }).post(noteCard(text)).then(() => undefined)),
  });
  const socket =
    appToken && createSocketDoor({ appToken, dispatch, clock, log, redact, send, slackApiUrl, dispatcher });

  const app = new App({
    receiver: { init: dispatch.init, start: async () => undefined, stop: async () => undefined } satisfies Receiver,
    // With `authorize` nothing is asked of Slack while the app is built: a wrong token ends in `start`, catchable.
    authorize: async () => {
      const { scopes: _, ...identity } = connection.identity() ?? {};
      return { botToken: botToken.reveal(), ...identity };
    },
    deferInitialization: true,
    convoStore: false,
    logger: createBoltLogger(log, redact),
    clientOptions,
  });
  // Thrown on, so that the door hears of it: it logs, and answers where nobody has.
  app.error(async (error) => {
    throw error;
  });
  const shared = {
    paastis,
    clock,
    log,
    redact,
    language,
    newReference,
    cutOff: cutOff.signal,
    web,
    layout: new PlainLayout(options),
  };
  const teamId = () => connection.identity()?.teamId;
  const context: SlackContext = {
    ...shared,
    timezone,
    version: options.version,
    translate: (tongue) => createTranslate(tongue),
    people: createPeople({
      web,
      clock,
      log,
      redact,
      language,
      timezone,
      teamId,
      names: options.accessNames ?? noNames,
    }),
    operations: createOperations(shared),
    background: new webApi.WebClient(botToken.reveal(), {
      ...clientOptions,
      fetch: createPatientFetch({ send, clock, stopping: connection.stopping }),
    }),
    fetch: send,
    teamId,
    track,
  };
  registerCommands(app, context);
  registerActions(app, context);
  registerModals(app, context);
  registerOptions(app, context);
  registerShortcuts(app, context);
  registerHome(app, context);
  registerEvents(app, context, { botUserId: () => connection.identity()?.botUserId, onEnd: connection.end });
  const digests = registerDigests(app, context);
  const courtesy = registerCourtesy(app, context);

  return {
    routes: signingSecret ? [createHttpDoor({ guard: createGuard(signingSecret, clock), dispatch, log, meter })] : [],
    start: async () => {
      await app.init();
      paastis.tellBeforeSleep(courtesy);
      try {
        await connection.connect();
        await openSocket(socket);
      } finally {
        await paastis.deliverDigests({
          deliver: async (delivery) => {
            if (connection.closed() !== undefined) throw new Error(`Slack is ${connection.closed()}`);
            return digests.deliver(delivery);
          },
          tidy: async () => {
            if (connection.closed() === undefined) await digests.tidy();
          },
        });
      }
    },
    stop: async () => {
      connection.stop();
      await socket?.stop();
      await waitFor(underWay, options.stopWithinMs ?? STOP_WITHIN_MS, clock);
      if (underWay.size === 0) return;
      log.warn({ commands: underWay.size }, 'slack commands cut off by the stop');
      cutOff.abort();
      await waitFor(underWay, LAST_WORDS_MS, clock);
    },
    check: () => {
      const problem = socket?.problem();
      if (connection.closed() !== undefined || problem === undefined) return connection.check();
      return [{ part: 'slack', code: problem }];
    },
    doctor: async (translate) => {
      const ofToken = await checkToken(web, translate);
      return socket === undefined ? ofToken : [...ofToken, checkSocket(socket.problem(), translate)];
    },
  };
}

async function waitFor(work: ReadonlySet<Promise<void>>, withinMs: number, clock: Clock): Promise<void> {
  if (work.size === 0) return;
  const deadline = clock.timeout(withinMs);
  const late = new Promise<void>((resolve) =>
    deadline.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([Promise.allSettled(work), late]);
  deadline.cancel();
}

function doorTexts(connection: Connection, language: Language): DoorTexts {
  const t = createTranslate(language);
  return {
    closed: () => {
      const why = connection.closed();
      return why === undefined ? undefined : t(`slack.${why}`);
    },
    broken: (reference) => t('slack.broken', { reference }),
    outdated: () => t('slack.outdated'),
  };
}

function noNames(): readonly string[] {
  return [];
}

/** @throws {ConfigError} when Slack refuses the app's token */
async function openSocket(socket: SocketDoor | undefined): Promise<void> {
  const failure = await socket?.start();
  if (failure?.kind === 'refused') throw tokenRefused('SLACK_APP_TOKEN', failure.error);
}

/** Short enough to be read out, long enough to be found in a day's log. */
function newReference(): string {
  return randomUUID().slice(0, 6).toUpperCase();
}
