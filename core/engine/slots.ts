/** So many at a time; who comes later waits in line. */
export class Slots {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** @throws the signal's reason when it aborts before the turn came; what has begun is not ended by it. */
  async run<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    await this.#turn();
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  #turn(): Promise<void> {
    if (this.#free === 0) return new Promise((resolve) => this.#line.push(resolve));
    this.#free -= 1;
    return Promise.resolve();
  }
}
