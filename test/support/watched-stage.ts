import type { Clock } from '../../core/clock.ts';
import type { Config, RuleConfig } from '../../core/config.ts';
import { createWatch } from '../../core/engine/create-watch.ts';
import { createDirectory, type Directory } from '../../core/engine/directory.ts';
import { createEngine, type Engine } from '../../core/engine/engine.ts';
import type { Forge } from '../../core/engine/forge.ts';
import type { Watch } from '../../core/engine/watch.ts';
import { createAudit } from '../../core/events/audit.ts';
import { createEventBus } from '../../core/events/bus.ts';
import { createProber } from '../../core/http/probe.ts';
import { loadKeeps } from '../../core/keeps.ts';
import type { Log } from '../../core/log.ts';
import type { PaastisEvent } from '../../core/model/event.ts';
import { createPolicy } from '../../core/policy/policy.ts';
import { loadProviders } from '../../core/providers/index.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { createLedger } from '../../core/savings/ledger.ts';
import { createPriceBook } from '../../core/savings/prices.ts';
import type { CleverCloudSimulator } from '../../core/simulator/clever-cloud/index.ts';
import { startCleverCloudSimulator } from '../../core/simulator/clever-cloud/index.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { MemoryStore } from '../../core/store/memory.ts';
import type { Store } from '../../core/store/store.ts';
import { FakeClock } from './fake-clock.ts';
import { makeConfig } from './make.ts';

/** A watch on both simulated vendors over real HTTP, and a clock that only the test moves. */
export interface WatchedStage {
  readonly clock: FakeClock;
  readonly scalingo: ScalingoSimulator;
  readonly clever: CleverCloudSimulator;
  readonly logged: readonly string[];
  /** How far the clock of the machine that the watches run on is ahead of the vendors'. */
  readonly skew: { ms: number };
  /** Opens a watch on the same accounts; what it knows is in the store. */
  open(options?: OpenOptions): Promise<OpenedWatch>;
  play<T>(promise: Promise<T>): Promise<T>;
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly store?: Store;
  readonly config?: Partial<Config>;
  readonly firstTickMs?: number;
  readonly forge?: Forge;
}

export interface OpenedWatch {
  readonly watch: Watch;
  readonly engine: Engine;
  readonly directory: Directory;
  readonly store: Store;
  readonly providers: readonly Provider[];
  readonly events: readonly PaastisEvent[];
  /** Takes other settings; accounts stay. */
  reload(config: Partial<Config>): void;
  close(): Promise<void>;
}

export async function openWatchedStage(
  rules: readonly RuleConfig[] = [{ match: '*', manage: true }],
): Promise<WatchedStage> {
  const trueClock = new FakeClock();
  const skew = { ms: 0 };
  const clock: Clock = {
    now: () => new Date(trueClock.now().getTime() + skew.ms),
    delay: (ms, signal) => trueClock.delay(ms, signal),
    timeout: (ms) => trueClock.timeout(ms),
  };
  const [scalingo, clever] = await Promise.all([
    startScalingoSimulator({ clock: trueClock }),
    startCleverCloudSimulator({ clock: trueClock, mode: 'bridge' }),
  ]);
  const held = () => scalingo.held + clever.held;
  const logged: string[] = [];
  const opened: OpenedWatch[] = [];
  const play = <T>(promise: Promise<T>) => trueClock.run(promise, held);
  const log = collectLog(logged);

  const open = async (options: OpenOptions = {}): Promise<OpenedWatch> => {
    let config = makeConfig({ rules, providers: [scalingo.config, clever.config], ...options.config });
    let policy = createPolicy(config);
    const store = options.store ?? new MemoryStore();
    const { providers } = await loadProviders(config.providers, { clock, log, proxy: undefined });
    const bus = createEventBus({ log });
    const audit = createAudit({ store, bus, clock });
    const prober = createProber({ clock, proxy: undefined });
    const prices = createPriceBook({ providers: () => [], prices: () => config.prices, store, clock, log });
    const ledger = createLedger({ store, prices, clock });
    const shared = { providers: () => providers, store, audit, ledger, clock, log };
    const engine = createEngine({ ...shared, prober });
    const directory = createDirectory({ ...shared, failed: () => [] });
    const events: PaastisEvent[] = [];
    bus.subscribe((event) => void events.push(event));
    const watch = createWatch({
      noteKeeps: (keeps) => loadKeeps(store, keeps, clock.now()),
      ...shared,
      directory,
      engine,
      bus,
      policy: () => policy,
      mode: () => config.mode,
      pricePerHour: ({ region }, formation) => prices.formationPerHour(region, formation)?.perHour,
      ...(options.firstTickMs !== undefined && { firstTickMs: options.firstTickMs }),
      ...(options.forge && { forge: options.forge }),
    });
    await watch.load();
    let closed = false;
    const close = async () => {
      if (closed) return;
      closed = true;
      await watch.stop();
      engine.close();
      await Promise.all([...providers.map((provider) => provider.close()), prober.close()]);
    };
    const reload = (changes: Partial<Config>) => {
      config = { ...config, ...changes };
      policy = createPolicy(config);
    };
    const result = { watch, engine, directory, store, providers, events, reload, close };
    opened.push(result);
    return result;
  };

  return {
    clock: trueClock,
    skew,
    scalingo,
    clever,
    logged,
    open,
    play,
    pass: (ms) => trueClock.advance(ms, held),
    close: async () => {
      await play(Promise.all(opened.map((one) => one.close())));
      await Promise.all([scalingo.close(), clever.close()]);
    },
  };
}

function collectLog(lines: string[]): Log {
  const add = (facts: object, text: string) => void lines.push(`${text} ${JSON.stringify(facts)}`);
  return { debug: add, info: add, warn: add, error: add };
}
