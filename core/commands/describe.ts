import type { Listing } from '../engine/directory.ts';
import { type App, appKey } from '../model/app.ts';
import { ruleFor } from '../policy/rules.ts';
import { appReport } from './report/app-report.ts';
import { errorReport } from './report/error-report.ts';
import type { AppReport, RegionFailure } from './report/report.ts';
import type { CommandContext } from './spec.ts';

/** An app as its provider tells it, with what only we know. */
export async function describe(app: App, { config, engine, store }: CommandContext): Promise<AppReport> {
  const key = appKey(app);
  const [status, snapshot, operation, snooze] = await Promise.all([
    engine.statusOf(app),
    store.find('snapshot', key),
    store.find('operation', key),
    store.find('snooze', key),
  ]);
  const rule = ruleFor(app, config)?.rule.match;
  return appReport(app, {
    status,
    ...(status === 'asleep' && snapshot && { snapshot }),
    ...(operation && { operation }),
    ...(snooze && { snooze }),
    ...(rule !== undefined && { rule }),
  });
}

/** The regions that could not be read, in the reader's words. */
export function failures(listing: Listing, { translate }: CommandContext): readonly RegionFailure[] {
  return listing.failed.map(({ region, error }) => ({
    provider: region.type,
    region: region.name,
    error: errorReport(error, translate),
  }));
}
