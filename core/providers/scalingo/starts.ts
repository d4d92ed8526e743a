import { type Clock, isRecent } from '../../clock.ts';
import { isTransitional } from '../../model/status.ts';
import type { CallOptions, Change, ChangeProgress } from '../provider.ts';
import { FEWEST_TOGETHER, type SharedList } from './shared-list.ts';

/** Longer than between two looks at a start: one that is not asked about any more is not followed. */
const FOLLOWED_MS = 45_000;

/** An accepted start shows in the list by then. */
const LATE_MS = 2_000;

/** How long the account's number of operations at once is taken for what it was when a start was refused for it. */
const LIMITED_MS = 10 * 60_000;

/** Between two looks whether there is room for another start; costs no call. */
const ROOM_MS = 500;

interface Followed {
  readonly askedAt: Date;
  readonly lookedAt: Date;
}

/**
 * The starts that this process follows. One list tells of many of them, and once the vendor has refused some because too
 * many were under way, no more are asked for at once than it took.
 */
export class Starts {
  readonly #clock: Clock;
  readonly #list: SharedList;
  readonly #followed = new Map<string, Followed>();
  /** The most that were followed at once since none was. */
  #peak = 0;
  #limit: { readonly most: number; readonly at: Date } | undefined;

  constructor(clock: Clock, list: SharedList) {
    this.#clock = clock;
    this.#list = list;
  }

  /** Waits until there is room for one more. @throws the signal's reason */
  async enter(id: string, signal?: AbortSignal): Promise<void> {
    while (!this.#hasRoom(id)) await this.#clock.delay(ROOM_MS, signal);
    const now = this.#clock.now();
    if (this.#followed.size === 0) this.#peak = 0;
    this.#followed.set(id, { askedAt: now, lookedAt: now });
    this.#peak = Math.max(this.#peak, this.#followed.size);
  }

  leave(id: string): void {
    this.#followed.delete(id);
  }

  /** The vendor took it and then did not begin it: too many others were under way. */
  refuse(id: string): void {
    const askedAt = this.#followed.get(id)?.askedAt;
    this.leave(id);
    if (askedAt === undefined) return;
    // All that were asked for together count, each refused one as one that was too many.
    const { most, at } = this.#limit ?? {};
    const together = most !== undefined && at !== undefined && askedAt <= at ? most : this.#peak;
    this.#limit = { most: Math.max(1, together - 1), at: at !== undefined && askedAt <= at ? at : this.#clock.now() };
  }

  /** What the list tells of a start, where several are followed; undefined: it has to be asked about by itself. */
  async look(id: string, change: Change, options: CallOptions): Promise<ChangeProgress | undefined> {
    this.#forgetOld();
    const followed = this.#followed.get(id);
    if (followed === undefined) return undefined;
    this.#followed.set(id, { ...followed, lookedAt: this.#clock.now() });
    if (this.#followed.size < FEWEST_TOGETHER) return undefined;
    const app = (await this.#list.read(options))?.get(id);
    if (app === undefined) return undefined;
    if (isTransitional(app.status)) return { state: 'pending' };
    // From before the start took effect, an app that runs says nothing about it.
    const isLater = Date.parse(app.readAt) - Date.parse(change.at) > LATE_MS;
    return app.status === 'running' && isLater ? { state: 'done' } : undefined;
  }

  #hasRoom(id: string): boolean {
    this.#forgetOld();
    const { most, at } = this.#limit ?? {};
    if (most === undefined || at === undefined || !isRecent(at.getTime(), this.#clock.now(), LIMITED_MS)) return true;
    return this.#followed.has(id) || this.#followed.size < most;
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [id, { lookedAt }] of this.#followed) {
      if (!isRecent(lookedAt.getTime(), now, FOLLOWED_MS)) this.#followed.delete(id);
    }
  }
}
