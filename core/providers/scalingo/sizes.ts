import type { PriceList, SizeFacts } from '../provider.ts';
import type { SizeRow } from './schema.ts';

const HOURS_IN_30_DAYS = 720;

/**
 * The 30-day price in cents is the only field whose unit is sure: `hourly_price` is documented in cents and counts
 * tenths of a cent. A size without it has no known price.
 * @see https://developers.scalingo.com/container_sizes, read 2026-09
 */
export function mapPrices(rows: readonly SizeRow[], readAt: string): PriceList {
  const priced = rows.flatMap(({ name, thirtydays_price: cents }): [string, number][] =>
    typeof cents === 'number' && cents > 0 ? [[name, cents / 100 / HOURS_IN_30_DAYS]] : [],
  );
  return { perHour: Object.fromEntries(priced), at: readAt, source: 'list' };
}

/** Memory in GB; the vendor sells a CPU priority, not a number of CPUs. */
const memoryGb = new Map([
  ['S', 0.25],
  ['M', 0.5],
  ['L', 1],
  ['XL', 2],
  ['2XL', 4],
  ['3XL', 8],
]);

export function describeSize(size: string): SizeFacts | undefined {
  const known = memoryGb.get(size);
  return known === undefined ? undefined : { memoryGb: known };
}
