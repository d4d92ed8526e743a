import { type Bench, pick, pickList, startBench } from '../harness.ts';

const DEPLOY_MS = 10_000;

describe('the simulated deployments of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({ name: 'shop-one', lastDeployedAt: '2026-11-20T08:00:00.000Z' });
  });

  afterEach(() => bench.close());

  const latest = async () => pick((await bench.call('GET', '/v1/apps/shop-one/deployments')).json, 'deployments', 0);
  const event = async () => pick((await bench.call('GET', '/v1/apps/shop-one/events')).json, 'events', 0);

  it('goes through all its states, in the list and in the event written at its start', async () => {
    const states: unknown[] = [];
    bench.world.deploy('shop-one');

    for (const ms of [0, DEPLOY_MS * 0.5, DEPLOY_MS * 0.2, DEPLOY_MS * 0.2, DEPLOY_MS * 0.1]) {
      await bench.clock.advance(ms);
      states.push(pick(await latest(), 'status'));
      expect(pick(await event(), 'type_data', 'status')).toBe(states.at(-1));
    }

    expect(states).toEqual(['queued', 'building', 'pushing', 'starting', 'success']);
    expect(pick(await latest(), 'duration')).toBe(10);
  });

  it('shows the time of the last attempt and the id of the last success', async () => {
    const before = (await bench.call('GET', '/v1/apps/shop-one')).json;
    bench.world.failDeployments('shop-one', 1);

    bench.world.deploy('shop-one');
    await bench.clock.advance(DEPLOY_MS);

    const after = (await bench.call('GET', '/v1/apps/shop-one')).json;
    expect(pick(before, 'app', 'last_deployed_at')).toBe('2026-11-20T08:00:00.000Z');
    expect(pick(after, 'app', 'last_deployed_at')).toBe('2026-11-22T09:00:00.000Z');
    expect(pick(after, 'app', 'last_deployment_id')).toBe(pick(before, 'app', 'last_deployment_id'));
    expect([pick(await latest(), 'status'), pick(after, 'app', 'status')]).toEqual(['build-error', 'running']);
  });

  it('never ends while the app is stuck, and ends well afterwards', async () => {
    bench.world.setStuck('shop-one', true);
    bench.world.deploy('shop-one');
    await bench.clock.advance(DEPLOY_MS * 10);
    const stuck = bench.world.app('shop-one').status;

    bench.world.setStuck('shop-one', false);

    expect([stuck, bench.world.app('shop-one').status]).toEqual(['booting', 'running']);
    expect(pick(await latest(), 'status')).toBe('success');
  });

  it('replaces the containers and leaves the formation', async () => {
    const before = bench.world.app('shop-one').containers.map(({ id }) => id);

    bench.world.deploy('shop-one');
    await bench.clock.advance(DEPLOY_MS);

    const rows = pickList((await bench.call('GET', '/v1/apps/shop-one/ps')).json, 'containers');
    expect(rows.map((row) => pick(row, 'label'))).toEqual(['web-1']);
    expect(before).not.toContain(pick(rows[0], 'id'));
    expect(bench.world.formationOf('shop-one')).toEqual({ web: { amount: 1, size: 'M' } });
  });
});
