import type { Actor } from '../model/actor.ts';

/** Apps that are about to sleep by themselves, and whom to tell before. One per group, not one per app. */
export interface CourtesyNotice {
  /** The same for all that is told about these apps until it has ended. */
  readonly id: string;
  readonly apps: readonly {
    /** `scalingo/osc-fr1/shop-pr42` */
    readonly ref: string;
    readonly name: string;
    readonly url?: string;
    /** EUR without VAT; absent: not known. */
    readonly pricePerHour?: number;
  }[];
  readonly group?: string;
  /** As the rule names it (`#shop`), else where they were last woken (`slack:C0123456`). */
  readonly channel: string;
  /** Who woke or kept any of them within its last day. */
  readonly people: readonly Actor[];
  /** A word of ours: why they are to sleep, `idle`. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly sleepsAt: string;
}

/** How it ended: asleep as announced, or not after all. */
export interface CourtesyEnd {
  readonly id: string;
  /**
   * asleep: all of them. kept: somebody keeps one of them awake. used: one of them was used after all. failed: not asleep
   * at its time; it is tried again without another notice. changed: nothing puts them to sleep any more. gone: deleted.
   */
  readonly outcome: 'asleep' | 'kept' | 'used' | 'failed' | 'changed' | 'gone';
  /** Since when it is asleep, or when it was used; ISO 8601, UTC. */
  readonly at?: string;
  /** Who kept it, or put it to sleep at once. */
  readonly by?: Actor;
  /** Until when it is kept, ISO 8601, UTC. */
  readonly until?: string;
  /** Of `failed` and `changed`: a word of ours, `one_off`. */
  readonly reason?: string;
}

/** Tells people of it. An announcement that rejects is logged, and the apps sleep all the same: silence means yes. */
export interface CourtesyDesk {
  /** Asked once for each notice, never again for the same sleep, not even after a crash. */
  announce(notice: CourtesyNotice): Promise<void>;
  /**
   * Asked once the announcement has come to its end; again, with the same, after a crash in between, and, where it
   * rejects, with every look at the apps for a day.
   */
  ended(end: CourtesyEnd, notice: CourtesyNotice): Promise<void>;
}
