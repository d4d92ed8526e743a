import { playLoad } from '../test/support/account-load.ts';
import { type Measure, summarize } from './measure.ts';

const MINUTE_MS = 60_000;

/** What one account is allowed at Scalingo. */
const ALLOWANCE = 60;

const curve = [10, 50, 100, 200, 500, 1_000, 1_500, 2_000] as const;

/** A tenth of the apps are left within the hour: how late they are put to sleep tells whether the deadlines are met. */
const LEAVING = 0.1;

/** A sleep this late has still met its deadline. */
const LATEST_MS = 5 * MINUTE_MS;

/** Up to here the account's allowance must do, and up to here the deadlines must be met too. */
const MOST_WITHIN_ALLOWANCE = 1_500;
const MOST_IN_TIME = 500;

/**
 * Calls a minute for more and more apps in use with an idle limit of 30 min, and how late the ones that are left are put
 * to sleep, counted from the very end of the limit: a minute until the next look, a minute until the figures are whole.
 */
export async function run(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const apps of curve) {
    const { callsPerMinute, latenessMs, refusedCalls, faults } = await playLoad({
      apps,
      used: apps,
      // Somebody who works with it: at an app asked more rarely, the limit is looked at more often.
      gapMinutes: { least: 1, most: 3 },
      leaving: LEAVING,
      warmUpMinutes: 60,
      minutes: 90,
      seed: apps,
    });
    const note = [
      `${refusedCalls} answers 429`,
      `most calls in a minute ${Math.max(...callsPerMinute)}`,
      ...(faults.length > 0 ? [`${faults.length} faults, first: ${faults[0]}`] : []),
    ].join(', ');
    const late = summarize('', latenessMs);
    measures.push(
      summarize(`budget: ${apps} apps in use`, callsPerMinute, {
        unit: 'calls',
        note,
        ...(apps <= MOST_WITHIN_ALLOWANCE && { bound: { most: ALLOWANCE, of: 'p95' } }),
      }),
      summarize(
        `budget: ${apps} apps, lateness`,
        latenessMs.map((ms) => ms / 1_000),
        {
          unit: 's',
          note: late.p95 <= LATEST_MS ? 'deadlines met' : 'deadlines missed',
          ...(apps <= MOST_IN_TIME && { bound: { most: LATEST_MS / 1_000, of: 'p95' } }),
        },
      ),
    );
  }
  return measures;
}
