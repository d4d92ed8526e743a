import { OperationError } from '../errors.ts';
import { untilAborted } from '../http/abort.ts';
import type { Actor } from '../model/actor.ts';
import type { AppKey } from '../model/app.ts';
import type { Outcome, Requester } from './operation.ts';
import type { OnProgress, Progress } from './progress.ts';

export type OperationKind = 'wake' | 'sleep';

/** What the body of an operation may ask and must tell. */
export interface OperationControl {
  readonly correlationId: string;
  /** Aborts when everybody who asked has left and nothing was asked of the provider yet. */
  readonly signal: AbortSignal;
  /** A wake was asked for while this sleep is under way. */
  readonly superseded: boolean;
  /** From here on the provider knows: leaving does not stop it any more. */
  markRequested(): void;
  report(progress: Omit<Progress, 'elapsedMs'>): void;
  /** Work that goes on after the people were told; the next operation on the app waits for it. */
  finishLater(work: Promise<void>): void;
}

/** An operation as others see it. */
export interface RunningOperation {
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly startedAt: string;
  /** The people were told how it ended; only the finishing is left. */
  readonly told: boolean;
}

type Body = (control: OperationControl) => Promise<Outcome>;

/** One operation per app across all callers: later callers of the same kind join it and get the same progress. */
export class Operations {
  readonly #tails = new Map<AppKey, Entry>();
  readonly #now: () => Date;
  readonly #makeId: () => string;

  constructor(now: () => Date, makeId: () => string) {
    this.#now = now;
    this.#makeId = makeId;
  }

  find(key: AppKey): RunningOperation | undefined {
    return this.#tails.get(key);
  }

  /**
   * Runs the body, or joins the same operation under way. A wake asked for during a sleep waits for it and ends awake.
   * @throws {OperationError} operation_cancelled when the requester's signal aborts; the operation itself goes on
   *   as soon as the provider knows of it
   */
  async run(key: AppKey, kind: OperationKind, requester: Requester, body: Body): Promise<Outcome> {
    const tail = this.#tails.get(key);
    if (tail?.kind === kind && !tail.told) {
      const outcome = await tail.wait(requester);
      return { ...outcome, joined: { actor: tail.actor } };
    }
    if (kind === 'wake') tail?.supersede();
    const entry = new Entry(kind, requester.actor, this.#makeId(), this.#now);
    this.#tails.set(key, entry);
    void entry.start(body, tail?.finished).then(() => {
      if (this.#tails.get(key) === entry) this.#tails.delete(key);
    });
    return entry.wait(requester);
  }

  /** Resolves when nothing is under way any more, the finishing included. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all([...this.#tails.values()].map((entry) => entry.finished));
  }
}

class Entry implements RunningOperation {
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly startedAt: string;
  readonly #startedMs: number;
  readonly #now: () => Date;
  readonly #listeners = new Set<OnProgress>();
  readonly #controller = new AbortController();
  readonly #outcome = Promise.withResolvers<Outcome>();
  readonly #finished = Promise.withResolvers<void>();
  readonly #later: Promise<void>[] = [];
  #last: Progress | undefined;
  #waiting = 0;
  #requested = false;
  #told = false;
  #superseded = false;

  constructor(kind: OperationKind, actor: Actor, correlationId: string, now: () => Date) {
    this.kind = kind;
    this.actor = actor;
    this.correlationId = correlationId;
    this.#now = now;
    this.#startedMs = now().getTime();
    this.startedAt = now().toISOString();
    // Nobody may be left to hear of a failure; each who waits hears of it by itself.
    this.#outcome.promise.catch(() => undefined);
  }

  get told(): boolean {
    return this.#told;
  }

  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  supersede(): void {
    this.#superseded = true;
  }

  async start(body: Body, previous: Promise<void> | undefined): Promise<void> {
    try {
      if (previous !== undefined) {
        this.#report({ phase: 'queued' });
        await previous;
      }
      this.#controller.signal.throwIfAborted();
      this.#outcome.resolve(await body(this.#control()));
    } catch (error) {
      this.#outcome.reject(error);
    }
    this.#told = true;
    await Promise.all(this.#later);
    this.#finished.resolve();
  }

  async wait(requester: Requester): Promise<Outcome> {
    const { onProgress, signal } = requester;
    this.#waiting += 1;
    if (onProgress !== undefined) {
      this.#listeners.add(onProgress);
      if (this.#last !== undefined) onProgress(this.#last);
    }
    try {
      return await (signal === undefined ? this.#outcome.promise : untilAborted(this.#outcome.promise, signal));
    } catch (error) {
      throw signal?.aborted && error === signal.reason ? cancelled() : error;
    } finally {
      this.#waiting -= 1;
      if (onProgress !== undefined) this.#listeners.delete(onProgress);
      if (this.#waiting === 0 && !this.#requested && signal?.aborted) this.#controller.abort(cancelled());
    }
  }

  #control(): OperationControl {
    const superseded = () => this.#superseded;
    return {
      correlationId: this.correlationId,
      signal: this.#controller.signal,
      get superseded() {
        return superseded();
      },
      markRequested: () => {
        this.#controller.signal.throwIfAborted();
        this.#requested = true;
      },
      report: (progress) => this.#report(progress),
      finishLater: (work) => void this.#later.push(work),
    };
  }

  #report(progress: Omit<Progress, 'elapsedMs'>): void {
    this.#last = { ...progress, elapsedMs: Math.max(0, this.#now().getTime() - this.#startedMs) };
    for (const listener of this.#listeners) listener(this.#last);
  }
}

function cancelled(): OperationError {
  return new OperationError('operation_cancelled', 'Nobody waits for it any more.');
}
