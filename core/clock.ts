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
