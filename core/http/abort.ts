/** A signal that follows others until it is let go. */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/**
 * Aborts with the first of these that does. Unlike the result of `AbortSignal.any` it can be let go: Node keeps such a
 * one, while anybody listens to it, for as long as what it follows, and some of these live as long as the program.
 */
export function joinSignals(...sources: readonly (AbortSignal | undefined)[]): JoinedSignal {
  const controller = new AbortController();
  const followed = sources.filter((source) => source !== undefined);
  const onAbort = () => controller.abort(followed.find((source) => source.aborted)?.reason);
  for (const source of followed) source.addEventListener('abort', onAbort, { once: true });
  if (followed.some((source) => source.aborted)) onAbort();
  return {
    signal: controller.signal,
    release: () => {
      for (const source of followed) source.removeEventListener('abort', onAbort);
    },
  };
}

/** Waits for something that takes no signal, no longer than until the abort. */
export function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    // Listened to in any case: a late failure of work nobody waits for must not end the process.
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
