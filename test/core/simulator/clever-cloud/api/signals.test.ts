import { request } from 'undici';
import * as z from 'zod';
import type { SimulatedApp } from '../../../../../core/simulator/clever-cloud/world/state.ts';
import { startTestCloud, type TestCloud } from '../support.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const bucketsSchema = z.array(
  z.object({ date: z.string(), statuses: z.array(z.object({ code: z.number(), count: z.number() })) }),
);

describe('idle signals of the simulated Clever Cloud', () => {
  let cloud: TestCloud;
  let app: SimulatedApp;

  beforeEach(async () => {
    cloud = await startTestCloud();
    app = await cloud.simulator.world.addApp({ name: 'shop' });
  });
  afterEach(() => cloud.simulator.close());

  const ago = (ms: number) => cloud.clock.now().getTime() - ms;
  const iso = (ms: number) => new Date(ms).toISOString();
  const readBuckets = async (query: string) => {
    const path = `/v4/stats/organisations/${cloud.simulator.owner}/http-status-codes`;
    return bucketsSchema.parse((await cloud.call(`GET ${path}?${query}`)).body);
  };
  const total = (buckets: z.infer<typeof bucketsSchema>) =>
    buckets.flatMap(({ statuses }) => statuses).reduce((sum, { code, count }) => sum + (code < 100 ? 0 : count), 0);
  const logsPath = () => `/v4/accesslogs/organisations/${app.ownerId}/applications/${app.id}/accesslogs`;
  const readLogs = (query: Record<string, string>) =>
    cloud.call(`GET ${logsPath()}?${new URLSearchParams(query).toString()}`);

  it('13.34 counts requests in 24 whole hours, dated by their end', async () => {
    // It is 09:00: the bucket dated 09:00 covers 08:00 to 08:59.
    await cloud.clock.advance(30 * 60_000);
    cloud.simulator.world.addVisits(app.id, { atMs: ago(45 * 60_000), count: 3 });
    cloud.simulator.world.addVisits(app.id, { atMs: ago(45 * 60_000), status: 404 });

    const buckets = await readBuckets(`applicationId=${app.id}`);

    expect(buckets).toHaveLength(24);
    expect(buckets.at(0)?.date).toBe('2026-11-21T10:00:00.000Z');
    expect(buckets.at(-1)).toMatchObject({
      date: '2026-11-22T09:00:00.000Z',
      statuses: expect.arrayContaining([
        { code: 200, count: 3 },
        { code: 404, count: 1 },
      ]),
    });
  });

  it('13.34 has a code below 100 now and then', async () => {
    const buckets = await readBuckets(`applicationId=${app.id}`);

    const odd = buckets.filter(({ statuses }) => statuses.some(({ code }) => code < 100));
    expect(odd.length).toBeGreaterThan(0);
    expect(odd.length).toBeLessThan(24);
  });

  it('13.34 adds up the apps of the owner when none is named', async () => {
    const other = await cloud.simulator.world.addApp({ name: 'other' });
    const personal = await cloud.simulator.world.addApp({ name: 'mine', ownerId: cloud.simulator.userId });
    for (const { id } of [app, other, personal]) cloud.simulator.world.addVisits(id, { atMs: ago(2 * HOUR_MS) });

    const one = await readBuckets(`applicationId=${app.id}`);
    const all = await readBuckets('');

    expect([total(one), total(all)]).toEqual([1, 2]);
  });

  it('13.34 keeps to the range it is asked for', async () => {
    cloud.simulator.world.addVisits(app.id, { atMs: ago(2.5 * HOUR_MS) });
    cloud.simulator.world.addVisits(app.id, { atMs: ago(4.5 * HOUR_MS) });

    const buckets = await readBuckets(`applicationId=${app.id}&from=${iso(ago(3 * HOUR_MS))}&to=${iso(ago(HOUR_MS))}`);

    expect(buckets.map(({ date }) => date)).toEqual(['2026-11-22T07:00:00.000Z', '2026-11-22T08:00:00.000Z']);
    expect(total(buckets)).toBe(1);
  });

  it('13.34 leaves the hour in progress out, and adds it when told to', async () => {
    await cloud.clock.advance(30 * 60_000);
    cloud.simulator.world.addVisits(app.id, { atMs: ago(10 * 60_000) });
    const query = `applicationId=${app.id}&to=${cloud.clock.now().toISOString()}`;

    const whole = await readBuckets(query);
    cloud.simulator.world.settings.partialBuckets = true;
    const partial = await readBuckets(query);

    expect([total(whole), total(partial)]).toEqual([0, 1]);
    expect(partial.at(-1)?.date).toBe('2026-11-22T10:00:00.000Z');
  });

  it('13.37 completes the hour that just ended two minutes later', async () => {
    cloud.simulator.world.addVisits(app.id, { atMs: ago(1) });

    await cloud.clock.advance(119_000);
    const early = total(await readBuckets(`applicationId=${app.id}`));
    await cloud.clock.advance(1_000);
    const complete = total(await readBuckets(`applicationId=${app.id}`));

    expect([early, complete]).toEqual([0, 1]);
  });

  it('13.35 streams the entries between since and until, then ends', async () => {
    for (const minutes of [50, 30, 10]) {
      cloud.simulator.world.addVisits(app.id, { atMs: ago(minutes * 60_000), path: `/at-${minutes}` });
    }

    const { body } = await readLogs({ since: iso(ago(40 * 60_000)), until: iso(ago(20 * 60_000)) });

    expect(body).toContain('"path":"/at-30"');
    expect(body).not.toMatch(/at-50|at-10/);
    expect(body).toMatch(/event: END_OF_STREAM\ndata: {"endedBy":"UNTIL_REACHED"}\n\n$/);
  });

  it('13.35 stops at the limit with the first entry of the window', async () => {
    for (const minutes of [30, 20]) {
      cloud.simulator.world.addVisits(app.id, { atMs: ago(minutes * 60_000), path: `/at-${minutes}` });
    }

    const { body } = await readLogs({ since: iso(ago(HOUR_MS)), until: iso(ago(0)), limit: '1' });

    expect(body).toContain('"path":"/at-30"');
    expect(body).not.toContain('/at-20');
    expect(body).toMatch(/event: END_OF_STREAM\n/);
  });

  it('13.35 contains entries without http', async () => {
    cloud.simulator.world.addVisits(app.id, { atMs: ago(60_000), kind: 'tcp' });

    const { body } = await readLogs({ since: iso(ago(HOUR_MS)), until: iso(ago(0)) });

    expect(body).toContain('event: ACCESS_LOG');
    expect(body).not.toContain('"http"');
  });

  it('13.35 refuses a limit below one', async () => {
    const answer = await readLogs({ limit: '0' });

    expect(answer).toMatchObject({ status: 400, body: { code: expect.any(String), error: expect.any(String) } });
  });

  it('13.35 beats every two seconds and tells new entries while it lives', async () => {
    const { clock, simulator } = cloud;
    simulator.world.settings.accessLogLagMs = 0;
    const until = iso(clock.now().getTime() + 6_000);
    const reading = readLogs({ since: iso(ago(0)), until });
    await clock.advance(3_000, () => simulator.held);
    simulator.world.addVisits(app.id, { path: '/now' });

    const { body } = await clock.run(reading, () => simulator.held);

    const events = [...String(body).matchAll(/event: (\w+)/g)].map(([, event]) => event);
    expect(events).toEqual(['HEARTBEAT', 'HEARTBEAT', 'HEARTBEAT', 'ACCESS_LOG', 'HEARTBEAT', 'END_OF_STREAM']);
  });

  it('13.36 has forgotten requests older than seven days in the access logs', async () => {
    cloud.simulator.world.addVisits(app.id, { atMs: ago(7 * DAY_MS + 1), path: '/old' });
    cloud.simulator.world.addVisits(app.id, { atMs: ago(7 * DAY_MS - 1_000), path: '/recent' });

    const { body } = await readLogs({ since: iso(ago(30 * DAY_MS)), until: iso(ago(0)) });

    expect(body).toContain('/recent');
    expect(body).not.toContain('/old');
  });

  it('13.37 feeds both signals from the public side, after a lag', async () => {
    await (await request(`${app.url}/hello`)).body.dump();
    const since = iso(ago(60_000));
    const readBoth = async () => {
      const logs = await readLogs({ since, until: cloud.clock.now().toISOString() });
      return [String(logs.body).includes('/hello'), total(await readBuckets(`applicationId=${app.id}`)) > 0];
    };

    await cloud.clock.advance(29_000);
    const early = await readBoth();
    await cloud.clock.advance(1_000);
    const later = await readBoth();
    await cloud.clock.advance(HOUR_MS);
    const nextHour = await readBoth();

    expect(early).toEqual([false, false]);
    expect(later).toEqual([true, false]);
    expect(nextHour).toEqual([true, true]);
  });

  it.each([false, true])('13.37 counts requests to a stopped app only when told to (%s)', async (isTold) => {
    cloud.simulator.world.settings.countsStoppedVisits = isTold;
    const stopped = await cloud.simulator.world.addApp({ name: 'asleep', state: 'SHOULD_BE_DOWN' });
    await (await request(stopped.url ?? '')).body.dump();

    await cloud.clock.advance(HOUR_MS + 120_000);

    expect(total(await readBuckets(`applicationId=${stopped.id}`))).toBe(isTold ? 1 : 0);
  });
});
