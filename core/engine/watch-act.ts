import { type Clock, isRecent } from '../clock.ts';
import { describeError, isPaastisError, OperationError, ProviderError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type App, type AppKey, appKey, appRef } from '../model/app.ts';
import { printRegion, sameRegion } from '../model/region.ts';
import type { Decision, DecisionReason } from '../policy/decision.ts';
import type { Facts } from '../policy/facts.ts';
import { createNeeds, sleepOrder } from '../policy/needs.ts';
import type { Policy } from '../policy/policy.ts';
import type { CallOptions, Provider } from '../providers/provider.ts';
import type { WatchRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Engine } from './engine.ts';
import type { SleepCause } from './ledger.ts';
import type { Requester } from './operation.ts';
import { Slots } from './slots.ts';
import { wakeMany } from './wake-many.ts';
import { wakeOptionsOf } from './wake-options.ts';
import type { SweepItem } from './watch.ts';
import { isLater, later, mergeRefusal } from './watch-facts.ts';
import type { WatchMemory } from './watch-memory.ts';

/** Vendors run few operations at a time (three at Scalingo), and people need room for theirs. */
const MOST_OPERATIONS = 3;

/** A stop follows figures this recent, or they are read again. */
const FRESH_FIGURES_MS = 5_000;

/** Refusals that say that the app is used now: the next decision sees it by itself. */
const passingRefusals: readonly string[] = ['in_use', 'kept', 'waking'];

/** An app and what was decided for it. */
export interface Decided {
  readonly app: App;
  /** What it was decided from. */
  readonly facts: Facts;
  readonly decision: Decision;
}

export interface ActDeps {
  readonly providers: () => readonly Provider[];
  readonly engine: Engine;
  readonly store: Store;
  readonly policy: () => Policy;
  readonly memory: WatchMemory;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads the figures of one app and remembers them. */
  readonly read: (record: WatchRecord, decision: Decision, options: CallOptions) => Promise<WatchRecord>;
}

/** Sleeps and wakes what was decided, few at a time in each region. */
export class Acting {
  readonly #deps: ActDeps;
  readonly #slots = new Map<string, Slots>();
  readonly #busy = new Set<AppKey>();

  constructor(deps: ActDeps) {
    this.#deps = deps;
  }

  /** Something is being done with it, or waits for its turn. */
  isBusy(key: AppKey): boolean {
    return this.#busy.has(key);
  }

  /** Apps that belong together, as one. Never throws for what one of them answers. */
  async act(unit: readonly Decided[], signal: AbortSignal): Promise<readonly SweepItem[]> {
    const free = unit.filter(({ app }) => !this.isBusy(appKey(app)));
    for (const { app } of free) this.#busy.add(appKey(app));
    try {
      const asleep = await this.#sleepAll(ofAction(free, 'sleep'), signal);
      const woken = await this.#wakeAll(ofAction(free, 'wake'), signal);
      return [...asleep, ...woken];
    } finally {
      for (const { app } of free) this.#busy.delete(appKey(app));
    }
  }

  /** Those that need others first; where one stays awake, what is left may be needed by it and stays awake too. */
  async #sleepAll(unit: readonly Decided[], signal: AbortSignal): Promise<SweepItem[]> {
    const items: SweepItem[] = [];
    const byKey = new Map(unit.map((decided) => [appKey(decided.app), decided]));
    for (const app of sleepOrder(
      unit.map((decided) => decided.app),
      this.#deps.policy(),
    )) {
      const decided = byKey.get(appKey(app));
      if (decided === undefined) continue;
      const stays = items.some(({ did }) => did !== 'slept');
      items.push(stays ? { ...decided, did: 'nothing' } : await this.#sleepOne(decided, signal));
    }
    return items;
  }

  async #sleepOne(decided: Decided, signal: AbortSignal): Promise<SweepItem> {
    const { engine, memory } = this.#deps;
    const { app, decision } = decided;
    const told = memory.find(appKey(app))?.refused?.reason;
    try {
      if (await this.isHandled(decided, signal)) return { ...decided, did: 'nothing' };
      const outcome = await this.#slotsOf(app).run(signal, () =>
        engine.sleep(
          app,
          {
            cause: causeOf(decision.reason),
            reason: decision.reason,
            confirm: (ended) => this.#confirm(decided, ended),
            ...(told !== undefined && { toldReason: told }),
          },
          requesterOf(decision, signal),
        ),
      );
      return { ...decided, did: outcome.changed ? 'slept' : 'nothing', outcome };
    } catch (error) {
      return this.#failed(decided, error, signal);
    }
  }

  /**
   * Has somebody restarted it, scaled it or run a task on it within its limit? Then its idle clock starts again.
   * Asked for once, when everything else says that it sleeps, since it costs a call.
   */
  async isHandled(decided: Pick<Decided, 'app' | 'decision'>, signal: AbortSignal): Promise<boolean> {
    const { app, decision } = decided;
    if (decision.idleAfterMs === 0) return false;
    const { memory, providers } = this.#deps;
    const provider = providers().find(({ region }) => sameRegion(region, app.region));
    const asking = provider?.findLastHandledAt?.(app.id, { priority: 'background', signal });
    const handledAt = await asking?.catch(whereAllowed);
    if (handledAt === undefined || !isLater(handledAt, decision.idleSinceAt)) return false;
    memory.update(appKey(app), (record) => ({
      ...record,
      readySinceAt: later(record.readySinceAt, handledAt) ?? handledAt,
    }));
    return !this.#isSilentSince(decided, handledAt);
  }

  /** A process that remembers nothing learns of it at the last moment each time: what is long over keeps nothing awake. */
  #isSilentSince({ app, decision: { idleAfterMs } }: Pick<Decided, 'app' | 'decision'>, at: string): boolean {
    const { clock, memory } = this.#deps;
    const reading = memory.find(appKey(app))?.reading;
    const provenMs = reading?.known === true ? Date.parse(reading.completeUntil) : clock.now().getTime();
    return idleAfterMs !== undefined && Date.parse(at) + idleAfterMs <= provenMs;
  }

  /**
   * Asked once everything is ready for the stop: has anybody used the app since it was decided?
   * @returns why it stays awake
   */
  async #confirm({ app, decision }: Decided, signal: AbortSignal): Promise<string | undefined> {
    const { clock, memory, read, store } = this.#deps;
    const key = appKey(app);
    const snooze = await store.find('snooze', key);
    if (snooze !== undefined && Date.parse(snooze.until) > clock.now().getTime()) return 'kept';
    if (decision.idleAfterMs === 0) return undefined;
    const record = memory.find(key);
    // Without figures it was decided by the hours alone.
    if (record?.reading?.known !== true) return undefined;
    const fresh = isRecent(Date.parse(record.reading.at), clock.now(), FRESH_FIGURES_MS);
    const { lastRequestAt, reading } = fresh ? record : await read(record, decision, { signal });
    if (reading?.known !== true) return 'unknown';
    const used = lastRequestAt !== undefined && isLater(lastRequestAt, decision.idleSinceAt);
    return used ? 'in_use' : undefined;
  }

  async #wakeAll(unit: readonly Decided[], signal: AbortSignal): Promise<SweepItem[]> {
    const { engine, memory } = this.#deps;
    const [first] = unit;
    if (first === undefined) return [];
    const policy = this.#deps.policy();
    const needsOf = createNeeds(
      memory.all.map(({ app }) => app),
      policy,
    );
    const wake: Engine['wake'] = (app, ...rest) => this.#slotsOf(app).run(signal, () => engine.wake(app, ...rest));
    const results = await wakeMany(
      { wake },
      unit.map(({ app }) => app),
      {
        requester: requesterOf(first.decision, signal),
        targetFor: (app) => ({
          app,
          options: { ...wakeOptionsOf(policy.ruleFor(app)?.rule), reason: first.decision.reason },
          needs: needsOf(app),
        }),
      },
    );
    const byKey = new Map(results.map(({ app, result }) => [appKey(app), result]));
    return unit.map((decided): SweepItem => {
      const result = byKey.get(appKey(decided.app));
      if (result === undefined) return { ...decided, did: 'nothing' };
      if (result.status === 'rejected') return this.#failed(decided, result.reason, signal);
      return { ...decided, did: result.value.changed ? 'woken' : 'nothing', outcome: result.value };
    });
  }

  /** One that fails stops nothing; it is tried again later. */
  #failed(decided: Decided, error: unknown, signal: AbortSignal): SweepItem {
    const { clock, log, memory } = this.#deps;
    const { app } = decided;
    if (signal.aborted) return { ...decided, did: 'nothing' };
    const reason = reasonOf(error);
    if (!passingRefusals.includes(reason)) {
      memory.update(appKey(app), (record) => mergeRefusal(record, reason, clock.now()));
    }
    const told = { app: appRef(app), detail: describeError(error) };
    if (isPaastisError(error)) log.info(told, 'what was decided was not done');
    else log.error(told, 'what was decided could not be done');
    return { ...decided, did: 'failed', error };
  }

  #slotsOf(app: App): Slots {
    const region = printRegion(app.region);
    const slots = this.#slots.get(region) ?? new Slots(MOST_OPERATIONS);
    this.#slots.set(region, slots);
    return slots;
  }
}

/** Who may not read the history of an app may still put it to sleep; anything else leaves it awake for now. */
function whereAllowed(error: unknown): undefined {
  if (!(error instanceof ProviderError) || error.retryable) throw error;
}

function ofAction(unit: readonly Decided[], action: Decision['action']): readonly Decided[] {
  return unit.filter(({ decision }) => decision.action === action);
}

/** Rules are counted from 1, as people count lines. */
export function actorOf({ rule }: Decision): string {
  return rule === undefined ? 'rule:defaults' : `rule:${rule.index + 1}`;
}

function requesterOf(decision: Decision, signal: AbortSignal): Requester {
  return { actor: actorOf(decision), entryPoint: 'schedule', signal };
}

export function causeOf(reason: DecisionReason): SleepCause {
  if (reason === 'outside_hours') return 'schedule';
  return reason === 'pr_closed' ? 'pr_closed' : 'idle';
}

function reasonOf(error: unknown): string {
  if (error instanceof OperationError) return error.context.reason ?? error.code;
  return isPaastisError(error) ? error.code : 'internal';
}
