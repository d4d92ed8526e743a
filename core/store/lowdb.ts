import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { Low } from 'lowdb';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { AppKey } from '../model/app.ts';
import { FOLDER_MODE, removeTemporaries, storeErrorFrom, syncFolder } from './durable-file.ts';
import { findSegments, Journal } from './journal.ts';
import { closedError } from './memory.ts';
import { acquireLock, type ProcessLock } from './process-lock.ts';
import type { EventRecord, RecordKind, Records } from './records.ts';
import { type State, StateFile } from './state-file.ts';
import type { EventQuery, Store, StoreChange } from './store.ts';
import { checkChanges, Tables, type Undo } from './tables.ts';

/** Changes that share one write to the disk. */
interface Batch {
  readonly changes: StoreChange[];
  readonly undo: Undo[];
  readonly done: PromiseWithResolvers<void>;
}

interface Parts {
  readonly folder: string;
  readonly lock: ProcessLock;
  readonly db: Low<State>;
  readonly journal: Journal;
  readonly tables: Tables;
}

/** A store in a folder of this machine's disk. docs/adr/0002-store-file.md tells how it survives a kill. */
export class LowdbStore implements Store {
  readonly #parts: Parts;
  /** Takes what is written while the batch before it is on its way to the disk. */
  #open: Batch | undefined;
  #flushing: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws {StoreError} */
  static async open(folder: string, deps: { readonly clock: Clock; readonly log: Log }): Promise<LowdbStore> {
    try {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      const lock = await acquireLock(folder, deps);
      try {
        return new LowdbStore(await read(folder, lock, deps.log));
      } catch (error) {
        await lock.release();
        throw error;
      }
    } catch (error) {
      throw storeErrorFrom(error);
    }
  }

  async find<Kind extends RecordKind>(kind: Kind, key: AppKey): Promise<Records[Kind] | undefined> {
    return this.#parts.tables.find(kind, key);
  }

  async list<Kind extends RecordKind>(kind: Kind): Promise<readonly Records[Kind][]> {
    return this.#parts.tables.list(kind);
  }

  async listEvents(query: EventQuery = {}): Promise<readonly EventRecord[]> {
    return this.#parts.tables.listEvents(query);
  }

  async write(changes: readonly StoreChange[]): Promise<void> {
    if (this.#closed !== undefined) throw closedError();
    const checked = checkChanges(changes);
    if (checked.length === 0) return;
    this.#open ??= { changes: [], undo: [], done: Promise.withResolvers() };
    const { done } = this.#open;
    this.#add(this.#open, checked);
    this.#flushing ??= this.#flush();
    await done.promise;
  }

  async check(): Promise<void> {
    if (this.#closed !== undefined) throw closedError();
    try {
      await this.#parts.lock.confirm();
      await access(this.#parts.folder, constants.W_OK);
    } catch (error) {
      throw storeErrorFrom(error);
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#letGo();
    return this.#closed;
  }

  async #letGo(): Promise<void> {
    await this.#flushing;
    try {
      await this.#parts.journal.close();
      await this.#parts.lock.release();
    } catch (error) {
      throw storeErrorFrom(error);
    }
  }

  #add(batch: Batch, changes: readonly StoreChange[]): void {
    for (const change of changes) {
      batch.changes.push(change);
      batch.undo.push(this.#parts.tables.apply(change));
    }
  }

  async #flush(): Promise<void> {
    // Lets everybody who writes in this turn come along.
    await Promise.resolve();
    for (let batch = this.#open; batch !== undefined; batch = this.#open) {
      this.#open = undefined;
      try {
        await this.#persist(batch);
        batch.done.resolve();
      } catch (error) {
        await this.#parts.journal.abandon();
        this.#takeBack(batch);
        batch.done.reject(storeErrorFrom(error));
      }
    }
    this.#flushing = undefined;
  }

  async #persist(batch: Batch): Promise<void> {
    const { lock, db, journal, tables } = this.#parts;
    // Taken before anything is awaited: what is written from here on belongs to the next batch.
    const records = tables.listAll();
    const plan = journal.plan(batch.changes.flatMap((change) => ('append' in change ? [change.append] : [])));
    await lock.confirm();
    await journal.append(plan);
    db.data = { journal: plan.segments, records };
    await db.write();
    await journal.commit(plan);
    tables.dropOldestEvents(plan.dropped.reduce((sum, { events }) => sum + events, 0));
  }

  /** Memory is again what the disk holds, plus what the next batch is going to write. */
  #takeBack(batch: Batch): void {
    const next = this.#open;
    const undo = [...batch.undo, ...(next?.undo ?? [])];
    for (const step of undo.reverse()) step();
    if (next === undefined) return;
    next.undo.length = 0;
    for (const change of next.changes) next.undo.push(this.#parts.tables.apply(change));
  }
}

async function read(folder: string, lock: ProcessLock, log: Log): Promise<Parts> {
  await removeTemporaries(folder);
  // A process killed between a rename and its sync has left a name that a power cut could still take back.
  await syncFolder(folder);
  const tables = new Tables();
  const stateFile = new StateFile(folder);
  const isNew = !(await stateFile.exists());
  const db = new Low<State>(stateFile, { journal: isNew ? await findSegments(folder) : [], records: tables.listAll() });
  if (isNew) await db.write();
  await db.read();
  const journal = new Journal(folder, log);
  tables.load(db.data.records, await journal.open(db.data.journal));
  return { folder, lock, db, journal, tables };
}
