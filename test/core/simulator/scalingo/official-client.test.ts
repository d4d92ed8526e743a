import { Client, clientFromToken } from 'scalingo';
import { type Bench, startBench } from './harness.ts';

/** The vendor's own client as judge: whatever it can read, the simulator says right. */
describe("Scalingo's own client against the simulator", () => {
  let bench: Bench;
  let client: Client;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({
      name: 'shop-one',
      formation: { web: { amount: 2, size: 'M' }, worker: { amount: 0, size: 'S' } },
    });
    const { apiUrl, authUrl, token } = bench.simulator;
    client = await clientFromToken(token, { apiUrl, authApiUrl: authUrl, billingApiUrl: apiUrl });
  });

  afterEach(() => bench.close());

  it('lists apps and reads one by name', async () => {
    const apps = await client.Apps.all();
    const app = await client.Apps.find('shop-one');

    expect(apps.map(({ name }) => name)).toEqual(['shop-one']);
    expect([app.id, app.status]).toEqual([apps[0]?.id, 'running']);
  });

  it('reads the formation and the containers', async () => {
    const formation = await client.Containers.for('shop-one');
    const containers = await client.Containers.processes('shop-one');

    expect(formation.map(({ name, amount, size }) => [name, amount, size])).toEqual([
      ['web', 2, 'M'],
      ['worker', 0, 'S'],
    ]);
    expect(containers.map(({ type, state }) => [type, state])).toEqual([
      ['web', 'running'],
      ['web', 'running'],
    ]);
  });

  it('scales to zero and back, following the operation until it is done', async () => {
    const status = async () => (await client.Apps.find('shop-one')).status;
    const scale = (amount: number) => client.Containers.scale('shop-one', [{ name: 'web', amount, size: '' }]);

    const asleep = await scale(0);
    const states = [asleep.operation?.status, await status()];
    await bench.clock.advance(4_000);
    await asleep.operation?.refresh();
    states.push(asleep.operation?.status, await status());
    const awake = await scale(2);
    await bench.clock.advance(2_000);
    const operation = await client.Operations.operation('shop-one', awake.operation?.id ?? '');
    states.push(operation.status, await status());

    expect(states).toEqual(['pending', 'scaling', 'done', 'stopped', 'done', 'running']);
    expect(bench.world.formationOf('shop-one').web).toEqual({ amount: 2, size: 'M' });
  });

  it('reads router statistics, events and review apps', async () => {
    bench.world.addRequests('shop-one', bench.clock.now().toISOString(), 5);
    await bench.world.addApp({ name: 'shop-one-pr7', parent: 'shop-one', pullRequest: { number: 7 } });
    bench.world.scale('shop-one', { web: 1 });

    const events = await client.Events.for('shop-one');
    const points = await client.Metrics.get('shop-one', 'router', { since: 1 });
    const reviewApps = await client.SCMRepoLinks.reviewApps('shop-one');

    expect(events.events.map(({ type }) => type)).toEqual(['scale']);
    expect(points.at(-1)?.value).toBe(5);
    expect(reviewApps.map(({ app_name: name }) => name)).toEqual(['shop-one-pr7']);
  });

  it('fails with a wrong bearer', async () => {
    const { apiUrl } = bench.simulator;
    const stranger = new Client('wrong', { apiUrl, authApiUrl: apiUrl, billingApiUrl: apiUrl });

    await expect(stranger.Apps.all()).rejects.toThrow('authentication required');
  });
});
