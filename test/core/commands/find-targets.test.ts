import { openStage, operate, type Stage } from '../../support/stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.scalingo.world.addApp({ name: 'shop', formation: { web: { amount: 1, size: 'S' } } });
  stage.clever.faults.add({ kind: 'hang', times: 100 });
});

afterEach(() => stage.close());

describe('an app of a region that works, while another region hangs', () => {
  it('is not held up by it for longer than a moment', async () => {
    const paastis = await stage.open();
    const before = stage.clock.now().getTime();

    const [slept] = await operate(stage, paastis, 'sleep shop');

    expect(slept).toMatchObject({ after: 'asleep', changed: true });
    expect(stage.clock.now().getTime() - before).toBeLessThan(15_000);
  });

  it('is waited for with the others where a pattern may mean apps of both', async () => {
    const paastis = await stage.open();
    const before = stage.clock.now().getTime();

    await operate(stage, paastis, 'sleep sho*');

    expect(stage.clock.now().getTime() - before).toBeGreaterThan(60_000);
  });
});
