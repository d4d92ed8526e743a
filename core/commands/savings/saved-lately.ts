import { setImmediate } from 'node:timers/promises';
import { type SavingsDeps, savingsOf } from './figures.ts';

/** As long as the month that prices are given for. */
const PERIOD_MS = 30 * 24 * 60 * 60_000;

/** Figured out together; the event loop has its turn in between, also with a year of sleeps of a thousand apps. */
const APPS_AT_ONCE = 50;

/** EUR saved in the last 30 days, and what observing would have. */
export async function savedLately(deps: SavingsDeps): Promise<{ readonly saved: number; readonly would: number }> {
  const until = deps.clock.now();
  const from = new Date(until.getTime() - PERIOD_MS);
  const [closed, open] = await Promise.all([deps.store.list('ledger'), deps.store.list('interval')]);
  const keys = [...new Set([...closed, ...open].map(({ app }) => app))];
  let [saved, would] = [0, 0];
  for (let start = 0; start < keys.length; start += APPS_AT_ONCE) {
    if (start > 0) await setImmediate();
    const some = new Set(keys.slice(start, start + APPS_AT_ONCE));
    const { report } = await savingsOf(deps, { from, until, keys: some, bucketUnit: 'week' });
    saved += report.totals.netEur;
    would += report.wouldBe.totals.netEur;
  }
  return { saved, would };
}
