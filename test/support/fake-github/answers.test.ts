import fc from 'fast-check';
import * as z from 'zod';
import { closeAll, failureOf, open, repo, send, withPullRequest } from './opened.ts';

afterEach(closeAll);

describe('what the fake GitHub answers', () => {
  it('is as GitHub describes it, in every corner', async () => {
    const { github, rest, paginate } = await open();
    github.addPullRequest({ number: 1, labels: ['bug', 'paastis:wake'], headRef: 'a/é<!--' });
    github.addPullRequest({ number: 2, headRepo: 'eve/shop', login: 'eve', draft: true });
    github.addPullRequest({ number: 3, headRepo: null, login: null });
    github.addPullRequest({ number: 4, merged: true });
    github.addComment(1, { login: null, body: '@everyone ::error::' });
    github.addComment(1, { login: 'dependabot[bot]', body: 'bump', bot: true });
    const events = [
      'committed',
      'head_ref_force_pushed',
      'reviewed',
      'review_requested',
      'labeled',
      'unlabeled',
    ] as const;
    const turns = ['closed', 'reopened', 'ready_for_review', 'convert_to_draft', 'cross-referenced'] as const;
    for (const event of [...events, ...turns])
      for (const login of ['zoe', null]) github.addTimeline(1, { event, at: '2026-11-01T10:00:00Z', login });

    for (const pull_number of [1, 2, 3, 4]) await rest.pulls.get({ ...repo, pull_number });
    const all = await rest.pulls.list({ ...repo, state: 'all', per_page: 100 });
    const timeline = await paginate(rest.issues.listEventsForTimeline, { ...repo, issue_number: 1 });
    const listed = await rest.issues.listComments({ ...repo, issue_number: 1 });
    await rest.rateLimit.get({ headers: repo.headers });

    expect(all.data.map(({ number, head }) => [number, head.repo?.full_name])).toEqual([
      [4, 'acme/shop'],
      [3, undefined],
      [2, 'eve/shop'],
      [1, 'acme/shop'],
    ]);
    expect(timeline).toHaveLength(24);
    expect(listed.data.map(({ user }) => [user?.login, user?.type])).toEqual([
      [undefined, undefined],
      ['dependabot[bot]', 'Bot'],
    ]);
    expect(github.mistakes()).toEqual([]);
  });

  it('signs what its own token writes, and lets it edit what others wrote', async () => {
    const { github, rest } = await withPullRequest();
    const theirs = github.addComment(7, { login: 'bob', body: '- [ ] wake' });

    const mine = await rest.issues.createComment({ ...repo, issue_number: 7, body: 'hello' });
    await rest.issues.updateComment({ ...repo, comment_id: theirs, body: '- [x] wake' });
    await rest.issues.updateComment({ ...repo, comment_id: mine.data.id, body: 'bye' });

    expect(mine.status).toBe(201);
    expect(mine.data.performed_via_github_app?.slug).toBe('github-actions');
    expect(github.comments(7)).toEqual([
      { id: theirs, author: 'bob', body: '- [x] wake', edits: ['- [ ] wake'] },
      { id: mine.data.id, author: 'github-actions[bot]', body: 'bye', edits: ['hello'] },
    ]);
    expect(github.mistakes()).toEqual([]);
  });

  it('takes a personal token for the person behind it', async () => {
    const { github, rest } = await withPullRequest({ owner: { login: 'robot' } });

    const me = await rest.users.getAuthenticated({ headers: repo.headers });
    const { data } = await rest.issues.createComment({ ...repo, issue_number: 7, body: 'hello' });

    expect([me.data.login, data.user?.type]).toEqual(['robot', 'User']);
    expect(data.performed_via_github_app).toBeNull();
    expect(github.mistakes()).toEqual([]);
  });

  it('pages so that following the addresses finds everything once', async () => {
    const { github } = await withPullRequest();
    const ids = Array.from({ length: 41 }, (_, at) => github.addComment(7, { login: 'bob', body: `${at}` }));
    const idsOf = z.array(z.object({ id: z.number() }));

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (size) => {
        const found: number[] = [];
        let path: string | undefined = `/repos/acme/shop/issues/7/comments?per_page=${size}`;
        while (path !== undefined) {
          const { text, headers } = await send(github, path);
          found.push(...idsOf.parse(JSON.parse(text)).map(({ id }) => id));
          path = /<http:\/\/[^/>]+([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
        }
        expect(found).toEqual(ids);
      }),
      { numRuns: 12, seed: 5 },
    );
    expect(github.mistakes()).toEqual([]);
  });

  it('lists thirty unless told, and from an instant on', async () => {
    const { github, rest } = await withPullRequest();
    for (let day = 10; day < 22; day += 1)
      github.addComment(7, { login: 'bob', body: 'a', at: `2026-11-${day}T08:00:00Z` });
    for (let count = 0; count < 30; count += 1)
      github.addComment(7, { login: 'bob', body: 'b', at: '2026-11-01T08:00:00Z' });

    const first = await rest.issues.listComments({ ...repo, issue_number: 7 });
    const recent = await rest.issues.listComments({ ...repo, issue_number: 7, since: '2026-11-20T08:00:00Z' });

    expect(first.data).toHaveLength(30);
    expect(first.headers.link).toMatch(/repositories\/\d+\/issues\/7\/comments\?page=2>; rel="next"/);
    expect(recent.data).toHaveLength(2);
    expect(recent.headers.link).toBeUndefined();
  });

  it('takes 65,536 characters and no more', async () => {
    const { github, rest } = await withPullRequest();
    const create = (body: string) => rest.issues.createComment({ ...repo, issue_number: 7, body });

    const longest = await create('é'.repeat(65_536));
    const refused = await failureOf(create('é'.repeat(65_537)));
    const blank = await failureOf(create(' \n'));

    expect(longest.status).toBe(201);
    expect([refused.status, blank.status]).toEqual([422, 422]);
    expect(refused.message).toContain('Body is too long (maximum is 65536 characters)');
    expect(github.mistakes()).toEqual([]);
  });

  it('adds a reaction once, and deletes a comment once', async () => {
    const { github, rest } = await withPullRequest();
    const comment_id = github.addComment(7, { login: 'bob', body: '/paastis wake' });
    const react = () => rest.reactions.createForIssueComment({ ...repo, comment_id, content: 'eyes' });

    const statuses = [(await react()).status, (await react()).status];
    const seen = github.reactions(comment_id);
    const gone = await rest.issues.deleteComment({ ...repo, comment_id });
    const again = await failureOf(rest.issues.deleteComment({ ...repo, comment_id }));

    expect([...statuses, gone.status, again.status]).toEqual([201, 200, 204, 404]);
    expect(seen).toEqual(['eyes']);
    expect(github.comments(7)).toEqual([]);
  });

  it('tells what somebody may do, strangers included', async () => {
    const { github, rest } = await open();
    for (const access of ['admin', 'maintain', 'write', 'triage', 'read'] as const) github.setAccess(access, access);
    github.addPerson('stranger');
    const permissionOf = async (username: string) => {
      const { data } = await rest.repos.getCollaboratorPermissionLevel({ ...repo, username });
      return [data.permission, data.role_name];
    };

    expect(await permissionOf('admin')).toEqual(['admin', 'admin']);
    expect(await permissionOf('Maintain')).toEqual(['write', 'maintain']);
    expect(await permissionOf('triage')).toEqual(['read', 'triage']);
    expect(await permissionOf('stranger')).toEqual(['read', 'read']);
    expect((await failureOf(permissionOf('nobody'))).status).toBe(404);
    expect(github.mistakes()).toEqual([]);
  });

  it('gives files raw, as JSON and as objects, at any ref', async () => {
    const { github, rest } = await withPullRequest();
    github.addFile('conf/paastis.yml', 'mode: observe\n');
    github.addFile('conf/paastis.yml', 'mode: enforce\n', 'feat/x');
    const get = (path: string, format: string, ref?: string) =>
      rest.repos.getContent({ ...repo, path, mediaType: { format }, ...(ref === undefined ? {} : { ref }) });

    const raw = await get('conf/paastis.yml', 'raw');
    const branch = await get('conf/paastis.yml', 'raw', 'refs/pull/7/head');
    const json = z.object({ content: z.string() }).parse((await get('conf/paastis.yml', 'json')).data);
    const folder = z
      .object({ entries: z.array(z.object({ name: z.string() })) })
      .parse((await get('conf', 'object')).data);

    expect([raw.data, branch.data]).toEqual(['mode: observe\n', 'mode: enforce\n']);
    expect(Buffer.from(json.content, 'base64').toString()).toBe('mode: observe\n');
    expect(folder.entries.map(({ name }) => name)).toEqual(['paastis.yml']);
    expect((await failureOf(get('conf/none.yml', 'raw'))).status).toBe(404);
    expect((await failureOf(get('conf/paastis.yml', 'raw', 'nowhere'))).message).toContain(
      'No commit found for the ref',
    );
    expect(github.mistakes()).toEqual([]);
  });

  it('lives below /api/v3 on Enterprise Server, and nowhere else', async () => {
    const { github, rest } = await withPullRequest({ enterprise: true });

    const { data } = await rest.pulls.get({ ...repo, pull_number: 7 });
    const outside = await fetch(`${github.url.replace('/api/v3', '')}/repos/acme/shop/pulls/7`);

    expect(data.url).toBe(`${github.url}/repos/acme/shop/pulls/7`);
    expect(github.requests[0]).toMatchObject({ path: '/repos/acme/shop/pulls/7', status: 200 });
    expect(outside.status).toBe(401);
    expect(github.mistakes().join('\n')).toContain('is not among the described operations');
  });
});

describe('deployments on the fake GitHub', () => {
  const given = { ...repo, ref: 'feat/x', auto_merge: false, required_contexts: [], environment: 'paastis/shop-pr7' };
  const idOf = (answer: { data: unknown }) => z.object({ id: z.number() }).parse(answer.data).id;

  it('are not made where merging or checks were not ruled out, or the ref is unknown', async () => {
    const { github, rest } = await withPullRequest();

    const merged = await rest.repos.createDeployment({ ...repo, ref: 'feat/x' });
    const pending = await failureOf(rest.repos.createDeployment({ ...repo, ref: 'feat/x', auto_merge: false }));
    const unknown = await failureOf(rest.repos.createDeployment({ ...given, ref: 'feat/y' }));

    expect([merged.status, pending.status, unknown.status]).toEqual([202, 409, 422]);
    expect(github.deployments()).toEqual([]);
    expect(github.mistakes()).toEqual([]);
  });

  it('are listed newest first, with what became of them', async () => {
    const { github, rest } = await withPullRequest();
    const first = idOf(await rest.repos.createDeployment({ ...given, transient_environment: true }));
    const second = idOf(await rest.repos.createDeployment({ ...given, ref: github.deployments()[0]?.sha ?? '' }));
    await rest.repos.createDeployment({ ...given, environment: 'elsewhere' });
    const environment_url = 'https://shop-pr7.test';

    await rest.repos.createDeploymentStatus({ ...repo, deployment_id: first, state: 'success', environment_url });
    const { data } = await rest.repos.listDeployments({ ...repo, environment: 'paastis/shop-pr7' });
    const statuses = await rest.repos.listDeploymentStatuses({ ...repo, deployment_id: first });

    expect(data.map(({ id }) => id)).toEqual([second, first]);
    expect(statuses.data.map((each) => each.environment_url)).toEqual([environment_url]);
    expect(github.deployments('paastis/shop-pr7')[0]).toMatchObject({
      transient: true,
      production: false,
      statuses: [{ state: 'success', environmentUrl: environment_url, logUrl: '' }],
    });
    expect(github.mistakes()).toEqual([]);
  });

  it('become inactive by themselves only where they are not transient', async () => {
    const { github, rest } = await withPullRequest();
    for (const transient_environment of [true, false, true]) {
      const deployment_id = idOf(await rest.repos.createDeployment({ ...given, transient_environment }));
      await rest.repos.createDeploymentStatus({ ...repo, deployment_id, state: 'success' });
    }

    expect(github.deployments().map(({ statuses }) => statuses.at(-1)?.state)).toEqual([
      'success',
      'inactive',
      'success',
    ]);
  });

  it('refuse a long description and an address that is none', async () => {
    const { github, rest } = await withPullRequest();
    const deployment_id = idOf(await rest.repos.createDeployment(given));
    const status = { ...repo, deployment_id, state: 'failure' } as const;

    const long = await failureOf(rest.repos.createDeploymentStatus({ ...status, description: 'x'.repeat(141) }));
    const odd = await failureOf(
      rest.repos.createDeploymentStatus({ ...status, environment_url: 'javascript:alert(1)' }),
    );

    expect([long.status, odd.status]).toEqual([422, 422]);
    expect(github.mistakes()).toEqual([]);
  });

  it('are deleted once they are inactive', async () => {
    const { github, rest } = await withPullRequest();
    const [first] = [idOf(await rest.repos.createDeployment(given)), idOf(await rest.repos.createDeployment(given))];
    const target = { ...repo, deployment_id: first };

    const active = await failureOf(rest.repos.deleteDeployment(target));
    await rest.repos.createDeploymentStatus({ ...target, state: 'inactive' });
    const inactive = await rest.repos.deleteDeployment(target);

    expect([active.status, inactive.status]).toEqual([422, 204]);
    expect(github.deployments()).toHaveLength(1);
    expect(github.mistakes()).toEqual([]);
  });
});
