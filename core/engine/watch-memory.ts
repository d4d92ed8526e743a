import type { AppKey } from '../model/app.ts';
import { printRegion, type Region } from '../model/region.ts';
import type { Facts } from '../policy/facts.ts';
import type { OperationRecord, SnapshotRecord, WatchRecord } from '../store/records.ts';
import type { Store, StoreChange } from '../store/store.ts';
import type { Engine } from './engine.ts';
import { sameRecord } from './watch-facts.ts';

export interface MemoryDeps {
  readonly store: Store;
  readonly engine: Pick<Engine, 'statusOf' | 'findOperation'>;
  /** What people were told about an app that is about to sleep. */
  readonly announced: (key: AppKey) => Facts['announced'];
}

/** What is asked of the store for ten thousand apps at the same time outlives the young garbage, and memory grows. */
const FACTS_AT_ONCE = 100;

/** What is known of every app, in memory; what has changed is written at once for many. */
export class WatchMemory {
  readonly #deps: MemoryDeps;
  readonly #records = new Map<AppKey, WatchRecord>();
  readonly #changed = new Set<AppKey>();
  readonly #doubtful = new Set<string>();

  constructor(deps: MemoryDeps) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    for (const record of await this.#deps.store.list('watch')) this.#records.set(record.key, record);
  }

  get all(): readonly WatchRecord[] {
    return [...this.#records.values()];
  }

  inRegion(region: Region): readonly WatchRecord[] {
    const prefix = `${printRegion(region)}/`;
    return this.all.filter(({ key }) => key.startsWith(prefix));
  }

  find(key: AppKey): WatchRecord | undefined {
    return this.#records.get(key);
  }

  /** Keeps it; written with the next `flush` where it tells anything new. */
  put(record: WatchRecord): void {
    const before = this.#records.get(record.key);
    this.#records.set(record.key, record);
    if (before === undefined || !sameRecord(before, record)) this.#changed.add(record.key);
  }

  update(key: AppKey, change: (record: WatchRecord) => WatchRecord): void {
    const record = this.#records.get(key);
    if (record !== undefined) this.put(change(record));
  }

  forget(key: AppKey): void {
    if (this.#records.delete(key)) this.#changed.add(key);
  }

  /** Writes also what changes with every look and is not worth a write of its own. */
  markAll(): void {
    for (const key of this.#records.keys()) this.#changed.add(key);
  }

  setDoubtful(region: Region, doubtful: boolean): void {
    const name = printRegion(region);
    if (doubtful) this.#doubtful.add(name);
    else this.#doubtful.delete(name);
  }

  /** What is yet to be written, for a write that tells of more. Rejected, it is written with the next one. */
  async flush(more: readonly StoreChange[] = []): Promise<void> {
    const keys = [...this.#changed];
    this.#changed.clear();
    const changes = keys.map((key): StoreChange => {
      const record = this.#records.get(key);
      return record === undefined ? { remove: 'watch', key } : { put: 'watch', record };
    });
    if (changes.length + more.length === 0) return;
    try {
      await this.#deps.store.write([...changes, ...more]);
    } catch (error) {
      for (const key of keys) this.#changed.add(key);
      throw error;
    }
  }

  /** Everything a decision about these apps is made from. */
  async facts(records: readonly WatchRecord[] = this.all): Promise<readonly Facts[]> {
    const facts: Facts[] = [];
    for (let start = 0; start < records.length; start += FACTS_AT_ONCE) {
      const some = records.slice(start, start + FACTS_AT_ONCE);
      facts.push(...(await Promise.all(some.map((record) => this.#factsOf(record)))));
    }
    return facts;
  }

  async #factsOf(record: WatchRecord): Promise<Facts> {
    const { store, engine } = this.#deps;
    const { key, app } = record;
    const [status, snapshot, snooze, left, seen] = await Promise.all([
      engine.statusOf(app),
      store.find('snapshot', key),
      store.find('snooze', key),
      store.find('operation', key),
      store.find('app', key),
    ]);
    const operation = operationOf(engine.findOperation(key), left);
    const asleepAt = status === 'asleep' ? asleepSince(snapshot) : undefined;
    const announced = this.#deps.announced(key);
    const { readySinceAt, formation, lastRequestAt, pullRequest, reading, refused } = record;
    return {
      app,
      status,
      ...(operation && { operation }),
      ...(snooze && { snooze: { until: snooze.until, actor: snooze.actor, at: snooze.at } }),
      ...(asleepAt !== undefined && { asleepAt }),
      ...(readySinceAt !== undefined && { readySinceAt }),
      ...(formation && { formation }),
      ...(lastRequestAt !== undefined && { lastRequestAt }),
      ...(reading && { reading }),
      ...(pullRequest && { pullRequest }),
      wokenAt: record.wokenAt,
      wakesMs: seen?.wakesMs ?? [],
      undoneAt: record.undoneAt,
      ...(refused && { refused: { until: refused.until, reason: refused.reason } }),
      ...(announced && { announced }),
      ...(this.#doubtful.has(printRegion(app.region)) && { figuresInDoubt: true }),
    };
  }
}

function asleepSince(snapshot: SnapshotRecord | undefined): string | undefined {
  return snapshot === undefined ? undefined : (snapshot.asleepAt ?? snapshot.takenAt);
}

/** One under way, or one whose end is still to be taken up. */
function operationOf(
  running: ReturnType<Engine['findOperation']>,
  left: OperationRecord | undefined,
): Facts['operation'] {
  const operation = running ?? left;
  return operation && { kind: operation.kind, startedAt: operation.startedAt, actor: operation.actor };
}
