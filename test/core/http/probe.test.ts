import { createProber } from '../../../core/http/probe.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { closeAll, startSocketServer } from './start-client.ts';

afterEach(closeAll);

/** Probes a server that answers every connection with this text; undefined: with nothing. */
async function probe(answer: string | undefined, held = 0) {
  const { url, connections } = await startSocketServer((socket) => {
    socket.on('data', () => answer !== undefined && socket.write(answer));
  });
  const clock = new FakeClock();
  const prober = createProber({ clock });
  try {
    const startedMs = clock.now().getTime();
    const first = await clock.run(prober.probe(url, { timeoutMs: 3_000 }), () => held);
    const tookMs = clock.now().getTime() - startedMs;
    const later: unknown[] = [];
    for (let count = 0; count < 9; count += 1) {
      await clock.advance(250);
      later.push(await clock.run(prober.probe(url, { timeoutMs: 3_000 }), () => held));
    }
    return { later, first, tookMs, connections: connections(), pending: clock.pending };
  } finally {
    await prober.close();
  }
}

describe('probing the address of an app', () => {
  it('tells status and headers without waiting for the body', async () => {
    const { first, tookMs, pending } = await probe(
      'HTTP/1.1 503 No\r\nX-Router: yes\r\nContent-Length: 999\r\n\r\nhalf',
    );

    expect(first).toMatchObject({ status: 503, headers: { 'x-router': 'yes' } });
    expect(tookMs).toBe(0);
    expect(pending).toBe(0);
  });

  it('is not held up by the bodies nobody reads', async () => {
    const { first, later } = await probe('HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nhalf');

    expect(later).toEqual(Array.from({ length: 9 }, () => first));
  });

  it('takes a redirect for an answer', async () => {
    const { first } = await probe('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n');

    expect(first).toMatchObject({ status: 302 });
  });

  it('opens a new connection each time', async () => {
    const { connections } = await probe('HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n');

    expect(connections).toBe(10);
  });

  it('takes lines that end in a bare LF for no answer', async () => {
    const { first } = await probe('HTTP/1.1 404 Not Found\nCache-Control: no-cache\nX-CleverCloudUpgrade: true\n\n');

    expect(first).toBeUndefined();
  });

  it('gives up when its time has passed', async () => {
    const { first, tookMs } = await probe(undefined, 1);

    expect(first).toBeUndefined();
    expect(tookMs).toBe(3_000);
  });

  it.each([
    ['a reset', async () => (await startSocketServer((socket) => void socket.resetAndDestroy())).url],
    ['a port nobody listens on', async () => 'http://127.0.0.1:1/'],
    ['something that is no address', async () => 'shop'],
    ['another protocol', async () => 'ftp://127.0.0.1/'],
  ])('takes %s for no answer', async (_, address) => {
    const clock = new FakeClock();
    const prober = createProber({ clock });
    const url = await address();

    const answer = await clock.run(prober.probe(url, { timeoutMs: 3_000 }));
    await prober.close();

    expect(answer).toBeUndefined();
  });

  it.each([
    ['before', 0],
    ['while waiting', 500],
  ])('rejects with the reason of an abort that comes %s', async (_, afterMs) => {
    const { url } = await startSocketServer(() => undefined);
    const clock = new FakeClock();
    const prober = createProber({ clock });
    const controller = new AbortController();
    const reason = new Error('no longer asked for');
    const abort = () => controller.abort(reason);
    if (afterMs === 0) abort();
    else clock.delay(afterMs).then(abort, abort);

    const answer = await clock.run(
      prober.probe(url, { timeoutMs: 3_000, signal: controller.signal }).catch((error: unknown) => error),
      () => 1,
    );
    await prober.close();

    expect(answer).toBe(reason);
  });
});
