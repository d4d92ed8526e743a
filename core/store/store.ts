import type { AppKey } from '../model/app.ts';
import type { EventRecord, RecordKind, Records } from './records.ts';

/** One thing to write. */
export type StoreChange =
  | { readonly [Kind in RecordKind]: { readonly put: Kind; readonly record: Records[Kind] } }[RecordKind]
  | { readonly remove: RecordKind; readonly key: AppKey }
  | { readonly append: EventRecord };

export interface EventQuery {
  readonly key?: AppKey;
  /** Newest first; default 20. */
  readonly limit?: number;
  /** ISO 8601, UTC, inclusive. */
  readonly since?: string;
}

/**
 * What Paastis must not forget. Several changes written together are all there or none is, also after a crash;
 * reads see what has been written by this process, durable or not yet.
 */
export interface Store {
  find<Kind extends RecordKind>(kind: Kind, key: AppKey): Promise<Records[Kind] | undefined>;
  list<Kind extends RecordKind>(kind: Kind): Promise<readonly Records[Kind][]>;
  /** Resolves once all of it is on the disk. Writers at the same time share one write to the disk. */
  write(changes: readonly StoreChange[]): Promise<void>;
  /** Newest first. */
  listEvents(query?: EventQuery): Promise<readonly EventRecord[]>;
  /** Is it reachable and writable? @throws {StoreError} */
  check(): Promise<void>;
  /** Waits for what is being written, then lets go of it for another process. */
  close(): Promise<void>;
}
