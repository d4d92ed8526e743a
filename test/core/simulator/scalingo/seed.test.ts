import { type Bench, pick, pickList, pickText, startBench } from './harness.ts';

describe("the sandbox's world at Scalingo", () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench({ seedWorld: true });
  });

  afterEach(() => bench.close());

  it('has the apps of a team, each in its state', async () => {
    const apps = pickList((await bench.call('GET', '/v1/apps')).json, 'apps');

    expect(Object.fromEntries(apps.map((app) => [pickText(app, 'name'), pick(app, 'status')]))).toEqual({
      'shop-production': 'running',
      shop: 'running',
      'shop-pr42': 'stopped',
      'shop-pr57': 'running',
      'shop-pr61': 'stopped',
      'shop-pr38': 'running',
      'shop-jobs': 'running',
      'shop-demo': 'crashed',
      'shop-next': 'new',
    });
  });

  it('runs what each app is meant to run', () => {
    expect(bench.world.formationOf('shop-production')).toEqual({
      web: { amount: 2, size: 'M' },
      worker: { amount: 1, size: 'M' },
    });
    expect(bench.world.formationOf('shop-jobs')).toEqual({
      worker: { amount: 1, size: 'M' },
      clock: { amount: 0, size: 'S' },
    });
  });

  it('links the review apps to their pull requests, one of them closed', async () => {
    const rows = pickList((await bench.call('GET', '/v1/apps/shop/scm_repo_link/review_apps')).json, 'review_apps');

    const closed = rows.filter((row) => pick(row, 'pull_request', 'closed_at') !== '0001-01-01T00:00:00Z');
    expect(rows.map((row) => pick(row, 'pull_request', 'number'))).toEqual([42, 57, 61, 38]);
    expect(closed.map((row) => pick(row, 'app_name'))).toEqual(['shop-pr38']);
  });

  it.each([
    ['shop-pr42', { web: '1:S', worker: '1:S' }, { web: '0:S', worker: '0:S' }],
    ['shop-pr61', { web: '2:S' }, { web: '0:S' }],
  ])('keeps in the history of %s what ran before it slept', async (name, previous, zeros) => {
    const events = pickList((await bench.call('GET', `/v1/apps/${name}/events`)).json, 'events');

    expect(pick(events, 0, 'type_data')).toEqual({ previous_containers: previous, containers: zeros });
  });

  it('boots in 8 s', async () => {
    bench.world.scale('shop-pr42', { web: 1, worker: 1 });

    await bench.clock.advance(7_999);
    const before = bench.world.app('shop-pr42').status;
    await bench.clock.advance(1);

    expect([before, bench.world.app('shop-pr42').status]).toEqual(['scaling', 'running']);
  });
});
