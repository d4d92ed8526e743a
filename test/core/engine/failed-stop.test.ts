import { silentLog } from '../../../core/log.ts';
import { createStore } from '../../../core/store/index.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

let stage: Stage;
let folder: string;

beforeEach(async () => {
  stage = await openStage();
  folder = await makeFolder();
});

afterEach(() => stage.close());

afterAll(() => removeFolders());

/** In which what went wrong is taken up again. */
const A_WHILE_MS = 5 * 60_000;

const formation = { web: { amount: 2, size: 'S' }, worker: { amount: 0, size: 'S' } };

/** An app with an autoscaler on an account that accepts operations and then fails them. */
async function addApp() {
  const { world } = stage.scalingo;
  const { id } = await world.addApp({ name: 'shop-pr42', formation });
  world.addAutoscaler(id, { type: 'web', min: 2, max: 4 });
  world.settings.maxOperations = 0;
  return { id, before: world.formationOf(id) };
}

async function readRecords(id: string) {
  const key = `scalingo/osc-fr1/${id}`;
  const store = await stage.play(createStore({ folder }, { clock: stage.clock, log: silentLog }));
  const records = [await store.find('snapshot', key), await store.find('operation', key)];
  await stage.play(store.close());
  return records;
}

describe('a stop that the vendor accepts and fails', () => {
  it('is told, then undone: autoscalers are on again and nothing stays noted', async () => {
    const { id, before } = await addApp();
    const paastis = await stage.open({ folder });

    const [result] = await operate(stage, paastis, 'sleep shop-pr42');
    await stage.clock.advance(A_WHILE_MS);
    await stage.play(paastis.close());

    expect(result?.error?.code).toBe('sleep_failed');
    expect(stage.scalingo.world.formationOf(id)).toEqual(before);
    expect(await readRecords(id)).toEqual([undefined, undefined]);
  });

  it('is undone by the next start when the end of the process came before its failure', async () => {
    const { id, before } = await addApp();
    const first = await stage.open({ folder });
    let closed: Promise<void> | undefined;
    await operate(stage, first, 'sleep shop-pr42', 'terminal:ana', ({ phase }) => {
      if (phase === 'stopping') closed ??= first.close({ graceMs: 0 });
    });
    await stage.play(Promise.resolve(closed));
    const left = stage.scalingo.world.formationOf(id);

    const second = await stage.open({ folder });
    await stage.play(second.recovered);
    await stage.play(second.close());

    expect(left.web).toEqual({ amount: 2, size: 'S' });
    expect(stage.scalingo.world.formationOf(id)).toEqual(before);
    expect(await readRecords(id)).toEqual([undefined, undefined]);
  });
});
