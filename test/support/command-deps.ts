import { runLine } from '../../core/commands/run.ts';
import type { CommandContext, CommandDeps } from '../../core/commands/spec.ts';
import { createWakeBudget } from '../../core/commands/wake-budget.ts';
import type { Config } from '../../core/config.ts';
import type { Listing } from '../../core/engine/directory.ts';
import type { Watch, WatchedApp } from '../../core/engine/watch.ts';
import { createAudit } from '../../core/events/audit.ts';
import { createEventBus } from '../../core/events/bus.ts';
import { createTranslate } from '../../core/i18n/index.ts';
import type { Language, Report } from '../../core/index.ts';
import { silentLog } from '../../core/log.ts';
import { type App, appKey } from '../../core/model/app.ts';
import type { Decision } from '../../core/policy/decision.ts';
import type { Facts } from '../../core/policy/facts.ts';
import { createPolicy } from '../../core/policy/policy.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { createPriceBook } from '../../core/savings/prices.ts';
import { MemoryStore } from '../../core/store/memory.ts';
import type { Store } from '../../core/store/store.ts';
import { FakeClock } from './fake-clock.ts';
import { makeApp, makeConfig } from './make.ts';

export interface CommandScene {
  readonly config?: Partial<Config>;
  readonly watched?: readonly WatchedApp[];
  readonly listing?: Listing;
  readonly providers?: readonly Provider[];
  readonly store?: Store;
  readonly clock?: FakeClock;
  readonly extraChecks?: CommandDeps['extraChecks'];
}

/** What commands work with: a real store and audit, and what was watched as the test says. */
export function makeCommandDeps(scene: CommandScene = {}): CommandDeps {
  const { watched = [], providers = [], store = new MemoryStore(), clock = new FakeClock() } = scene;
  const config = makeConfig(scene.config);
  const listing = scene.listing ?? { apps: watched.map(({ facts }) => facts.app), failed: [] };
  const audit = createAudit({ store, bus: createEventBus({ log: silentLog }), clock });
  return {
    config,
    providers,
    directory: { list: async () => listing },
    engine: unused('engine'),
    watch: watchOf(watched),
    policy: createPolicy(config),
    prices: createPriceBook({ providers: () => [], prices: () => config.prices, store, clock, log: silentLog }),
    wakeBudget: createWakeBudget({ audit, store, clock }),
    store,
    audit,
    clock,
    log: silentLog,
    ...(scene.extraChecks && { extraChecks: scene.extraChecks }),
  };
}

/** Runs one line as somebody at a terminal, or in a channel. */
export function runCommand(
  line: string,
  deps: CommandDeps,
  { language = 'en', channel }: { readonly language?: Language; readonly channel?: string } = {},
): Promise<Report> {
  const requester = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;
  return runLine(line, deps, { requester, language, ...(channel !== undefined && { channel }) });
}

export function makeContext(deps: CommandDeps): CommandContext {
  const requester = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;
  return {
    ...deps,
    commands: unused('commands'),
    translate: createTranslate('en'),
    translateAlone: createTranslate('en'),
    requester,
  };
}

/** An app as it was watched, running and managed unless the test says otherwise. */
export function makeWatched(
  app: Partial<App> = {},
  facts: Partial<Omit<Facts, 'app'>> = {},
  decision: Partial<Decision> = {},
): WatchedApp {
  const whole = makeApp({ ...(app.name !== undefined && { id: `id-${app.name}` }), ...app });
  return {
    key: appKey(whole),
    facts: { app: whole, status: 'running', wokenAt: [], wakesMs: [], undoneAt: [], ...facts },
    decision: { action: 'none', reason: 'active', managed: true, signals: [], ...decision },
  };
}

/** An app that nobody has used since then, proven a minute ago. */
export function makeIdle(name: string, idleSinceAt: string, facts: Partial<Omit<Facts, 'app'>> = {}): WatchedApp {
  const at = '2026-11-22T09:00:00.000Z';
  const reading = { known: true, at, since: idleSinceAt, completeUntil: '2026-11-22T08:59:00.000Z' } as const;
  return makeWatched({ name }, { reading, ...facts }, { reason: 'idle', idleSinceAt, idleAfterMs: 1_800_000 });
}

function watchOf(watched: readonly WatchedApp[]): Watch {
  return { ...unused<Watch>('watch'), list: async () => watched };
}

/** Whatever a test does not expect to be called. */
function unused<T extends object>(name: string): T {
  const handler: ProxyHandler<T> = {
    get: (_target, property) => {
      throw new Error(`${name}.${String(property)} was not expected`);
    },
  };
  return new Proxy<T>(Object.create(null), handler);
}

/** A provider that answers only what the test says. */
export function makeProvider(answers: Partial<Provider> = {}): Provider {
  return { ...unused<Provider>('provider'), region: { type: 'scalingo', name: 'osc-fr1' }, ...answers };
}
