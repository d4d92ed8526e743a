import {
  changesAt,
  cleverEntry,
  closeAccounts,
  makeSettings,
  openCleverCloud,
  openScalingo,
  scalingoEntry,
  scalingoEnvironment,
} from '../support/accounts.ts';
import { type Ending, endPrograms, runProgramOnce } from '../support/program.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterAll(async () => {
  await endPrograms();
  await closeAccounts();
  await removeFolders();
});

/** An address where nobody listens. */
async function openDeadRegion(): Promise<string> {
  const gone = await openScalingo('osc-secnum-fr1');
  const entry = scalingoEntry(gone);
  await gone.close();
  return entry;
}

/** One fault, one remedy: the two lines of an error and nothing else. */
function told(ended: Ending): readonly string[] {
  return `${ended.stdout}${ended.stderr}`.trimEnd().split('\n');
}

describe('one command against an account it cannot use', () => {
  it.concurrent('tells of a refused token which account it is and what to do', async () => {
    const scalingo = await openScalingo();
    await scalingo.world.addApp({ name: 'shop-pr42' });
    const env = { ...scalingoEnvironment(scalingo), SCALINGO_API_TOKEN: 'tk-us-wrong-0123456789' };

    const ended = await runProgramOnce(['sleep', 'shop-pr42'], { env });

    expect(ended.code).toBe(1);
    expect(told(ended)).toEqual([
      expect.stringMatching(/^✗ scalingo\/osc-fr1: the provider refuses our token\./),
      expect.stringMatching(/^ {2}[0-9a-f-]{36}\)$/),
      expect.stringMatching(/^ {2}→ Make a new API token at the provider/),
    ]);
    expect(changesAt(scalingo)).toEqual([]);
  });

  it.concurrent('tells of a region that is down, and goes on in the one that works', async () => {
    const scalingo = await openScalingo();
    const app = await scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'S' } } });
    const cwd = await makeSettings(['providers:', scalingoEntry(scalingo), await openDeadRegion()]);

    const list = await runProgramOnce(['list'], { cwd });
    const elsewhere = await runProgramOnce(['wake', 'shop-secret'], { cwd });
    const changes = changesAt(scalingo);
    const slept = await runProgramOnce(['sleep', 'shop-pr42'], { cwd });

    expect(list.code).toBe(3);
    expect(list.stdout).toMatch(/^shop-pr42 +running +scalingo\/osc-fr1/m);
    expect(list.stdout).toMatch(/✗ scalingo\/osc-secnum-fr1: the provider cannot be reached/);
    expect(elsewhere.code).toBe(2);
    expect(told(elsewhere).join(' ')).toContain('scalingo/osc-secnum-fr1');
    expect(changes).toEqual([]);
    expect(slept.code).toBe(0);
    expect(scalingo.world.formationOf(app.id)).toEqual({ web: { amount: 0, size: 'S' } });
  });

  it.concurrent('says that no account is configured, and how to configure one', async () => {
    const ended = await runProgramOnce(['wake', 'shop-pr42']);

    expect(ended.code).toBe(2);
    expect(told(ended)).toEqual([
      '✗ No provider account is configured.',
      expect.stringContaining('SCALINGO_API_TOKEN'),
      ...(told(ended).length > 2 ? [expect.any(String)] : []),
    ]);
  });
});

describe('one command whose words do not fit', () => {
  it.concurrent('proposes the closest names of an app that does not exist', async () => {
    const scalingo = await openScalingo();
    await scalingo.world.addApp({ name: 'shop-pr42' });

    const ended = await runProgramOnce(['sleep', 'shop-pr24'], { env: scalingoEnvironment(scalingo) });

    expect(ended.code).toBe(2);
    expect(told(ended)).toEqual(['✗ No app is called shop-pr24.', expect.stringContaining('Did you mean shop-pr42?')]);
    expect(changesAt(scalingo)).toEqual([]);
  });

  it.concurrent('asks which one is meant when three apps carry the name, and touches none', async () => {
    const [france, secnum, clever] = await Promise.all([
      openScalingo(),
      openScalingo('osc-secnum-fr1'),
      openCleverCloud(),
    ]);
    await france.world.addApp({ name: 'shop' });
    await secnum.world.addApp({ name: 'shop' });
    await clever.world.addApp({ name: 'shop' });
    const entries = [scalingoEntry(france), scalingoEntry(secnum), cleverEntry(clever)];
    const cwd = await makeSettings(['providers:', ...entries]);

    const ended = await runProgramOnce(['sleep', 'SHOP', '--force'], { cwd });

    expect(ended.code).toBe(2);
    expect(told(ended).slice(0, 4)).toEqual([
      '3 apps are called SHOP. Which one?',
      '  sleep scalingo/osc-fr1/shop --force',
      '  sleep scalingo/osc-secnum-fr1/shop --force',
      '  sleep clever-cloud/par/shop --force',
    ]);
    expect(changesAt(france, secnum, clever)).toEqual([]);
  });

  it.concurrent.each([
    [['wak', 'shop'], 'There is no command wak.', 'Did you mean `wake`?'],
    [['wake'], 'needs to know which app', 'wake #42'],
    [['wake', 'shop', '--fro', '2h'], 'There is no option --fro here.', '--for'],
    [['sandbox', '--speed', 'fast'], '--speed fast', 'paastis --help'],
    [['start', '--nope'], '--nope', 'paastis --help'],
  ])('tells what is wrong with %j', async (args, message, remedy) => {
    const env = { SCALINGO_API_TOKEN: 'tk-us-unused', SCALINGO_API_URL: 'http://127.0.0.1:9' };

    const ended = await runProgramOnce(args, { env });

    expect(ended.code).toBe(2);
    expect(told(ended).join('\n')).toContain(message);
    expect(told(ended).join('\n')).toContain(remedy);
    expect(told(ended).length).toBeLessThanOrEqual(3);
  });
});

describe('settings that cannot be used', () => {
  it.concurrent('are told with every fault at once, each with its line and column, before anything is asked', async () => {
    const scalingo = await openScalingo();
    const cwd = await makeSettings([
      'providers:',
      scalingoEntry(scalingo),
      'mode: enforced',
      'rules:',
      "  - match: 'shop-*'",
      '    manged: true',
      '    idle_after: 15 parsecs',
      'digests: every morning',
    ]);

    const ended = await runProgramOnce(['list'], { cwd });

    expect(ended.code).toBe(2);
    const faults = Array.from(ended.stderr.matchAll(/paastis\.yml:(\d+):\d+/g), ([, line]) => Number(line));
    expect(faults.toSorted((a, b) => a - b)).toEqual([3, 6, 7, 8]);
    expect(ended.stderr).toContain('4 faults');
    expect(ended.stderr).toContain('nothing was changed');
    expect(ended.stdout).toBe('');
    expect(scalingo.requests).toHaveLength(0);
  });

  it.concurrent('tell which variables of Slack are missing beside the others', async () => {
    const ended = await runProgramOnce(['start'], { env: { SLACK_BOT_TOKEN: 'xoxb-half' } });

    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('SLACK_SIGNING_SECRET: missing beside the other SLACK_ variables');
    expect(ended.stderr).not.toContain('xoxb-half');
  });

  it.concurrent('are told in JSON to whoever asked for JSON', async () => {
    const ended = await runProgramOnce(['list', '--json'], { env: { PAASTIS_CONFIG: 'nowhere.yml' } });

    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.stdout)).toEqual({
      error: { code: 'config_invalid', message: expect.stringContaining('nowhere.yml'), remedy: expect.any(String) },
    });
  });
});
