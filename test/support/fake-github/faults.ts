import type { Failure, Held, Pattern } from './shapes.ts';

/** What befalls a request on its way, decided as it arrives. */
export interface Fate {
  /** Answered like this, without any effect. */
  readonly failure?: Failure;
  /** Never answered, without any effect. */
  readonly hung: boolean;
  /** The connection is cut once the work is done. */
  readonly lost: boolean;
  readonly delayMs: number;
  /** Resolves once nobody holds it. */
  readonly free: Promise<void>;
}

interface Order<T> {
  readonly pattern: Pattern;
  readonly what: T;
  left: number;
  /** So many pass before. */
  ahead: number;
}

export interface Faults {
  fateOf(method: string, target: string): Fate;
  fail(failure: Failure): void;
  hang(pattern: Pattern, times: number): void;
  lose(pattern: Pattern, times: number): void;
  slow(pattern: Pattern, ms: number): void;
  hold(pattern: Pattern): Held;
  heal(): void;
}

export function createFaults(): Faults {
  const failures: Order<Failure>[] = [];
  const hangs: Order<undefined>[] = [];
  const losses: Order<undefined>[] = [];
  const delays: Order<number>[] = [];
  const holds = new Set<Holding>();

  return {
    fateOf: (method, target) => {
      const failure = take(failures, method, target)?.what;
      return {
        ...(failure === undefined ? {} : { failure }),
        hung: take(hangs, method, target) !== undefined,
        lost: take(losses, method, target) !== undefined,
        delayMs: take(delays, method, target)?.what ?? 0,
        free: Promise.all(
          [...holds].filter(({ pattern }) => matches(pattern, method, target)).map((holding) => holding.wait()),
        ).then(() => undefined),
      };
    },
    fail: (failure) => {
      const { method, path, times = 1, after = 0 } = failure;
      failures.push({
        pattern: method === undefined ? path : { method, path },
        what: failure,
        left: times,
        ahead: after,
      });
    },
    hang: (pattern, times) => void hangs.push({ pattern, what: undefined, left: times, ahead: 0 }),
    lose: (pattern, times) => void losses.push({ pattern, what: undefined, left: times, ahead: 0 }),
    slow: (pattern, ms) => void delays.push({ pattern, what: ms, left: Number.POSITIVE_INFINITY, ahead: 0 }),
    hold: (pattern) => {
      const holding = createHolding(pattern, () => holds.delete(holding));
      holds.add(holding);
      return holding.held;
    },
    heal: () => {
      for (const orders of [failures, hangs, losses, delays]) orders.length = 0;
      for (const { held } of holds) held.release();
    },
  };
}

/** The first order that is for this request and not used up, one less of it. */
function take<T>(orders: readonly Order<T>[], method: string, target: string): Order<T> | undefined {
  const order = orders.find(({ pattern, left }) => left > 0 && matches(pattern, method, target));
  if (order === undefined) return undefined;
  if (order.ahead > 0) {
    order.ahead -= 1;
    return undefined;
  }
  order.left -= 1;
  return order;
}

interface Holding {
  readonly pattern: Pattern;
  readonly held: Held;
  wait(): Promise<void>;
}

function createHolding(pattern: Pattern, done: () => void): Holding {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watchers = new Set<{ readonly count: number; resolve(): void }>();
  let waiting = 0;
  const tell = () => {
    for (const watcher of watchers) if (waiting >= watcher.count) watcher.resolve();
  };
  return {
    pattern,
    wait: () => {
      waiting += 1;
      tell();
      return promise;
    },
    held: {
      get waiting() {
        return waiting;
      },
      arrived: (count = 1) =>
        new Promise((arrive) => {
          watchers.add({ count, resolve: arrive });
          tell();
        }),
      release: () => {
        done();
        waiting = 0;
        resolve();
      },
    },
  };
}

function matches(pattern: Pattern, method: string, target: string): boolean {
  if (pattern instanceof RegExp) return pattern.test(target);
  return pattern.method === method && pattern.path.test(target);
}
