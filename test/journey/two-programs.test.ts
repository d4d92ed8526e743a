import { closeAccounts, openScalingo, scalingoEnvironment } from '../support/accounts.ts';
import { endPrograms, runProgramOnce, startProgram } from '../support/program.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';

afterAll(async () => {
  await endPrograms();
  await closeAccounts();
  await removeFolders();
});

const formation = {
  web: { amount: 2, size: 'M' },
  worker: { amount: 0, size: 'S' },
  clock: { amount: 1, size: 'S' },
};

/** An account with one app, and a data folder that several programs use one after the other. */
async function open(bootMs: number) {
  const scalingo = await openScalingo('osc-fr1', 1);
  const app = await scalingo.world.addApp({ name: 'shop-pr42', formation, bootMs, stopMs: 100 });
  scalingo.world.addAutoscaler(app.id, { type: 'web', min: 2, max: 4 });
  const before = { formation: scalingo.world.formationOf(app.id), autoscalers: scalingo.world.autoscalersOf(app.id) };
  const start = { env: scalingoEnvironment(scalingo), cwd: await makeFolder() };
  const now = () => ({
    formation: scalingo.world.formationOf(app.id),
    autoscalers: scalingo.world.autoscalersOf(app.id),
  });
  return { scalingo, before, now, start };
}

describe('programs that come one after the other', () => {
  it.concurrent('bring back exactly what ran: amounts, zeros, sizes and autoscalers', async () => {
    const { before, now, start } = await open(300);

    const slept = await runProgramOnce(['sleep', 'shop-pr42'], start);
    const asleep = now();
    const woken = await runProgramOnce(['wake', 'shop-pr42', '--json'], start);

    expect(slept.code).toBe(0);
    expect(Object.values(asleep.formation).map(({ amount }) => amount)).toEqual([0, 0, 0]);
    expect(woken.code).toBe(0);
    expect(JSON.parse(woken.stdout)).toMatchObject({
      results: [{ before: 'asleep', after: 'running', changed: true }],
    });
    expect(now()).toEqual(before);
  });

  it.concurrent('take up what Ctrl-C cut off in the middle of a wake', async () => {
    const { before, now, start } = await open(4_000);
    await runProgramOnce(['sleep', 'shop-pr42'], start);
    const waking = await startProgram(['wake', 'shop-pr42'], start);
    await waking.saw(/booting/);

    waking.kill('SIGINT');
    const cut = await waking.ended;
    const next = await runProgramOnce(['list'], start);
    const history = await runProgramOnce(['history', 'shop-pr42', '--json'], start);

    expect(cut.code).toBe(1);
    expect(cut.stdout).toContain('✗ shop-pr42  Cancelled');
    expect(next.stdout).toMatch(/^shop-pr42 +waking up/m);
    expect(next.stderr).toContain('Waiting for the provider to confirm');
    expect(history.stdout).toContain('"name":"app_woken"');
    expect(history.stdout).toContain('"entry_point":"recovery"');
    expect(now()).toEqual(before);
  });
});

describe('a program that finds its data folder in use', () => {
  it.concurrent('says who uses it and what to do, and changes nothing', async () => {
    const { before, now, start } = await open(300);
    const first = await startProgram(['start'], { ...start, env: { ...start.env, PORT: '0', HOST: '127.0.0.1' } });
    await first.saw(/Listening on/);

    const second = await runProgramOnce(['sleep', 'shop-pr42'], start);

    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      /✗ The data folder is in use by .*\d+.*\n {2}→ Stop that process, or set PAASTIS_DATA/,
    );
    expect(now()).toEqual(before);
    first.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });
});
