import { readEntries } from '../../../../core/providers/clever-cloud/access-log.ts';

function entry(date: string, http: unknown = { request: { method: 'GET' } }): string {
  return `event: ACCESS_LOG\nid: 1\ndata: ${JSON.stringify({ date, http })}\n\n`;
}

const end = 'event: END_OF_STREAM\ndata: {"endedBy":"UNTIL_REACHED"}\n\n';
const heartbeat = 'event: HEARTBEAT\ndata: {}\n\n';

async function* chunks(...parts: readonly string[]): AsyncIterable<string> {
  yield* parts;
}

describe('the access log', () => {
  it('gives the HTTP requests of the window in their order, wherever the chunks are cut', async () => {
    const text = heartbeat + entry('2026-11-22T08:50:00.000Z') + entry('2026-11-22T08:41:07.123Z') + end;

    const window = await readEntries(chunks(text.slice(0, 70), text.slice(70, 200), text.slice(200)));

    expect(window).toEqual({
      requests: [{ atMs: Date.parse('2026-11-22T08:41:07.123Z') }, { atMs: Date.parse('2026-11-22T08:50:00.000Z') }],
      others: 0,
      cut: false,
    });
  });

  it('counts connections that are no HTTP request apart', async () => {
    const window = await readEntries(chunks(entry('2026-11-22T08:41:07.123Z', null), end));

    expect(window).toEqual({ requests: [], others: 1, cut: false });
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
