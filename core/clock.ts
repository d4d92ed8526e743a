/** A guard that can be called off: its signal aborts once the time has passed. */
export interface Deadline {
  readonly signal: AbortSignal;
  cancel(): void;
}

/** The only source of time. What waits gets a Clock; pure functions get a `now`. */
export interface Clock {
  now(): Date;
  /** Lets time pass. Rejects with the signal's reason as soon as it aborts. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts with a `TimeoutError` after `ms`; cancel it once it is no longer needed. */
  timeout(ms: number): Deadline;
}

/**
 * Milliseconds that only ever grow, for measuring: where the system sets its time back they stand still for that
 * moment, instead of making whoever waits wait for as long as it was set back.
 */
export function steadyMs(clock: Pick<Clock, 'now'>): () => number {
  let last = clock.now().getTime();
  let lostMs = 0;
  return () => {
    const now = clock.now().getTime();
    if (now < last) lostMs += last - now;
    last = now;
    return now + lostMs;
  };
}

/** Was it at most so long ago? An instant in the future tells nothing: the system has set its time back since. */
export function isRecent(atMs: number, now: Date, withinMs: number): boolean {
  const ageMs = now.getTime() - atMs;
  return ageMs >= 0 && ageMs <= withinMs;
}

/** The longest wait a Node timer takes; longer ones fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

function timeoutError(ms: number): DOMException {
  return new DOMException(`The time limit of ${ms} ms has passed`, 'TimeoutError');
}

export const systemClock: Clock = {
  now: () => new Date(),
  delay: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
        Math.min(ms, LONGEST_TIMER_MS),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
  timeout: (ms) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(timeoutError(ms)), Math.min(ms, LONGEST_TIMER_MS));
    timer.unref();
    return { signal: controller.signal, cancel: () => clearTimeout(timer) };
  },
};
