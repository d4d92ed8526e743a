import { subscribe } from 'node:diagnostics_channel';
import type { Clock, Deadline } from '../../core/clock.ts';

/** HTTP requests of this process that have no complete answer yet, the queue of the pool included. */
const requestsUnderWay = new Set<unknown>();

function requestOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'request' in message ? message.request : message;
}

subscribe('undici:request:create', (message) => requestsUnderWay.add(requestOf(message)));
subscribe('undici:request:trailers', (message) => requestsUnderWay.delete(requestOf(message)));
subscribe('undici:request:error', (message) => requestsUnderWay.delete(requestOf(message)));

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Turns of the event loop without anything real under way after which only the clock can move things on. */
const QUIET_TURNS = 8;

interface Timer {
  at: number;
  readonly order: number;
  fire(): void;
}

/** Time that moves only when a test says so. */
export class FakeClock implements Clock {
  #nowMs: number;
  #order = 0;
  #timers: Timer[] = [];

  constructor(start = '2026-11-22T09:00:00.000Z') {
    this.#nowMs = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  /** Timers waiting, for tests that must leave none behind. */
  get pending(): number {
    return this.#timers.length;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.#schedule(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  timeout(ms: number): Deadline {
    const controller = new AbortController();
    const cancel = this.#schedule(ms, () => controller.abort(new DOMException(`${ms} ms have passed`, 'TimeoutError')));
    return { signal: controller.signal, cancel };
  }

  /** Moves time on by `ms`, stopping at every timer on the way and letting what it starts settle. */
  async advance(ms: number, held: () => number = () => 0): Promise<void> {
    const end = this.#nowMs + ms;
    await this.#untilQuiet(held);
    for (let next = this.#earliest(); next !== undefined && next.at <= end; next = this.#earliest()) {
      this.#fire(next);
      await this.#untilQuiet(held);
    }
    this.#nowMs = end;
  }

  /** The system's time is corrected backwards; what waits goes on waiting for as long as before, as timers do. */
  setBack(ms: number): void {
    this.#nowMs -= ms;
    for (const timer of this.#timers) timer.at -= ms;
  }

  /**
   * Runs until the promise settles: whenever nothing real (HTTP, files) is under way, jumps to the next timer.
   * @param held answers that a simulator holds back by a fault: requests that only the clock can end
   */
  async run<T>(promise: Promise<T>, held: () => number = () => 0): Promise<T> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    promise.then(mark, mark);
    while (!settled) {
      await this.#untilQuiet(held, () => settled);
      if (settled) break;
      const next = this.#earliest();
      if (next !== undefined) this.#fire(next);
    }
    return promise;
  }

  #schedule(ms: number, fire: () => void): () => void {
    const timer: Timer = { at: this.#nowMs + Math.max(0, ms), order: this.#order++, fire };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  #earliest(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (best, timer) =>
        best === undefined || timer.at < best.at || (timer.at === best.at && timer.order < best.order) ? timer : best,
      undefined,
    );
  }

  #fire(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#nowMs = Math.max(this.#nowMs, timer.at);
    timer.fire();
  }

  async #untilQuiet(held: () => number, done: () => boolean = () => false): Promise<void> {
    for (let quiet = 0, order = this.#order; quiet < QUIET_TURNS && !done(); ) {
      await nextTurn();
      // Looking for files costs more than all else here; one that is under way shows at the beginning or at the end.
      const look = quiet === 0 || quiet === QUIET_TURNS - 1;
      const busy = requestsUnderWay.size > held() || this.#order !== order || (look && filesUnderWay());
      order = this.#order;
      quiet = busy ? 0 : quiet + 1;
    }
  }
}

function filesUnderWay(): boolean {
  return process.getActiveResourcesInfo().some((kind) => kind.startsWith('FSReq') || kind === 'CloseReq');
}
