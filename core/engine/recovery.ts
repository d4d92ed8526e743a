import type { Clock } from '../clock.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AppKey } from '../model/app.ts';
import type { OperationRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { growing } from './wait.ts';

export interface RecoveryDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends or undoes what the record tells of. Rejects when that cannot be done yet. */
  readonly takeUp: (record: OperationRecord) => Promise<void>;
  /** Somebody's operation is under way on the app: it sees to the record itself. */
  readonly isBusy: (key: AppKey) => boolean;
}

/** Between two tries to take up what was left: soon at first, then no more often than a region that is down is worth. */
const PAUSES_MS = [5_000, 30_000, 60_000, 2 * 60_000, 5 * 60_000, 10 * 60_000, 30 * 60_000] as const;

/** Takes up operations that were left, again and again while the program lives, until none is. */
export class Recovery {
  readonly #deps: RecoveryDeps;
  readonly #following = new Map<AppKey, AbortController>();
  readonly #closing = new AbortController();

  constructor(deps: RecoveryDeps) {
    this.#deps = deps;
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** One try for everything that the last process left; what fails is tried again later. */
  async start(): Promise<void> {
    const records = await this.#deps.store.list('operation');
    await Promise.all(
      records.map(async (record) => {
        if (!(await this.#try(record))) await this.check(record.key);
      }),
    );
  }

  /** Nothing is under way on that app any more: takes up what was left, or stops waiting for it. */
  async check(key: AppKey): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const left = await this.#deps.store.find('operation', key);
    if (left === undefined) this.#following.get(key)?.abort();
    else if (!this.#following.has(key)) void this.#follow(key);
  }

  /** Ends the waiting. What is left stays noted for the next start. */
  close(): void {
    this.#closing.abort();
    for (const controller of this.#following.values()) controller.abort();
  }

  async #follow(key: AppKey): Promise<void> {
    const controller = new AbortController();
    this.#following.set(key, controller);
    try {
      for (const pauseMs of growing(PAUSES_MS)) {
        await this.#deps.clock.delay(pauseMs, controller.signal);
        const record = await this.#deps.store.find('operation', key);
        if (record === undefined) return;
        if (!this.#deps.isBusy(key)) await this.#try(record);
        if ((await this.#deps.store.find('operation', key)) === undefined) return;
      }
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#deps.log.error({ app: key, detail: describeError(error) }, 'what was left is not taken up any more');
    } finally {
      this.#following.delete(key);
    }
  }

  async #try(record: OperationRecord): Promise<boolean> {
    try {
      await this.#deps.takeUp(record);
      return true;
    } catch (error) {
      this.#deps.log.warn({ app: record.ref, detail: describeError(error) }, 'an operation cut off was not taken up');
      return false;
    }
  }
}
