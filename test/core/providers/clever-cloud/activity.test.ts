import { lastCountedHour, mapHours } from '../../../../core/providers/clever-cloud/activity.ts';
import { type Connection, connect } from './connect.ts';

describe('the hourly counts', () => {
  it('are dated by the end of the hour and leave out what is no HTTP status', () => {
    const hours = mapHours([
      {
        date: '2026-11-22T08:00:00.000Z',
        statuses: [
          { code: 200, count: 41 },
          { code: 404, count: 2 },
          { code: -1, count: 7 },
        ],
      },
      { date: '2026-11-22T09:00:00Z[UTC]', statuses: null },
    ]);

    expect(hours).toEqual([
      { endMs: Date.parse('2026-11-22T08:00:00.000Z'), requests: 43 },
      { endMs: Date.parse('2026-11-22T09:00:00.000Z'), requests: 0 },
    ]);
  });

  it('prove nothing when an hour has no date', () => {
    const statuses = [{ code: 200, count: 41 }];

    expect(() => mapHours([{ date: 'this morning', statuses }])).toThrow('date');
  });

  it.each([
    ['09:01:59', '08:00:00'],
    ['09:02:00', '09:00:00'],
    ['09:59:59', '09:00:00'],
  ])('at %s are complete up to %s', (now, hour) => {
    const countedMs = lastCountedHour(Date.parse(`2026-11-22T${now}.000Z`));

    expect(new Date(countedMs).toISOString()).toBe(`2026-11-22T${hour}.000Z`);
  });
});

describe('the activity of an app', () => {
  let connection: Connection;
  let id: string;

  // 09:30, half an hour past the last hour that is counted.
  beforeEach(async () => {
    connection = await connect();
    await connection.advance(30 * 60_000);
    id = (await connection.world.addApp({ name: 'shop' })).id;
  });

  afterEach(async () => {
    await connection.close();
  });

  const at = (time: string) => new Date(`2026-11-22T${time}.000Z`);
  const visit = (time: string, count = 1) => connection.world.addVisits(id, { atMs: at(time).getTime(), count });
  const read = (since: Date) => connection.run(connection.provider.getActivitySince(id, since));

  it('within the hour is read from the log alone, to the millisecond', async () => {
    visit('09:05:00');
    visit('09:17:42');

    const activity = await read(at('09:10:00'));

    expect(activity).toEqual({
      known: true,
      lastRequestAt: '2026-11-22T09:17:42.000Z',
      requests: 1,
      completeUntil: '2026-11-22T09:28:00.000Z',
      hits: [
        { at: '2026-11-22T09:05:00.000Z', count: 1, source: expect.any(String) },
        { at: '2026-11-22T09:17:42.000Z', count: 1, source: expect.any(String) },
      ],
    });
    expect(connection.calls()).toHaveLength(1);
  });

  it('is no request at all when both signals are silent', async () => {
    const activity = await read(at('03:00:00'));

    expect(activity).toEqual({ known: true, requests: 0, completeUntil: '2026-11-22T09:28:00.000Z', hits: [] });
  });

  it('finds the last request of earlier hours by count, then by log', async () => {
    visit('04:10:00');
    visit('06:20:30', 3);

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ known: true, lastRequestAt: '2026-11-22T06:20:30.000Z' });
  });

  it('finds the last request of the last three hours without another call', async () => {
    visit('06:20:30', 3);
    visit('07:40:10');

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ known: true, lastRequestAt: '2026-11-22T07:40:10.000Z' });
    expect(connection.calls()).toHaveLength(2);
  });

  it('adds what was counted to what the log has since', async () => {
    visit('06:20:30', 3);
    visit('09:12:00', 2);

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ lastRequestAt: '2026-11-22T09:12:00.000Z', requests: 5 });
  });

  it('leaves the number out when the first hour is counted from before the asked instant', async () => {
    visit('06:10:00', 3);
    visit('09:12:00');

    const activity = await read(at('06:30:00'));

    expect(activity).toEqual({
      known: true,
      lastRequestAt: '2026-11-22T09:12:00.000Z',
      completeUntil: '2026-11-22T09:28:00.000Z',
      hits: [expect.anything(), expect.anything(), expect.anything(), expect.anything()],
    });
  });

  it('leaves out requests of the first hour from before the asked instant', async () => {
    visit('06:10:00', 3);

    const activity = await read(at('06:30:00'));

    expect(activity).toMatchObject({ known: true, requests: 0 });
  });

  it('tells the end of a busy hour that the log no longer holds', async () => {
    connection.world.addVisits(id, { atMs: Date.parse('2026-11-14T10:20:00.000Z') });

    const activity = await read(new Date('2026-11-14T10:10:00.000Z'));

    expect(activity).toMatchObject({ known: true, lastRequestAt: '2026-11-14T11:00:00.000Z' });
  });

  it('never says idle before an instant that it could not read to the end', async () => {
    visit('09:10:00', 1_500);

    const activity = await read(at('09:05:00'));

    expect(activity).toEqual({
      known: true,
      lastRequestAt: '2026-11-22T09:30:00.000Z',
      completeUntil: '2026-11-22T09:28:00.000Z',
    });
  });

  it('tells the end of an earlier hour with more requests than are read', async () => {
    visit('06:20:30', 1_500);

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ known: true, lastRequestAt: '2026-11-22T07:00:00.000Z' });
  });

  it('believes the busier of two signals that disagree', async () => {
    connection.world.settings.accessLogLagMs = 24 * 3_600_000;
    visit('06:20:30');

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ known: true, lastRequestAt: '2026-11-22T07:00:00.000Z' });
  });

  it('does not count an hour that ended before the asked instant', async () => {
    visit('09:12:00');
    const body = JSON.stringify([{ date: '2026-11-22T03:00:00.000Z', statuses: [{ code: 200, count: 4 }] }]);
    const counts = { kind: 'status', status: 200, contentType: 'application/json', body } as const;
    connection.simulator.faults.add({ ...counts, match: /http-status-codes$/ });

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ known: true, requests: 1 });
  });

  it('takes a partial bucket for a proof of traffic', async () => {
    connection.world.settings.partialBuckets = true;
    connection.world.settings.accessLogLagMs = 3_600_000;
    visit('09:20:00');

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ known: true, lastRequestAt: '2026-11-22T09:30:00.000Z' });
  });

  it('leaves connections that are no request out of one that serves HTTP', async () => {
    visit('08:20:00');
    connection.world.addVisits(id, { atMs: at('09:20:00').getTime(), kind: 'tcp' });

    const activity = await read(at('09:10:00'));

    expect(activity).toMatchObject({ known: true, requests: 0 });
  });

  it('cannot be told where there are connections and never a request', async () => {
    connection.world.addVisits(id, { atMs: at('09:20:00').getTime(), kind: 'tcp' });

    const activity = await read(at('09:10:00'));

    expect(activity).toEqual({ known: false, reason: 'tcp' });
  });

  it('is not asked for where the caller knows of no web container', async () => {
    const reading = connection.provider.getActivitySince(id, at('09:10:00'), { hasWeb: false });

    expect(await connection.run(reading)).toEqual({ known: false, reason: 'no_web' });
    expect(connection.calls()).toEqual([]);
  });

  it('tells a monitor by a series that began before the period, for the same one call', async () => {
    for (let ping = 0; ping <= 10; ping += 1)
      connection.world.addVisits(id, { atMs: at('07:30:00').getTime() + ping * 600_000 });

    const activity = await read(at('09:10:00'));

    expect(activity).toMatchObject({ requests: 1, lastRequestAt: '2026-11-22T09:10:00.000Z' });
    expect(activity.known && activity.hits).toHaveLength(11);
    expect(connection.calls()).toHaveLength(1);
  });

  it('tells who asked for what without telling an address', async () => {
    connection.world.addVisits(id, { atMs: at('09:12:00').getTime(), path: '/health?key=s3cret' });
    connection.world.addVisits(id, { atMs: at('09:13:00').getTime(), path: '/health' });
    connection.world.addVisits(id, { atMs: at('09:14:00').getTime(), path: '/', ip: '203.0.113.9' });
    connection.world.addVisits(id, { atMs: at('09:15:00').getTime(), path: '/' });

    const activity = await read(at('09:10:00'));

    const [first, second, third, fourth] = (activity.known && activity.hits) || [];
    expect(first?.source).toMatch(/^[0-9a-f]{8} \/health$/);
    expect(second?.source).toBe(first?.source);
    expect(new Set([first?.source, third?.source, fourth?.source]).size).toBe(3);
  });

  it('gives no single requests when a part of the period is known by the hour alone', async () => {
    visit('04:10:00');
    visit('09:12:00');

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ requests: 2 });
    expect(activity).not.toHaveProperty('hits');
  });

  it('gives all single requests when what was before the log was silent', async () => {
    visit('06:20:30');
    visit('09:12:00');

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ requests: 2, hits: [expect.anything(), expect.anything()] });
  });

  it('asks the log twice at most to find the last request of an app that was busy earlier', async () => {
    visit('08:20:30', 1_500);
    visit('09:12:00');

    const activity = await read(at('09:10:00'));

    expect(activity).toMatchObject({ known: true, requests: 1, lastRequestAt: '2026-11-22T09:12:00.000Z' });
    expect(connection.calls()).toHaveLength(2);
  });

  it.each([401, 403, 404, 500])('is unknown when v4 answers %s', async (status) => {
    const fault = { kind: 'status', contentType: 'application/json', body: '{"code":"no","error":"no"}' } as const;
    connection.simulator.faults.add({ ...fault, status, match: /\/v4\//, times: 10 });

    const activity = await read(at('03:00:00'));

    expect(activity).toEqual({ known: false, reason: expect.stringMatching(/^provider_/) });
  });

  it('is unknown when the stream breaks', async () => {
    const body = 'event: HEARTBEAT\ndata: {}\n\n';
    const fault = { kind: 'status', status: 200, contentType: 'text/event-stream', body } as const;
    connection.simulator.faults.add({ ...fault, match: /accesslogs$/ });

    const activity = await read(at('09:10:00'));

    expect(activity).toEqual({ known: false, reason: 'stream_broken' });
  });

  it('is unknown when the stream never ends', async () => {
    connection.simulator.faults.add({ kind: 'hang', match: /accesslogs$/, times: 10 });

    const activity = await read(at('09:10:00'));

    expect(activity).toEqual({ known: false, reason: 'stream_broken' });
  });

  it('gives up with the reason of the caller who calls it off', async () => {
    const reason = new Error('called off');

    const reading = connection.provider.getActivitySince(id, at('09:10:00'), { signal: AbortSignal.abort(reason) });

    await expect(connection.run(reading)).rejects.toBe(reason);
  });
});
