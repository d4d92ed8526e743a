import type { WatchedApp } from '../../engine/watch.ts';
import type { DigestSavings } from '../report/digest-report.ts';
import { savingsOf } from '../savings/figures.ts';
import type { DigestDeps } from './content.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/** What sleeping saved in the week up to then, with its days for a chart. */
export async function savedBefore(
  deps: DigestDeps,
  until: Date,
  watched: readonly WatchedApp[],
): Promise<DigestSavings | undefined> {
  const keys = new Set(watched.map(({ key }) => key));
  const from = new Date(until.getTime() - WEEK_MS);
  const { totals, buckets, priceSources } = (await savingsOf(deps, { from, until, keys, bucketUnit: 'day' })).report;
  if (totals.asleepHours === 0) return undefined;
  return {
    asleepHours: totals.asleepHours,
    eur: totals.netEur,
    listPrice: priceSources.list > 0,
    days: buckets.map(({ from: day, asleepHours, netEur }) => ({ from: day, asleepHours, eur: netEur })),
  };
}
