import type { SleepRow } from '../../savings/baseline.ts';

/** The sleeps that have any part in the period. */
export function rowsIn(
  rows: readonly SleepRow[],
  period: { readonly from: string; readonly until: string },
): readonly SleepRow[] {
  return rows.filter((row) => {
    const from = row.asleepFrom ?? row.askedAt;
    return from < period.until && (!('asleepUntil' in row) || row.asleepUntil > period.from);
  });
}
