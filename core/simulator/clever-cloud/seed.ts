import type { Clock } from '../../clock.ts';
import type { World } from './world/world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const BOOT_MS = 25_000;

/** The Clever Cloud half of a team's apps: a production, review apps of three pull requests, a forgotten storybook. */
export async function seedCleverCloud(world: World, clock: Clock): Promise<void> {
  const now = clock.now().getTime();
  const ago = (ms: number) => new Date(now - ms);
  const app = (name: string, size: string, amount: number, state: string, deployedAt: Date) =>
    world.addApp({
      name,
      state,
      deployedAt,
      bootMs: BOOT_MS,
      scaling: { minInstances: amount, maxInstances: amount, minFlavor: size, maxFlavor: size },
    });

  const production = await app('shop-api-production', 'S', 2, 'SHOULD_BE_UP', ago(5 * DAY_MS));
  await app('shop-api-PR-42', 'XS', 1, 'SHOULD_BE_DOWN', ago(2 * DAY_MS));
  const review = await app('shop-api-PR-57', 'XS', 1, 'SHOULD_BE_UP', ago(90 * MINUTE_MS));
  await app('shop-api-PR-61', 'XS', 1, 'SHOULD_BE_DOWN', ago(6 * DAY_MS));
  const storybook = await app('storybook', 'nano', 1, 'SHOULD_BE_UP', ago(20 * DAY_MS));

  // Customers come all day long; the review app was looked at since it was deployed.
  for (let ms = MINUTE_MS; ms < DAY_MS; ms += 5 * MINUTE_MS) world.addVisits(production.id, { atMs: now - ms });
  world.addVisits(review.id, { atMs: now - 20 * MINUTE_MS });
  world.addVisits(storybook.id, { atMs: now - 3 * DAY_MS });
}
