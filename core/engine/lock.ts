import { OperationError } from '../errors.ts';
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
  /** A person's command takes over from this recovery: it leaves everything as it is and ends. */
  readonly abandoned: boolean;
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
  /** Nobody asked for it now: it takes up what was cut off, and makes way for a person. */
  readonly yields: boolean;
}

type Body = (control: OperationControl) => Promise<Outcome>;

export interface RunOptions {
  /** See `RunningOperation`. */
  readonly yields?: boolean;
  /** Whether later callers of the same kind may share it; default true. */
  readonly joinable?: boolean;
}

export interface OperationHooks {
  /** Nothing is under way on that app any more. */
  readonly onRest?: (key: AppKey) => void;
  /** A listener of progress has thrown; the operation goes on. */
  readonly onFault?: (error: unknown) => void;
}

/** One operation per app across all callers: later callers of the same kind join it and get the same progress. */
export class Operations {
  readonly #tails = new Map<AppKey, Entry>();
  readonly #now: () => Date;
  readonly #makeId: () => string;
  readonly #hooks: OperationHooks;

  constructor(now: () => Date, makeId: () => string, hooks: OperationHooks = {}) {
    this.#now = now;
    this.#makeId = makeId;
    this.#hooks = hooks;
  }

  find(key: AppKey): RunningOperation | undefined {
    return this.#tails.get(key);
  }

  /**
   * Runs the body, or joins the same operation under way. A wake asked for during a sleep waits for it and ends awake;
   * a recovery that cannot be joined ends and leaves the rest to the newcomer.
   * @throws {OperationError} operation_cancelled when the requester's signal aborts; the operation itself goes on
   *   as soon as the provider knows of it
   */
  async run(
    key: AppKey,
    kind: OperationKind,
    requester: Requester,
    body: Body,
    options: RunOptions = {},
  ): Promise<Outcome> {
    const tail = this.#tails.get(key);
    if (tail?.kind === kind && tail.canBeJoined) {
      const outcome = await tail.wait(requester);
      return { ...outcome, joined: { actor: tail.actor } };
    }
    if (kind === 'wake') tail?.supersede();
    if (tail?.yields === true) tail.abandon();
    const facts = { kind, actor: requester.actor, correlationId: this.#makeId(), now: this.#now, ...this.#hooks };
    const entry = new Entry({ ...facts, yields: options.yields ?? false, joinable: options.joinable ?? true });
    this.#tails.set(key, entry);
    void entry.start(body, tail?.finished).then(() => {
      if (this.#tails.get(key) !== entry) return;
      this.#tails.delete(key);
      this.#hooks.onRest?.(key);
    });
    return entry.wait(requester);
  }

  /** Resolves when nothing is under way any more, the finishing included. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all([...this.#tails.values()].map((entry) => entry.finished));
  }
}

interface EntryFacts extends Required<RunOptions> {
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly now: () => Date;
  readonly onFault?: (error: unknown) => void;
}

class Entry implements RunningOperation {
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly yields: boolean;
  readonly startedAt: string;
  readonly #facts: EntryFacts;
  readonly #startedMs: number;
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
  #abandoned = false;

  constructor(facts: EntryFacts) {
    this.kind = facts.kind;
    this.actor = facts.actor;
    this.yields = facts.yields;
    this.#facts = facts;
    this.#startedMs = facts.now().getTime();
    this.startedAt = facts.now().toISOString();
    // Nobody may be left to hear of a failure; each who waits hears of it by itself.
    this.#outcome.promise.catch(() => undefined);
  }

  get told(): boolean {
    return this.#told;
  }

  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /** One that everybody has left is about to end: who comes now must not be told that nobody waits. */
  get canBeJoined(): boolean {
    return this.#facts.joinable && !this.#told && !this.#controller.signal.aborted;
  }

  supersede(): void {
    this.#superseded = true;
  }

  abandon(): void {
    this.#abandoned = true;
    this.#controller.abort(cancelled());
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
    await Promise.allSettled(this.#later);
    this.#finished.resolve();
  }

  async wait(requester: Requester): Promise<Outcome> {
    const { onProgress, signal } = requester;
    this.#waiting += 1;
    if (onProgress !== undefined) {
      this.#listeners.add(onProgress);
      if (this.#last !== undefined) this.#tell(onProgress, this.#last);
    }
    try {
      return await (signal === undefined ? this.#outcome.promise : this.#untilLeft(signal));
    } finally {
      this.#waiting -= 1;
      if (onProgress !== undefined) this.#listeners.delete(onProgress);
      if (this.#waiting === 0 && !this.#requested && signal?.aborted) this.#controller.abort(cancelled());
    }
  }

  /** The signal may live as long as the program: nothing of ours may stay on it. */
  async #untilLeft(signal: AbortSignal): Promise<Outcome> {
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(cancelled());
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      return await Promise.race([this.#outcome.promise, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #control(): OperationControl {
    const superseded = () => this.#superseded;
    const abandoned = () => this.#abandoned;
    return {
      correlationId: this.#facts.correlationId,
      signal: this.#controller.signal,
      get superseded() {
        return superseded();
      },
      get abandoned() {
        return abandoned();
      },
      markRequested: () => {
        this.#controller.signal.throwIfAborted();
        this.#requested = true;
      },
      report: (progress) => this.#report(progress),
      finishLater: (work) => void this.#later.push(work),
    };
  }

  /** A step is told once, however often it is looked whether it has ended. */
  #report(progress: Omit<Progress, 'elapsedMs'>): void {
    if (this.#last?.phase === progress.phase) return;
    this.#last = { ...progress, elapsedMs: Math.max(0, this.#facts.now().getTime() - this.#startedMs) };
    for (const listener of this.#listeners) this.#tell(listener, this.#last);
  }

  #tell(listener: OnProgress, progress: Progress): void {
    try {
      listener(progress);
    } catch (error) {
      this.#facts.onFault?.(error);
    }
  }
}

function cancelled(): OperationError {
  return new OperationError('operation_cancelled', 'Nobody waits for it any more.');
}
