import { type Bench, pick, pickList, pickText, startBench } from '../harness.ts';

const HOUR_MS = 3_600_000;
const DEPLOY_MS = 10_000;
const ZERO_DATE = '0001-01-01T00:00:00Z';

describe('the simulated review apps of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({ name: 'shop-one', link: {}, formation: { web: { amount: 2, size: 'S' } } });
    await bench.world.addApp({ name: 'shop-alone' });
  });

  afterEach(() => bench.close());

  const link = '/v1/apps/shop-one/scm_repo_link';
  const create = (number: unknown, app = 'shop-one') =>
    bench.call('POST', `/v1/apps/${app}/scm_repo_link/manual_review_app`, { json: { pull_request_id: number } });
  const status = async (app: string) => pickText((await bench.call('GET', `/v1/apps/${app}`)).json, 'app', 'status');

  it('12.31 lists the review apps of a linked parent, each an app with its parent and number in the name', async () => {
    await bench.world.addApp({ name: 'shop-one-pr7', parent: 'shop-one', pullRequest: { number: 7, branch: 'red' } });
    await bench.world.addApp({
      name: 'shop-one-pr8',
      parent: 'shop-one',
      pullRequest: { number: 8, closedAt: '2026-11-20T10:00:00.000Z' },
    });

    const rows = pickList((await bench.call('GET', `${link}/review_apps`)).json, 'review_apps');
    const apps = pickList((await bench.call('GET', '/v1/apps')).json, 'apps');

    expect(rows[0]).toMatchObject({
      app_name: 'shop-one-pr7',
      parent_app_id: bench.world.app('shop-one').id,
      parent_app_name: 'shop-one',
      stale_deletion_date: ZERO_DATE,
      pull_request: { number: 7, branch_name: 'shop-org:red', closed_at: ZERO_DATE },
    });
    expect(pick(rows[1], 'pull_request', 'closed_at')).toBe('2026-11-20T10:00:00.000Z');
    const joined = rows.map((row) => apps.find((app) => pick(app, 'id') === pick(row, 'app_id')));
    expect(joined.map((app) => [pick(app, 'name'), pick(app, 'parent_app_name')])).toEqual([
      ['shop-one-pr7', 'shop-one'],
      ['shop-one-pr8', 'shop-one'],
    ]);
  });

  it('12.32 creates a review app as new with the formation of its parent, once', async () => {
    bench.world.addPullRequest('shop-one', { number: 9 });

    const created = await create('9');
    const again = await create(9);
    const unknown = await create(10);
    const unlinked = await create(9, 'shop-alone');

    expect([created.status, again.status, unknown.status, unlinked.status]).toEqual([200, 500, 400, 404]);
    expect(pick(created.json, 'review_app', 'app_name')).toBe('shop-one-pr9');
    expect(await status('shop-one-pr9')).toBe('new');
    expect(bench.world.formationOf('shop-one-pr9')).toEqual({ web: { amount: 2, size: 'S' } });
    expect(pickList((await bench.call('GET', '/v1/apps/shop-one-pr9/deployments')).json, 'deployments')).toEqual([]);
  });

  it('12.33 deploys by hand: booting, then running, or stopped where the formation is all zero', async () => {
    bench.world.addPullRequest('shop-one', { number: 9 });
    await create(9);
    const deploy = () =>
      bench.call('POST', '/v1/apps/shop-one-pr9/scm_repo_link/manual_deploy', { json: { branch: 'change-9' } });

    const first = await deploy();
    const during = await status('shop-one-pr9');
    const busy = await deploy();
    await bench.clock.advance(DEPLOY_MS);
    const after = await status('shop-one-pr9');
    bench.world.scale('shop-one-pr9', { web: 0 });
    await bench.clock.advance(4_000);
    await deploy();
    const asleepDuring = await status('shop-one-pr9');
    await bench.clock.advance(DEPLOY_MS);

    expect([first.status, pick(first.json, 'deployment', 'status')]).toEqual([200, 'queued']);
    expect([busy.status, busy.json]).toEqual([422, { errors: { app: ['is booting'] } }]);
    expect([during, after]).toEqual(['booting', 'running']);
    expect([asleepDuring, await status('shop-one-pr9')]).toEqual(['booting', 'stopped']);
  });

  it('12.34 removes the app when its pull request is closed, at once or after the delay', async () => {
    for (const number of [11, 12])
      await bench.world.addApp({ name: `shop-one-pr${number}`, parent: 'shop-one', pullRequest: { number } });

    bench.world.closePullRequest('shop-one', 11);
    const atOnce = await bench.call('GET', '/v1/apps/shop-one-pr11');
    await bench.call('PATCH', link, { json: { scm_repo_link: { hours_before_delete_on_close: 2 } } });
    bench.world.closePullRequest('shop-one', 12);
    await bench.clock.advance(2 * HOUR_MS - 1);
    bench.world.revokeBearers();
    const kept = bench.world.apps.map(({ name }) => name);
    await bench.clock.advance(1);

    expect(atOnce.status).toBe(404);
    expect(kept).toContain('shop-one-pr12');
    expect(bench.world.apps.map(({ name }) => name)).not.toContain('shop-one-pr12');
  });

  it('12.34 keeps the app of a closed pull request where the link says so', async () => {
    await bench.world.addApp({ name: 'shop-one-pr13', parent: 'shop-one', pullRequest: { number: 13 } });
    await bench.call('PATCH', link, { json: { scm_repo_link: { delete_on_close_enabled: false } } });

    bench.world.closePullRequest('shop-one', 13);

    const row = pick((await bench.call('GET', `${link}/review_apps`)).json, 'review_apps', 0);
    expect(pick(row, 'pull_request', 'closed_at')).toBe(bench.clock.now().toISOString());
    expect(await status('shop-one-pr13')).toBe('running');
  });

  it('writes the creation and the end of a review app into the history of its parent', async () => {
    bench.world.addPullRequest('shop-one', { number: 14 });
    await create(14);
    await bench.clock.advance(1_000);

    bench.world.closePullRequest('shop-one', 14);

    const events = pickList((await bench.call('GET', '/v1/apps/shop-one/events')).json, 'events');
    expect(events.map((event) => [pick(event, 'type'), pick(event, 'type_data', 'pr_number')])).toEqual([
      ['destroy_review_app', 14],
      ['create_review_app', 14],
    ]);
  });

  it('shows, makes and removes the link of an app', async () => {
    const path = '/v1/apps/shop-alone/scm_repo_link';

    const before = await bench.call('GET', path);
    const created = await bench.call('POST', path, {
      json: { scm_repo_link: { source: 'https://github.com/shop-org/site', branch: 'main' } },
    });
    const pulls = await bench.call('GET', `${path}/pulls`);
    const deleted = await bench.call('DELETE', path);

    expect([before.status, created.status, deleted.status]).toEqual([404, 201, 204]);
    expect(pick(created.json, 'scm_repo_link')).toMatchObject({ owner: 'shop-org', repo: 'site', scm_type: 'github' });
    expect(pulls.json).toEqual({ pulls: [] });
  });

  it('lists deployments newest first and keeps an injected one unfinished until it is ended', async () => {
    const first = bench.world.addDeployment('shop-one', 'success');
    const second = bench.world.addDeployment('shop-one');
    const during = await status('shop-one');
    const rows = pickList((await bench.call('GET', '/v1/apps/shop-one/deployments')).json, 'deployments');

    bench.world.endDeployment('shop-one');

    expect(rows.map((row) => [pick(row, 'id'), pick(row, 'status')])).toEqual([
      [second, 'building'],
      [first, 'success'],
      [expect.any(String), 'success'],
    ]);
    expect([during, await status('shop-one')]).toEqual(['booting', 'running']);
    const ended = await bench.call('GET', `/v1/apps/shop-one/deployments/${second}`);
    expect(pick(ended.json, 'deployment', 'status')).toBe('success');
  });
});
