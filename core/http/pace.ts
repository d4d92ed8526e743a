import { type Clock, steadyMs } from '../clock.ts';
import { ProviderError } from '../errors.ts';
import type { Priority } from './request.ts';

/** Spreads calls so that one account stays under its vendor's allowance. */
export interface Pace {
  /**
   * Waits for a turn; call the result when the request has ended.
   * @throws {ProviderError} provider_timeout, at once, when the turn would come later than `maxWaitMs`;
   *   an abort rejects with the signal's reason
   */
  acquire(priority: Priority, signal?: AbortSignal): Promise<() => void>;
  /** Nobody starts before then: the account was told to wait (429). */
  pause(ms: number): void;
  /** Requests allowed in any 60 s. */
  readonly perMinute: number;
  /** How many of these are not used up now; none during a pause. */
  left(): number;
}

export interface PaceOptions {
  readonly clock: Clock;
  /** Requests allowed in any 60 s; Scalingo: 60. */
  readonly perMinute: number;
  /** How many may start back to back before they are spread over the minute. */
  readonly burst: number;
  /** Part of the burst and of the minute that background requests leave alone. */
  readonly reservedForPeople: number;
  readonly maxInFlight: number;
  /** Default: 90 s, the time limit of a call. */
  readonly maxWaitMs?: number;
}

interface Waiter {
  start(): void;
}

const WINDOW_MS = 60_000;

/** What was used up, in instants: enough to tell when the next request may start. */
interface Usage {
  /** When the bucket would be full again if nobody asked (the generic cell rate algorithm: no timer refills anything). */
  fullAtMs: number;
  /** When each request of the last minute stops counting, ascending; Infinity while it is under way. */
  leavesAtMs: number[];
}

/** How a queue would empty itself, as of one instant. */
interface Projection {
  readonly asOfMs: number;
  readonly usage: Usage;
  /** When the last in the queue would start. */
  atMs: number;
}

/**
 * A bucket spreads the requests, a sliding window holds the hard limit. The vendor counts a request somewhere between
 * its start and its end, so it counts here until a minute after its end: then no delay on the way can break the limit.
 */
export function createPace(options: PaceOptions): Pace {
  const { clock, perMinute, burst, maxInFlight, maxWaitMs = 90_000 } = options;
  const everyMs = WINDOW_MS / perMinute;
  // Background must get at least one of each, or it would wait for ever.
  const reserved = Math.max(0, Math.min(options.reservedForPeople, burst - 1, perMinute - 1));
  const reservedInFlight = Math.min(options.reservedForPeople, Math.floor(maxInFlight / 2));
  const queues: Readonly<Record<Priority, Set<Waiter>>> = { person: new Set(), background: new Set() };
  const ended: number[] = [];
  let fullAtMs = Number.NEGATIVE_INFINITY;
  let inFlight = 0;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let alarm = new AbortController();
  let projection: Projection | undefined;

  const nowMs = steadyMs(clock);
  const usage = (endOfOthersMs: number): Usage => {
    const now = nowMs();
    while ((ended[0] ?? Number.POSITIVE_INFINITY) <= now) ended.shift();
    return { fullAtMs, leavesAtMs: [...ended, ...Array.from({ length: inFlight }, () => endOfOthersMs)] };
  };
  const startsAtMs = ({ fullAtMs: full, leavesAtMs }: Usage, priority: Priority): number => {
    const kept = priority === 'person' ? 0 : reserved;
    const allowed = perMinute - kept;
    const window = leavesAtMs[leavesAtMs.length - allowed] ?? Number.NEGATIVE_INFINITY;
    return Math.ceil(Math.max(pausedUntilMs, full - (burst - 1 - kept) * everyMs, window));
  };
  const hasSlot = (priority: Priority) =>
    inFlight < (priority === 'person' ? maxInFlight : maxInFlight - reservedInFlight);

  /** When those who wait would start, were every request under way to end at once; and what they would use up. */
  const project = (priority: Priority, now: number): Projection => {
    const queued: Projection = { atMs: now, usage: usage(now + WINDOW_MS), asOfMs: now };
    const ahead = priority === 'person' ? queues.person.size : queues.person.size + queues.background.size;
    for (let place = 0; place < ahead; place += 1) append(queued, priority);
    return queued;
  };
  /** One more in the queue. */
  const append = (queued: Projection, priority: Priority): void => {
    queued.atMs = Math.max(queued.atMs, startsAtMs(queued.usage, priority));
    queued.usage.fullAtMs = Math.max(queued.usage.fullAtMs, queued.atMs) + everyMs;
    queued.usage.leavesAtMs.push(queued.atMs + WINDOW_MS);
  };

  /** Joins the queue, or says how long it would have been to wait: longer than anybody should. */
  const join = (waiter: Waiter, priority: Priority): number | undefined => {
    const now = nowMs();
    // Reads that come by the hundred all ask the same: the background's projection is kept while nothing changes.
    const kept = priority === 'background' && projection?.asOfMs === now ? projection : undefined;
    const queued = kept ?? project(priority, now);
    const waitMs = Math.max(queued.atMs, startsAtMs(queued.usage, priority)) - now;
    const isFirst = queues[priority].size === 0;
    if (waitMs <= maxWaitMs) {
      queues[priority].add(waiter);
      append(queued, priority);
    }
    projection = priority === 'background' ? queued : undefined;
    if (waitMs > maxWaitMs) return waitMs;
    // Behind others of its kind it changes nothing for them.
    if (isFirst) startNext();
    return undefined;
  };

  const release = () => {
    projection = undefined;
    inFlight -= 1;
    ended.push(nowMs() + WINDOW_MS);
    startNext();
  };

  /** Starts whoever may start now; sets the alarm for the next one. People first, always. */
  const startNext = (): void => {
    alarm.abort();
    for (;;) {
      const priority = queues.person.size > 0 ? 'person' : 'background';
      const [waiter] = queues[priority];
      // Without a slot the next release calls again.
      if (waiter === undefined || !hasSlot(priority)) return;
      const waitMs = startsAtMs(usage(Number.POSITIVE_INFINITY), priority) - nowMs();
      if (waitMs > 0) {
        if (Number.isFinite(waitMs)) wakeAfter(waitMs);
        return;
      }
      queues[priority].delete(waiter);
      projection = undefined;
      inFlight += 1;
      fullAtMs = Math.max(fullAtMs, nowMs()) + everyMs;
      waiter.start();
    }
  };

  const wakeAfter = (ms: number): void => {
    alarm = new AbortController();
    // Rejects only when a later alarm took its place.
    clock.delay(ms, alarm.signal).then(startNext, () => undefined);
  };

  return {
    perMinute,
    left: () => (pausedUntilMs > nowMs() ? 0 : Math.max(0, perMinute - usage(0).leavesAtMs.length)),
    acquire: (priority, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          queues[priority].delete(waiter);
          projection = undefined;
          startNext();
          reject(signal?.reason);
        };
        const waiter: Waiter = {
          start: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve(once(release));
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        const waitMs = join(waiter, priority);
        if (waitMs === undefined) return;
        signal?.removeEventListener('abort', onAbort);
        reject(queueTooLong(waitMs));
      }),
    pause: (ms) => {
      pausedUntilMs = Math.max(pausedUntilMs, nowMs() + ms);
      projection = undefined;
      startNext();
    },
  };
}

function queueTooLong(waitMs: number): ProviderError {
  const seconds = Math.ceil(waitMs / 1_000);
  return new ProviderError('provider_timeout', `The allowance of the account is used up for another ${seconds} s`, {
    retryable: true,
    context: { reason: 'queue_too_long', retryAfterMs: waitMs, seconds },
  });
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
