import type { Clock } from '../../clock.ts';
import type { NewApp } from './platform/state.ts';
import type { ScalingoWorld } from './world.ts';

/** A small real application, from the scale call to the first answer. */
const SEEDED_BOOT_MS = 8_000;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The sandbox's world at Scalingo: a shop's production, its staging, and its review apps in all their states. */
export async function seedScalingo(world: ScalingoWorld, clock: Clock): Promise<void> {
  const nowMs = clock.now().getTime();
  const ago = (ms: number) => new Date(nowMs - ms).toISOString();
  const add = (spec: NewApp) => world.addApp({ bootMs: SEEDED_BOOT_MS, project: 'shop', ...spec });
  world.settings.bootMs = SEEDED_BOOT_MS;

  await add({
    name: 'shop-production',
    formation: { web: { amount: 2, size: 'M' }, worker: { amount: 1, size: 'M' } },
    createdAt: ago(400 * DAY_MS),
    lastDeployedAt: ago(2 * DAY_MS),
  });
  await add({
    name: 'shop',
    formation: { web: { amount: 1, size: 'S' } },
    link: { owner: 'shop-org', repo: 'shop', branch: 'main', deleteOnClose: false },
    createdAt: ago(390 * DAY_MS),
    lastDeployedAt: ago(3 * HOUR_MS),
  });
  await seedReviewApps(world, add, ago);
  await add({
    name: 'shop-jobs',
    formation: { worker: { amount: 1, size: 'M' }, clock: { amount: 0, size: 'S' } },
    createdAt: ago(300 * DAY_MS),
    lastDeployedAt: ago(9 * DAY_MS),
  });
  await add({ name: 'shop-demo', status: 'crashed', createdAt: ago(120 * DAY_MS), lastDeployedAt: ago(30 * DAY_MS) });
  await add({ name: 'shop-next', status: 'new', createdAt: ago(DAY_MS) });

  // Production is visited all the time, staging was this morning, the others not lately.
  for (let minute = 0; minute < 180; minute += 1) world.addRequests('shop-production', ago(minute * MINUTE_MS), 12);
  world.addRequests('shop', ago(50 * MINUTE_MS), 3);
  world.addRequests('shop-pr57', ago(4 * HOUR_MS), 2);
}

async function seedReviewApps(
  world: ScalingoWorld,
  add: (spec: NewApp) => Promise<unknown>,
  ago: (ms: number) => string,
): Promise<void> {
  const review = (spec: NewApp) => add({ parent: 'shop', createdAt: ago(6 * DAY_MS), ...spec });
  await review({
    name: 'shop-pr42',
    pullRequest: { number: 42, title: 'Search by colour', branch: 'search-by-colour' },
    formation: { web: { amount: 0, size: 'S' }, worker: { amount: 0, size: 'S' } },
    lastDeployedAt: ago(2 * DAY_MS),
  });
  await review({
    name: 'shop-pr57',
    pullRequest: { number: 57, title: 'Faster checkout', branch: 'faster-checkout' },
    formation: { web: { amount: 1, size: 'S' } },
    lastDeployedAt: ago(5 * HOUR_MS),
  });
  await review({
    name: 'shop-pr61',
    pullRequest: { number: 61, title: 'Gift vouchers', branch: 'gift-vouchers' },
    formation: { web: { amount: 0, size: 'S' } },
    lastDeployedAt: ago(DAY_MS),
  });
  await review({
    name: 'shop-pr38',
    pullRequest: { number: 38, title: 'Old banner', branch: 'old-banner', closedAt: ago(3 * DAY_MS) },
    formation: { web: { amount: 1, size: 'M' } },
    lastDeployedAt: ago(4 * DAY_MS),
  });
  const slept = (name: string, previous: Readonly<Record<string, string>>, at: string) => {
    const zeros = Object.fromEntries(Object.keys(previous).map((type) => [type, '0:S']));
    world.addEvent(name, 'scale', { previous_containers: previous, containers: zeros }, at);
  };
  slept('shop-pr42', { web: '1:S', worker: '1:S' }, ago(15 * HOUR_MS));
  slept('shop-pr61', { web: '2:S' }, ago(14 * HOUR_MS));
}
