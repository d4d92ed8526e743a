import nock from 'nock';
import { createGitHub } from '../../../action/github/client.ts';
import { GitHubError } from '../../../action/github/errors.ts';
import type { GitHub } from '../../../action/github/github.ts';
import { Secret, silentLog } from '../../../core/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/*
 * GitHub's contract: answers are those of https://docs.github.com/en/rest, API version 2022-11-28, read 2026-11-20, as
 * far as we look at them, with what the pages leave out: deleted accounts, deleted forks, labels as strings.
 */

const API = 'https://api.github.com';
const REPO = '/repos/acme/shop';

let github: GitHub;

beforeEach(() => {
  nock.disableNetConnect();
  const token = new Secret('ghs_0123456789');
  github = createGitHub({ token, apiUrl: API, repository: 'acme/shop', clock: new FakeClock(), log: silentLog });
});

afterEach(async () => {
  await github.close();
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

// nock patches Node itself, which the next test file of the same worker shares.
afterAll(() => nock.restore());

const api = () => nock(API);

const pull = {
  id: 1,
  number: 1347,
  state: 'open',
  locked: true,
  title: 'Amazing new feature',
  user: { login: 'octocat', type: 'User' },
  labels: [{ id: 208045946, name: 'bug' }],
  html_url: 'https://github.com/acme/shop/pull/1347',
  draft: false,
  merged: false,
  merged_at: null,
  updated_at: '2026-01-26T19:01:12Z',
  closed_at: null,
  head: { ref: 'new-topic', sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e', repo: { full_name: 'acme/shop' } },
  base: { ref: 'main', sha: 'c3d0be41ecbe669545ee3e94d31ed9a4bc91ee3c', repo: { full_name: 'acme/shop' } },
};

const comment = {
  id: 1,
  body: 'Me too',
  user: { login: 'octocat', type: 'User' },
  created_at: '2026-04-14T16:00:49Z',
  updated_at: '2026-04-14T16:00:49Z',
  performed_via_github_app: null,
};

async function failure(promise: Promise<unknown>): Promise<GitHubError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof GitHubError) return error;
  throw new Error('It was expected to fail', { cause: error });
}

describe('pull requests', () => {
  it('are read with their branch, their labels and where they come from', async () => {
    api().get(`${REPO}/pulls/1347`).reply(200, pull);

    expect(await github.getPullRequest(1347)).toEqual({
      number: 1347,
      state: 'open',
      draft: false,
      merged: false,
      headRef: 'new-topic',
      headSha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
      headRepository: 'acme/shop',
      baseRepository: 'acme/shop',
      labels: ['bug'],
      author: 'octocat',
      url: 'https://github.com/acme/shop/pull/1347',
      updatedAt: '2026-01-26T19:01:12Z',
    });
  });

  it('are read when the fork and the account are gone, and labels are bare words', async () => {
    api()
      .get(`${REPO}/pulls/1347`)
      .reply(200, {
        ...pull,
        draft: undefined,
        state: 'closed',
        merged_at: '2026-01-26T19:01:12Z',
        closed_at: '2026-01-26T19:01:12Z',
        user: null,
        head: { ...pull.head, repo: null },
        labels: ['bug', { name: 'paastis:awake' }, { name: null }, {}],
      });

    const read = await github.getPullRequest(1347);

    expect(read).toMatchObject({ state: 'closed', draft: false, merged: true, labels: ['bug', 'paastis:awake'] });
    expect(read).toHaveProperty('closedAt', '2026-01-26T19:01:12Z');
    expect(read).not.toHaveProperty('author');
    expect(read).not.toHaveProperty('headRepository');
  });

  it('are listed over all pages, a call per hundred', async () => {
    const numbered = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...pull, number: from + i }));
    // Links name the repository by its number, and behind a proxy another host.
    const next = '<https://github.internal/repositories/1296269/pulls?state=open&per_page=100&page=2>; rel="next"';
    const last = '<https://github.internal/repositories/1296269/pulls?state=open&per_page=100&page=2>; rel="last"';
    api()
      .get(`${REPO}/pulls`)
      .query({ state: 'open', per_page: 100 })
      .reply(200, numbered(1, 100), { link: `${next}, ${last}` })
      .get(`${REPO}/pulls`)
      .query({ state: 'open', per_page: 100, page: 2 })
      .reply(200, numbered(101, 3), {
        link: '<https://github.internal/repositories/1296269/pulls?page=1>; rel="prev"',
      });

    const pulls = await github.listOpenPullRequests();

    expect(pulls.map(({ number }) => number)).toEqual(Array.from({ length: 103 }, (_, i) => i + 1));
    expect(github.calls).toBe(2);
  });
});

describe('comments', () => {
  it('are listed page by page, and no further than is wanted', async () => {
    api()
      .get(`${REPO}/issues/42/comments`)
      .query({ per_page: 100, since: '2026-04-14T00:00:00Z' })
      .reply(200, [comment, { ...comment, id: 2 }], { link: `<${API}${REPO}/issues/42/comments?page=2>; rel="next"` });

    const found: number[] = [];
    for await (const page of github.listComments(42, '2026-04-14T00:00:00Z')) {
      found.push(...page.map(({ id }) => id));
      if (found.includes(2)) break;
    }

    expect(found).toEqual([1, 2]);
    expect(github.calls).toBe(1);
  });

  it('are a bot’s only where the account is one: people write through apps too', async () => {
    const app = { id: 1, slug: 'some-app' };
    api()
      .get(`${REPO}/issues/comments/1`)
      .reply(200, { ...comment, performed_via_github_app: app })
      .get(`${REPO}/issues/comments/2`)
      .reply(200, { ...comment, id: 2, user: { login: 'github-actions[bot]', type: 'Bot' } })
      .get(`${REPO}/issues/comments/3`)
      .reply(200, { ...comment, id: 3, user: null, body: null });

    expect(await github.getComment(1)).toEqual({
      id: 1,
      body: 'Me too',
      author: 'octocat',
      bot: false,
      createdAt: '2026-04-14T16:00:49Z',
    });
    expect(await github.getComment(2)).toMatchObject({ author: 'github-actions[bot]', bot: true });
    expect(await github.getComment(3)).toEqual({ id: 3, body: '', bot: false, createdAt: '2026-04-14T16:00:49Z' });
  });

  it('are written, edited and reacted to', async () => {
    const body = '::error::\n<!-- x --> `@everyone` 🌙';
    api()
      .post(`${REPO}/issues/42/comments`, { body })
      .reply(201, comment)
      .patch(`${REPO}/issues/comments/1`, { body })
      .reply(200, { ...comment, body })
      .post(`${REPO}/issues/comments/1/reactions`, { content: 'eyes' })
      .reply(200, { id: 1, content: 'eyes' });

    await github.createComment(42, body);
    const edited = await github.updateComment(1, body);
    await github.react(1, 'eyes');

    expect(edited.body).toBe(body);
  });

  it('are gone after a deletion, also when they were gone before', async () => {
    api().delete(`${REPO}/issues/comments/1`).reply(204);
    api().delete(`${REPO}/issues/comments/1`).reply(404, { message: 'Not Found' });

    await github.deleteComment(1);
    await github.deleteComment(1);

    expect(github.calls).toBe(2);
  });
});

describe('what a person may do', () => {
  it.each([
    ['admin', 'admin'],
    ['write', 'write'],
    ['maintain', 'write'],
    ['read', 'read'],
    ['triage', 'read'],
    ['none', 'none'],
    ['something new', 'none'],
  ])('is %s: %s', async (permission, expected) => {
    api()
      .get(`${REPO}/collaborators/octocat/permission`)
      .reply(200, { permission, role_name: 'Release manager', user: null });

    expect(await github.getPermission('octocat')).toBe(expected);
  });

  it('is nothing where GitHub knows no such person, however they are called', async () => {
    api()
      .get(`${REPO}/collaborators/..%2F..%2Forgs%2Facme/permission`)
      .reply(404, { message: 'octocat is not a user' });

    expect(await github.getPermission('../../orgs/acme')).toBe('none');
  });
});

describe('deployments', () => {
  const deployment = { id: 9, sha: 'a84d88e7', ref: 'a84d88e7', environment: 'paastis/shop-pr42', task: 'deploy' };

  it('are created for what is, without a merge, without waiting for checks', async () => {
    api()
      .post(`${REPO}/deployments`, {
        ref: 'a84d88e7',
        environment: 'paastis/shop-pr42',
        description: 'shop-pr42',
        auto_merge: false,
        required_contexts: [],
        transient_environment: true,
        production_environment: false,
      })
      .reply(201, deployment);

    const made = await github.createDeployment({
      environment: 'paastis/shop-pr42',
      sha: 'a84d88e7',
      description: 'shop-pr42',
    });

    expect(made).toEqual({ id: 9, sha: 'a84d88e7', environment: 'paastis/shop-pr42' });
  });

  it('are not there when GitHub has only accepted them', async () => {
    api().post(`${REPO}/deployments`).reply(202, { message: 'Auto-merged main into topic on deployment.' });

    const error = await failure(github.createDeployment({ environment: 'paastis/shop', sha: 'a84d88e7' }));

    expect(error).toMatchObject({ code: 'github_invalid', context: { reason: 'not_created', status: 202 } });
    expect(error.context.detail).toContain('Auto-merged main');
  });

  it('are told of with an address, a log and a description that GitHub takes', async () => {
    const bodies: unknown[] = [];
    api()
      .post(`${REPO}/deployments/9/statuses`, (body) => bodies.push(body) > 0)
      .twice()
      .reply(201, { id: 1, state: 'success' });

    await github.createDeploymentStatus(9, { state: 'inactive' });
    await github.createDeploymentStatus(9, {
      state: 'success',
      description: '🌙'.repeat(100),
      environmentUrl: 'https://shop-pr42.osc-fr1.scalingo.io',
      logUrl: 'https://github.com/acme/shop/actions/runs/1',
    });

    expect(bodies).toEqual([
      { state: 'inactive', auto_inactive: false },
      {
        state: 'success',
        description: `${'🌙'.repeat(69)}…`,
        environment_url: 'https://shop-pr42.osc-fr1.scalingo.io',
        log_url: 'https://github.com/acme/shop/actions/runs/1',
        auto_inactive: false,
      },
    ]);
  });

  it('are listed by environment, whatever it is called', async () => {
    api().get(`${REPO}/deployments`).query({ environment: 'paastis/a&b=c d', per_page: 100 }).reply(200, [deployment]);

    expect(await github.listDeployments('paastis/a&b=c d')).toHaveLength(1);
  });

  it('stand as their last status says, and are pending before the first', async () => {
    api()
      .get(`${REPO}/deployments/9/statuses`)
      .query({ per_page: 1 })
      .reply(200, [{ state: 'inactive' }])
      .get(`${REPO}/deployments/10/statuses`)
      .query({ per_page: 1 })
      .reply(200, []);

    expect(await github.getDeploymentState(9)).toBe('inactive');
    expect(await github.getDeploymentState(10)).toBe('pending');
  });
});

describe('a file', () => {
  const raw = { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' };

  it('is read as text, at a ref, by its path', async () => {
    nock(API, { reqheaders: { accept: 'application/vnd.github.raw+json' } })
      .get(`${REPO}/contents/.github/a%20b%231%3F/paastis.yml`)
      .query({ ref: 'feat/x&y' })
      .reply(200, 'langue: français\n', raw);

    expect(await github.findFile('./.github/a b#1?/paastis.yml', 'feat/x&y')).toBe('langue: français\n');
  });

  it('may be empty, may look like JSON, and is text all the same', async () => {
    api().get(`${REPO}/contents/a.yml`).reply(200, '', raw).get(`${REPO}/contents/b.json`).reply(200, '{"a":1}', raw);

    expect(await github.findFile('a.yml')).toBe('');
    expect(await github.findFile('b.json')).toBe('{"a":1}');
  });

  it('is not there where GitHub has none, or a folder', async () => {
    api()
      .get(`${REPO}/contents/paastis.yml`)
      .reply(404, { message: 'Not Found' })
      .get(`${REPO}/contents/docs`)
      .reply(200, [{ type: 'file', name: 'a.md' }], { 'content-type': 'application/json; charset=utf-8' });

    expect(await github.findFile('paastis.yml')).toBeUndefined();
    expect(await github.findFile('docs')).toBeUndefined();
  });

  it.each(['', '.', '/', '..', '../other/paastis.yml', 'a/../../b'])(
    'is not looked for outside the repository: %j',
    async (path) => {
      expect(await github.findFile(path)).toBeUndefined();
      expect(github.calls).toBe(0);
    },
  );
});

describe('an answer that is not GitHub’s', () => {
  it('is named, by the fields and not by their values', async () => {
    api()
      .get(`${REPO}/pulls/1`)
      .reply(200, { ...pull, number: 'secret', head: null });

    const error = await failure(github.getPullRequest(1));

    expect(error.code).toBe('github_contract');
    expect(error.context.detail).toMatch(/^number: .*; head: /);
    expect(error.context.detail).not.toContain('secret');
  });

  it.each(['<html>Please sign in</html>', '', '{"number":', 'null', '[]'])('is no pull request: %j', async (body) => {
    api().get(`${REPO}/pulls/1`).reply(200, body);

    expect(await failure(github.getPullRequest(1))).toMatchObject({ code: 'github_contract', retryable: false });
  });
});
