import * as z from 'zod';
import type { Notes } from '../../../core/index.ts';
import { readValue } from '../ids.ts';
import { homeFilters } from './arrange.ts';

/** More than a page is no choice. */
export const MOST_FAVOURITES = 50;

const schema = z.object({
  v: z.literal(1),
  /** Qualified names, the order of marking. */
  favourites: z.array(z.string().min(1).max(1_000)).max(MOST_FAVOURITES),
  filter: z.enum(homeFilters),
});

/** How somebody likes their Home; outlives the bot. */
export type Preference = Omit<z.infer<typeof schema>, 'v'>;

const none: Preference = { favourites: [], filter: 'all' };

export class Preferences {
  readonly #notes: Notes;
  readonly #changes = new Map<string, Promise<void>>();

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** What cannot be read, of an older version for instance, is as if it had never been. */
  async find(user: string): Promise<Preference> {
    const { favourites, filter } = readValue(await this.#notes.find(keyOf(user)), schema) ?? none;
    return { favourites, filter };
  }

  /** One after the other: of two quick clicks neither is lost. */
  async change(user: string, change: (before: Preference) => Preference): Promise<void> {
    const before = this.#changes.get(user) ?? Promise.resolve();
    const write = before
      .catch(() => undefined)
      .then(async () => {
        const next = change(await this.find(user));
        await this.#notes.put(keyOf(user), JSON.stringify({ v: 1, ...next }));
      });
    this.#changes.set(user, write);
    try {
      await write;
    } finally {
      if (this.#changes.get(user) === write) this.#changes.delete(user);
    }
  }
}

/** Marked last, shown like all others; the oldest give way. */
export function mark(before: Preference, ref: string, favourite: boolean): Preference {
  const others = before.favourites.filter((other) => other !== ref);
  return { ...before, favourites: favourite ? [...others, ref].slice(-MOST_FAVOURITES) : others };
}

function keyOf(user: string): string {
  return `slack:home:${user}`;
}
