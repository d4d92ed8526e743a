import type { Paastis } from '../../../core/index.ts';
import { appKey, appRef } from '../../../core/model/app.ts';
import { makeFacts, openAnswers } from '../../support/answers.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';

describe('the price of an app beside how it ended', () => {
  let stage: Stage;
  let paastis: Paastis;

  const priceOf = async (line: string) => {
    const [result] = await operate(stage, paastis, line);
    return result?.pricePerHour;
  };

  beforeEach(async () => {
    stage = await openStage();
    await stage.scalingo.world.addApp({ name: 'shop', formation: { web: { amount: 2, size: 'M' } } });
    paastis = await stage.open();
  });

  afterEach(() => stage.close());

  it('is that of what ran, and of what runs again', async () => {
    expect(await priceOf('sleep shop')).toBeCloseTo(0.04);
    expect(await priceOf('sleep shop')).toBeCloseTo(0.04);
    expect(await priceOf('keep shop')).toBeCloseTo(0.04);
    expect(await priceOf('wake shop')).toBeCloseTo(0.04);
  });

  it('is that of what was last seen to run', async () => {
    const facts = makeFacts();
    const answers = openAnswers({ facts: [facts] });
    const { app } = facts;
    const seen = { v: 1, key: appKey(app), ref: appRef(app), app, wokenAt: [], undoneAt: [] } as const;
    const formation = { web: { amount: 1, size: 'S' } };
    await answers.deps.store.write([{ put: 'watch', record: { ...seen, wokenAt: [], undoneAt: [], formation } }]);

    expect(await answers.run('keep shop-pr42')).toMatchObject({ results: [{ pricePerHour: 0.01 }] });
  });

  it('is left out as long as nobody knows what runs', async () => {
    expect(await priceOf('keep shop')).toBeUndefined();
    expect(await priceOf('wake shop')).toBeUndefined();
  });
});
