import { openStage, operate, type Stage } from '../../support/stage.ts';

describe('waking an app of a group', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage([{ match: 'shop-pr{pr}-*', manage: true, group: 'shop-pr{pr}' }]);
    for (const name of ['shop-pr42-front', 'shop-pr42-back', 'shop-pr42-jobs', 'shop-pr43-front']) {
      await stage.scalingo.world.addApp({ name });
    }
  });

  afterEach(() => stage.close());

  it('wakes what Paastis put to sleep of the group, and nothing else', async () => {
    const paastis = await stage.open();
    await operate(stage, paastis, 'sleep shop-pr42-front shop-pr42-back shop-pr43-front');
    stage.scalingo.world.scale('shop-pr42-jobs', { web: 0 });
    await stage.clock.advance(60_000);

    const results = await operate(stage, paastis, 'wake shop-pr42-front');

    expect(results.map(({ name, after }) => [name, after])).toEqual([
      ['shop-pr42-front', 'running'],
      ['shop-pr42-back', 'running'],
    ]);
    expect(stage.scalingo.world.app('shop-pr42-jobs').status).toBe('stopped');
    expect(stage.scalingo.world.app('shop-pr43-front').status).toBe('stopped');
  });
});
