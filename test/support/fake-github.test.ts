import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import * as z from 'zod';
import { anyText } from './any-text.ts';
import { FakeClock } from './fake-clock.ts';
import { closeAll, failureOf, good, repo, type Sent, send, withPullRequest } from './fake-github/opened.ts';
import { routes } from './fake-github/routes/routes.ts';

afterEach(closeAll);

describe('the strictness of the fake GitHub', () => {
  const comments = '/repos/acme/shop/issues/7/comments';
  const post = (body: unknown) => ({ method: 'POST', body });
  const cases: readonly (readonly [name: string, path: string, sent: Sent, status: number, mistake: string])[] = [
    ['an address that is not described', '/repos/acme/shop/sweeps', {}, 404, 'not among the described operations'],
    ['a method that is not described', comments, { method: 'PUT', body: {} }, 404, 'not among the described'],
    ['a word where a number belongs', '/repos/acme/shop/pulls/seven', {}, 404, 'pull_number must be integer'],
    ['an unknown part of a query', `${comments}?author=ada`, {}, 200, 'query: author is not known'],
    ['a query told twice', `${comments}?page=1&page=2`, {}, 200, 'query: page is there twice'],
    ['a page of more than a hundred', `${comments}?per_page=101`, {}, 200, 'per_page is at most 100'],
    ['an instant that is none', `${comments}?since=yesterday`, {}, 200, 'since must match format "date-time"'],
    ['a state nobody knows', '/repos/acme/shop/pulls?state=draft', {}, 200, 'state must be equal to one of'],
    ['an unknown field', comments, post({ body: 'a', hidden: true }), 201, '"additionalProperty":"hidden"'],
    ['a field of the wrong type', comments, post({ body: 7 }), 422, 'body/body must be string'],
    ['a missing field', comments, post({}), 422, "body must have required property 'body'"],
    ['a missing body', comments, { method: 'POST' }, 422, 'body is missing'],
    ['a body that is no JSON', comments, post('{'), 400, 'body is no JSON'],
    ['a missing version', comments, { headers: { 'x-github-api-version': '' } }, 400, 'X-GitHub-Api-Version must be'],
    ['another version', comments, { headers: { 'x-github-api-version': '2026-03-10' } }, 400, 'not 2026-03-10'],
    ['an odd Accept', comments, { headers: { accept: 'text/html' } }, 200, 'Accept must be json, not text/html'],
    [
      'raw where nothing is raw',
      comments,
      { headers: { accept: 'application/vnd.github.raw' } },
      200,
      'Accept must be',
    ],
  ];

  it.each(cases)('notices %s', async (_name, path, sent, status, mistake) => {
    const { github } = await withPullRequest();

    const answer = await send(github, path, sent);

    expect(answer.status).toBe(status);
    expect(github.mistakes()).toEqual([expect.stringContaining(mistake)]);
  });

  it('knows what only other calls take: a sha of a deployment, a ref of its status', async () => {
    const { github, rest } = await withPullRequest();
    const given = { ref: 'feat/x', auto_merge: false, required_contexts: [] };
    const { data } = await rest.repos.createDeployment({ ...repo, ...given });
    const id = z.object({ id: z.number() }).parse(data).id;

    await send(github, '/repos/acme/shop/deployments', post({ ...given, sha: 'abc' }));
    await send(github, `/repos/acme/shop/deployments/${id}/statuses`, post({ state: 'success', ref: 'feat/x' }));

    expect(github.mistakes()).toEqual([expect.stringContaining('"sha"'), expect.stringContaining('"ref"')]);
  });

  it('takes nobody without a token or a name of its program', async () => {
    const { github } = await withPullRequest();
    const { 'content-type': _, ...nameless } = good;

    const anonymous = await fetch(`${github.url}${comments}`, { headers: nameless });
    const status = await new Promise<number | undefined>((resolve) => {
      const headers = {
        authorization: `token ${github.token}`,
        accept: good.accept,
        'x-github-api-version': '2022-11-28',
      };
      httpRequest(`${github.url}${comments}`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });

    expect([anonymous.status, status]).toEqual([401, 403]);
    expect(github.mistakes()).toEqual([
      expect.stringContaining('Authorization is missing'),
      expect.stringContaining('User-Agent is missing'),
    ]);
  });

  it('does not spare its own answers', async () => {
    const { github } = await withPullRequest();
    github.addComment(7, { login: 'ada', body: 'hello', at: 'yesterday' });

    const answer = await send(github, comments);

    expect(answer.status).toBe(200);
    expect(github.mistakes().join('\n')).toContain('this fake answered 200: answer/0/created_at must match format');
  });

  it('never breaks, whatever is sent', async () => {
    const { github } = await withPullRequest({ contentsPerMinute: 1_000 });
    github.addComment(7, { login: 'bob', body: 'hello' });
    github.addFile('conf/paastis.yml', 'mode: observe');
    const [known] = github.comments(7);
    const word = fc.constantFrom(
      '7',
      String(known?.id),
      'ada',
      'conf%2Fpaastis.yml',
      '%00',
      '%zz',
      '9'.repeat(30),
      '..',
    );
    const path = fc.constantFrom(...Object.keys(routes)).chain((name) =>
      fc.array(word, { minLength: 3, maxLength: 3 }).map((words) => {
        const [, template = ''] = name.replace('{owner}', 'acme').replace('{repo}', 'shop').split(' ');
        return words.reduce((each, text) => each.replace(/\{\w+\}/, text), template);
      }),
    );
    const query = fc.constantFrom(
      '',
      '?page=0&per_page=0',
      '?since=x',
      '?page=99999999999',
      '?ref=%00',
      '?head=&base=',
    );
    const method = fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT');
    const body = fc.oneof(
      fc.json(),
      fc.record({ body: anyText() }),
      fc.record({ content: fc.constant('eyes') }),
      fc.record({ ref: fc.constant('main'), payload: fc.object(), required_contexts: fc.constant([]) }),
      fc.record({ state: fc.constantFrom('success', 'inactive', 'odd'), environment_url: fc.webUrl() }),
    );

    await fc.assert(
      fc.asyncProperty(method, path, query, body, async (verb, target, asked, sent) => {
        const given = verb === 'GET' || verb === 'DELETE' ? {} : { body: sent };
        const answer = await send(github, `${target}${asked}`, { method: verb, ...given });
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 150, seed: 11 },
    );
    expect(github.mistakes().filter((mistake) => mistake.includes('his fake'))).toEqual([]);
  });

  it('answers every operation it describes', () => {
    const file = new URL('../fixtures/github-openapi.json', import.meta.url);
    const { paths } = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(JSON.parse(readFileSync(file, 'utf8')));

    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );

    expect(described.toSorted()).toEqual(Object.keys(routes).toSorted());
  });
});

describe('permissions on the fake GitHub', () => {
  it('refuse a token that may only read, and say what would do', async () => {
    const { github, rest } = await withPullRequest({ grant: { contents: 'read', 'pull-requests': 'read' } });

    const refused = await failureOf(rest.issues.createComment({ ...repo, issue_number: 7, body: 'a' }));
    const read = await rest.issues.listComments({ ...repo, issue_number: 7 });

    expect(refused).toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
      response: { headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' } },
    });
    expect(read.status).toBe(200);
    expect(github.comments(7)).toEqual([]);
    expect(github.mistakes()).toEqual([]);
  });

  it('tell issues from pull requests, deployments from contents', async () => {
    const { github, rest } = await withPullRequest({ private: true, grant: { issues: 'write' } });
    github.addComment(3, { login: 'bob', body: 'an issue' });
    const create = (issue_number: number) => rest.issues.createComment({ ...repo, issue_number, body: 'a' });

    const onIssue = await create(3);
    const refused = [
      await failureOf(create(7)),
      await failureOf(rest.pulls.get({ ...repo, pull_number: 7 })),
      await failureOf(rest.repos.listDeployments(repo)),
      await failureOf(rest.repos.getContent({ ...repo, path: 'paastis.yml' })),
      await failureOf(rest.users.getAuthenticated({ headers: repo.headers })),
    ];

    expect(onIssue.status).toBe(201);
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    github.grant({ 'pull-requests': 'write' });
    expect((await create(7)).status).toBe(201);
    expect(github.mistakes()).toEqual([]);
  });

  it('hide what the token does not see, and refuse one that is no good', async () => {
    const { github, rest } = await withPullRequest();
    const get = () => failureOf(rest.pulls.get({ ...repo, pull_number: 7 }));

    const elsewhere = await failureOf(rest.pulls.get({ ...repo, repo: 'other', pull_number: 7 }));
    github.hide();
    const hidden = await get();
    github.revoke();
    const revoked = await get();

    expect([elsewhere.status, hidden.status, revoked.status]).toEqual([404, 404, 401]);
    expect(revoked.message).toContain('Bad credentials');
    expect(github.mistakes()).toEqual([]);
  });
});

describe('faults of the fake GitHub', () => {
  const path = /\/issues\/7\/comments/;
  const create = { ...repo, issue_number: 7, body: 'a' };

  it('fail as told: so often, after so many, with these words', async () => {
    const { github, rest } = await withPullRequest();
    github.fail({ method: 'POST', path, status: 502, body: '<html>Bad Gateway</html>', after: 1, times: 2 });

    const statuses = [];
    for (let turn = 0; turn < 4; turn += 1)
      statuses.push(
        await rest.issues.createComment(create).then(
          ({ status }) => status,
          ({ status }) => status,
        ),
      );

    expect(statuses).toEqual([201, 502, 502, 201]);
    expect(github.comments(7)).toHaveLength(2);
    expect(github.mistakes()).toEqual([]);
  });

  it('limit by the minute and by the hour, and say until when', async () => {
    const clock = new FakeClock();
    const { rest } = await withPullRequest({ clock, contentsPerMinute: 2, requestsPerHour: 5 });
    const post = () => rest.issues.createComment(create);
    await post();
    await post();

    const stormy = await failureOf(post());
    await clock.advance(60_000);
    const calm = await post();
    await rest.issues.listComments({ ...repo, issue_number: 7 });
    const spent = await failureOf(rest.issues.listComments({ ...repo, issue_number: 7 }));
    await clock.advance(3_600_000);

    expect(stormy).toMatchObject({ status: 403, response: { headers: { 'retry-after': '60' } } });
    expect(calm.headers['x-ratelimit-remaining']).toBe('1');
    expect(spent).toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795341600' } },
    });
    expect((await post()).status).toBe(201);
  });

  it('are spent or secondary limits on order', async () => {
    const clock = new FakeClock();
    const { github, rest } = await withPullRequest({ clock });
    const list = () => rest.issues.listComments({ ...repo, issue_number: 7 });
    github.failSecondary(path, { retryAfterS: 3, status: 429 });

    const secondary = await failureOf(list());
    github.exhaust(new Date(clock.now().getTime() + 5_000));
    const spent = await failureOf(list());
    await clock.advance(5_000);

    expect(secondary).toMatchObject({ status: 429, response: { headers: { 'retry-after': '3' } } });
    expect(spent.message).toContain('API rate limit exceeded');
    expect((await list()).status).toBe(200);
  });

  it('hold requests until all are there', async () => {
    const { github, rest } = await withPullRequest();
    const held = github.hold({ method: 'POST', path });

    const posts = [rest.issues.createComment(create), rest.issues.createComment(create)];
    await held.arrived(2);
    const before = github.comments(7).length;
    held.release();
    await Promise.all(posts);

    expect([before, github.comments(7).length]).toEqual([0, 2]);
  });

  it('lose an answer, not the work', async () => {
    const { github, rest } = await withPullRequest();
    github.lose({ method: 'POST', path });

    const lost = await failureOf(rest.issues.createComment(create));

    expect(lost.response).toBeUndefined();
    expect(github.comments(7)).toHaveLength(1);
    expect(github.requests[0]).toMatchObject({ method: 'POST', status: undefined });
  });

  it('hang without any effect until healed, or answer late', async () => {
    const { github, rest } = await withPullRequest();
    github.hang({ method: 'POST', path });
    github.slow(/pulls/, 20);

    const hung = failureOf(rest.issues.createComment(create));
    while (github.calls() === 0) await new Promise((resolve) => setImmediate(resolve));
    const late = await rest.pulls.get({ ...repo, pull_number: 7 });
    github.heal();

    expect((await hung).response).toBeUndefined();
    expect(late.status).toBe(200);
    expect(github.comments(7)).toEqual([]);
    expect((await rest.issues.createComment(create)).status).toBe(201);
  });
});
