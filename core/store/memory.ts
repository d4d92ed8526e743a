import { StoreError } from '../errors.ts';
import type { AppKey } from '../model/app.ts';
import type { EventRecord, RecordKind, Records } from './records.ts';
import type { EventQuery, Store, StoreChange } from './store.ts';
import { checkChanges, Tables } from './tables.ts';

/** Events kept; the oldest go first. */
const MAX_EVENTS = 10_000;

/** For what lives no longer than one process: tests, and runs without a disk. */
export class MemoryStore implements Store {
  readonly #tables = new Tables();
  #closed = false;

  async find<Kind extends RecordKind>(kind: Kind, key: AppKey): Promise<Records[Kind] | undefined> {
    return this.#tables.find(kind, key);
  }

  async list<Kind extends RecordKind>(kind: Kind): Promise<readonly Records[Kind][]> {
    return this.#tables.list(kind);
  }

  async write(changes: readonly StoreChange[]): Promise<void> {
    if (this.#closed) throw closedError();
    for (const change of checkChanges(changes)) this.#tables.apply(change);
    this.#tables.dropOldestEvents(this.#tables.eventCount - MAX_EVENTS);
  }

  async listEvents(query: EventQuery = {}): Promise<readonly EventRecord[]> {
    return this.#tables.listEvents(query);
  }

  async check(): Promise<void> {
    if (this.#closed) throw closedError();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

/** What a write gets after `close`. */
export function closedError(): StoreError {
  return new StoreError('store_unwritable', 'The store is closed', { context: { reason: 'closed' } });
}
