import type { Clock } from './clock.ts';
import type { Store } from './store/store.ts';

/** What a front end must not forget, by key; each front end keeps to its own prefix, `slack:`. */
export interface Notes {
  find(key: string): Promise<string | undefined>;
  list(prefix: string): Promise<readonly Note[]>;
  /** Durable once resolved. */
  put(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface Note {
  readonly key: string;
  readonly value: string;
  /** When it was put, ISO 8601, UTC. */
  readonly at: string;
}

/** Apart from what the core itself notes. */
const PREFIX = 'front:';

export function createNotes({ store, clock }: { readonly store: Store; readonly clock: Clock }): Notes {
  return {
    find: async (key) => (await store.find('note', `${PREFIX}${key}`))?.value,
    list: async (prefix) =>
      (await store.list('note')).flatMap(({ key, value, at }) =>
        key.startsWith(`${PREFIX}${prefix}`) && value !== undefined
          ? [{ key: key.slice(PREFIX.length), value, at }]
          : [],
      ),
    put: (key, value) => {
      const at = clock.now().toISOString();
      return store.write([{ put: 'note', record: { v: 1, key: `${PREFIX}${key}`, at, value } }]);
    },
    remove: (key) => store.write([{ remove: 'note', key: `${PREFIX}${key}` }]),
  };
}
