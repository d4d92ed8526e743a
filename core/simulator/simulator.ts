import type { Clock } from '../clock.ts';

/** How a simulated vendor is started. */
export interface SimulatorOptions {
  readonly clock: Clock;
  /** Boots and stops take this many times less than they would; default 1. */
  readonly speed?: number;
  /** Port of the API; 0 or left out: any free one. Listens on 127.0.0.1 only. */
  readonly port?: number;
  /** Seed of everything random: ids, noise. */
  readonly seed?: number;
}

/** What both simulated vendors have in common. */
export interface Simulator {
  /** Base URL of the API, without a trailing slash. */
  readonly apiUrl: string;
  readonly faults: Faults;
  /** API requests received, in order, for counting calls: method and path without query. */
  readonly requests: readonly RecordedRequest[];
  /** Answers held back right now by a fault (slow, hung): a test's clock may pass over them. */
  readonly held: number;
  close(): Promise<void>;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly at: number;
}

/** A misbehaviour for the next requests that match. */
export type Fault = {
  /** Only requests whose `METHOD /path` matches; default: all. */
  readonly match?: RegExp;
  /** How many requests it hits; default 1. */
  readonly times?: number;
} & (
  | { readonly kind: 'slow'; readonly ms: number }
  /** Never answers. `afterHeaders`: status and half a body come first. */
  | { readonly kind: 'hang'; readonly afterHeaders?: boolean }
  | { readonly kind: 'status'; readonly status: number; readonly contentType: string; readonly body: string }
  /** Resets the connection. `after`: once the effect has taken place. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** Sends half of the JSON, with the length of the whole or of the half. */
  | { readonly kind: 'truncate'; readonly length: 'whole' | 'half' }
  /**
   * A reading gets what the same reading got the last time before; changes, and first readings, are answered well.
   * Answers are remembered only while faults are generated.
   */
  | { readonly kind: 'stale' }
);

/** Faults waiting to hit. */
export interface Faults {
  add(fault: Fault): void;
  /** Asked for every request that no waiting fault hits, by `METHOD /path`; undefined: it is answered well. */
  generate(next: (line: string) => Fault | undefined): void;
  /** Forgets the waiting ones and the generator. */
  clear(): void;
}
