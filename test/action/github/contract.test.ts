import { permissionLines } from '../../../action/github/errors.ts';
import { Secret } from '../../../core/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from '../../support/fake-github.ts';
import { closeAll, collect, type Started, startClient } from './start-github.ts';

/* Requests and answers checked against GitHub's own description of its API. */

let fake: FakeGitHub;

async function start(options: FakeGitHubOptions = {}): Promise<Started> {
  const clock = new FakeClock();
  fake = await startFakeGitHub({ clock, ...options });
  fake.addPullRequest({ number: 42, headRef: 'feat/x', headSha: 'a'.repeat(40), labels: ['paastis:awake'] });
  return startClient(fake.url, { clock, token: new Secret(fake.token), repository: fake.repository });
}

afterEach(async () => {
  await closeAll();
  await fake.close();
  expect(fake.mistakes()).toEqual([]);
});

describe.each([false, true])('every call, on an Enterprise Server: %s', (enterprise) => {
  it('is one that GitHub describes', async () => {
    const { github, run } = await start({ enterprise });
    fake.setAccess('mona', 'maintain');
    fake.addFile('paastis.yml', 'mode: enforce\n');

    const made = await run(github.createComment(42, 'hello'));
    await run(github.updateComment(made.id, 'hello again'));
    await run(github.react(made.id, 'eyes'));
    const pages = await run(collect(github.listComments(42, '2026-11-22T00:00:00Z')));
    const deployment = await run(github.createDeployment({ environment: 'paastis/shop-pr42', sha: 'a'.repeat(40) }));
    await run(github.createDeploymentStatus(deployment.id, { state: 'in_progress', description: 'x'.repeat(300) }));

    expect(made).toMatchObject({ body: 'hello', author: 'github-actions[bot]', bot: true });
    expect(pages.flat()).toEqual([{ ...made, body: 'hello again' }]);
    expect(fake.reactions(made.id)).toEqual(['eyes']);
    expect(await run(github.getDeploymentState(deployment.id))).toBe('in_progress');
    expect(await run(github.listDeployments('paastis/shop-pr42'))).toEqual([deployment]);
    expect(await run(github.getPermission('mona'))).toBe('write');
    expect(await run(github.getPermission('nobody'))).toBe('none');
    expect(await run(github.findFile('paastis.yml'))).toBe('mode: enforce\n');
    expect(await run(github.findFile('paastis.yml', 'feat/x'))).toBeUndefined();
    expect(await run(github.getPullRequest(42))).toMatchObject({ headRef: 'feat/x', labels: ['paastis:awake'] });
    expect(await run(github.listOpenPullRequests())).toHaveLength(1);
    await run(github.deleteComment(made.id));
    expect(fake.comments(42)).toEqual([]);
    expect(fake.calls()).toBe(github.calls);
  });
});

describe('a long pull request', () => {
  it('has its comments read page by page', async () => {
    const { github, run } = await start();
    for (let at = 0; at < 230; at += 1) fake.addComment(42, { login: 'mona', body: `${at}` });

    const pages = await run(collect(github.listComments(42)));

    expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
  });

  it('has its news read from the end', async () => {
    const { github, run } = await start();
    for (let at = 0; at < 430; at += 1) fake.addComment(42, { login: 'mona', body: 'x', at: '2026-11-20T00:00:00Z' });
    fake.addTimeline(42, { event: 'labeled', login: 'mona', label: 'x', at: '2026-11-22T08:00:00Z' });
    fake.addTimeline(42, { event: 'reviewed', login: 'renovate[bot]', bot: true, at: '2026-11-22T08:01:00Z' });
    fake.addTimeline(42, { event: 'committed', login: 'mona', at: '2026-11-22T08:02:00Z' });

    const activity = await run(github.listActivity(42, '2026-11-22T00:00:00Z'));

    expect(activity.map(({ kind }) => kind)).toEqual(['label', 'commit']);
    expect(github.calls).toBe(2);
  });
});

describe('a refusal', () => {
  it('names what the workflow has to grant', async () => {
    const { github, fail, run } = await start({ private: true, grant: {} });
    const calls = [
      () => github.createComment(42, 'x'),
      () => github.getPullRequest(42),
      () => github.createDeployment({ environment: 'e', sha: 'a'.repeat(40) }),
      () => github.findFile('paastis.yml'),
      () => run(collect(github.listComments(42))),
    ];

    const lines: unknown[] = [];
    for (const call of calls) lines.push(permissionLines(await fail(call()))[1]);

    expect(lines).toEqual([
      '  pull-requests: write',
      '  pull-requests: read',
      '  deployments: write',
      '  contents: read',
      '  pull-requests: write',
    ]);
  });

  it('of a revoked token is told as one', async () => {
    const { github, fail } = await start();
    fake.revoke();

    expect(await fail(github.getPullRequest(42))).toMatchObject({ code: 'github_auth' });
  });

  it('of a repository that the token may not see is no missing deployment', async () => {
    const { github, fail } = await start();
    fake.hide();

    expect(await fail(github.listDeployments('e'))).toMatchObject({ context: { reason: 'hidden' } });
    expect(await fail(github.getPullRequest(42))).toMatchObject({ code: 'github_not_found' });
  });

  it('of what does not exist, or is too long, is told by its field', async () => {
    const { github, fail } = await start();

    expect(await fail(github.getPullRequest(7))).toMatchObject({ code: 'github_not_found' });
    expect(await fail(github.createComment(42, 'x'.repeat(70_000)))).toMatchObject({
      code: 'github_invalid',
      context: { status: 422 },
    });
  });
});

describe('bad weather', () => {
  it('is waited out where that is safe', async () => {
    const { github, run } = await start();
    fake.failSecondary(/comments/, { retryAfterS: 5 });
    await run(github.createComment(42, 'x'));
    fake.fail({ path: /pulls/, status: 502, times: 3 });
    await run(github.getPullRequest(42));
    fake.lose(/pulls/);
    await run(github.getPullRequest(42));

    expect(fake.comments(42)).toHaveLength(1);
  });

  it('never makes a second comment', async () => {
    const { github, fail } = await start();
    fake.lose({ method: 'POST', path: /comments/ });

    const error = await fail(github.createComment(42, 'x'));

    expect(error.code).toBe('github_unavailable');
    expect(fake.comments(42)).toHaveLength(1);
  });

  it('of an hour without requests left is told with its end', async () => {
    const { github, fail, clock } = await start();
    fake.exhaust(new Date(clock.now().getTime() + 20 * 60_000));

    expect(await fail(github.createComment(42, 'x'))).toMatchObject({
      code: 'github_rate_limited',
      context: { retryAfterMs: 20 * 60_000 },
    });
  });
});
