import type { Actor } from '../model/actor.ts';
import type { App, AppKey } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import type { LedgerRecord } from '../store/records.ts';
import type { StoreChange } from '../store/store.ts';

export type SleepCause = LedgerRecord['cause'];

export type IntervalEnd = LedgerRecord['endedBy'];

/**
 * The record of what slept when and at which price. It makes changes and writes nothing: they are written together with
 * what they tell of, so that no crash can leave one without the other. Never throws for want of a price.
 */
export interface Ledger {
  /** To be written with the snapshot, before anything is stopped. */
  open(
    app: App,
    sleep: {
      readonly formation: Formation;
      readonly cause: SleepCause;
      readonly actor: Actor;
      readonly correlationId: string;
      /** Nothing is stopped: what would have been. */
      readonly wouldBe?: boolean;
    },
  ): Promise<readonly StoreChange[]>;
  /** The provider confirmed at that instant that nothing runs any more. */
  confirm(key: AppKey, at: Date): Promise<readonly StoreChange[]>;
  /** Nothing was stopped after all. */
  cancel(key: AppKey): Promise<readonly StoreChange[]>;
  /**
   * Something runs again, or is about to be asked for. Nothing open: no change. One whose sleep was never confirmed
   * is dropped: what nobody saw is not counted.
   */
  close(
    key: AppKey,
    end: { readonly at: Date; readonly by: IntervalEnd; readonly errorMs?: number; readonly wouldBe?: boolean },
  ): Promise<readonly StoreChange[]>;
  /** What was asked for took nothing: the sleep that was closed for it, then or later, goes on as if it never had been. */
  reopen(key: AppKey, closedSince: Date): Promise<readonly StoreChange[]>;
}
