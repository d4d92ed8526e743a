import { type Bench, pick, send, startBench } from '../harness.ts';

const MINUTE_MS = 60_000;

describe('the simulated metrics of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    await bench.world.addApp({ name: 'shop-one' });
  });

  afterEach(() => bench.close());

  const ago = (minutes: number) => new Date(bench.clock.now().getTime() - minutes * MINUTE_MS).toISOString();
  const points = async (path: string) => {
    const { json } = await bench.call('GET', `/v1/apps/shop-one/stats/${path}`);
    return Array.isArray(json) ? json.map((point) => ({ time: pick(point, 'time'), value: pick(point, 'value') })) : [];
  };

  it('12.28 answers one point a minute as a bare array, oldest first, both bounds included', async () => {
    await bench.clock.advance(MINUTE_MS / 2);
    bench.world.addRequests('shop-one', ago(0), 4);
    bench.world.addRequests('shop-one', ago(10), 7);

    const hour = await points('router?since=1');
    const byDefault = await points('router');

    expect([hour.length, byDefault.length]).toEqual([61, 181]);
    expect(hour[0]).toEqual({ time: '2026-11-22T08:00:00Z', value: null });
    expect(hour.at(-1)).toEqual({ time: '2026-11-22T09:00:00Z', value: 4 });
    expect(hour.filter(({ value }) => Number(value) > 0)).toEqual([
      { time: '2026-11-22T08:50:00Z', value: 7 },
      { time: '2026-11-22T09:00:00Z', value: 4 },
    ]);
  });

  it('12.28 shows quiet minutes as zero or as null', async () => {
    bench.world.addRequests('shop-one', ago(0));

    const zero = await points('router?since=1');
    bench.world.settings.quietMinutes = 'null';
    const none = await points('router?since=1');

    expect([zero[30]?.value, none[30]?.value]).toEqual([0, null]);
  });

  it('12.28 thins long windows to about 200 points without losing a request', async () => {
    for (const minutes of [0, 100, 1_000, 2_800]) bench.world.addRequests('shop-one', ago(minutes), 5);

    const twoDays = await points('router?since=48');

    expect(twoDays).toHaveLength(206);
    expect(twoDays.reduce((sum, { value }) => sum + Number(value ?? 0), 0)).toBe(20);
    expect(Date.parse(String(twoDays[1]?.time)) - Date.parse(String(twoDays[0]?.time))).toBe(14 * MINUTE_MS);
  });

  it('12.29 answers 404 without resource when nothing was asked in the window, and 400 to a metric without type', async () => {
    bench.world.addRequests('shop-one', ago(70));

    const quiet = await bench.call('GET', '/v1/apps/shop-one/stats/router?since=1');
    const untyped = await bench.call('GET', '/v1/apps/shop-one/stats/cpu');
    const unknownApp = await bench.call('GET', '/v1/apps/shop-two/stats/router');

    expect([quiet.status, quiet.json]).toEqual([404, { error: 'no metrics found' }]);
    expect([untyped.status, untyped.json]).toEqual([400, { error: "'container' should be defined" }]);
    expect(pick(unknownApp.json, 'resource')).toBe('app');
    expect(await points('router?since=2')).toHaveLength(121);
  });

  it('12.30 counts injected requests and visits, but not the 503s of a sleeping app unless switched', async () => {
    bench.world.addRequests('shop-one', ago(5), 2);
    const { url } = bench.world.app('shop-one');
    const served = await send(url);
    bench.world.scale('shop-one', { web: 0 });
    await bench.clock.advance(MINUTE_MS);

    const refused = await send(url);
    const without = await points('router?since=1');
    bench.world.settings.countSleepingVisits = true;
    await send(url);
    const counted = await points('router?since=1');

    expect([served.status, refused.status]).toEqual([200, 503]);
    expect(without.map(({ value }) => value).filter(Number)).toEqual([2, 1]);
    expect(counted.map(({ value }) => value).filter(Number)).toEqual([2, 1, 1]);
  });

  it('answers the last point alone, and counts by status', async () => {
    bench.world.addRequests('shop-one', ago(0), 3);

    const last = await points('router?since=1&last=true');
    const failures = await points('router?since=1&status_code=5XX');

    expect(last).toEqual([{ time: '2026-11-22T09:00:00Z', value: 3 }]);
    expect(failures.at(-1)?.value).toBe(0);
  });

  it('answers container metrics for a type that runs', async () => {
    const web = await points('cpu/web');
    const worker = await bench.call('GET', '/v1/apps/shop-one/stats/cpu/worker');
    const load = await bench.call('GET', '/v1/apps/shop-one/stats');

    expect([web.length, web[0]?.value, web[1]?.value]).toEqual([181, null, 2]);
    expect(worker.status).toBe(404);
    expect(pick(load.json, 'stats', 0, 'id')).toBe('web-1');
  });
});
