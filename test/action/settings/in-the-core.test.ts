import { expandTargets } from '../../../action/inputs/targets.ts';
import { readInputs } from '../../../action/inputs.ts';
import { readActionSettings } from '../../../action/settings.ts';
import { createPaastis, type Report, silentLog, systemClock } from '../../../core/index.ts';
import {
  cleverEntry,
  closeAccounts,
  openCleverCloud,
  openScalingo,
  scalingoEnvironment,
} from '../../support/accounts.ts';

afterAll(closeAccounts);

interface Run {
  readonly given: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** One line for pull request 42, as a run of the Action has it done. */
async function runLine(verb: string, { given, env, file }: Run): Promise<Report> {
  const { inputs } = readInputs((name) => given[name] ?? '');
  if (inputs === undefined) throw new Error('inputs that cannot be read');
  const captures = { pr: 42 };
  const { config } = await readActionSettings(inputs, {
    runner: { workspace: '/workspace', sha: 'a' },
    trust: { privileged: false, fork: false },
    checkedOut: 'a',
    captures,
    env,
    readFile: async () => file,
    findFile: async () => undefined,
    clock: systemClock,
  });
  const paastis = await createPaastis(config, { clock: systemClock, log: silentLog, store: { memory: true } });
  const line = [verb, ...expandTargets(inputs.apps, captures).targets].join(' ');
  const report = await paastis.run(line, { actor: 'github:octocat', entryPoint: 'github' });
  await paastis.close({ graceMs: 0 });
  return report;
}

const namesIn = (report: Report) =>
  report.kind === 'operation' ? report.results.map(({ name, after }) => [name, after]) : report;

describe('the core, with the settings of a run', () => {
  it('does at Scalingo what the workflow asks for, on the hosts of the environment', async () => {
    const scalingo = await openScalingo('osc-fr1', 1_000);
    await scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'S' } } });
    await scalingo.world.addApp({ name: 'shop-pr43', formation: { web: { amount: 1, size: 'S' } } });
    const given = { token: scalingo.token, apps: 'shop-pr{pr}', timeout: '1m' };

    const slept = await runLine('sleep --force', { given, env: scalingoEnvironment(scalingo) });
    const woken = await runLine('wake', { given, env: scalingoEnvironment(scalingo) });

    expect(namesIn(slept)).toEqual([['shop-pr42', 'asleep']]);
    expect(namesIn(woken)).toEqual([['shop-pr42', 'running']]);
  });

  it('does so at Clever Cloud by the account of a settings file', async () => {
    const clever = await openCleverCloud(1_000);
    await clever.world.addApp({ name: 'shop-pr42' });
    const entry = cleverEntry(clever).replace(clever.token, `'\${CLEVER_API_TOKEN}'`);
    const file = `providers:\n${entry}\nrules:\n  - { match: 'shop-pr{pr}', manage: true }\n`;

    const report = await runLine('sleep --force #42', { given: {}, env: { CLEVER_API_TOKEN: clever.token }, file });

    expect(namesIn(report)).toEqual([['shop-pr42', 'asleep']]);
  });
});
