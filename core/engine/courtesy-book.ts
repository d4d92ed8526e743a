import type { Clock } from '../clock.ts';
import type { AppKey } from '../model/app.ts';
import type { Store } from '../store/store.ts';
import { isStale } from './courtesy-end.ts';
import { type CourtesyRecord, courtesyRemoval, courtesyWrite, isPending, readCourtesy } from './courtesy-record.ts';

export interface BookDeps {
  readonly store: Pick<Store, 'list' | 'write'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What was announced and has not come to its end: in memory, and on the disk before anybody is told. */
export class CourtesyBook {
  readonly #deps: BookDeps;
  readonly #records = new Map<string, CourtesyRecord>();
  #byKey: ReadonlyMap<AppKey, CourtesyRecord> = new Map();

  constructor(deps: BookDeps) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    for (const note of await this.#deps.store.list('note')) {
      const record = readCourtesy(note);
      if (record !== undefined) this.#records.set(record.notice.id, record);
    }
    this.#index();
  }

  get all(): readonly CourtesyRecord[] {
    return [...this.#records.values()];
  }

  findById(id: string): CourtesyRecord | undefined {
    return this.#records.get(id);
  }

  /** The pending one that tells of this app. */
  find(key: AppKey): CourtesyRecord | undefined {
    return this.#byKey.get(key);
  }

  /** Its people know: its time has come, unless they have forgotten it by now. */
  isTold(key: AppKey): boolean {
    const notice = this.find(key)?.notice;
    return notice !== undefined && !isStale(notice, this.#deps.clock.now());
  }

  /** Its time has not come yet. */
  isWaiting(key: AppKey): boolean {
    const until = this.find(key)?.notice.sleepsAt;
    return until !== undefined && Date.parse(until) > this.#deps.clock.now().getTime();
  }

  /** Known to others once it is durable. */
  async open(record: CourtesyRecord): Promise<void> {
    await this.#deps.store.write([courtesyWrite(record)]);
    this.#records.set(record.notice.id, record);
    this.#index();
  }

  /** Known at once: what has ended must not be decided upon a second time meanwhile. */
  async change(record: CourtesyRecord): Promise<void> {
    this.#records.set(record.notice.id, record);
    this.#index();
    await this.#deps.store.write([courtesyWrite(record)]);
  }

  async close({ notice }: CourtesyRecord): Promise<void> {
    this.#records.delete(notice.id);
    this.#index();
    await this.#deps.store.write([courtesyRemoval(notice)]);
  }

  #index(): void {
    const pending = this.all.filter(isPending);
    this.#byKey = new Map(pending.flatMap((record) => record.apps.map(({ key }) => [key, record] as const)));
  }
}
