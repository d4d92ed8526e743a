import type { Paastis } from '../../../core/index.ts';
import { openStage, type Stage } from '../../support/stage.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const caller = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;

let stage: Stage;

afterEach(() => stage.close());

afterAll(removeFolders);

/** A program that is started for one command, and ends. */
async function runOnce(folder: string, line: string): ReturnType<Paastis['run']> {
  const paastis = await stage.open({ folder });
  const report = await stage.play(paastis.run(line, caller));
  await stage.play(paastis.close());
  return report;
}

describe('programs that run one command each', () => {
  it('know from the store what another one has listed', async () => {
    const folder = await makeFolder();
    stage = await openStage([{ match: 'shop-*', manage: true }]);
    await stage.scalingo.world.addApp({ name: 'shop-pr42', lastDeployedAt: '2026-11-01T09:00:00.000Z' });

    const planned = await runOnce(folder, 'plan');
    const before = stage.scalingo.requests.length;
    const why = await runOnce(folder, 'why shop-pr42');

    expect(planned).toMatchObject({ kind: 'plan', items: [{ name: 'shop-pr42', action: 'sleep', unread: true }] });
    expect(why).toMatchObject({ kind: 'why', apps: [{ name: 'shop-pr42' }] });
    expect(stage.scalingo.requests.slice(before).filter(({ path }) => path === '/v1/apps')).toEqual([]);
  });
});
