import type { RecordKind, Records } from '../../core/store/records.ts';
import type { EventQuery, Store, StoreChange } from '../../core/store/store.ts';

/** Where the process ends: at its nth write, from 1, before or after that is on the disk. */
export interface Death {
  readonly write: number;
  readonly taken: boolean;
}

/**
 * The store as one process sees it, over what lasts. A process that has died does nothing any more: whatever it asks
 * for never comes, so that what would follow never happens.
 */
export class MortalStore implements Store {
  readonly #lasting: Store;
  readonly #death: Death | undefined;
  #writes = 0;
  #dead = false;

  constructor(lasting: Store, death?: Death) {
    this.#lasting = lasting;
    this.#death = death;
  }

  get writes(): number {
    return this.#writes;
  }

  get dead(): boolean {
    return this.#dead;
  }

  die(): void {
    this.#dead = true;
  }

  find<Kind extends RecordKind>(kind: Kind, key: string): Promise<Records[Kind] | undefined> {
    return this.#dead ? never() : this.#lasting.find(kind, key);
  }

  list<Kind extends RecordKind>(kind: Kind): Promise<readonly Records[Kind][]> {
    return this.#dead ? never() : this.#lasting.list(kind);
  }

  async write(changes: readonly StoreChange[]): Promise<void> {
    if (this.#dead) return never();
    this.#writes += 1;
    const dies = this.#writes === this.#death?.write;
    if (dies) this.#dead = true;
    if (!dies || this.#death?.taken === true) await this.#lasting.write(changes);
    return dies ? never() : undefined;
  }

  listEvents(query?: EventQuery): Promise<Awaited<ReturnType<Store['listEvents']>>> {
    return this.#dead ? never() : this.#lasting.listEvents(query);
  }

  check(): Promise<void> {
    return this.#dead ? never() : this.#lasting.check();
  }

  /** What lasts stays open for the next process. */
  async close(): Promise<void> {
    this.#dead = true;
  }
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
