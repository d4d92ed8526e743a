import { PassThrough } from 'node:stream';
import { runProgram } from '../../bot/program.ts';
import type { ProgramOptions } from '../../bot/program-options.ts';

/** The program inside this process, for what it answers without any account. */
async function run(args: readonly string[], changes: Partial<ProgramOptions> = {}) {
  const written = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (chunk: Buffer) => {
      written[name] += chunk.toString();
    });
  const code = await runProgram({
    args,
    env: {},
    cwd: '/nowhere',
    user: 'ana',
    version: '1.2.3',
    stdin: new PassThrough(),
    stdout: collect('stdout'),
    stderr: collect('stderr'),
    stop: new AbortController().signal,
    readFile: async () => undefined,
    onHangup: () => undefined,
    onFault: () => undefined,
    ...changes,
  });
  return { code, ...written };
}

describe('the program without an account', () => {
  it('tells its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: 'paastis 1.2.3\n', stderr: '' });
  });

  it('prints the Slack app, to be pasted', async () => {
    const printed = await run(['manifest', '--url', 'https://paastis.example.com']);

    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout).toContain('command: /paastis\n      url: https://paastis.example.com/slack/events');
    expect(await run(['manifest', '--url', 'nowhere'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('tells how it is used, in the language of the environment', async () => {
    const english = await run(['--help']);
    const french = await run(['--help'], { env: { LANG: 'fr_FR.UTF-8' } });

    expect(english).toMatchObject({ code: 0, stderr: '' });
    expect(english.stdout).toContain('paastis sandbox');
    expect(french.stdout).not.toBe(english.stdout);
  });

  it('explains a command, and touches no data folder', async () => {
    const told = await run(['help', 'wake'], { cwd: '/dev/null' });

    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain('wake <target>');
  });

  it('tells first what is wrong with a line, then that there is no account', async () => {
    const mistyped = await run(['wak', 'shop']);
    const right = await run(['wake', 'shop']);

    expect(mistyped.code).toBe(2);
    expect(mistyped.stdout).toContain('Did you mean `wake`?');
    expect(right.code).toBe(2);
    expect(right.stderr).toContain('No provider account is configured.');
  });

  it('shows the warnings of the settings and goes on', async () => {
    const readFile = async () => "rules:\n  - pattern: '^shop-'\n    app_max_idle_time: 30\n";

    const told = await run(['help'], { readFile });
    const asked = await run(['list'], { readFile });

    expect(told.stderr).toBe('');
    expect(asked.stderr).toContain('written for the older proxy. It is read as the lines below');
    expect(asked.code).toBe(2);
  });
});
