/** What a benchmark found: one line of the table. */
export interface Measure {
  readonly name: string;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly unit: string;
  readonly samples: number;
  readonly bound?: Bound;
  /** What is in the number, where the name does not tell. */
  readonly note?: string;
}

/** The most it may be, and which of the columns counts. */
export interface Bound {
  readonly most: number;
  readonly of: 'median' | 'p95' | 'p99';
}

export interface Bench {
  /** What `--only` goes by. */
  readonly name: string;
  readonly run: () => Promise<readonly Measure[]>;
}

/** Nearest-rank median, 95th and 99th percentile. */
export function summarize(
  name: string,
  samples: readonly number[],
  facts: { readonly unit?: string; readonly bound?: Bound; readonly note?: string } = {},
): Measure {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = (share: number) => round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return { unit: 'ms', ...facts, name, median: rank(0.5), p95: rank(0.95), p99: rank(0.99), samples: samples.length };
}

/** A bench without a sample has shown nothing: its NaN holds no bound. */
export function holds({ bound, ...measure }: Measure): boolean {
  return bound === undefined || measure[bound.of] <= bound.most;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
