import { lastCountedHour, mapHours, readEntries } from '../../../../core/providers/clever-cloud/activity.ts';
import { type Connection, connect } from './connect.ts';

function entry(date: string, http: unknown = { request: { method: 'GET' } }): string {
  return `event: ACCESS_LOG\nid: 1\ndata: ${JSON.stringify({ date, http })}\n\n`;
}

const end = 'event: END_OF_STREAM\ndata: {"endedBy":"UNTIL_REACHED"}\n\n';
const heartbeat = 'event: HEARTBEAT\ndata: {}\n\n';

async function* chunks(...parts: readonly string[]): AsyncIterable<string> {
  yield* parts;
}

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

describe('the access log', () => {
  it('gives the last HTTP request of the window, wherever the chunks are cut', async () => {
    const text = heartbeat + entry('2026-11-22T08:41:07.123Z') + entry('2026-11-22T08:50:00.000Z') + end;

    const window = await readEntries(chunks(text.slice(0, 70), text.slice(70, 200), text.slice(200)));

    expect(window).toEqual({ lastMs: Date.parse('2026-11-22T08:50:00.000Z'), requests: 2, cut: false });
  });

  it('skips connections that are no HTTP request', async () => {
    const window = await readEntries(chunks(entry('2026-11-22T08:41:07.123Z', null), end));

    expect(window).toEqual({ requests: 0, cut: false });
  });

  it('is cut when it reaches its limit', async () => {
    const entries = Array.from({ length: 1000 }, () => entry('2026-11-22T08:41:07.123Z')).join('');

    const window = await readEntries(chunks(entries, end));

    expect(window.cut).toBe(true);
  });

  it.each(['{"endedBy":"LIMIT_REACHED"}', '{}', 'over'])(
    'is cut when it ends for another reason than the end of the window: %s',
    async (reason) => {
      const window = await readEntries(
        chunks(entry('2026-11-22T08:41:07.123Z'), `event: END_OF_STREAM\ndata: ${reason}\n\n`),
      );

      expect(window.cut).toBe(true);
    },
  );

  it.each([
    ['stops without saying that it is over', [entry('2026-11-22T08:41:07.123Z')]],
    ['is empty', []],
    ['holds an entry that cannot be read', ['event: ACCESS_LOG\ndata: {"date"\n\n', end]],
    ['holds an entry without a date', [entry('yesterday'), end]],
  ])('proves nothing when it %s', async (_, parts) => {
    const reading = readEntries(chunks(...parts));

    await expect(reading).rejects.toThrow('stream');
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
    });
    expect(connection.calls()).toHaveLength(1);
  });

  it('is no request at all when both signals are silent', async () => {
    const activity = await read(at('03:00:00'));

    expect(activity).toEqual({ known: true, requests: 0, completeUntil: '2026-11-22T09:28:00.000Z' });
  });

  it('finds the last request of earlier hours by count, then by log', async () => {
    visit('04:10:00');
    visit('06:20:30', 3);

    const activity = await read(at('03:00:00'));

    expect(activity).toMatchObject({ known: true, lastRequestAt: '2026-11-22T06:20:30.000Z' });
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

  it('skips connections that are no request', async () => {
    connection.world.addVisits(id, { atMs: at('09:20:00').getTime(), kind: 'tcp' });

    const activity = await read(at('09:10:00'));

    expect(activity).toMatchObject({ known: true, requests: 0 });
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
