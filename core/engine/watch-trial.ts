import type { Clock } from '../clock.ts';
import { describeError, isPaastisError } from '../errors.ts';
import type { Audit } from '../events/audit.ts';
import type { Log } from '../log.ts';
import { type AppKey, appKey, appRef } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import { printRegion } from '../model/region.ts';
import type { Provider } from '../providers/provider.ts';
import type { WatchRecord } from '../store/records.ts';
import type { Store, StoreChange } from '../store/store.ts';
import type { Ledger } from './ledger.ts';
import { actorOf, causeOf, type Decided } from './watch-act.ts';
import { isLater, later } from './watch-facts.ts';
import type { WatchMemory } from './watch-memory.ts';

/** An app that would be asleep is looked at again this seldom at least: only to see when it would have been woken. */
const LONGEST_PAUSE_MS = 30 * 60_000;

export interface TrialDeps {
  readonly providers: () => readonly Provider[];
  readonly store: Store;
  readonly audit: Audit;
  readonly ledger: Ledger;
  readonly memory: WatchMemory;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sleeps that would have been, noted in the ledger without touching anything. */
export class Trial {
  readonly #deps: TrialDeps;

  constructor(deps: TrialDeps) {
    this.#deps = deps;
  }

  /** The app would be put to sleep now. Noted and told once, until somebody uses it. */
  async open({ app, decision }: Pick<Decided, 'app' | 'decision'>, signal: AbortSignal): Promise<void> {
    const { audit, clock, ledger, memory, store } = this.#deps;
    const key = appKey(app);
    const pauseMs = Math.min(decision.idleAfterMs ?? LONGEST_PAUSE_MS, LONGEST_PAUSE_MS);
    const lookAt = new Date(clock.now().getTime() + pauseMs).toISOString();
    memory.update(key, (record) => ({ ...record, lookAt }));
    if ((await store.find('interval', trialKey(key))) !== undefined) return;
    const formation = await this.#formationOf(key, signal);
    if (formation === undefined) return;
    const correlationId = audit.newCorrelationId();
    const actor = actorOf(decision);
    const cause = causeOf(decision.reason);
    const changes = await ledger.open(app, { formation, cause, actor, correlationId, wouldBe: true });
    const refused = {
      name: 'sleep_refused',
      app: { key, ref: appRef(app) },
      actor,
      entryPoint: 'schedule',
      reason: 'observe',
      correlationId,
    } as const;
    await audit.keep([refused], changes);
  }

  /** Ends what would have been a sleep once the app was used, deployed or stopped since. */
  async close(records: readonly WatchRecord[]): Promise<void> {
    const changes: StoreChange[] = [];
    for (const record of records) changes.push(...(await this.#closing(record)));
    if (changes.length > 0) await this.#deps.store.write(changes);
  }

  async #closing({ key, app, lastRequestAt }: WatchRecord): Promise<readonly StoreChange[]> {
    const { clock, ledger, store } = this.#deps;
    const open = await store.find('interval', trialKey(key));
    if (open === undefined) return [];
    const used = later(lastRequestAt, app.lastDeployedAt);
    if (used !== undefined && isLater(used, open.askedAt)) {
      const by = used === lastRequestAt ? 'request' : 'deploy';
      return ledger.close(key, { at: new Date(used), by, wouldBe: true });
    }
    if (app.status !== 'stopped') return [];
    return ledger.close(key, { at: clock.now(), by: 'human', wouldBe: true });
  }

  async #formationOf(key: AppKey, signal: AbortSignal): Promise<Formation | undefined> {
    const { clock, log, memory, providers } = this.#deps;
    const record = memory.find(key);
    const provider = providers().find(
      ({ region }) => record !== undefined && printRegion(region) === printRegion(record.app.region),
    );
    if (record === undefined || provider === undefined) return undefined;
    try {
      const formation = await provider.getFormation(record.app.id, { signal });
      const formationAt = clock.now().toISOString();
      memory.update(key, (current) => ({ ...current, formation, formationAt }));
      return formation;
    } catch (error) {
      if (!isPaastisError(error) && !signal.aborted) throw error;
      log.warn({ app: record.ref, detail: describeError(error) }, 'what would have been a sleep was not noted');
      return undefined;
    }
  }
}

/** The key of the interval that would have been. */
export function trialKey(key: AppKey): string {
  return `${key}~`;
}
