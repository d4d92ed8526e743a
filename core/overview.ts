import { setImmediate } from 'node:timers/promises';
import { type Clock, isRecent } from './clock.ts';
import { describe, failures } from './commands/describe.ts';
import { findEndingTokens } from './commands/digest/content.ts';
import type { AppReport, RegionFailure } from './commands/report/report.ts';
import { savedLately } from './commands/savings/saved-lately.ts';
import type { CommandDeps } from './commands/spec.ts';
import type { RegionState } from './engine/directory.ts';
import type { RunningOperation } from './engine/lock.ts';
import type { WatchedApp } from './engine/watch.ts';
import { describeError } from './errors.ts';
import type { EventBus } from './events/bus.ts';
import { createTranslate, type Language } from './i18n/index.ts';
import type { Actor } from './model/actor.ts';
import type { AppKey } from './model/app.ts';
import type { PaastisEvent } from './model/event.ts';
import { printRegion } from './model/region.ts';
import type { AppStatus } from './model/status.ts';
import type { Provider } from './providers/provider.ts';

/** One app of the overview. */
export interface OverviewApp extends AppReport {
  /** Where its rule sends its messages. */
  readonly channel?: string;
  readonly group?: string;
  readonly managed: boolean;
  readonly protected: boolean;
  /** What decides about it, a word of ours: `active`, `kept`, `fight`, `refused`. */
  readonly decision?: string;
  /** Where the last try to put it to sleep was refused: why, a word of ours or the provider's. */
  readonly refusal?: string;
  /** Who woke it, kept it awake or put it to sleep, the last first. */
  readonly people?: readonly Actor[];
}

/** Everything at a glance, as remembered: costs no call to a provider. */
export interface Overview {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly mode: 'observe' | 'enforce';
  /** Sorted by provider, region and name. */
  readonly apps: readonly OverviewApp[];
  /** Regions that could not be read when they were last asked. */
  readonly failed: readonly RegionFailure[];
  /** EUR saved in the last 30 days, and, in observe mode, what would have been. */
  readonly savedEur: number;
  readonly wouldSaveEur?: number;
  /** When every region had last been asked, ISO 8601, UTC; absent: one has not been since the program began. */
  readonly readAt?: string;
  /** Accounts whose token ends soon or has ended; the first to end comes first. Left out: none. */
  readonly endingTokens?: readonly { readonly region: string; readonly endsAt: string }[];
  /** What holds for everybody, for who may change it. */
  readonly settings?: OverviewSettings;
}

export interface OverviewSettings {
  /** As the settings file names them: `U0123456`, `@platform`. */
  readonly admins: readonly string[];
  readonly operators: readonly string[];
  readonly digests: readonly OverviewDigest[];
}

/** A channel that gets a digest. */
export interface OverviewDigest {
  /** As the settings name it (`#dev`), or as it was when `digest here` was typed (`slack:C0123456`). */
  readonly channel: string;
  /** As written: `Mon-Fri 09:00`, in the settings' time zone. */
  readonly schedule: string;
  /** Set in the channel itself by `digest here`, so that `digest off` there ends it; else by the settings file. */
  readonly own: boolean;
}

export interface OverviewDeps
  extends Pick<CommandDeps, 'audit' | 'clock' | 'engine' | 'log' | 'prices' | 'store' | 'watch'> {
  readonly bus: Pick<EventBus, 'subscribe'>;
  readonly directory: { states(): readonly RegionState[] };
  readonly providers: () => readonly Provider[];
  readonly settings: () => Pick<CommandDeps, 'config' | 'policy'>;
}

/** Many ask at the same time: each keystroke in a form, each open Home. */
const APPS_MAX_AGE_MS = 1_000;

const MONEY_MAX_AGE_MS = 60_000;

/** Enough to know who cares about an app. */
const PEOPLE_EVENTS = 1_000;
const MOST_PEOPLE = 5;

/** @returns what tells everything at a glance; it never rejects */
export function createOverview(deps: OverviewDeps): (language?: Language) => Promise<Overview> {
  const { bus, clock, directory, engine, log, settings } = deps;
  const ends = new Map<AppKey, AppEnd>();
  const apps = remembered({ make: () => describeAll(deps), maxAgeMs: APPS_MAX_AGE_MS, clock, restMs: restAfter });
  const countMoney = () => savedLately({ ...deps, ...settings(), providers: deps.providers() });
  const money = remembered({ make: countMoney, maxAgeMs: MONEY_MAX_AGE_MS, clock });
  bus.subscribe((event) => {
    apps.outdate();
    noteEnd(ends, event);
  });

  return async (language) => {
    const { config } = settings();
    const states = directory.states();
    const readAt = readByAll(states);
    const common = {
      at: clock.now().toISOString(),
      mode: config.mode,
      failed: failures(
        { failed: states.flatMap(({ region, error }) => (error === undefined ? [] : [{ region, error }])) },
        { translate: createTranslate(language ?? config.language) },
      ),
      ...(readAt !== undefined && { readAt }),
    };
    try {
      const tokens = findEndingTokens(deps.store, clock.now());
      const [known, { saved, would }, endingTokens, own] = await Promise.all([
        apps.get(),
        money.get(),
        tokens,
        deps.store.list('channel'),
      ]);
      const regions = new Set(states.map(({ region }) => printRegion(region)));
      return {
        ...common,
        apps: known
          .filter(({ app }) => regions.has(`${app.provider}/${app.region}`))
          .map((one) => asOfNow(one, engine.findOperation(one.key), ends.get(one.key))),
        savedEur: saved,
        ...(config.mode === 'observe' && { wouldSaveEur: would }),
        ...(endingTokens.length > 0 && { endingTokens }),
        settings: {
          admins: config.access.admins,
          operators: config.access.operators,
          digests: [
            ...config.digests.map(({ channel, at }) => ({ channel, schedule: at, own: false })),
            ...own.flatMap(({ key, schedule }) =>
              schedule === undefined ? [] : [{ channel: key, schedule, own: true }],
            ),
          ],
        },
      };
    } catch (error) {
      log.error({ detail: describeError(error) }, 'the overview could not be made');
      return { ...common, apps: [], savedEur: 0 };
    }
  };
}

interface Remembered<T> {
  get(): Promise<T>;
  /** Something has changed: made anew as soon as it may be. */
  outdate(): void;
}

interface Making<T> {
  readonly make: () => Promise<T>;
  readonly maxAgeMs: number;
  readonly clock: Clock;
  /** How long it lasts whatever changes meanwhile; default: not at all. */
  readonly restMs?: (value: T) => number;
}

/** Made anew once it is older; whoever asks meanwhile waits for the same. What failed is not remembered. */
function remembered<T>({ make, maxAgeMs, clock, restMs = () => 0 }: Making<T>): Remembered<T> {
  let last: { readonly atMs: number; readonly value: Promise<T>; lastsMs: number; outdated: boolean } | undefined;
  const holds = (now: Date): boolean => {
    if (last === undefined || !isRecent(last.atMs, now, maxAgeMs)) return false;
    return !last.outdated || now.getTime() - last.atMs < last.lastsMs;
  };
  return {
    outdate: () => {
      if (last !== undefined) last.outdated = true;
    },
    get: () => {
      const now = clock.now();
      if (last !== undefined && holds(now)) return last.value;
      const value = make();
      const made = { atMs: now.getTime(), value, lastsMs: 0, outdated: false };
      last = made;
      value.then(
        (result) => {
          made.lastsMs = restMs(result);
        },
        () => {
          if (last === made) last = undefined;
        },
      );
      return value;
    },
  };
}

/** Where hundreds of apps fall asleep together, describing all after each of them would leave time for nothing else. */
const MANY_APPS = 100;

/** About twenty times as long as describing one takes. */
const REST_PER_APP_MS = 0.4;

/** States are as of now all the same: `asOfNow`. */
function restAfter({ length }: readonly KnownApp[]): number {
  return length < MANY_APPS ? 0 : length * REST_PER_APP_MS;
}

/** Described without a pause; the event loop has its turn in between. */
const APPS_A_TURN = 250;

interface KnownApp {
  readonly key: AppKey;
  readonly app: OverviewApp;
  /** When its provider told what is known of it. */
  readonly readAt: string;
}

async function describeAll(deps: OverviewDeps): Promise<readonly KnownApp[]> {
  const people = await findPeople(deps);
  const context = { ...deps, ...deps.settings() };
  const known: KnownApp[] = [];
  for (const [index, watched] of (await deps.watch.list()).entries()) {
    if (index % APPS_A_TURN === 0) await setImmediate();
    const report = await describe(watched.facts.app, context, watched);
    const facts = { ...ruleFacts(watched, deps), ...peopleOf(people.get(watched.key)) };
    known.push({ key: watched.key, app: { ...report, ...facts }, readAt: watched.facts.app.readAt });
  }
  return known.toSorted(({ app: a }, { app: b }) => compare(a, b));
}

function compare(a: OverviewApp, b: OverviewApp): number {
  return byText(a.provider, b.provider) || byText(a.region, b.region) || byText(a.name, b.name) || byText(a.ref, b.ref);
}

/** By code unit: what a language's own order costs for a thousand names is felt. */
function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function ruleFacts({ facts, decision }: WatchedApp, { settings }: OverviewDeps) {
  const terms = settings().policy.termsOf(facts.app);
  return {
    ...(terms.channel !== undefined && { channel: terms.channel }),
    ...(terms.group !== undefined && { group: terms.group }),
    managed: decision.managed,
    protected: terms.protected,
    decision: decision.reason,
    ...(facts.refused && { refusal: facts.refused.reason }),
  };
}

async function findPeople({ audit }: OverviewDeps): Promise<ReadonlyMap<AppKey, ReadonlySet<Actor>>> {
  const people = new Map<AppKey, Set<Actor>>();
  for (const { name, app, actor } of await audit.list({ limit: PEOPLE_EVENTS })) {
    if (app === undefined || (name !== 'app_woken' && name !== 'app_kept' && name !== 'app_slept')) continue;
    const known = people.get(app.key) ?? new Set();
    if (known.size < MOST_PEOPLE) known.add(actor);
    people.set(app.key, known);
  }
  return people;
}

function peopleOf(people: ReadonlySet<Actor> | undefined): Pick<OverviewApp, 'people'> {
  return people === undefined ? {} : { people: [...people] };
}

/** How an operation left an app: lists learn of it a minute later. */
interface AppEnd {
  readonly at: string;
  readonly status: AppStatus;
}

/** More apps than an account has; the bound keeps a program that runs for months from growing. */
const MOST_ENDS = 20_000;

function noteEnd(ends: Map<AppKey, AppEnd>, { name, app, at, after }: PaastisEvent): void {
  if (app === undefined) return;
  if (name === 'app_vanished') ends.delete(app.key);
  if (after === undefined) return;
  if (ends.size >= MOST_ENDS) ends.clear();
  ends.set(app.key, { at, status: after });
}

/** With what has happened to it since it was described. */
function asOfNow(
  { app, readAt }: KnownApp,
  operation: RunningOperation | undefined,
  end: AppEnd | undefined,
): OverviewApp {
  const status = statusNow(operation) ?? (end !== undefined && end.at > readAt ? end.status : undefined);
  if (status === undefined || status === app.status) return app;
  // What follows was true of the state it was in.
  const { idleSeconds: _idle, next: _next, statusReason: _reason, snapshot, ...rest } = app;
  return { ...rest, status, ...(status === 'asleep' && snapshot && { snapshot }) };
}

function statusNow(operation: RunningOperation | undefined): AppStatus | undefined {
  if (operation === undefined) return undefined;
  if (operation.kind === 'wake') return operation.told ? 'running' : 'waking';
  return operation.told ? 'asleep' : 'falling_asleep';
}

function readByAll(states: readonly RegionState[]): string | undefined {
  const asked = states.filter(({ readAt, error }) => readAt !== undefined || error === undefined);
  if (asked.some(({ readAt }) => readAt === undefined)) return undefined;
  return asked
    .flatMap(({ readAt }) => readAt ?? [])
    .toSorted()
    .at(0);
}
