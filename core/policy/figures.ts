import type { Reading } from './facts.ts';

const MINUTE_MS = 60_000;

/** Long periods come thinned, a point for a quarter of an hour: a request may seem to have been that much earlier. */
const PRECISION_MS = 20 * MINUTE_MS;

/** What went missing longer ago than this is a matter of that day, and would block a region for three. */
const OLDEST_LOSS_MS = 24 * 60 * MINUTE_MS;

/** So many apps do not fall silent in the same moment by chance. */
const MOST_AT_ONCE = 4;
const AT_ONCE_MS = 2 * MINUTE_MS;

/** Silence that is shorter is no silence yet. */
const LEAST_SILENCE_MS = 5 * MINUTE_MS;

/** People do leave together at six: after this it is believed. */
const LONGEST_DOUBT_MS = 60 * MINUTE_MS;

/** What is known of the figures of one app. */
export interface FiguresSeen {
  /** The last request that any reading has ever reported. */
  readonly lastRequestAt?: string;
  readonly reading?: Reading | undefined;
}

/**
 * Whether the figures of a region cannot be trusted now: a provider whose counting has stopped reports silence, and
 * everything in the region would be put to sleep although it is in use.
 */
export function figuresInDoubt(readings: readonly FiguresSeen[], now: Date): boolean {
  return readings.some((seen) => hasLost(seen, now.getTime())) || fellSilentTogether(readings, now.getTime());
}

/** A request that was there once is not in the figures of the same period any more. */
function hasLost({ lastRequestAt, reading }: FiguresSeen, nowMs: number): boolean {
  // It may have been a monitor's that was not recognised then, and now is.
  if (reading?.known !== true || lastRequestAt === undefined || reading.monitorEveryMs !== undefined) return false;
  const lastMs = Date.parse(lastRequestAt);
  const inside = Date.parse(reading.since) + PRECISION_MS <= lastMs && lastMs <= Date.parse(reading.completeUntil);
  if (!inside || nowMs - lastMs > OLDEST_LOSS_MS) return false;
  return reading.lastRequestAt === undefined || Date.parse(reading.lastRequestAt) < lastMs - PRECISION_MS;
}

/** Many apps had their last request in the same two minutes, and nobody has asked for any app since. */
function fellSilentTogether(readings: readonly FiguresSeen[], nowMs: number): boolean {
  const ends = readings.flatMap(({ lastRequestAt, reading }) => {
    const read = reading?.known === true ? reading.lastRequestAt : undefined;
    const lastMs = Math.max(...[lastRequestAt, read].flatMap((at) => (at === undefined ? [] : [Date.parse(at)])));
    if (!Number.isFinite(lastMs)) return [];
    const silentMs = reading?.known === true ? Date.parse(reading.completeUntil) - lastMs : 0;
    return [{ lastMs, silent: silentMs >= LEAST_SILENCE_MS }];
  });
  const latestMs = Math.max(...ends.map(({ lastMs }) => lastMs));
  if (!Number.isFinite(latestMs) || nowMs - latestMs > LONGEST_DOUBT_MS) return false;
  const together = ends.filter(({ lastMs, silent }) => silent && latestMs - lastMs <= AT_ONCE_MS);
  return together.length > MOST_AT_ONCE;
}
