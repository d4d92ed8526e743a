import type { Store } from '../../../core/store/store.ts';
import { seededRandom } from '../../support/random.ts';
import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;

const random = seededRandom(1);

let stage: WatchedStage;

afterEach(() => stage.close());

/** 200 apps, 60 of them awake and used every few minutes. */
async function openFleet(): Promise<void> {
  stage = await openWatchedStage();
  const at = new Date(stage.clock.now().getTime() - 24 * 60 * MINUTE_MS).toISOString();
  for (let index = 0; index < 200; index += 1) {
    const formation = { web: { amount: index < 60 ? 1 : 0, size: 'S' } };
    await stage.scalingo.world.addApp({ name: `app-${index}`, formation, createdAt: at, lastDeployedAt: at });
  }
}

/** As people come, each app within its idle limit: a request every ten minutes sharp would be a monitor's. */
async function usedFor(minutes: number): Promise<void> {
  const nextMinutes = Array.from({ length: 60 }, () => 0);
  for (let minute = 0; minute < minutes; minute += 1) {
    const at = stage.clock.now().toISOString();
    for (const [index, next] of nextMinutes.entries()) {
      if (minute < next) continue;
      nextMinutes[index] = minute + 1 + Math.floor(random() * 20);
      stage.scalingo.world.addRequests(`app-${index}`, at);
    }
    await stage.pass(MINUTE_MS);
  }
}

function mostInAMinute(sinceMs: number): number {
  const minutes = stage.scalingo.requests.filter(({ at }) => at >= sinceMs).map(({ at }) => Math.floor(at / MINUTE_MS));
  return Math.max(...[...Map.groupBy(minutes, (minute) => minute).values()].map(({ length }) => length));
}

describe('200 apps, 60 of them awake', () => {
  it('cost at most 20 calls a minute, and no burst after a restart', async () => {
    await openFleet();
    const startMs = stage.clock.now().getTime();
    const first = await stage.open();
    const store: Store = first.store;
    first.watch.start();
    await usedFor(35);
    await stage.play(first.close());
    const again = await stage.open({ store });
    const restartMs = stage.clock.now().getTime();
    again.watch.start();
    await usedFor(20);

    expect(mostInAMinute(startMs)).toBeLessThanOrEqual(20);
    expect(mostInAMinute(restartMs)).toBeLessThanOrEqual(20);
    expect(stage.scalingo.world.scaleCalls).toEqual([]);
  });
});
