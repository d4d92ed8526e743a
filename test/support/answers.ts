import { runLine } from '../../core/commands/run.ts';
import type { CommandDeps } from '../../core/commands/spec.ts';
import { createWakeBudget } from '../../core/commands/wake-budget.ts';
import type { Config } from '../../core/config.ts';
import type { Listing } from '../../core/engine/directory.ts';
import type { Engine } from '../../core/engine/engine.ts';
import type { SweepResult, Watch, WatchedApp } from '../../core/engine/watch.ts';
import { createAudit } from '../../core/events/audit.ts';
import { createEventBus } from '../../core/events/bus.ts';
import type { Language, ProgressReport, Report, Standing } from '../../core/index.ts';
import { silentLog } from '../../core/log.ts';
import type { EntryPoint } from '../../core/model/actor.ts';
import { type App, appKey } from '../../core/model/app.ts';
import { decideAll } from '../../core/policy/decide.ts';
import type { Facts, Reading } from '../../core/policy/facts.ts';
import { createPolicy } from '../../core/policy/policy.ts';
import { findBound } from '../../core/policy/sharing.ts';
import { MemoryStore } from '../../core/store/memory.ts';
import { FakeClock } from './fake-clock.ts';
import { makeApp, makeConfig } from './make.ts';

/** What commands answer from: apps as they are remembered, without a provider behind them. */
export interface AnswersOptions {
  readonly facts: readonly Facts[];
  readonly config?: Partial<Config>;
  /** What a list tells; default: every app of `facts`. */
  readonly listing?: Partial<Listing>;
  /** What a reading finds, by name; default: what is remembered. */
  readonly read?: Readonly<Record<string, Partial<Facts>>>;
  readonly sweep?: SweepResult;
  /** What operates on apps; default: nothing does, and all of it fails. */
  readonly engine?: Partial<Engine>;
}

export interface Answers {
  readonly deps: CommandDeps;
  readonly clock: FakeClock;
  /** Names of the apps whose figures were read, and how often a list was asked for. */
  readonly asked: { readonly read: string[]; lists: number };
  run(line: string, as?: AskedBy): Promise<Report>;
}

export interface AskedBy {
  readonly actor?: string;
  readonly language?: Language;
  readonly entryPoint?: EntryPoint;
  readonly standing?: Standing;
  readonly onProgress?: (progress: ProgressReport) => void;
  readonly signal?: AbortSignal;
}

/** A running app that nobody has used since 08:00 UTC, an hour before the fake clock starts. */
export function makeFacts(app: Partial<App> = {}, facts: Partial<Facts> = {}): Facts {
  return {
    app: makeApp({ id: `id-of-${app.name ?? 'shop-pr42'}`, ...app }),
    status: 'running',
    wokenAt: [],
    wakesMs: [],
    undoneAt: [],
    readySinceAt: '2026-11-20T08:00:00.000Z',
    lastRequestAt: '2026-11-22T08:00:00.000Z',
    reading: makeReading(),
    ...facts,
  };
}

export function makeReading(facts: Partial<Extract<Reading, { known: true }>> = {}): Reading {
  return {
    known: true,
    at: '2026-11-22T08:59:58.000Z',
    since: '2026-11-22T05:00:00.000Z',
    completeUntil: '2026-11-22T08:59:00.000Z',
    ...facts,
  };
}

export function openAnswers(options: AnswersOptions): Answers {
  const clock = new FakeClock();
  const config = makeConfig(options.config);
  const store = new MemoryStore();
  const policy = createPolicy(config);
  const asked = { read: [] as string[], lists: 0 };
  const watched = (facts: readonly Facts[]): readonly WatchedApp[] => {
    const decisions = decideAll(facts, policy, clock.now());
    return facts.flatMap((one) => {
      const key = appKey(one.app);
      const decision = decisions.get(key);
      return decision === undefined ? [] : [{ key, facts: one, decision }];
    });
  };
  /** What was read once is known from then on. */
  const readHere = new Map<string, Facts>();
  const known = () => [...options.facts, ...readHere.values()];
  const watch: Watch = {
    load: async () => {},
    start: () => {},
    stop: async () => {},
    list: async () => watched(options.facts),
    find: async (key) => watched(options.facts).find((one) => one.key === key),
    known: () => known().map(({ app }) => app),
    together: async (apps) =>
      watched(
        findBound(
          known(),
          policy,
          apps.map((app) => ({ app })),
        ),
      ),
    read: async (apps, { onProgress } = {}) => {
      asked.read.push(...apps.map(({ name }) => name));
      onProgress?.(apps.length, apps.length);
      const facts = apps.map((app) => findFacts(app, options));
      for (const one of facts) if (!options.facts.includes(one)) readHere.set(appKey(one.app), one);
      return watched(facts);
    },
    sweep: async () => options.sweep ?? { items: [], failed: [], startedAt: clock.now().toISOString(), durationMs: 0 },
    want: async () => {},
    tellBeforeSleep: () => undefined,
    load1m: () => 0,
  };
  const apps = options.listing?.apps ?? options.facts.map(({ app }) => app);
  const audit = createAudit({ store, clock, bus: createEventBus({ log: silentLog }) });
  const deps: CommandDeps = {
    config,
    policy,
    watch,
    clock,
    store,
    providers: [],
    log: silentLog,
    audit,
    wakeBudget: createWakeBudget({ audit, store, clock }),
    directory: {
      list: async () => {
        asked.lists += 1;
        return { apps, failed: options.listing?.failed ?? [] };
      },
    },
    engine: { ...fakeEngine((app) => findFacts(app, options).status), ...options.engine },
    prices: {
      refresh: async () => undefined,
      formationPerHour: (_, formation) => {
        const size = formation.web?.size;
        return size === 'S' ? { perHour: 0.01 } : undefined;
      },
    },
  };
  return {
    deps,
    clock,
    asked,
    run: (line, { actor = 'terminal:ana', entryPoint = 'terminal', language = 'en', ...as } = {}) => {
      const { standing, onProgress, signal } = as;
      const requester = { actor, entryPoint, ...(signal && { signal }) };
      return runLine(line, deps, {
        requester,
        language,
        ...(standing && { standing }),
        ...(onProgress && { onProgress }),
      });
    },
  };
}

function findFacts(app: App, { facts, read = {} }: AnswersOptions): Facts {
  const known = facts.find((one) => one.app.id === app.id) ?? makeFacts(app);
  return { ...known, ...read[app.name] };
}

function fakeEngine(statusOf: (app: App) => Facts['status']): Engine {
  const refuse = () => Promise.reject(new Error('nothing is operated on here'));
  return {
    wake: refuse,
    sleep: refuse,
    adopt: refuse,
    findOperation: () => undefined,
    statusOf: async (app) => statusOf(app),
    recover: async () => {},
    idle: async () => {},
    close: () => {},
  };
}
