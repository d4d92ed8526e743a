import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionEnding, type ActionStart, endActions, runAction } from './action-process.ts';
import { makeFolder, removeFolders } from './temporary-folder.ts';

afterAll(async () => {
  await endActions();
  await removeFolders();
});

async function programOf(code: string): Promise<string> {
  const path = join(await makeFolder(), 'step.mjs');
  await writeFile(path, `import { appendFileSync, readFileSync } from 'node:fs';\nconst { env } = process;\n${code}\n`);
  return path;
}

async function run(code: string, start: Partial<ActionStart> = {}): Promise<ActionEnding> {
  const step = await runAction({ event: 'push', payload: {}, ...start, program: await programOf(code) });
  return step.ended;
}

describe('running the action as the runner does', () => {
  it('gives inputs as variables: defaults where none is given, empty ones as they are, unknown ones with a warning', async () => {
    const { stdout, unexpectedInputs } = await run(
      `console.log(JSON.stringify(Object.entries(env).filter(([name]) => name.startsWith('INPUT_')).sort()));`,
      { inputs: { Apps: 'a\nb', 'ready-path': '', ready_path: '/x' }, githubToken: 'ghs_1' },
    );

    const given = Object.fromEntries(JSON.parse(stdout));
    expect(given).toMatchObject({
      INPUT_COMMAND: 'auto',
      INPUT_APPS: 'a\nb',
      'INPUT_READY-PATH': '',
      INPUT_REGION: '',
      'INPUT_GITHUB-TOKEN': 'ghs_1',
      INPUT_READY_PATH: '/x',
    });
    expect(unexpectedInputs).toEqual(['ready_path']);
  });

  it('starts in the workspace, with the event, and with nothing of this process but its PATH', async () => {
    const { stdout } = await run(
      `console.log(process.cwd() === env.GITHUB_WORKSPACE, readFileSync('a/b.yml', 'utf8'),
        readFileSync(env.GITHUB_EVENT_PATH, 'utf8'), env.HOME, env.GITHUB_REPOSITORY, env.MINE);`,
      { payload: { n: 1 }, workspace: { 'a/b.yml': 'x' }, env: { MINE: '1' }, runner: { repository: 'o/r' } },
    );

    expect(stdout).toBe('true x {"n":1} undefined o/r 1\n');
  });

  it('reads back outputs, state, variables and summary', async () => {
    const ending = await run(
      `appendFileSync(env.GITHUB_OUTPUT, 'url<<E\\nhttps://a\\nb\\nE\\nx=1=2\\n');
       appendFileSync(env.GITHUB_STATE, 'run=7\\n');
       appendFileSync(env.GITHUB_ENV, 'A=b\\n');
       appendFileSync(env.GITHUB_STEP_SUMMARY, '# Hi\\n');
       process.exitCode = 3;`,
    );

    expect(ending).toMatchObject({
      code: 3,
      outputs: { url: 'https://a\nb', x: '1=2' },
      state: { run: '7' },
      exported: { A: 'b' },
      summary: '# Hi\n',
    });
  });

  it('gives the post step what was saved', async () => {
    const { stdout } = await run('console.log(env.STATE_run);', { state: { run: '7' } });

    expect(stdout).toBe('7\n');
  });

  it('masks what comes after a mask, and finds a secret that shows', async () => {
    const ending = await run(
      `console.log('before tk-1');
       console.log('::add-mask::tk-1');
       console.log('after tk-1');
       appendFileSync(env.GITHUB_STEP_SUMMARY, 'tk-1');
       appendFileSync(env.GITHUB_OUTPUT, 'token=tk-1\\n');`,
    );

    expect(ending.masks).toEqual(['tk-1']);
    expect(ending.leaks('tk-1')).toEqual(['before tk-1', 'outputs token: tk-1']);
  });

  it('obeys commands of both streams', async () => {
    const ending = await run(
      `console.error('::error title=No%3A token::a%0Ab');
       console.log('::group::Waking');
       console.log('::set-output name=a::b');`,
    );

    expect(ending.annotations).toEqual([{ level: 'error', title: 'No: token', message: 'a\nb' }]);
    expect(ending.groups).toEqual(['Waking']);
    expect(ending.deprecated.map(({ name }) => name)).toEqual(['set-output']);
  });

  it('sends signals, and tells what was written meanwhile', async () => {
    const program = await programOf(
      `process.on('SIGINT', () => { console.log('bye'); process.exit(130); });
       console.log('ready 1'); setInterval(() => undefined, 1000);`,
    );
    const cancelled = new AbortController();
    const step = await runAction({ event: 'push', payload: {}, program, signal: cancelled.signal });

    const [, number] = await step.saw(/ready (\d)/);
    cancelled.abort();
    const { code, stdout } = await step.ended;

    expect([number, code, stdout]).toEqual(['1', 130, 'ready 1\nbye\n']);
    await expect(step.saw(/never/)).rejects.toThrow('Ended without');
  });

  it('runs the bundle that the sources build', async () => {
    const step = await runAction({ event: 'push', payload: {} });

    const { stderr } = await step.ended;

    expect(stderr).toBe('');
  });
});
