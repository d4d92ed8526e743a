import { silentLog } from '../../../core/log.ts';
import { createStore } from '../../../core/store/index.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const AT = '2026-11-22T08:59:00.000Z';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

afterAll(() => removeFolders());

/** Never deployed: a scale would start nothing and change what is stored for the first deployment. */
function addApp() {
  return stage.scalingo.world.addApp({ name: 'shop-new', status: 'new', formation: { web: { amount: 0 } } });
}

/** What a process left behind that was killed in the middle. */
async function leaveRecords(folder: string, id: string, kind: 'sleep' | 'wake'): Promise<void> {
  const formation = { web: { amount: 2 } };
  const common = { v: 1, key: `scalingo/osc-fr1/${id}`, ref: 'scalingo/osc-fr1/shop-new', formation } as const;
  const by = { actor: 'terminal:ana', correlationId: 'c1' };
  const store = await stage.play(createStore({ folder }, { clock: stage.clock, log: silentLog }));
  await stage.play(
    store.write([
      { put: 'snapshot', record: { ...common, ...by, takenAt: AT } },
      {
        put: 'operation',
        record: { ...common, ...by, kind, phase: 'prepared', startedAt: AT, entryPoint: 'terminal' },
      },
    ]),
  );
  await stage.play(store.close());
}

describe('an app that was never deployed', () => {
  it.each(['wake', 'sleep', 'sleep --force'])(
    'is refused to %s before anything is asked of the provider',
    async (command) => {
      await addApp();
      const paastis = await stage.open();

      const [result] = await operate(stage, paastis, `${command} shop-new`);

      expect(result?.error?.code).toBe(`${command.split(' ')[0]}_refused`);
      expect(stage.scalingo.world.scaleCalls).toEqual([]);
    },
  );

  it.each(['wake', 'sleep'] as const)('is left as it is when a %s of it was cut off', async (kind) => {
    const { id } = await addApp();
    const folder = await makeFolder();
    await leaveRecords(folder, id, kind);

    const paastis = await stage.open({ folder });
    await stage.play(paastis.recovered);

    expect(stage.scalingo.world.scaleCalls).toEqual([]);
    expect(stage.scalingo.requests.some(({ path }) => path.endsWith(`/apps/${id}`))).toBe(true);
  });
});
