import { createPace } from '../../../core/http/pace.ts';
import { backoffMs, mayRepeat, parseRetryAfter, rateLimitPauseMs } from '../../../core/http/retry.ts';
import { jsonAnswer } from '../../../core/simulator/server.ts';
import type { Fault } from '../../../core/simulator/simulator.ts';
import { apps, closeAll, listApps, scale, startClient, startSocketServer, startVendor } from './start-client.ts';

afterEach(closeAll);

const now = new Date('2026-11-22T09:00:20.000Z');

describe('how long to wait', () => {
  it.each([
    ['seconds', '7', 7_000],
    ['an HTTP date', 'Sun, 22 Nov 2026 09:00:50 GMT', 30_000],
    ['a date that has passed', 'Sun, 22 Nov 2026 08:00:00 GMT', 0],
    ['a date far away, bounded to an hour', 'Sun, 22 Nov 2037 08:00:00 GMT', 3_600_000],
    ['nothing', undefined, undefined],
    ['a negative number', '-5', undefined],
    ['a word', 'soon', undefined],
  ])('is read from Retry-After: %s', (_, value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  it('after a rate limit is until the next full minute, unless the vendor says otherwise', () => {
    expect(rateLimitPauseMs(undefined, now)).toBe(40_000);
    expect(rateLimitPauseMs(7_000, now)).toBe(7_000);
  });

  it('after a rate limit is never under a second', () => {
    expect(rateLimitPauseMs(0, now)).toBe(1_000);
    expect(rateLimitPauseMs(undefined, new Date('2026-11-22T09:00:59.900Z'))).toBe(1_000);
  });

  it('doubles with every failure up to ten seconds, and is spread over the whole of it', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((tries) => backoffMs(tries, () => 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
    expect(backoffMs(3, () => 0)).toBe(0);
  });
});

describe('what may be repeated', () => {
  const get = { method: 'GET', repeatable: true };
  const post = { method: 'POST', repeatable: false };
  const safePost = { method: 'POST', repeatable: true };

  it('is anything after a rate limit, since the request was not taken', () => {
    expect(mayRepeat({ code: 'provider_rate_limited', status: 403 }, post)).toBe(true);
  });

  it.each([502, 503, undefined])('is only what does no harm twice after %s', (status) => {
    const failure = { code: 'provider_unavailable', status } as const;

    expect([get, safePost, post].map((request) => mayRepeat(failure, request))).toEqual([true, true, false]);
  });

  it('is only a read after 500 and 408', () => {
    expect(mayRepeat({ code: 'provider_unavailable', status: 500 }, get)).toBe(true);
    expect(mayRepeat({ code: 'provider_timeout', status: 408 }, get)).toBe(true);
    expect(mayRepeat({ code: 'provider_unavailable', status: 500 }, safePost)).toBe(false);
  });

  it('is nothing that the vendor has understood and refused, whatever its status', () => {
    expect(mayRepeat({ code: 'provider_refused', status: 503 }, get)).toBe(false);
    expect(mayRepeat({ code: 'provider_not_found', status: 404 }, get)).toBe(false);
  });
});

describe('a rate limit', () => {
  const limited: Fault = { kind: 'status', status: 429, contentType: 'text/plain', body: 'Retry later' };

  it('in plain text and without Retry-After is waited out until the next minute, for a POST too', async () => {
    const { client, run, server, clock } = await startVendor();
    await clock.advance(20_000);
    server.faults.add(limited);

    await run(client.send(scale));

    expect(server.requests.map(({ at }) => new Date(at).toISOString().slice(11, 19))).toEqual(['09:00:20', '09:01:00']);
  });

  it.each([
    ['seconds', '12'],
    ['a date', 'Sun, 22 Nov 2026 09:00:12 GMT'],
  ])('that names %s is waited out for just that long', async (_, retryAfter) => {
    let calls = 0;
    const { client, run, clock } = await startVendor(() =>
      calls++ === 0 ? { status: 429, headers: { 'retry-after': retryAfter } } : jsonAnswer(200, apps),
    );
    const startedMs = clock.now().getTime();

    await run(client.send(listApps));

    expect(clock.now().getTime() - startedMs).toBe(12_000);
  });

  it('longer than the call may take is reported at once', async () => {
    const { client, fail, server, clock } = await startVendor(() => ({
      status: 429,
      headers: { 'retry-after': '600' },
      body: 'Retry later',
    }));
    const startedMs = clock.now().getTime();

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({
      code: 'provider_rate_limited',
      retryable: true,
      context: { status: 429, retryAfterMs: 600_000, detail: 'Retry later' },
    });
    expect(clock.now().getTime()).toBe(startedMs);
    expect(server.requests).toHaveLength(1);
  });

  it('does not use up the tries of a call', async () => {
    let calls = 0;
    const { client, run } = await startVendor(() => {
      calls += 1;
      if (calls <= 5) return { status: 429, headers: { 'retry-after': '2' } };
      return calls === 6 ? { status: 503 } : jsonAnswer(200, apps);
    });

    const answer = await run(client.send(listApps));

    expect(answer.status).toBe(200);
    expect(calls).toBe(7);
  });

  it('that does not end is reported when the call has had its time', async () => {
    const { client, fail, server } = await startVendor();
    server.faults.add({ ...limited, times: 99 });

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({ code: 'provider_rate_limited', context: { retryAfterMs: 60_000 } });
    expect(server.requests).toHaveLength(2);
  });

  it('makes everyone of the account wait', async () => {
    const { server, clock, run } = await startVendor();
    const pace = createPace({ clock, perMinute: 60, burst: 20, reservedForPeople: 4, maxInFlight: 4 });
    const paced = startClient(server.url, { clock, pace }).client;
    server.faults.add(limited);
    await clock.advance(45_000);

    await run(Promise.all([paced.send(listApps), clock.delay(2_000).then(() => paced.send(scale))]));

    expect(server.requests.map(({ at }) => new Date(at).toISOString().slice(11, 19))).toEqual([
      '09:00:45',
      '09:01:00',
      '09:01:00',
    ]);
  });

  it('lets calls of the background wait behind those of people, and is that unless said otherwise', async () => {
    const { server, clock, run } = await startVendor();
    const pace = createPace({ clock, perMinute: 60, burst: 1, reservedForPeople: 0, maxInFlight: 1 });
    const paced = startClient(server.url, { clock, pace }).client;
    const get = (path: string, priority?: 'person') =>
      paced.send({ method: 'GET', path, ...(priority && { priority }) });

    await run(Promise.all([get('/first'), get('/background'), get('/person', 'person')]));

    expect(server.requests.map(({ path }) => path)).toEqual(['/first', '/person', '/background']);
  });

  it('is what a call fails with that waits in vain for its turn after one', async () => {
    const { server, clock, fail } = await startVendor();
    const pace = createPace({
      clock,
      perMinute: 60,
      burst: 20,
      reservedForPeople: 4,
      maxInFlight: 4,
      maxWaitMs: 1_000,
    });
    const { client } = startClient(server.url, { clock, pace });
    server.faults.add(limited);

    const first = await fail(client.send(listApps));
    const second = await fail(client.send(listApps));

    expect(first).toMatchObject({ code: 'provider_rate_limited' });
    expect(second).toMatchObject({ code: 'provider_timeout', context: { region: 'scalingo/osc-fr1' } });
    expect(server.requests).toHaveLength(1);
  });

  it('behind a 403 is one when the vendor client says so', async () => {
    let calls = 0;
    const { client, run, server } = await startVendor(
      () => (calls++ === 0 ? jsonAnswer(403, { id: 403 }) : jsonAnswer(200, apps)),
      { readFailure: ({ status }) => (status === 403 ? { code: 'provider_rate_limited' } : undefined) },
    );

    await run(client.send(scale));

    expect(server.requests).toHaveLength(2);
  });
});

describe('a vendor in trouble', () => {
  it('is asked again with growing pauses, four times at most', async () => {
    const { client, fail, server } = await startVendor();
    server.faults.add({
      kind: 'status',
      status: 502,
      contentType: 'text/html',
      body: '<h1>502 Bad Gateway</h1>',
      times: 9,
    });

    const error = await fail(client.send(listApps));

    const [first = 0, ...rest] = server.requests.map(({ at }) => at);
    expect(rest.map((at) => at - first)).toEqual([250, 750, 1_750]);
    expect(error).toMatchObject({
      code: 'provider_unavailable',
      retryable: true,
      context: { region: 'scalingo/osc-fr1', status: 502, detail: '502 Bad Gateway' },
    });
  });

  it('is quoted with the id of its last answer only, and none where it gave none', async () => {
    let calls = 0;
    const { client, fail, server } = await startVendor(() => {
      calls += 1;
      if (calls === 1) server.faults.add({ kind: 'reset', when: 'before', times: 9 });
      return { status: 503, headers: { 'x-request-id': 'req-of-the-first' } };
    });

    const error = await fail(client.send(listApps));

    expect(server.requests).toHaveLength(4);
    expect(error).toMatchObject({ context: { detail: expect.stringMatching(/ECONNRESET|other side closed/) } });
    expect(error).not.toHaveProperty('context.requestId');
  });

  it('is asked again no sooner than it says', async () => {
    let calls = 0;
    const { client, run, clock } = await startVendor(() =>
      calls++ === 0 ? { status: 503, headers: { 'retry-after': '9' } } : jsonAnswer(200, apps),
    );
    const startedMs = clock.now().getTime();

    await run(client.send(listApps));

    expect(clock.now().getTime() - startedMs).toBe(9_000);
  });

  it.each(['before', 'after'] as const)(
    'that resets the connection %s the effect gets the read again',
    async (when) => {
      const { client, run, server } = await startVendor();
      server.faults.add({ kind: 'reset', when });

      const answer = await run(client.send(listApps));

      expect(answer.body).toEqual(apps);
      expect(server.requests).toHaveLength(2);
    },
  );

  it.each(['before', 'after'] as const)(
    'that resets the connection %s the effect gets no second POST',
    async (when) => {
      const { client, fail, server } = await startVendor();
      server.faults.add({ kind: 'reset', when });

      const error = await fail(client.send(scale));

      expect(error).toMatchObject({ code: 'provider_unavailable', retryable: true, context: { app: 'shop' } });
      expect(server.requests).toHaveLength(1);
    },
  );

  it('that breaks off in the middle of a body is asked again', async () => {
    const { client, run, server } = await startVendor();
    server.faults.add({ kind: 'truncate', length: 'whole' });

    const answer = await run(client.send(listApps));

    expect(answer.body).toEqual(apps);
    expect(server.requests).toHaveLength(2);
  });

  it('that nobody listens for is unavailable', async () => {
    const { url } = await startSocketServer(() => undefined);
    await closeAll();
    const { client, fail } = startClient(url);

    const error = await fail(client.send(scale));

    expect(error).toMatchObject({
      code: 'provider_unavailable',
      context: { detail: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('that speaks no HTTP is unavailable, and its words stay out of the error', async () => {
    const { url } = await startSocketServer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\nX-Private: hush-hush\n\n'));
    });
    const { client, fail } = startClient(url);

    const error = await fail(client.send(scale));

    expect(error).toMatchObject({ code: 'provider_unavailable' });
    expect(error).toHaveProperty('cause', undefined);
    expect(JSON.stringify(error)).not.toContain('hush-hush');
  });
});

describe('a vendor that does not answer', () => {
  it.each([
    ['no headers', false],
    ['half a body', true],
  ])('gets 30 s for each try and is asked again after %s', async (_, afterHeaders) => {
    const { client, run, server, clock } = await startVendor();
    const startedMs = clock.now().getTime();
    server.faults.add({ kind: 'hang', afterHeaders });

    const answer = await run(client.send(listApps));

    expect(answer.body).toEqual(apps);
    expect(clock.now().getTime() - startedMs).toBe(30_250);
    expect(clock.pending).toBe(0);
  });

  it('leaves its id of the request for its support when it stops in the middle of the body', async () => {
    const { client, fail, server } = await startVendor();
    server.faults.add({ kind: 'hang', afterHeaders: true });

    const error = await fail(client.send(scale));

    expect(error).toMatchObject({ code: 'provider_timeout', context: { requestId: 'req-1' } });
  });

  it('is asked only once for what cannot be repeated', async () => {
    const { client, fail, server } = await startVendor();
    server.faults.add({ kind: 'hang' });

    const error = await fail(client.send(scale));

    expect(error).toMatchObject({ code: 'provider_timeout', retryable: true, context: { app: 'shop', seconds: 30 } });
    expect(server.requests).toHaveLength(1);
  });

  it('gets 90 s for all tries together', async () => {
    const { client, fail, server, clock } = await startVendor();
    const startedMs = clock.now().getTime();
    server.faults.add({ kind: 'hang', times: 99 });

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({ code: 'provider_timeout', context: { seconds: 90 } });
    expect(clock.now().getTime() - startedMs).toBe(90_000);
    expect(server.requests).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });
});
