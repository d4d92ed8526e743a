import type { Caller, KeepRecord } from '../../core/index.ts';
import { openStage, operate, type Stage } from '../support/stage.ts';

const caller: Caller = { actor: 'github:ana', entryPoint: 'github' };

let stage: Stage;

beforeEach(async () => {
  stage = await openStage([{ match: '*', manage: true, idleAfterMs: 60_000 }]);
});

afterEach(() => stage.close());

describe('keeps of a core without a store', () => {
  it('are given out and taken back by the next one', async () => {
    await stage.scalingo.world.addApp({ name: 'shop', lastDeployedAt: '2026-11-01T09:00:00.000Z' });
    const first = await stage.open();
    await operate(stage, first, 'keep shop --for 4h', 'github:ana');
    const keeps = await first.keeps();

    const second = await stage.open({ memory: true }, stage.config, { keeps });
    const [slept] = await operate(stage, second, 'sleep shop', 'github:bob');

    expect(keeps).toEqual([
      {
        key: expect.stringMatching(/^scalingo\/osc-fr1\//),
        ref: 'scalingo/osc-fr1/shop',
        until: '2026-11-22T13:00:00.000Z',
        actor: 'github:ana',
        at: '2026-11-22T09:00:00.000Z',
      },
    ]);
    expect(slept).toMatchObject({ after: 'running', changed: false, error: { code: 'sleep_refused' } });
    expect(await second.keeps()).toEqual(keeps);
  });

  it('are over once their time has come, or somebody has ended them', async () => {
    await stage.scalingo.world.addApp({ name: 'shop' });
    await stage.scalingo.world.addApp({ name: 'blog' });
    const paastis = await stage.open();
    await operate(stage, paastis, 'keep shop blog --for 1h');
    await operate(stage, paastis, 'keep shop off');

    expect((await paastis.keeps()).map(({ ref }) => ref)).toEqual(['scalingo/osc-fr1/blog']);

    await stage.clock.advance(60 * 60_000);

    expect(await paastis.keeps()).toEqual([]);
  });

  it('count for nothing where they are over, endless or no keeps at all', async () => {
    const good = {
      key: 'k',
      ref: 'r',
      until: '2026-11-22T13:00:00.000Z',
      actor: 'github:ana',
      at: '2026-11-22T09:00:00.000Z',
    };
    const keeps: readonly KeepRecord[] = [
      { ...good, until: '2026-11-22T08:59:59.000Z' },
      { ...good, until: '2999-01-01T00:00:00.000Z' },
      { ...good, until: 'for ever' },
      { ...good, at: '' },
    ];

    const paastis = await stage.open({ memory: true }, stage.config, { keeps });

    expect(await paastis.keeps()).toEqual([]);
    expect(await stage.play(paastis.run('list', caller))).toMatchObject({ kind: 'list' });
  });
});
