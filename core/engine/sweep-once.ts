import { appKey } from '../model/app.ts';
import type { Directory } from './directory.ts';
import type { ForgeKeeps } from './forge-keeps.ts';
import { Slots } from './slots.ts';
import { actOn, decideFor, decideUnit, findUnits, readDue, type SweepDeps } from './sweep.ts';
import type { SweepItem, SweepOptions, SweepResult } from './watch.ts';
import type { PullRequests } from './watch-pull-requests.ts';
import type { Reviews } from './watch-reviews.ts';
import type { Sightings } from './watch-sightings.ts';

/** Units looked at side by side; the account's own allowance spreads the calls. */
const MOST_UNITS = 4;

export interface SweepOnceDeps extends SweepDeps {
  readonly directory: Directory;
  readonly sightings: Sightings;
  readonly reviews: Reviews;
  readonly pullRequests: PullRequests;
  readonly keeps: ForgeKeeps;
}

/** One pass over all apps of all regions. */
export async function sweepOnce(deps: SweepOnceDeps, options: SweepOptions = {}): Promise<SweepResult> {
  const { clock, directory, keeps, memory, pullRequests, reviews, sightings } = deps;
  const { dryRun = false, onProgress, signal = new AbortController().signal } = options;
  const startedAt = clock.now();
  const listing = await directory.list({ priority: 'person' });
  const failed = new Set(listing.failed.map(({ region }) => `${region.type}/${region.name}`));
  const regions = [...new Map(listing.apps.map(({ region }) => [`${region.type}/${region.name}`, region])).values()];
  await sightings.take(listing, regions);
  await Promise.all(regions.map((region) => reviews.refresh(region)));
  const unread = await pullRequests.refresh(memory.all, { signal });
  const apps = listing.apps.filter(({ region }) => !failed.has(`${region.type}/${region.name}`));

  const units = findUnits(await decideFor(deps), deps.policy());
  const wanted = new Set(apps.map((app) => units.get(appKey(app)) ?? [app]));
  const slots = new Slots(MOST_UNITS);
  const total = apps.length;
  let done = 0;
  const items = await Promise.all(
    [...wanted].map((unit) =>
      slots.run(signal, async (): Promise<readonly SweepItem[]> => {
        const begun = clock.now();
        await readDue(deps, unit, { signal });
        const decided = await decideUnit(deps, unit, begun);
        const final = (await keeps.learn(decided, signal)) ? await decideUnit(deps, unit, begun) : decided;
        const made = await actOn(deps, final, { signal, dryRun });
        done += unit.length;
        onProgress?.(Math.min(done, total), total);
        return made;
      }),
    ),
  );
  await memory.flush();
  const pullRequestsError = unread ?? keeps.error;
  const swept = new Map(items.flat().map((item) => [appKey(item.app), item]));
  return {
    items: [...swept.values()],
    failed: listing.failed,
    ...(pullRequestsError !== undefined && { pullRequestsError }),
    startedAt: startedAt.toISOString(),
    durationMs: Math.max(0, clock.now().getTime() - startedAt.getTime()),
  };
}
