import { appKey } from '../../../core/model/app.ts';
import { type OpenedWatch, openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;

let stage: WatchedStage;
let opened: OpenedWatch;

beforeEach(async () => {
  stage = await openWatchedStage([
    { match: 'shop-pr{pr}-*', manage: true, group: 'pr{pr}' },
    { match: '*', manage: true },
  ]);
  const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();
  for (const name of ['shop-pr1-front', 'shop-pr1-back', 'shop-pr2-front', 'blog']) {
    const app = await stage.scalingo.world.addApp({
      name,
      formation: { web: { amount: 1, size: 'S' } },
      createdAt: ago(9_000),
      lastDeployedAt: ago(1_440),
    });
    if (name === 'shop-pr1-front') stage.scalingo.world.addRequests(app.id, ago(3), 1);
  }
  opened = await stage.open();
  opened.watch.start();
  await stage.pass(3 * MINUTE_MS);
});

afterEach(() => stage.close());

describe('a watch asked about some apps', () => {
  it('says of each one what it says of it among all', async () => {
    const all = await opened.watch.list();

    const found = await Promise.all(all.map(({ key }) => opened.watch.find(key)));

    expect(all).toHaveLength(4);
    expect(found).toEqual(all);
  });

  it('answers with those bound to them and no others', async () => {
    const { watch } = opened;
    const back = watch.known().filter(({ name }) => name === 'shop-pr1-back');

    const together = await watch.together(back);

    expect(together.map(({ facts }) => facts.app.name).sort()).toEqual(['shop-pr1-back', 'shop-pr1-front']);
    expect(together.map(({ decision }) => decision.reason)).toEqual(['active', 'active']);
  });

  it('knows every app that it lists', async () => {
    const all = await opened.watch.list();

    expect(opened.watch.known().map(appKey)).toEqual(all.map(({ key }) => key));
  });

  it('knows nothing of one it has never seen', async () => {
    expect(await opened.watch.find('scalingo/osc-fr1/none')).toBeUndefined();
  });
});
