import { lastCountedHour, mapHours, readEntries } from '../../../../core/providers/clever-cloud/activity.ts';

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
