import type { Paastis } from '../../../core/index.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';

const HOUR_MS = 3_600_000;

let stage: Stage;
let paastis: Paastis;

beforeEach(async () => {
  stage = await openStage();
  paastis = await stage.open();
});

afterEach(() => stage.close());

describe('when the system sets its time back', () => {
  it('believes no list that was read before', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42' });
    await stage.play(paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));
    stage.clock.setBack(HOUR_MS);
    world.scale('shop-pr42', { web: 0 });
    await stage.clock.advance(10_000);

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');

    expect(woken).toMatchObject({ before: 'stopped', after: 'running', changed: true });
  });

  it('ends a sleep and a wake that are under way as always, in no time at the least', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 2, size: 'S' } } });
    const setBackAt = (wanted: string) => {
      let left = 1;
      return ({ phase }: { readonly phase: string }) => {
        if (phase === wanted && left-- > 0) stage.clock.setBack(HOUR_MS);
      };
    };

    const [slept] = await operate(stage, paastis, 'sleep shop-pr42', 'terminal:ana', setBackAt('stopping'));
    const [woken] = await operate(stage, paastis, 'wake shop-pr42', 'terminal:ana', setBackAt('booting'));
    await stage.play(paastis.close());

    expect(slept).toMatchObject({ after: 'asleep', changed: true, seconds: 0 });
    expect(woken).toMatchObject({ after: 'running', changed: true, seconds: 0 });
    expect(world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 2 } });
    expect(stage.logged.filter((line) => line.startsWith('wake not confirmed'))).toEqual([]);
  });
});
