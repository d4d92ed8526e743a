import type { Clock } from './clock.ts';
import { type Scope, withinScope } from './commands/line/scope.ts';
import { switchMode } from './commands/mode/switch.ts';
import { runLine } from './commands/run.ts';
import type { CommandDeps } from './commands/spec.ts';
import { createWakeBudget } from './commands/wake-budget.ts';
import type { Config } from './config.ts';
import { DigestJobs } from './digests.ts';
import { createWatch } from './engine/create-watch.ts';
import { createDirectory } from './engine/directory.ts';
import { createEngine } from './engine/engine.ts';
import { createKnownFinder } from './engine/find-known.ts';
import type { Forge } from './engine/forge.ts';
import { askedBy } from './engine/operation.ts';
import { createAudit } from './events/audit.ts';
import { createEventBus } from './events/bus.ts';
import type { ProxySettings } from './http/agent.ts';
import { createProber } from './http/probe.ts';
import { createTranslate } from './i18n/index.ts';
import { type KeepRecord, listKeeps, loadKeeps } from './keeps.ts';
import type { Log, Secret } from './log.ts';
import { ModeKeeper } from './mode.ts';
import type { App } from './model/app.ts';
import { printRegion } from './model/region.ts';
import { createNotes } from './notes.ts';
import { createOverview } from './overview.ts';
import type { CloseOptions, Paastis, Problem } from './paastis.ts';
import { type AccessRule, authorize } from './policy/access.ts';
import { createPolicy, type Policy } from './policy/policy.ts';
import { LiveProviders } from './providers/live.ts';
import { createLedger } from './savings/ledger.ts';
import { createPriceBook } from './savings/prices.ts';
import { createScheduler } from './scheduler/index.ts';
import { createStore, type StoreConfig } from './store/index.ts';
import type { Store } from './store/store.ts';
import { scheduleUpkeep } from './upkeep.ts';

export { type Clock, systemClock } from './clock.ts';
export { completeLine } from './commands/line/complete.ts';
export { verbOf, withTargets } from './commands/line/fill.ts';
export { parse } from './commands/line/parse.ts';
export type { Scope } from './commands/line/scope.ts';
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
export type { CommandName } from './commands/spec.ts';
export type { Config } from './config.ts';
export type { DigestDelivery, DigestDesk, DigestReceipt } from './digests.ts';
export type { CourtesyDesk, CourtesyEnd, CourtesyNotice } from './engine/courtesy.ts';
export { courtesyNotice } from './engine/courtesy-record.ts';
export type { Forge, PullRequestFacts } from './engine/forge.ts';
export { ConfigError, describeError, isPaastisError, OperationError, ProviderError, UserError } from './errors.ts';
export { createAgent } from './http/agent.ts';
export { readProxy } from './http/proxy-settings.ts';
export * from './i18n/format.ts';
export { createTranslate, type Language, type TextKey, type Translate } from './i18n/index.ts';
export type { KeepRecord } from './keeps.ts';
export { type Log, Secret, silentLog } from './log.ts';
export type { PaastisEvent } from './model/event.ts';
export type { Standing } from './model/standing.ts';
export type { AppStatus } from './model/status.ts';
export type { Notes } from './notes.ts';
export type { Overview, OverviewApp, OverviewSettings } from './overview.ts';
export type * from './paastis.ts';
export type { AccessAction, Verdict } from './policy/access.ts';
export { lateness } from './scheduler/lateness.ts';
export { type Fault, faultMessage, renderFault } from './settings/faults.ts';
export { withHosts } from './settings/hosts.ts';
export { parseSettings, readSettings, settingsJsonSchema } from './settings/on-demand.ts';
export type { SettingsReading } from './settings/parse.ts';
export type { ProxySettings, StoreConfig };

export interface PaastisDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: StoreConfig;
  /** Where the pull requests of the apps are kept; left out: only what the provider tells of them is known. */
  readonly forge?: Forge;
  /** By which vendors and apps are reached; left out: directly. */
  readonly proxy?: ProxySettings | undefined;
  /** Reads the prices at once instead of with `start`: for a program that ends before their daily hour. */
  readonly readsPrices?: boolean;
  /** What only the program around the core can tell, for `doctor`; in the reader's language. */
  readonly extraChecks?: CommandDeps['extraChecks'];
  /**
   * The apps it knows at all: no name, pattern, address or id reaches another one. For a store of its own: apps that
   * another core has noted there would count as gone. Default: all that the accounts can see.
   */
  readonly scope?: Scope;
  /** When an earlier run without a store woke an app, by its qualified name; ISO 8601, UTC. */
  readonly wokenAt?: (ref: string) => string | undefined;
  /** Who keeps what awake, from an earlier run without a store. */
  readonly keeps?: readonly KeepRecord[];
  /** Other processes that know nothing of this one act on the same apps: a start of an app makes sure of being the only one. */
  readonly contended?: boolean;
  /** Hears of secrets that accounts come by while they work, before these are used: whoever shows a log masks them there. */
  readonly onSecret?: (secret: Secret) => void;
  /** In [0, 1); default: Math.random. */
  readonly random?: () => number;
}

/** Long enough for a boot; what is cut off after it is taken up by the next start. */
const CLOSE_GRACE_MS = 30_000;

/**
 * Puts the parts together: providers, store, engine, commands.
 * @throws {StoreError} store_locked, store_invalid, store_unwritable; {ConfigError} two providers for one region
 */
export async function createPaastis(config: Config, deps: PaastisDeps): Promise<Paastis> {
  const { clock, contended, log, onSecret, proxy, random, scope } = deps;
  /** The settings as they were read; `current` has the mode in effect. */
  let read = config;
  let current = { config, policy: createPolicy(config) };
  const accounts = new LiveProviders({
    clock,
    log,
    proxy,
    ...(contended && { contended }),
    ...(onSecret && { onSecret }),
    ...(random && { random }),
  });
  await accounts.replace(config.providers);
  const store = await createStore(deps.store, { clock, log });
  await loadKeeps(store, deps.keeps ?? [], clock.now());
  const bus = createEventBus({ log });
  const audit = createAudit({ store, bus, clock });
  const prober = createProber({ clock, proxy });
  const providers = () => accounts.list;
  const prices = createPriceBook({ providers, prices: () => current.config.prices, store, clock, log });
  await prices.load();
  const ledger = createLedger({ store, prices, clock });
  const engine = createEngine({ providers, store, audit, prober, ledger, clock, log });
  const limit = scope && ((apps: readonly App[]) => withinScope(scope, apps, current.config));
  const directory = createDirectory({
    providers,
    failed: () => accounts.failed,
    limit,
    proposes: scope?.proposes,
    store,
    audit,
    ledger,
    clock,
    log,
  });
  const watch = createWatch({
    providers,
    directory,
    engine,
    store,
    audit,
    bus,
    ledger,
    policy: () => current.policy,
    mode: () => current.config.mode,
    pricePerHour: ({ region }, formation) => prices.formationPerHour(region, formation)?.perHour,
    ...(deps.forge && { forge: deps.forge }),
    noteKeeps: (keeps) => loadKeeps(store, keeps, clock.now()),
    clock,
    log,
  });
  await watch.load();
  const modes = new ModeKeeper({ store, audit, clock });
  await modes.load();
  current = withPolicy(await modes.take(read));
  const scheduler = createScheduler({ store, clock, log });
  scheduleUpkeep(scheduler, { providers, store, prices, ledger, clock, log });
  const digests = new DigestJobs({
    scheduler,
    config: () => current.config,
    policy: () => current.policy,
    providers,
    watch,
    prices,
    store,
    audit,
    clock,
    log,
  });
  const wakeBudget = createWakeBudget({ audit, store, clock });
  const notes = createNotes({ store, clock });
  const overview = createOverview({
    providers,
    directory,
    engine,
    watch,
    prices,
    store,
    audit,
    bus,
    settings: () => current,
    clock,
    log,
  });
  const recovered = engine.recover();
  if (deps.readsPrices === true) void prices.refresh({ priority: 'person' });
  let closed: Promise<void> | undefined;

  const findKnown = createKnownFinder(() => watch.known());

  /** The rule of an app by its qualified name or key; an app that is not known has none. */
  const ruleOf = (ref: string | undefined): AccessRule | undefined => {
    const { config, policy } = current;
    const matters = config.rules.some((rule) => rule.wakeAccess !== undefined || rule.sleepAccess !== undefined);
    if (ref === undefined || !matters) return undefined;
    const app = findKnown(ref);
    return app && policy.ruleFor(app);
  };

  return {
    recovered,
    run: async (line, caller) => {
      const { standing, channel, signal, onProgress, waitFor, expectDeployment } = caller;
      const { extraChecks } = deps;
      const shared = {
        ...(extraChecks && { extraChecks }),
        ...(scope && { scoped: true }),
        ...(deps.wokenAt && { wokenAt: deps.wokenAt }),
        directory,
        engine,
        watch,
        prices,
        wakeBudget,
        store,
        audit,
        clock,
        log,
      };
      const report = await runLine(
        line,
        { ...current, ...shared, providers: accounts.list },
        {
          requester: { ...askedBy(caller), ...(signal && { signal }) },
          ...(standing && { standing }),
          language: caller.language ?? current.config.language,
          ...(caller.errorLanguage && { errorLanguage: caller.errorLanguage }),
          ...(channel !== undefined && { channel }),
          ...(onProgress && { onProgress }),
          ...(waitFor && { waitFor }),
          ...(expectDeployment && { expectDeployment }),
        },
      );
      if (report.kind === 'digest_schedule') await digests.refresh();
      return report;
    },
    check: () => findProblems(accounts, store),
    keeps: () => listKeeps(store, clock),
    notes,
    tellBeforeSleep: (desk) => watch.tellBeforeSleep(desk),
    overview,
    may: (caller, action, ref) => authorize(caller, action, { access: current.config.access, rule: ruleOf(ref) }),
    digestOf: (period, language) => digests.again(period, language ?? current.config.language),
    switchMode: (mode, caller) => {
      const { actor, entryPoint, standing } = caller;
      const asker = { actor, entryPoint, ...(standing === undefined ? {} : { standing }) };
      const change = () =>
        switchMode(mode, asker, {
          ...current,
          inEffect: modes.inEffect(read),
          switchTo: async () => {
            await modes.switchTo(mode, { actor, entryPoint, fileMode: read.mode });
            current = withPolicy(modes.apply(read));
          },
          translate: createTranslate(caller.language ?? current.config.language),
          providers: accounts.list,
          watch,
          prices,
          store,
          audit,
          clock,
        });
      return modes.inTurn(change);
    },
    mode: () => modes.inEffect(read),
    subscribe: (listener) => bus.subscribe(listener),
    deliverDigests: (desk) => digests.deliverTo(desk),
    start: async () => {
      await recovered;
      watch.start();
      // Not left to its daily hour: what sleeps before prices are known would be counted without money.
      void prices.refresh({ priority: 'background' });
      await scheduler.start();
    },
    reload: async (next) => {
      // Settings that cannot be read change nothing.
      createPolicy(next);
      const gone = await accounts.replace(next.providers);
      await modes.inTurn(async () => {
        read = next;
        current = withPolicy(await modes.take(next));
      });
      await digests.refresh();
      // Nobody new asks them; whoever does still is waited for.
      void engine.idle().then(() => Promise.all(gone.map((provider) => provider.close())));
    },
    close: (options) => {
      closed ??= close(options);
      return closed;
    },
  };

  async function close({ graceMs = CLOSE_GRACE_MS, signal }: CloseOptions = {}): Promise<void> {
    const over = new AbortController();
    const grace = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]);
    const timer = clock.delay(graceMs, grace).catch(() => undefined);
    const quiet = Promise.all([scheduler.stop(), watch.stop()]).then(() => recovered.then(() => engine.idle()));
    await Promise.race([quiet, timer]);
    over.abort();
    engine.close();
    // First of all: what is cut off below would else note its failure, and the next start would find nothing to take up.
    await store.close();
    await Promise.all([accounts.close(), prober.close()]);
  }
}

/** Whether nothing is managed but looked at follows from the mode. */
function withPolicy(config: Config): { readonly config: Config; readonly policy: Policy } {
  return { config, policy: createPolicy(config) };
}

/** What keeps it from working: regions that could not be loaded, a store that cannot be written to. */
async function findProblems(accounts: LiveProviders, store: Store): Promise<readonly Problem[]> {
  const problems: Problem[] = accounts.failed.map(({ region, error }) => ({
    part: printRegion(region),
    code: error.code,
  }));
  await store.check().catch((error: { code?: string }) => {
    problems.push({ part: 'store', code: error.code ?? 'store_unwritable' });
  });
  return problems;
}
