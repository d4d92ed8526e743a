import type { Listing } from '../engine/directory.ts';
import type { WatchedApp } from '../engine/watch.ts';
import { type AppKey, appKey } from '../model/app.ts';
import { decideAll } from '../policy/decide.ts';
import type { Facts } from '../policy/facts.ts';
import type { CommandContext } from './spec.ts';

/**
 * What is remembered of every app, by key; costs no call. An app that was listed but is not remembered yet, as in a
 * program that has just started, is decided about by what its list tells.
 */
export async function knownApps(
  { apps }: Pick<Listing, 'apps'>,
  { clock, engine, policy, watch }: CommandContext,
): Promise<ReadonlyMap<AppKey, WatchedApp>> {
  const known = new Map((await watch.list()).map((watched) => [watched.key, watched]));
  const missing = apps.filter((app) => !known.has(appKey(app)));
  if (missing.length === 0) return known;
  const bare = await Promise.all(
    missing.map(
      async (app): Promise<Facts> => ({
        app,
        status: await engine.statusOf(app),
        wokenAt: [],
        wakesMs: [],
        undoneAt: [],
      }),
    ),
  );
  const all = [...Array.from(known.values(), ({ facts }) => facts), ...bare];
  const decisions = decideAll(all, policy, clock.now());
  return new Map(
    all.flatMap((facts) => {
      const key = appKey(facts.app);
      const decision = decisions.get(key);
      return decision === undefined ? [] : [[key, { key, facts, decision }] as const];
    }),
  );
}
