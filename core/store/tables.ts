import { StoreError } from '../errors.ts';
import type { AppKey } from '../model/app.ts';
import { type EventRecord, eventRecord, type RecordKind, type Records, recordKinds, recordSchemas } from './records.ts';
import type { EventQuery, StoreChange } from './store.ts';

/** Takes one change back; to be called in the opposite order of the changes. */
export type Undo = () => void;

type Put<Kind extends RecordKind> = { [K in Kind]: { readonly put: K; readonly record: Records[K] } }[Kind];

type ByKind = { readonly [Kind in RecordKind]: Map<AppKey, Records[Kind]> };

/** All records, by kind. */
export type AllRecords = { readonly [Kind in RecordKind]: readonly Records[Kind][] };

/** How many events `listEvents` answers when it is not told. */
const DEFAULT_EVENT_LIMIT = 20;

/**
 * All that is stored, in memory: what every store reads from and writes to first. Records are copies that are never
 * changed in place, so that whoever holds one (a caller, the cache of its JSON) can rely on it.
 */
export class Tables {
  readonly #records: ByKind = emptyTables();
  /** Oldest first. */
  #events: EventRecord[] = [];
  /** The same, of each app apart: `why` and `history` ask for one app among ten thousand events. */
  #eventsByApp = new Map<AppKey, EventRecord[]>();

  get eventCount(): number {
    return this.#events.length;
  }

  find<Kind extends RecordKind>(kind: Kind, key: AppKey): Records[Kind] | undefined {
    return this.#records[kind].get(key);
  }

  list<Kind extends RecordKind>(kind: Kind): readonly Records[Kind][] {
    return [...this.#records[kind].values()];
  }

  /** Every record there is now; later changes do not show in it. */
  listAll(): AllRecords {
    return {
      app: this.list('app'),
      snapshot: this.list('snapshot'),
      operation: this.list('operation'),
      snooze: this.list('snooze'),
      watch: this.list('watch'),
      interval: this.list('interval'),
      ledger: this.list('ledger'),
      job: this.list('job'),
      channel: this.list('channel'),
      note: this.list('note'),
    };
  }

  /** Takes over what was read from the disk. */
  load(records: AllRecords, events: readonly EventRecord[]): void {
    for (const kind of recordKinds) this.#fill(kind, records);
    this.#events = [...events];
    this.#eventsByApp = new Map();
    for (const event of events) this.#note(event);
  }

  listEvents({ key, limit = DEFAULT_EVENT_LIMIT, since }: EventQuery): readonly EventRecord[] {
    const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
    const events = key === undefined ? this.#events : (this.#eventsByApp.get(key) ?? []);
    const found: EventRecord[] = [];
    for (let index = events.length - 1; index >= 0 && found.length < limit; index -= 1) {
      const event = events[index];
      if (event === undefined) continue;
      // The clock may have been set back, so an older event does not end the search.
      if (since === undefined || Date.parse(event.at) >= sinceMs) found.push(event);
    }
    return found;
  }

  apply(change: StoreChange): Undo {
    if ('append' in change) return this.#append(change.append);
    if ('remove' in change) return this.#remove(change.remove, change.key);
    return this.#put(change);
  }

  /** Forgets the oldest events: only such as are durable, since what was forgotten cannot be taken back. */
  dropOldestEvents(count: number): void {
    if (count <= 0) return;
    const dropped = Map.groupBy(this.#events.slice(0, count), ({ app }) => app?.key);
    for (const [key, { length }] of dropped) {
      if (key === undefined) continue;
      const left = this.#eventsByApp.get(key)?.slice(length) ?? [];
      if (left.length > 0) this.#eventsByApp.set(key, left);
      else this.#eventsByApp.delete(key);
    }
    this.#events = this.#events.slice(count);
  }

  #fill<Kind extends RecordKind>(kind: Kind, records: AllRecords): void {
    for (const record of records[kind]) this.#records[kind].set(record.key, record);
  }

  #append(event: EventRecord): Undo {
    this.#events.push(event);
    this.#note(event);
    return () => {
      this.#events.pop();
      if (event.app !== undefined) this.#eventsByApp.get(event.app.key)?.pop();
    };
  }

  #note(event: EventRecord): void {
    if (event.app === undefined) return;
    const known = this.#eventsByApp.get(event.app.key);
    if (known === undefined) this.#eventsByApp.set(event.app.key, [event]);
    else known.push(event);
  }

  #put<Kind extends RecordKind>({ put, record }: Put<Kind>): Undo {
    const table = this.#records[put];
    const before = table.get(record.key);
    table.set(record.key, record);
    return () => restore(table, record.key, before);
  }

  #remove<Kind extends RecordKind>(kind: Kind, key: AppKey): Undo {
    const table = this.#records[kind];
    const before = table.get(key);
    table.delete(key);
    return () => restore(table, key, before);
  }
}

function emptyTables(): ByKind {
  return {
    app: new Map(),
    snapshot: new Map(),
    operation: new Map(),
    snooze: new Map(),
    watch: new Map(),
    interval: new Map(),
    ledger: new Map(),
    job: new Map(),
    channel: new Map(),
    note: new Map(),
  };
}

function restore<T>(table: Map<AppKey, T>, key: AppKey, before: T | undefined): void {
  if (before === undefined) table.delete(key);
  else table.set(key, before);
}

/**
 * Copies what is to be written and checks its shape: what a later start could not read is refused now, while the
 * caller is there to be told.
 * @throws {StoreError} store_invalid
 */
export function checkChanges(changes: readonly StoreChange[]): readonly StoreChange[] {
  return changes.map((change) => {
    try {
      return copyChange(change);
    } catch (cause) {
      const subject = 'append' in change ? 'event' : 'put' in change ? change.put : change.remove;
      throw new StoreError('store_invalid', `A record of the kind "${subject}" cannot be stored: its shape is wrong`, {
        context: { subject },
        cause,
      });
    }
  });
}

function copyChange(change: StoreChange): StoreChange {
  if ('append' in change) return { append: eventRecord.parse(change.append) };
  if ('remove' in change) return change;
  switch (change.put) {
    case 'app':
      return { put: 'app', record: recordSchemas.app.parse(change.record) };
    case 'snapshot':
      return { put: 'snapshot', record: recordSchemas.snapshot.parse(change.record) };
    case 'operation':
      return { put: 'operation', record: recordSchemas.operation.parse(change.record) };
    case 'snooze':
      return { put: 'snooze', record: recordSchemas.snooze.parse(change.record) };
    case 'watch':
      return { put: 'watch', record: recordSchemas.watch.parse(change.record) };
    case 'interval':
      return { put: 'interval', record: recordSchemas.interval.parse(change.record) };
    case 'ledger':
      return { put: 'ledger', record: recordSchemas.ledger.parse(change.record) };
    case 'job':
      return { put: 'job', record: recordSchemas.job.parse(change.record) };
    case 'channel':
      return { put: 'channel', record: recordSchemas.channel.parse(change.record) };
    case 'note':
      return { put: 'note', record: recordSchemas.note.parse(change.record) };
  }
}
