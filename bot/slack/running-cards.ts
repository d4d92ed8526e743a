import type { LiveMessage, Posted } from './live-message.ts';

/** The message of an operation that goes on. */
export interface RunningCard {
  /** `C0123456`, as it was asked for. */
  readonly channel: string;
  readonly verb: 'wake' | 'sleep';
  readonly refs: ReadonlySet<string>;
  readonly asker: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly message: LiveMessage;
  /** People who asked for the same in this channel since. */
  readonly also: Set<string>;
}

/** Whose messages tell of what goes on now, so that nobody is told twice. In memory: operations end with the process. */
export class RunningCards {
  readonly #cards = new Set<RunningCard>();
  readonly #claimed = new Set<string>();

  add(card: RunningCard): void {
    this.#cards.add(card);
  }

  remove(card: RunningCard): void {
    this.#cards.delete(card);
  }

  /** Of that channel, telling of these apps already: all of them, and the same verb. */
  findTelling(channel: string, verb: RunningCard['verb'], refs: readonly string[]): RunningCard | undefined {
    return this.#find(
      (card) =>
        card.channel === channel &&
        !card.message.isPrivate &&
        card.verb === verb &&
        refs.every((ref) => card.refs.has(ref)),
    );
  }

  /** Of any channel: who asked for it first. */
  findFirst(verb: RunningCard['verb'], ref: string): RunningCard | undefined {
    return this.#find((card) => card.verb === verb && card.refs.has(ref));
  }

  /** Takes a message over for one operation, until `release`; false while another one writes to it. */
  claim(posted: Posted): boolean {
    const id = `${posted.channel} ${posted.ts}`;
    if (this.#claimed.has(id)) return false;
    this.#claimed.add(id);
    return true;
  }

  release({ channel, ts }: Posted): void {
    this.#claimed.delete(`${channel} ${ts}`);
  }

  #find(matches: (card: RunningCard) => boolean): RunningCard | undefined {
    for (const card of this.#cards) if (matches(card)) return card;
    return undefined;
  }
}
