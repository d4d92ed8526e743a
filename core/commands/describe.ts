import type { Listing } from '../engine/directory.ts';
import type { WatchedApp } from '../engine/watch.ts';
import { type App, appKey } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import { shownPullRequest } from '../policy/pull-request.ts';
import { appReport, type WatchedFacts } from './report/app-report.ts';
import { errorReport } from './report/error-report.ts';
import type { AppReport, RegionFailure } from './report/report.ts';
import type { CommandContext } from './spec.ts';

type DescribeDeps = Pick<CommandContext, 'clock' | 'config' | 'engine' | 'policy' | 'prices' | 'store'>;

/**
 * An app as its provider tells it, with what only we know.
 * @param formation what runs, where it was just read
 */
export async function describe(
  app: App,
  context: DescribeDeps,
  watched: WatchedApp | undefined,
  formation?: Formation,
): Promise<AppReport> {
  const { engine, policy, store } = context;
  const key = appKey(app);
  const [status, snapshot, operation, snooze] = await Promise.all([
    engine.statusOf(app),
    store.find('snapshot', key),
    store.find('operation', key),
    store.find('snooze', key),
  ]);
  const rule = policy.termsOf(app).rule?.match;
  const asleep = status === 'asleep' && snapshot !== undefined;
  const scaled = asleep ? snapshot.formation : (formation ?? watched?.facts.formation);
  const pricePerHour = scaled === undefined ? undefined : context.prices.formationPerHour(app.region, scaled)?.perHour;
  return appReport(app, {
    status,
    ...(formation && { formation }),
    ...(asleep && { snapshot }),
    ...(operation && { operation }),
    ...(snooze && { snooze }),
    ...(rule !== undefined && { rule }),
    ...(pricePerHour !== undefined && { pricePerHour }),
    ...(watched && watchedFacts(watched, status, context)),
  });
}

/** What was decided holds for the state it was decided from, and for no other. */
function watchedFacts(
  { facts, decision }: WatchedApp,
  status: AppReport['status'],
  { clock, config, policy }: DescribeDeps,
): WatchedFacts {
  const { lastRequestAt, reading } = facts;
  const known = facts.status === status;
  const idleSinceMs = Date.parse(decision.idleSinceAt ?? '');
  const idleMs = clock.now().getTime() - idleSinceMs;
  const idle = known && (status === 'running' || status === 'crashed') && reading?.known === true && idleMs >= 0;
  // Before its figures were read once, nobody knows whether it sleeps next.
  const told = known && (decision.next?.action === 'wake' || reading !== undefined);
  const shown = facts.pullRequest && shownPullRequest(facts, policy.ruleFor(facts.app));
  return {
    ...(shown && { pullRequest: shown }),
    ...(lastRequestAt !== undefined && { lastRequestAt }),
    ...(idle && { idleSeconds: Math.floor(idleMs / 1_000) }),
    ...(told && decision.next && { next: { ...decision.next, would: config.mode === 'observe' } }),
  };
}

/** The regions that could not be read, in the reader's words. */
export function failures(
  listing: Pick<Listing, 'failed'>,
  { translate }: Pick<CommandContext, 'translate'>,
): readonly RegionFailure[] {
  return listing.failed.map(({ region, error }) => ({
    provider: region.type,
    region: region.name,
    error: errorReport(error, translate),
  }));
}
