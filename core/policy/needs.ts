import { type App, type AppKey, appKey, appRef } from '../model/app.ts';
import { compilePattern, isPattern } from '../model/pattern.ts';
import { sameRegion } from '../model/region.ts';
import type { Policy } from './policy.ts';

/** The apps that an app needs, among these. A name that matches nothing here is not needed here. */
export function createNeeds(apps: readonly App[], policy: Policy): (app: App) => readonly App[] {
  const byName = Map.groupBy(apps, ({ name }) => name.toLowerCase());
  let byRef: ReadonlyMap<string, App> | undefined;
  const matches = new Map<string, readonly App[]>();

  function find(need: string, app: App): readonly App[] {
    if (isPattern(need)) return findPattern(need);
    if (need.includes('/')) {
      byRef ??= new Map(apps.map((known) => [appRef(known).toLowerCase(), known]));
      return [byRef.get(need.toLowerCase()) ?? []].flat();
    }
    const named = byName.get(need.toLowerCase()) ?? [];
    return named.length <= 1 ? named : named.filter(({ region }) => sameRegion(region, app.region));
  }

  function findPattern(need: string): readonly App[] {
    const known = matches.get(need);
    if (known !== undefined) return known;
    const pattern = compilePattern(need);
    const qualified = need.includes('/') && !need.startsWith('/');
    const found = apps.filter((app) => pattern.match(qualified ? appRef(app) : app.name) !== undefined);
    matches.set(need, found);
    return found;
  }

  return (app) => {
    const { needs } = policy.termsOf(app);
    if (needs.length === 0) return [];
    const own = appKey(app);
    return needs.flatMap((need) => find(need, app)).filter((needed) => appKey(needed) !== own);
  };
}

/** What is needed comes first. */
export function wakeOrder(apps: readonly App[], policy: Policy): readonly App[] {
  const needsOf = createNeeds(apps, policy);
  const ordered = new Map<AppKey, App>();
  const visited = new Set<AppKey>();
  const visit = (app: App) => {
    const key = appKey(app);
    // Two apps that need each other: the one that was come by first is woken last.
    if (visited.has(key)) return;
    visited.add(key);
    for (const needed of needsOf(app)) visit(needed);
    ordered.set(key, app);
  };
  for (const app of apps) visit(app);
  return [...ordered.values()];
}

/** What needs others comes before them, so that nothing is without what it needs while it still runs. */
export function sleepOrder(apps: readonly App[], policy: Policy): readonly App[] {
  return wakeOrder(apps.toReversed(), policy).toReversed();
}
