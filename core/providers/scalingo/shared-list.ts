import { type Clock, isRecent } from '../../clock.ts';
import { ProviderError } from '../../errors.ts';
import { untilAborted } from '../../http/abort.ts';
import type { Priority } from '../../http/request.ts';
import type { App } from '../../model/app.ts';
import type { CallOptions } from '../provider.ts';

/** From so many apps at once on, a list costs less than a look at each. */
export const FEWEST_TOGETHER = 3;

/** Longer than between two looks at an app that somebody waits for. */
const ASKED_MS = 15_000;

/** So long those who ask are gathered: the list is asked for after the last of them, and is as fresh as a look at each. */
const GATHER_MS = 20;

/** One list of all apps for all who ask about one in the same moment. */
export class SharedList {
  readonly #clock: Clock;
  readonly #listApps: (options: CallOptions) => Promise<readonly App[]>;
  readonly #gathering = new Map<Priority, Promise<ReadonlyMap<string, App> | undefined>>();
  /** Apps asked about one by one lately, by when. */
  readonly #asked = new Map<string, Date>();

  constructor(clock: Clock, listApps: (options: CallOptions) => Promise<readonly App[]>) {
    this.#clock = clock;
    this.#listApps = listApps;
  }

  /** The app by the list, where several are asked about again and again; undefined: it has to be asked for by itself. */
  async find(id: string, options: CallOptions): Promise<App | undefined> {
    const now = this.#clock.now();
    for (const [other, at] of this.#asked) if (!isRecent(at.getTime(), now, ASKED_MS)) this.#asked.delete(other);
    this.#asked.set(id, now);
    if (this.#asked.size < FEWEST_TOGETHER) return undefined;
    return (await this.read(options))?.get(id);
  }

  /** By id; undefined: it could not be read. Who leaves does not end what others wait for. */
  read({ priority = 'background', signal }: CallOptions): Promise<ReadonlyMap<string, App> | undefined> {
    const list = this.#gathering.get(priority) ?? this.#gather(priority);
    return signal === undefined ? list : untilAborted(list, signal);
  }

  #gather(priority: Priority): Promise<ReadonlyMap<string, App> | undefined> {
    const list = this.#clock.delay(GATHER_MS).then(() => {
      this.#gathering.delete(priority);
      return this.#readNow(priority);
    });
    this.#gathering.set(priority, list);
    return list;
  }

  async #readNow(priority: Priority): Promise<ReadonlyMap<string, App> | undefined> {
    try {
      return new Map((await this.#listApps({ priority })).map((app) => [app.id, app]));
    } catch (error) {
      if (error instanceof ProviderError) return undefined;
      throw error;
    }
  }
}
