/**
 * The steps of an operation, in order; a wake ends in `ready`, a sleep in `asleep`.
 * queued: another operation on the app ends first. waiting: a deployment or another's scale ends first.
 */
export const phases = [
  'queued',
  'reading',
  'needs',
  'waiting',
  'saving',
  'requesting',
  'booting',
  'answering',
  'ready',
  'stopping',
  'asleep',
] as const;

export type Phase = (typeof phases)[number];

/** How long it will take in all, from this app's own history; absent without history. */
export interface Estimate {
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly samples: number;
}

export interface Progress {
  readonly phase: Phase;
  /** Since the operation was asked for. */
  readonly elapsedMs: number;
  readonly estimate?: Estimate;
}

export type OnProgress = (progress: Progress) => void;

/** Median and 90th percentile (nearest rank) of past durations. */
export function estimateFrom(durationsMs: readonly number[]): Estimate | undefined {
  if (durationsMs.length === 0) return undefined;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { medianMs: rank(0.5), p90Ms: rank(0.9), samples: sorted.length };
}
