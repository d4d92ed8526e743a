import { type Bench, pick, pickList, pickText, scaleBody, startBench } from '../harness.ts';

describe('the simulated apps of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
  });

  afterEach(() => bench.close());

  it('12.6 lists all visible apps at once, whatever page is asked for', async () => {
    for (let number = 0; number < 35; number += 1) await bench.world.addApp({ name: `shop-${number}` });

    const reply = await bench.call('GET', '/v1/apps?page=2&per_page=5');

    expect(pickList(reply.json, 'apps')).toHaveLength(35);
    expect(Object.keys(Object(reply.json))).toEqual(['apps']);
  });

  it('12.7 finds an app by id or by name and says that there is no other', async () => {
    const { id } = await bench.world.addApp({ name: 'shop-one' });

    const byName = await bench.call('GET', '/v1/apps/shop-one');
    const byId = await bench.call('GET', `/v1/apps/${id}`);
    const missing = await bench.call('GET', '/v1/apps/shop-two');

    expect(byId.json).toEqual(byName.json);
    expect(pick(byId.json, 'app', 'id')).toBe(id);
    expect([missing.status, missing.json]).toEqual([404, { resource: 'app', error: 'not found' }]);
  });

  it('12.8 shows the seven statuses, an empty parent, and no deployment only for apps never deployed', async () => {
    const statuses = ['new', 'running', 'stopped', 'crashed', 'restarting', 'scaling', 'booting'];
    for (const status of statuses) await bench.world.addApp({ name: `shop-${status}`, status });

    const apps = pickList((await bench.call('GET', '/v1/apps')).json, 'apps');

    expect(apps.map((app) => pick(app, 'status'))).toEqual(statuses);
    expect(apps.map((app) => pick(app, 'parent_app_name'))).toEqual(statuses.map(() => ''));
    expect(apps.filter((app) => pick(app, 'last_deployment_id') === null).map((app) => pick(app, 'name'))).toEqual([
      'shop-new',
    ]);
  });

  it('12.9 creates an app as new, with one web container in its formation', async () => {
    const created = await bench.call('POST', '/v1/apps', { json: { app: { name: 'shop-one' } } });

    expect([created.status, pick(created.json, 'app', 'status')]).toEqual([201, 'new']);
    expect(bench.world.formationOf('shop-one')).toEqual({ web: { amount: 1, size: 'M' } });
  });

  it('12.19 answers 401 to a role without the right and 404 to a user who cannot see the app', async () => {
    const app = await bench.world.addApp({ name: 'shop-one' });
    const [limited, collaborator, stranger] = ['limited', 'collaborator', 'stranger'].map((name) =>
      bench.world.addUser(name),
    );
    if (limited === undefined || collaborator === undefined || stranger === undefined) throw new Error('no users');
    bench.world.grant('shop-one', limited.user, 'limited');
    bench.world.grant('shop-one', collaborator.user, 'collaborator');
    const json = scaleBody({ web: 0 });
    const scale = (token: string) => bench.call('POST', `/v1/apps/${app.id}/scale`, { token, json });

    const asLimited = await scale(limited.token);
    const asStranger = await scale(stranger.token);
    const seen = await bench.call('GET', '/v1/apps/shop-one', { token: limited.token });
    const deleted = await bench.call('DELETE', '/v1/apps/shop-one?current_name=shop-one', {
      token: collaborator.token,
    });
    const asCollaborator = await scale(collaborator.token);

    expect([asLimited.status, seen.status, asStranger.status]).toEqual([401, 200, 404]);
    expect([asCollaborator.status, deleted.status]).toEqual([202, 401]);
    expect(pickList((await bench.call('GET', '/v1/apps', { token: stranger.token })).json, 'apps')).toEqual([]);
  });

  it('refuses names against the rule and names that are taken', async () => {
    await bench.world.addApp({ name: 'shop-one' });
    const create = async (name: string) =>
      pick((await bench.call('POST', '/v1/apps', { json: { app: { name } } })).json, 'errors', 'name');

    expect(await create('shop--')).toEqual(["can't end with an hyphen", "can't contain 2 consecutive hyphens"]);
    expect(await create('shop')).toEqual(['is too short (minimum is 6 characters)']);
    expect(await create('shop-one')).toEqual(['has already been taken']);
  });

  it('renames an app without changing its id', async () => {
    const { id } = await bench.world.addApp({ name: 'shop-one' });

    const renamed = await bench.call('POST', `/v1/apps/${id}/rename`, {
      json: { current_name: 'shop-one', new_name: 'shop-two' },
    });

    expect([pick(renamed.json, 'app', 'id'), pick(renamed.json, 'app', 'name')]).toEqual([id, 'shop-two']);
    expect((await bench.call('GET', '/v1/apps/shop-one')).status).toBe(404);
  });

  it('deletes an app only when its name is repeated', async () => {
    await bench.world.addApp({ name: 'shop-one' });

    const refused = await bench.call('DELETE', '/v1/apps/shop-one');
    const deleted = await bench.call('DELETE', '/v1/apps/shop-one?current_name=shop-one');

    expect([refused.status, deleted.status]).toEqual([422, 204]);
    expect(refused.json).toEqual({ errors: { current_name: ['Provided name does not match app name'] } });
    expect((await bench.call('GET', '/v1/apps/shop-one')).status).toBe(404);
  });

  it('shows a status no client has heard of when a test sets it', async () => {
    await bench.world.addApp({ name: 'shop-one' });

    bench.world.setStatus('shop-one', 'hibernating');

    expect(pick((await bench.call('GET', '/v1/apps/shop-one')).json, 'app', 'status')).toBe('hibernating');
  });

  it('shows statuses late when reads are stale', async () => {
    await bench.world.addApp({ name: 'shop-one' });
    bench.world.settings.staleReadsMs = 5_000;
    const status = async () => pickText((await bench.call('GET', '/v1/apps/shop-one')).json, 'app', 'status');
    await bench.clock.advance(10_000);

    bench.world.crash('shop-one');
    const atOnce = await status();
    await bench.clock.advance(5_000);

    expect([atOnce, await status()]).toEqual(['running', 'crashed']);
  });

  it('lists the children of an app, its projects and its cron tasks', async () => {
    await bench.world.addApp({
      name: 'shop-one',
      project: 'shop',
      cronTasks: [{ command: 'npm run mail', size: 'S' }],
    });
    await bench.world.addApp({ name: 'shop-child', parent: 'shop-one' });

    const children = await bench.call('GET', '/v1/apps/shop-one/child_apps');
    const projects = await bench.call('GET', '/v1/projects');
    const tasks = await bench.call('GET', '/v1/apps/shop-one/cron_tasks');

    expect(pickList(children.json, 'child_apps').map((app) => pick(app, 'name'))).toEqual(['shop-child']);
    expect(pick(children.json, 'meta', 'pagination', 'total_count')).toBe(1);
    expect(pickList(projects.json, 'projects').map((project) => pick(project, 'name'))).toEqual(['shop', 'default']);
    expect(tasks.json).toEqual({ jobs: [{ command: 'npm run mail', size: 'S' }] });
  });

  it('changes the settings of an app', async () => {
    await bench.world.addApp({ name: 'shop-one' });

    const changed = await bench.call('PATCH', '/v1/apps/shop-one', { json: { app: { router_logs: true } } });

    expect([changed.status, pick(changed.json, 'app', 'router_logs')]).toEqual([200, true]);
  });

  it('answers 400 to a body that is not JSON', async () => {
    const reply = await bench.call('POST', '/v1/apps', { json: '{"app":' });

    expect(reply.status).toBe(400);
    expect(pickText(reply.json, 'error')).toMatch(/^There was a problem in the JSON you submitted: /);
  });

  it('only validates a creation with X-Dry-Run', async () => {
    const headers = { 'x-dry-run': 'true' };

    const reply = await bench.call('POST', '/v1/apps', { headers, json: { app: { name: 'shop-one' } } });

    expect([reply.status, bench.world.apps]).toEqual([201, []]);
  });

  it('makes a child of the parent that is named at creation', async () => {
    const parent = await bench.world.addApp({ name: 'shop-one' });

    await bench.call('POST', '/v1/apps', { json: { app: { name: 'shop-two', parent_id: parent.id } } });

    const child = await bench.call('GET', '/v1/apps/shop-two');
    expect(pick(child.json, 'app', 'parent_app_name')).toBe('shop-one');
  });

  it('lists the collaborators of an app without its owner, and who of them is limited', async () => {
    const { id } = await bench.world.addApp({ name: 'shop-one' });
    const [ada, bob] = [bench.world.addUser('ada'), bench.world.addUser('bob')];
    bench.world.grant('shop-one', ada.user, 'limited');
    bench.world.grant('shop-one', bob.user, 'collaborator');

    const reply = await bench.call('GET', '/v1/apps/shop-one/collaborators', { token: ada.token });

    expect(reply.json).toEqual({
      collaborators: [
        expect.objectContaining({ user_id: ada.user.id, username: 'ada', is_limited: true, app_id: id }),
        expect.objectContaining({ user_id: bob.user.id, username: 'bob', is_limited: false, status: 'accepted' }),
      ],
    });
  });

  it('answers 404 to a path it does not have', async () => {
    await bench.world.addApp({ name: 'shop-one' });

    const reply = await bench.call('GET', '/v1/apps/shop-one/review_apps');

    expect([reply.status, reply.json]).toEqual([404, { error: 'not found' }]);
  });
});
