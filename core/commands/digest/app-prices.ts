import type { WatchedApp } from '../../engine/watch.ts';

import type { AppKey } from '../../model/app.ts';
import type { Formation } from '../../model/formation.ts';
import { sameRegion } from '../../model/region.ts';
import type { CallOptions } from '../../providers/provider.ts';
import type { DigestDeps } from './content.ts';

/** A digest may cost that many calls, no more: the rest is told without its price. */
const MOST_READ = 20;

/** A region that hangs does not hold a digest up. */
const PATIENCE_MS = 10_000;

/** EUR per hour of what runs, of those of which it is stored; without a call. */
export function knownPrices(
  apps: readonly WatchedApp[],
  { prices }: Pick<DigestDeps, 'prices'>,
): ReadonlyMap<AppKey, number> {
  return new Map(
    apps.flatMap(({ key, facts }) => {
      const price = facts.formation && prices.formationPerHour(facts.app.region, facts.formation);
      return price === undefined ? [] : [[key, price.perHour] as const];
    }),
  );
}

/** EUR per hour of what runs. What an app runs is read where nothing is stored; what cannot be told is left out. */
export async function pricesPerHour(
  apps: readonly WatchedApp[],
  deps: DigestDeps,
  priority: NonNullable<CallOptions['priority']>,
): Promise<ReadonlyMap<AppKey, number>> {
  const limit = deps.clock.timeout(PATIENCE_MS);
  const unread = new Set(
    apps
      .filter(({ facts }) => facts.formation === undefined)
      .slice(0, MOST_READ)
      .map(({ key }) => key),
  );
  const read = async (app: WatchedApp): Promise<Formation | undefined> => {
    const { facts, key } = app;
    if (facts.formation !== undefined || !unread.has(key)) return facts.formation;
    const provider = deps.providers.find(({ region }) => sameRegion(region, facts.app.region));
    // Its own price is a detail of a digest: any failure leaves it out.
    return provider?.getFormation(facts.app.id, { priority, signal: limit.signal }).catch(() => undefined);
  };
  try {
    const priced = await Promise.all(
      apps.map(async (app): Promise<readonly (readonly [AppKey, number])[]> => {
        const formation = await read(app);
        const price = formation && deps.prices.formationPerHour(app.facts.app.region, formation);
        return price === undefined ? [] : [[app.key, price.perHour]];
      }),
    );
    return new Map(priced.flat());
  } finally {
    limit.cancel();
  }
}
