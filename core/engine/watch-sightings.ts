import type { Clock } from '../clock.ts';
import { describeError } from '../errors.ts';
import type { Audit } from '../events/audit.ts';
import type { Log } from '../log.ts';
import { type App, type AppKey, appKey, appRef } from '../model/app.ts';
import type { Region } from '../model/region.ts';
import { decide } from '../policy/decide.ts';
import { figuresInDoubt } from '../policy/figures.ts';
import type { Policy } from '../policy/policy.ts';
import type { WatchRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Directory, Listing } from './directory.ts';
import type { Engine } from './engine.ts';
import type { Ledger } from './ledger.ts';
import { actorOf } from './watch-act.ts';
import { isLater, mergeApp, mergeUndone, mergeUptime } from './watch-facts.ts';
import type { WatchMemory } from './watch-memory.ts';
import { PULL_REQUESTS_MAX_AGE_MS, type PullRequests } from './watch-pull-requests.ts';
import type { Reviews } from './watch-reviews.ts';
import type { Trial } from './watch-trial.ts';

/** A list may tell the past for so long after our own stop: until then `running` says nothing. */
const STALE_LIST_MS = 90_000;

/** How much of the time an app ran is written this often; in between it is known in memory only. */
const UPTIME_WRITE_MS = 60 * 60_000;

export interface SightingsDeps {
  readonly directory: Directory;
  readonly engine: Pick<Engine, 'adopt' | 'findOperation'>;
  readonly store: Store;
  readonly audit: Audit;
  readonly policy: () => Policy;
  readonly ledger: Ledger;
  readonly memory: WatchMemory;
  readonly trial: Trial;
  readonly reviews: Reviews;
  readonly pullRequests: PullRequests;
  readonly mode: () => 'observe' | 'enforce';
  readonly clock: Clock;
  readonly log: Log;
}

/** What the lists tell: new and vanished apps, and those that somebody else started, stopped or deployed. */
export class Sightings {
  readonly #deps: SightingsDeps;
  /** Apps as they were at the last look, where somebody else's reading has told of them since. */
  readonly #lookedAt = new Map<AppKey, App>();
  #writtenAtMs: number;

  constructor(deps: SightingsDeps) {
    this.#deps = deps;
    this.#writtenAtMs = deps.clock.now().getTime();
  }

  /** Lists one region. @returns false when it could not be read: then nothing is known to have changed */
  async look(region: Region): Promise<boolean> {
    const { directory, memory, pullRequests, reviews } = this.#deps;
    const listing = await directory.list({ region, priority: 'background' });
    if (listing.failed.length > 0) return false;
    await this.take(listing, [region]);
    await reviews.refresh(region);
    await pullRequests.refresh(memory.inRegion(region), { maxAgeMs: PULL_REQUESTS_MAX_AGE_MS });
    return true;
  }

  /** A list that anybody has asked for: what it tells is known from now on; what follows from it, the next look sees. */
  async hear(region: Region, apps: readonly App[]): Promise<void> {
    const { memory } = this.#deps;
    const listed = new Set(apps.map(appKey));
    for (const { key } of memory.inRegion(region)) if (!listed.has(key)) this.#forget(key);
    for (const app of apps) if (!(await this.#endsSleep(app))) this.meet(app);
    await memory.flush();
  }

  /** Where a sleep ended without us, when it was last seen is still needed: by the next look, or by whoever wakes it. */
  async #endsSleep(app: App): Promise<boolean> {
    const { memory, store } = this.#deps;
    const key = appKey(app);
    if (app.status === 'stopped' || memory.find(key)?.app.status !== 'stopped') return false;
    return (await store.find('interval', key)) !== undefined;
  }

  /** One app as somebody has just read it. */
  meet(app: App): void {
    const { memory } = this.#deps;
    const key = appKey(app);
    const before = memory.find(key);
    if (before !== undefined && before.app.readAt >= app.readAt) return;
    if (before !== undefined && !this.#lookedAt.has(key)) this.#lookedAt.set(key, before.app);
    memory.put(mergeApp(before, app));
  }

  #forget(key: AppKey): void {
    this.#lookedAt.delete(key);
    this.#deps.memory.forget(key);
  }

  /** Takes a list in. An app that the list of its region no longer holds is forgotten. */
  async take({ apps }: Listing, regions: readonly Region[]): Promise<void> {
    const { clock, memory, mode, trial } = this.#deps;
    const now = clock.now();
    const seen = new Set(apps.map(appKey));
    const before = new Map(memory.all.map(({ key, app }) => [key, this.#lookedAt.get(key) ?? app]));
    for (const app of apps) {
      const key = appKey(app);
      this.meet(app);
      this.#lookedAt.delete(key);
      if (mode() === 'observe') memory.update(key, (record) => mergeUptime(record, before.get(key), now));
    }
    for (const region of regions) {
      const records = memory.inRegion(region);
      for (const { key } of records) if (!seen.has(key)) this.#forget(key);
      const present = records.filter(({ key }) => seen.has(key));
      for (const { key } of present) await this.#findUndone(key, before.get(key));
      await trial.close(present.flatMap(({ key }) => memory.find(key) ?? []));
      memory.setDoubtful(region, isDoubtful(present, now));
    }
    if (now.getTime() - this.#writtenAtMs < UPTIME_WRITE_MS) return;
    this.#writtenAtMs = now.getTime();
    if (mode() === 'observe') memory.markAll();
  }

  /** Did somebody bring back what we had put to sleep? Then that sleep ended when a list last saw it. */
  async #findUndone(key: AppKey, before: App | undefined): Promise<void> {
    const { engine, ledger, memory, mode, store } = this.#deps;
    const record = memory.find(key);
    if (record?.app.status !== 'running' || engine.findOperation(key) !== undefined) return;
    const [snapshot, operation] = await Promise.all([store.find('snapshot', key), store.find('operation', key)]);
    const asleepAt = snapshot?.asleepAt;
    if (asleepAt === undefined || operation !== undefined || !isCertain(record, asleepAt)) return;
    const { lastDeployedAt, readAt } = record.app;
    const deployed = lastDeployedAt !== undefined && isLater(lastDeployedAt, asleepAt);
    const noted = record.undoneAt.some((at) => isLater(at, asleepAt));
    const undone = !deployed && !noted;
    if (undone) memory.update(key, (current) => mergeUndone(current, readAt));
    const seenAt = before?.status === 'stopped' && isLater(before.readAt, asleepAt) ? before.readAt : asleepAt;
    const errorMs = Date.parse(readAt) - Date.parse(seenAt);
    await memory.flush(await ledger.close(key, { at: new Date(seenAt), by: deployed ? 'deploy' : 'human', errorMs }));
    if (mode() === 'enforce') await this.#adopt(record.app);
    if (undone) await this.#tellFight(key);
  }

  /** From here on the app is left to whoever brings it back; nobody should have to find that out. */
  async #tellFight(key: AppKey): Promise<void> {
    const { audit, clock, memory, policy } = this.#deps;
    const record = memory.find(key);
    const [facts] = record === undefined ? [] : await memory.facts([record]);
    if (facts === undefined) return;
    const decision = decide(facts, policy(), clock.now());
    if (decision.reason !== 'fight') return;
    const app = { key, ref: appRef(facts.app) };
    const correlationId = audit.newCorrelationId();
    const actor = actorOf(decision);
    const refused = {
      name: 'sleep_refused',
      app,
      actor,
      entryPoint: 'schedule',
      reason: 'fight',
      correlationId,
    } as const;
    await audit.keep([refused]);
  }

  async #adopt(app: App): Promise<void> {
    const { engine, log } = this.#deps;
    await engine.adopt(app, { actor: 'paastis', entryPoint: 'schedule' }).catch((error: unknown) => {
      log.warn({ app: appRef(app), detail: describeError(error) }, 'an app brought back was not taken up yet');
    });
  }
}

/** Figures with holes in more than one app are a matter of the whole region. */
function isDoubtful(records: readonly WatchRecord[], now: Date): boolean {
  const lost = records.filter(({ reading }) => reading?.known === false && reading.reason === 'figures_lost');
  return lost.length > 1 || figuresInDoubt(records, now);
}

function isCertain({ app: { readAt } }: WatchRecord, asleepAt: string): boolean {
  return Date.parse(readAt) - Date.parse(asleepAt) >= STALE_LIST_MS;
}
