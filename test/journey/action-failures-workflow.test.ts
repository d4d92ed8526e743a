import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endJourneys } from '../support/action-journey.ts';
import { HEAD_SHA, pushed, told, withAsleepApp } from '../support/asleep-app.ts';
import { makeFolder } from '../support/temporary-folder.ts';
import { commentEvent } from '../support/webhook-payloads.ts';

afterAll(endJourneys);

const failed = { status: 'failed', apps: '[]', urls: '[]', url: '', changed: 'false', seconds: '0' };

/** The commit the base branch is at, and the runner's idea of what the run is for. */
const BASE_SHA = 'b'.repeat(40);

describe('a step that is written wrongly', () => {
  it.concurrent('is told every fault at once, with one block to paste', async () => {
    const journey = await withAsleepApp();
    const inputs = {
      wait: 'maybe',
      timeout: 'soon',
      provider: 'scalngo',
      apps: 'shop-pr{pr}, shop-pr{nr}',
      'idle-after': '-1',
      'missing-token': 'ignore',
      token: `\${{ secrets.X`,
    };

    const ending = await journey.run({ ...pushed(journey), inputs, code: 1 });

    const [text = '', ...others] = told(ending);
    expect(others).toEqual([]);
    expect(text).toMatch(/^error: The step cannot use 7 of its inputs:\n/);
    for (const name of Object.keys(inputs)) expect(text).toContain(`Input \`${name}\``);
    expect(text).toContain('expected scalingo, clever-cloud, did you mean scalingo?\n');
    expect(text).toContain('Nothing was changed. Write in the workflow:\nwith:\n  provider: scalingo\n');
    expect(ending.summary).toContain('```yaml\nwith:\n  provider: scalingo\n');
    expect(ending.outputs).toEqual(failed);
    expect(journey.githubCalls()).toEqual([]);
  });

  it.concurrent('is told in French what is wrong with the settings, each fault with its place', async () => {
    const journey = await withAsleepApp();
    const settings = `language: fr
rules:
  - match: 'shop-pr{pr}'
    manage: yep
    idle_after: 20
  - mtach: 'x'
providers:
  - type: scalingo
    token: \${SCALINGO_API_TOKEN}
`;

    const ending = await journey.run({
      ...pushed(journey),
      workspace: { 'paastis.yml': settings },
      env: { SCALINGO_API_TOKEN: journey.scalingo.token },
      inputs: { language: 'fr', apps: '' },
      code: 1,
    });

    const [text = '', ...others] = told(ending);
    expect(others).toEqual([]);
    expect(text).toMatch(/^error: paastis\.yml : configuration inutilisable, 4 erreurs/);
    for (const place of ['4:13', '5:17', '6:5']) expect(text).toContain(`paastis.yml:${place}`);
    expect(text).toContain('Corrigez ce qui est indiqué, et poussez-le ; rien n’a été modifié.');
    expect(ending.outputs).toEqual(failed);
  });

  it.concurrent('names a settings file that is not there', async () => {
    const journey = await withAsleepApp();

    const ending = await journey.run({ ...pushed(journey), inputs: { config: 'conf/paastis.yml' }, code: 1 });

    expect(told(ending)).toEqual([expect.stringContaining('There is no settings file conf/paastis.yml.')]);
    expect(told(ending)[0]).toContain('permissions:\n  contents: read');
  });
});

describe('the code that is checked out', () => {
  const fork = { headRepository: 'mallory/shop' };
  /** Would wake another app, with a token sent to another host. */
  const hostile = {
    '.git/HEAD': `${HEAD_SHA}\n`,
    'paastis.yml': `providers: [{ type: scalingo, token: '\${SCALINGO_API_TOKEN}', api_url: 'http://127.0.0.1:9' }]
rules: [{ match: 'shop-*', manage: true }]`,
  };

  it.concurrent('of a fork is refused where the event has secrets, and nothing is asked of anybody', async () => {
    const journey = await withAsleepApp();

    const ending = await journey.run({
      ...pushed(journey, fork),
      event: 'pull_request_target',
      runner: { sha: BASE_SHA },
      workspace: hostile,
      code: 1,
    });

    expect(told(ending)).toEqual([
      'error: Refused: this event has secrets, and the code that was checked out comes from a fork. Use pull_request, or remove the checkout.',
    ]);
    expect(ending.outputs.status).toBe('failed');
    expect(journey.scalingo.requests).toEqual([]);
    expect(journey.githubCalls()).toEqual([]);
  });

  it.concurrent('is not there, or is that of the base: then a fork’s pull request runs', async () => {
    const ends = await Promise.all(
      [{}, { '.git/HEAD': `${BASE_SHA}\n` }].map(async (workspace) => {
        const journey = await withAsleepApp();
        return journey.run({
          ...pushed(journey, fork),
          event: 'pull_request_target',
          runner: { sha: BASE_SHA },
          workspace,
        });
      }),
    );

    expect(ends.map(({ outputs }) => outputs.status)).toEqual(['ready', 'ready']);
  });

  it.concurrent('of the pull request decides nothing where a comment gives the command', async () => {
    const journey = await withAsleepApp();
    const { github } = journey;
    github.setAccess('ada', 'write');
    const body = '/paastis wake';
    const commentId = github.addComment(42, { login: 'ada', body });
    const payload = commentEvent({ body, commentId, author: 'ada', repository: github.repository });

    const ending = await journey.run({
      event: 'issue_comment',
      payload,
      runner: { sha: BASE_SHA },
      workspace: hostile,
      env: { SCALINGO_API_TOKEN: journey.scalingo.token },
    });

    expect(ending.outputs).toMatchObject({ status: 'ready' });
  });
});

describe('a process that is not as a runner starts it', () => {
  it.concurrent('says which variables it misses', async () => {
    const journey = await withAsleepApp();

    const ending = await journey.run({
      ...pushed(journey),
      env: { GITHUB_REPOSITORY: '', GITHUB_SHA: '', GITHUB_STEP_SUMMARY: '' },
      code: 1,
    });

    expect(told(ending)).toEqual([
      'error: No runner of GitHub Actions started this: the environment lacks GITHUB_REPOSITORY, GITHUB_SHA.\nUse it as a step of a workflow, or start the `paastis` program instead.',
    ]);
    expect(ending.outputs).toEqual(failed);
  });

  it.concurrent('says that the file with the event is missing, or no JSON', async () => {
    const journey = await withAsleepApp();
    const path = join(await makeFolder(), 'event.json');
    await writeFile(path, '{"action":');

    const [missing, torn] = await Promise.all(
      ['/nowhere/event.json', path].map((file) =>
        journey.run({ ...pushed(journey), env: { GITHUB_EVENT_PATH: file }, code: 1 }),
      ),
    );

    expect(missing && told(missing)[0]).toMatch(/cannot be read from \/nowhere\/event\.json\. Details: ENOENT\n/);
    expect(torn && told(torn)[0]).toMatch(/event\.json\. Details: not valid JSON\n/);
    expect([missing?.outputs, torn?.outputs]).toEqual([failed, failed]);
    expect(journey.githubCalls()).toEqual([]);
  });

  it.concurrent('ends a fault of ours, waited for or not, with a reference instead of a stack alone', async () => {
    const journey = await withAsleepApp();
    const sabotage = async (code: string) => {
      const file = join(await makeFolder(), 'sabotage.mjs');
      await writeFile(file, code);
      return journey.run({ ...pushed(journey), env: { NODE_OPTIONS: `--import=${file}` }, code: 1 });
    };

    const ends = await Promise.all([
      sabotage(`AbortSignal.any = () => { throw new TypeError('broken\\n::warning::inside'); };`),
      sabotage(`setTimeout(() => Promise.reject(new TypeError('nobody\\n::warning::waits')), 200);`),
    ]);

    for (const ending of ends) {
      const [text = '', ...others] = told(ending);
      const reference = /\(reference ([0-9a-z]{6})\)/.exec(text)?.[1] ?? 'none';
      expect(text).toMatch(/^error: Something went wrong inside Paastis/);
      expect(text).toContain('report it with this reference');
      expect(others).toEqual([]);
      expect(ending.log.filter((line) => line.includes(reference) && line.includes('stack'))).toHaveLength(1);
      expect(ending.outputs.status).toBe('failed');
      expect(ending.summary).toContain(reference);
    }
  });
});
