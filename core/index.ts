import type { Clock } from './clock.ts';
import type { ProgressReport, Report } from './commands/report/report.ts';
import { runLine } from './commands/run.ts';
import type { Config } from './config.ts';
import { createDirectory } from './engine/directory.ts';
import { createEngine } from './engine/engine.ts';
import { createAudit } from './events/audit.ts';
import { createEventBus, type EventListener } from './events/bus.ts';
import type { ProxySettings } from './http/agent.ts';
import { createProber } from './http/probe.ts';
import type { Language } from './i18n/index.ts';
import type { Log } from './log.ts';
import type { Actor, EntryPoint } from './model/actor.ts';
import { printRegion } from './model/region.ts';
import { loadProviders } from './providers/index.ts';
import { createLedger } from './savings/ledger.ts';
import { createPriceBook } from './savings/prices.ts';
import { createStore, type StoreConfig } from './store/index.ts';

export { type Clock, systemClock } from './clock.ts';
export { completeLine } from './commands/line/complete.ts';
export { parse } from './commands/line/parse.ts';
export { actorText } from './commands/report/actor-text.ts';
export { nextText } from './commands/report/decision-text.ts';
export { checkOf } from './commands/report/doctor-report.ts';
export { errorExitCode, errorReport } from './commands/report/error-report.ts';
export { exitCode } from './commands/report/exit-code.ts';
export { idleDuration, idleText, priceText } from './commands/report/idle-text.ts';
export { groupPlanned, type PlannedGroup, plannedText } from './commands/report/plan-text.ts';
export { reasonText } from './commands/report/reason-text.ts';
export { renderJson } from './commands/report/render-json.ts';
export * from './commands/report/report.ts';
export type { Config } from './config.ts';
export { ConfigError, describeError, isPaastisError, UserError } from './errors.ts';
export * from './i18n/format.ts';
export { createTranslate, isTextKey, type Language, type TextKey, type Translate } from './i18n/index.ts';
export { type Log, Secret, silentLog } from './log.ts';
export type { AppStatus } from './model/status.ts';
export { type Fault, faultMessage, renderFault } from './settings/faults.ts';
export { settingsJsonSchema } from './settings/json-schema.ts';
export { parseSettings, readSettings, type SettingsReading, type SettingsSource } from './settings/parse.ts';
export type { ProxySettings, StoreConfig };

/** Who asks, through which door, in which language. */
export interface Caller {
  readonly actor: Actor;
  readonly entryPoint: EntryPoint;
  /** Default: the settings' language. */
  readonly language?: Language;
  readonly onProgress?: (progress: ProgressReport) => void;
  /** Ends the waiting of this caller; what the provider was asked for goes on. */
  readonly signal?: AbortSignal;
}

/** The one command language, run. Front ends parse nothing and render what comes back. */
export interface Paastis {
  /** Runs a line such as `wake shop-pr42`, with or without `/paastis` or `paastis` in front. Never throws. */
  run(line: string, caller: Caller): Promise<Report>;
  /** Resolves once what the last process left unfinished has been taken up. */
  readonly recovered: Promise<void>;
  /** What keeps it from working, each named: the store, a region. Empty: ready. */
  check(): Promise<readonly Problem[]>;
  /** Tells every event from here on; returns what ends it. */
  subscribe(listener: EventListener): () => void;
  /** Waits for operations under way, until `graceMs` or the signal's abort, then lets go of store and connections. */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** Default 30 s. */
  readonly graceMs?: number;
  readonly signal?: AbortSignal;
}

/** Something that does not work, for `/readyz`. */
export interface Problem {
  /** `store` or `scalingo/osc-fr1`. */
  readonly part: string;
  readonly code: string;
}

export interface PaastisDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: StoreConfig;
  /** By which vendors and apps are reached; left out: directly. */
  readonly proxy?: ProxySettings | undefined;
}

/** Long enough for a boot; what is cut off after it is taken up by the next start. */
const CLOSE_GRACE_MS = 30_000;

/**
 * Puts the parts together: providers, store, engine, commands.
 * @throws {StoreError} store_locked, store_invalid, store_unwritable; {ConfigError} two providers for one region
 */
export async function createPaastis(config: Config, deps: PaastisDeps): Promise<Paastis> {
  const { clock, log, proxy } = deps;
  const loaded = await loadProviders(config.providers, { clock, log, proxy });
  const { providers } = loaded;
  const store = await createStore(deps.store, { clock, log });
  const bus = createEventBus({ log });
  const audit = createAudit({ store, bus, clock });
  const prober = createProber({ clock, proxy });
  const prices = createPriceBook({ providers: () => providers, prices: () => config.prices, store, clock, log });
  await prices.load();
  const ledger = createLedger({ store, prices, clock });
  const engine = createEngine({ providers, store, audit, prober, ledger, clock, log });
  const directory = createDirectory({ providers, failed: loaded.failed, store, audit, ledger, clock, log });
  const commandDeps = { config, providers, directory, engine, store, audit, clock, log };

  const recovered = engine.recover();

  return {
    recovered,
    run: (line, caller) => {
      const { actor, entryPoint, signal, onProgress } = caller;
      return runLine(line, commandDeps, {
        requester: { actor, entryPoint, ...(signal && { signal }) },
        language: caller.language ?? config.language,
        ...(onProgress && { onProgress }),
      });
    },
    check: async () => {
      const problems: Problem[] = loaded.failed.map(({ region, error }) => ({
        part: printRegion(region),
        code: error.code,
      }));
      await store.check().catch((error: { code?: string }) => {
        problems.push({ part: 'store', code: error.code ?? 'store_unwritable' });
      });
      return problems;
    },
    subscribe: (listener) => bus.subscribe(listener),
    close: async ({ graceMs = CLOSE_GRACE_MS, signal } = {}) => {
      const over = new AbortController();
      const grace = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]);
      const timer = clock.delay(graceMs, grace).catch(() => undefined);
      await Promise.race([recovered.then(() => engine.idle()), timer]);
      over.abort();
      engine.close();
      // First of all: what is cut off below would else note its failure, and the next start would find nothing to take up.
      await store.close();
      await Promise.all([...providers.map((provider) => provider.close()), prober.close()]);
    },
  };
}
