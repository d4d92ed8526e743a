import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Forge, ForgeKeep } from './forge.ts';
import type { WatchedApp } from './watch.ts';
import type { WatchMemory } from './watch-memory.ts';

export interface ForgeKeepsDeps {
  readonly forge?: Forge;
  /** Notes what can be believed of them, for every decision from then on. */
  readonly noteKeeps: (keeps: readonly ForgeKeep[]) => Promise<void>;
  readonly memory: WatchMemory;
  readonly log: Log;
}

/** What people asked the forge to remember, looked up in one pass for nothing but what is about to sleep. */
export class ForgeKeeps {
  readonly #deps: ForgeKeepsDeps;
  readonly #asked = new Map<number, Promise<Answer>>();
  #error: unknown;

  constructor(deps: ForgeKeepsDeps) {
    this.#deps = deps;
  }

  /** The first thing that kept it from knowing. */
  get error(): unknown {
    return this.#error;
  }

  /** @returns whether more is known of these apps than what was decided from, or less */
  async learn(watched: readonly WatchedApp[], signal: AbortSignal): Promise<boolean> {
    const { forge } = this.#deps;
    if (forge?.readKeeps === undefined) return false;
    const sleeping = watched.filter(({ decision }) => decision.action === 'sleep');
    const answers = await Promise.all(
      [...new Set(sleeping.flatMap(numberOf))].map((number) => {
        const answer = this.#asked.get(number) ?? this.#ask(forge, number, signal);
        this.#asked.set(number, answer);
        return answer;
      }),
    );
    const unread = new Set(answers.flatMap(({ number, known }) => (known ? [] : [number])));
    for (const { key, facts } of sleeping) {
      const { pullRequest } = facts;
      if (pullRequest === undefined || !unread.has(pullRequest.number)) continue;
      this.#deps.memory.update(key, (record) => ({
        ...record,
        pullRequest: { known: false, number: pullRequest.number },
      }));
    }
    return answers.some(({ known, kept }) => kept || !known);
  }

  async #ask(forge: Forge, number: number, signal: AbortSignal): Promise<Answer> {
    const { log, noteKeeps } = this.#deps;
    try {
      const keeps = (await forge.readKeeps?.(number, signal)) ?? [];
      await noteKeeps(keeps);
      return { number, known: true, kept: keeps.length > 0 };
    } catch (error) {
      this.#error ??= error;
      log.warn({ number, detail: describeError(error) }, 'keeps of a pull request not read');
      return { number, known: false, kept: false };
    }
  }
}

interface Answer {
  readonly number: number;
  readonly known: boolean;
  /** Somebody keeps something awake there. */
  readonly kept: boolean;
}

/** Only of those the forge has told of: any other number may belong to another repository. */
function numberOf({ facts: { pullRequest } }: WatchedApp): readonly number[] {
  return pullRequest?.known === true ? [pullRequest.number] : [];
}
