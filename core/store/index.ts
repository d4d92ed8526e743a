import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { LowdbStore } from './lowdb.ts';
import { MemoryStore } from './memory.ts';
import type { Store } from './store.ts';

/** A folder on a disk of this machine, nothing but memory, or one that is open already. */
export type StoreConfig = { readonly folder: string } | { readonly memory: true } | { readonly store: Store };

export interface StoreDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the store and takes its lock; `close` gives it back.
 * @throws {StoreError} store_locked (`context.holder` names the process), store_invalid, store_unwritable
 */
export async function createStore(config: StoreConfig, deps: StoreDeps): Promise<Store> {
  if ('store' in config) return config.store;
  if ('memory' in config) return new MemoryStore();
  return LowdbStore.open(config.folder, deps);
}
