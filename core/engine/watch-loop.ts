import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type App, type AppKey, appKey } from '../model/app.ts';
import { printRegion, type Region } from '../model/region.ts';
import type { Decision } from '../policy/decision.ts';
import type { Provider } from '../providers/provider.ts';
import type { WatchRecord } from '../store/records.ts';
import type { Announcing } from './announcing.ts';
import { MinuteCount, ReadQueue, readsPerMinute, restMs, spareReads } from './plan-reads.ts';
import { actOn, decideFor, decideUnit, findUnits, isHeld, readDue, type SweepDeps } from './sweep.ts';
import type { WatchedApp } from './watch.ts';

const TICK_MS = 60_000;

/** Figures of apps that nobody manages: not at the same time as those that are due with the list, and few. */
const SPARE_PAUSE_MS = 20_000;
const MOST_SPARE_A_TICK = 2;

export interface LoopDeps extends SweepDeps {
  readonly announcing: Announcing;
  readonly providers: () => readonly Provider[];
  readonly log: Log;
  /** Lists one region and remembers it. @returns false when it could not be read */
  readonly look: (region: Region) => Promise<boolean>;
  readonly firstTickMs: number;
}

interface RegionPlan {
  readonly queue: ReadQueue;
  readonly calls: MinuteCount;
  perMinute: number;
  ticking: boolean;
  reading: boolean;
  sparing: boolean;
}

/** Looks at every region once a minute, and reads figures in between, spread. */
export class WatchLoop {
  readonly #deps: LoopDeps;
  readonly #plans = new Map<string, RegionPlan>();
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #units: ReadonlyMap<AppKey, readonly App[]> = new Map();
  #started = false;

  constructor(deps: LoopDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#track(this.#tickForEver());
  }

  /** What the provider was asked for goes on without us: the engine waits for it, or the next start takes it up. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  calls(region: Region): number {
    return this.planOf(region).calls.count(this.#deps.clock.now());
  }

  planOf(region: Region): RegionPlan {
    const name = printRegion(region);
    const plan = this.#plans.get(name) ?? {
      queue: new ReadQueue(),
      calls: new MinuteCount(),
      perMinute: 0,
      ticking: false,
      reading: false,
      sparing: false,
    };
    this.#plans.set(name, plan);
    return plan;
  }

  async #tickForEver(): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = this.#deps.firstTickMs;
    while (!signal.aborted) {
      await this.#deps.clock.delay(pauseMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      for (const { region } of this.#deps.providers()) this.#track(this.#tick(region));
      pauseMs = TICK_MS;
    }
  }

  /** A region that hangs keeps the others waiting for nothing, and is not asked twice at once. */
  async #tick(region: Region): Promise<void> {
    const plan = this.planOf(region);
    if (plan.ticking) return;
    plan.ticking = true;
    try {
      plan.calls.add(this.#deps.clock.now());
      if (!(await this.#deps.look(region)) || this.#stopping.signal.aborted) return;
      const watched = await decideFor(this.#deps);
      this.#units = findUnits(watched, this.#deps.policy());
      const here = watched.filter(({ facts }) => printRegion(facts.app.region) === printRegion(region));
      plan.perMinute = readsPerMinute(here.map(({ facts, decision }) => ({ status: facts.status, decision })));
      this.#deps.announcing.settle();
      this.#plan(plan, here);
      this.#actOnAll(here);
      if (!plan.sparing) this.#track(this.#readSpare(plan, here));
      await this.#deps.memory.flush();
    } finally {
      plan.ticking = false;
    }
  }

  #plan(plan: RegionPlan, watched: readonly WatchedApp[]): void {
    const { clock, memory } = this.#deps;
    plan.queue.clear();
    for (const { key, decision } of watched) {
      const record = memory.find(key);
      if (decision.action !== 'look' || record === undefined) continue;
      if (isHeld(record, clock.now()) || this.#isBusy(key)) continue;
      plan.queue.add(key, dueAtMs(decision, record));
    }
    if (!plan.reading && plan.queue.size > 0) this.#track(this.#readPlanned(plan));
  }

  /** Until one member's sleep has ended, nobody knows whether the others may follow it. */
  #isBusy(key: AppKey): boolean {
    const { acting, announcing } = this.#deps;
    const isBusy = (member: AppKey) => acting.isBusy(member) || announcing.isBusy(member);
    return isBusy(key) || (this.#units.get(key) ?? []).some((member) => isBusy(appKey(member)));
  }

  /** What needs no figures: mornings, and apps that only follow their hours. */
  #actOnAll(watched: readonly WatchedApp[]): void {
    const ready = watched.filter(
      ({ key, decision: { action } }) => (action === 'sleep' || action === 'wake') && !this.#isBusy(key),
    );
    const units = Map.groupBy(ready, ({ key }) => this.#units.get(key));
    for (const members of units.values()) this.#track(this.#act(members));
  }

  async #readPlanned(plan: RegionPlan): Promise<void> {
    const { clock, memory } = this.#deps;
    const { signal } = this.#stopping;
    plan.reading = true;
    try {
      for (let key = plan.queue.take(); key !== undefined && !signal.aborted; key = plan.queue.take()) {
        const app = memory.find(key)?.app;
        if (app === undefined || this.#isBusy(key)) continue;
        const done = await this.#readUnit(plan, app);
        const pauseMs = restMs({ ...done, waiting: plan.queue.size }, plan.perMinute);
        await clock.delay(pauseMs, signal).catch(() => undefined);
      }
    } finally {
      plan.reading = false;
    }
  }

  /** Whatever waits to be decided about goes first. */
  async #readSpare(plan: RegionPlan, watched: readonly WatchedApp[]): Promise<void> {
    const { clock, memory, read } = this.#deps;
    const { signal } = this.#stopping;
    plan.sparing = true;
    try {
      for (const { key, decision } of spareReads(watched, clock.now()).slice(0, MOST_SPARE_A_TICK)) {
        await clock.delay(SPARE_PAUSE_MS, signal).catch(() => undefined);
        const record = memory.find(key);
        if (signal.aborted || plan.queue.size > 0) return;
        if (record === undefined || isHeld(record, clock.now()) || this.#isBusy(key)) continue;
        plan.calls.add(clock.now());
        await read(record, decision, { signal });
      }
      await memory.flush();
    } finally {
      plan.sparing = false;
    }
  }

  async #readUnit(plan: RegionPlan, app: App): Promise<{ readonly read: number; readonly acted: number }> {
    const { clock } = this.#deps;
    const { signal } = this.#stopping;
    const unit = this.#units.get(appKey(app)) ?? [app];
    for (const member of unit) plan.queue.remove(appKey(member));
    const startedAt = clock.now();
    try {
      const read = await readDue(this.#deps, unit, { signal });
      plan.calls.add(clock.now(), read);
      if (read === 0 || signal.aborted) return { read, acted: 0 };
      const decided = await decideUnit(this.#deps, unit, startedAt);
      this.#track(this.#act(decided));
      return { read, acted: decided.filter(({ decision }) => decision.action === 'sleep').length };
    } catch (error) {
      this.#deps.log.error({ app: app.name, detail: describeError(error) }, 'an app could not be looked at');
      return { read: 1, acted: 0 };
    }
  }

  async #act(members: readonly WatchedApp[]): Promise<void> {
    const { announcing, memory, mode } = this.#deps;
    const { signal } = this.#stopping;
    const cleared = mode() === 'enforce' ? await announcing.clear(members, signal) : members;
    if (signal.aborted) return;
    await actOn(this.#deps, cleared, { signal });
    await memory.flush();
  }

  /** Nobody waits for it but `stop`. */
  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#deps.log.error({ detail: describeError(error) }, 'a part of the watch failed'))
      .then(() => {
        this.#running.delete(tracked);
      });
    this.#running.add(tracked);
  }
}

/**
 * Since when it waits to be read: since its limit was over. By the age of its figures an app that was left a minute after
 * a reading would be read last, one round of all apps later.
 */
function dueAtMs({ idleSinceAt, idleAfterMs }: Decision, { app, reading }: WatchRecord): number {
  if (idleSinceAt === undefined || idleAfterMs === undefined)
    return Date.parse(reading?.at ?? app.createdAt ?? app.readAt);
  return Date.parse(idleSinceAt) + idleAfterMs;
}
