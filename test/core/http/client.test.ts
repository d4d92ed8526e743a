import * as z from 'zod';
import { ProviderError } from '../../../core/errors.ts';
import { createPace } from '../../../core/http/pace.ts';
import { type ApiRequest, jsonAnswer } from '../../../core/simulator/server.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { apps, closeAll, listApps, scale, startClient, startSocketServer, startVendor } from './start-client.ts';

afterEach(closeAll);

describe('calling a vendor', () => {
  it('hands back the checked body, the headers and the id of the request', async () => {
    const { client, run } = await startVendor();

    const answer = await run(client.send(listApps));

    expect(answer).toMatchObject({ status: 200, body: apps, requestId: 'req-1' });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('sends query, JSON body and credentials, and leaves out what is undefined', async () => {
    const seen: ApiRequest[] = [];
    const { client, run } = await startVendor(
      (request) => {
        seen.push(request);
        return { status: 204 };
      },
      { authorize: async ({ method, url }) => ({ authorization: `Signed ${method} ${url.pathname}${url.search}` }) },
    );

    await run(client.send({ ...scale, query: { force: 1, since: undefined } }));

    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/apps/shop/scale', body: '{"web":2}' });
    expect(seen[0]?.query.toString()).toBe('force=1');
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Signed POST /v1/apps/shop/scale?force=1',
      'content-type': 'application/json',
      'user-agent': 'paastis',
    });
  });

  it('sends every header once, the more special one', async () => {
    const seen: ApiRequest[] = [];
    const { client, run } = await startVendor((request) => {
      seen.push(request);
      return { status: 204 };
    });

    await run(client.send({ method: 'GET', path: '/', headers: { Accept: 'text/plain' } }));

    expect(seen[0]?.headers.accept).toBe('text/plain');
  });

  it('reads no JSON where no schema asks for it', async () => {
    const { client, run } = await startVendor(() => ({ status: 200, body: 'not JSON' }));

    const answer = await run(client.send({ method: 'GET', path: '/' }));

    expect(answer).toMatchObject({ body: undefined, text: 'not JSON' });
  });

  it('hands back an accepted failure with its unchecked JSON and does not repeat it', async () => {
    const { client, run, server } = await startVendor(() => jsonAnswer(503, { error: 'no change' }));

    const answer = await run(client.send({ ...listApps, accept: [503] }));

    expect(answer).toMatchObject({ status: 503, body: undefined, json: { error: 'no change' } });
    expect(server.requests).toHaveLength(1);
  });

  it('opens no more sockets to a host than it is allowed, and uses them again', async () => {
    const { url, connections } = await startSocketServer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    });
    const { client, run } = startClient(url, { connections: 3 });

    await run(Promise.all(Array.from({ length: 30 }, () => client.send({ method: 'GET', path: '/' }))));

    expect(connections()).toBe(3);
  });

  it('ends what is under way when it is closed', async () => {
    const { client, fail, server, clock } = await startVendor();
    server.faults.add({ kind: 'hang' });
    const sent = fail(client.send(listApps));

    await client.close();
    const error = await sent;

    expect(error).toMatchObject({ code: 'provider_unavailable', retryable: false });
    expect(clock.pending).toBe(0);
  });
});

describe('credentials refused with 401', () => {
  const refusing = (times: number) => {
    let left = times;
    return () => (left-- > 0 ? jsonAnswer(401, { error: 'expired' }) : jsonAnswer(200, apps));
  };

  it('are renewed once, and the call is repeated with the new ones, a POST too', async () => {
    let token = 'old-token';
    const seen: (string | undefined)[] = [];
    const answer = refusing(1);
    const { client, run } = await startVendor(
      ({ headers }) => {
        seen.push(headers.authorization);
        return answer();
      },
      {
        authorize: async () => ({ authorization: `Bearer ${token}` }),
        reauthorize: async () => {
          token = 'new-token';
          return true;
        },
      },
    );

    await run(client.send(scale));

    expect(seen).toEqual(['Bearer old-token', 'Bearer new-token']);
  });

  it('end in provider_auth when the new ones are refused too: they are good, and lack the right', async () => {
    const { client, fail, server } = await startVendor(refusing(9), { reauthorize: async () => true });

    const error = await fail(client.send(listApps));

    const context = { status: 401, reason: 'missing_right' };
    expect(error).toMatchObject({ code: 'provider_auth', retryable: false, context });
    expect(server.requests).toHaveLength(2);
  });

  it('end in provider_auth at once when there are no others', async () => {
    const { client, fail, server } = await startVendor(refusing(9), { reauthorize: async () => false });

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({ code: 'provider_auth' });
    expect(server.requests).toHaveLength(1);
  });

  it('say which app was concerned when the renewal itself fails', async () => {
    const { client, fail } = await startVendor(refusing(9), {
      reauthorize: async () => {
        throw new ProviderError('provider_unavailable', 'The authentication host is down');
      },
    });

    const error = await fail(client.send(scale));

    expect(error).toMatchObject({
      code: 'provider_unavailable',
      context: { region: 'scalingo/osc-fr1', app: 'shop' },
    });
  });
});

describe('an abort by the caller', () => {
  const reason = new Error('the person gave up');

  it('rejects with its reason while the answer is awaited', async () => {
    const { client, fail, server, clock } = await startVendor();
    const controller = new AbortController();
    server.faults.add({ kind: 'hang' });
    clock.delay(2_000).then(
      () => controller.abort(reason),
      () => undefined,
    );

    const error = await fail(client.send({ ...listApps, signal: controller.signal }));

    expect(error).toBe(reason);
  });

  it('rejects with its reason while the next try is awaited', async () => {
    const { client, fail, server, clock } = await startVendor();
    const controller = new AbortController();
    server.faults.add({ kind: 'status', status: 429, contentType: 'text/plain', body: 'Retry later' });
    clock.delay(30_000).then(
      () => controller.abort(reason),
      () => undefined,
    );

    const error = await fail(client.send({ ...listApps, signal: controller.signal }));

    expect(error).toBe(reason);
    expect(server.requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('rejects with its reason while its turn is awaited, even after a rate limit', async () => {
    const clock = new FakeClock();
    const pace = createPace({ clock, perMinute: 60, burst: 20, reservedForPeople: 4, maxInFlight: 4 });
    const { client, fail, server } = await startVendor(undefined, { clock, pace });
    const controller = new AbortController();
    server.faults.add({ kind: 'status', status: 429, contentType: 'text/plain', body: 'Retry later' });
    clock.delay(30_000).then(
      () => controller.abort(reason),
      () => undefined,
    );

    const error = await fail(client.send({ ...listApps, signal: controller.signal }));

    expect(error).toBe(reason);
    expect(server.requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('rejects with its reason while credentials are awaited, and sends nothing', async () => {
    const controller = new AbortController();
    const { client, fail, server, clock } = await startVendor(undefined, { authorize: () => new Promise(() => {}) });
    clock.delay(1_000).then(
      () => controller.abort(reason),
      () => undefined,
    );

    const error = await fail(client.send({ ...listApps, signal: controller.signal }));

    expect(error).toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  it('sends nothing when it came first', async () => {
    const { client, fail, server } = await startVendor();

    const error = await fail(client.send({ ...listApps, signal: AbortSignal.abort(reason) }));

    expect(error).toBe(reason);
    expect(server.requests).toHaveLength(0);
  });
});

describe('an answer that is not as agreed', () => {
  it('names the fields that differ, not their values', async () => {
    const { client, fail } = await startVendor(() => jsonAnswer(200, { apps: [{ name: 42_424_242 }] }));

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({
      code: 'provider_contract',
      context: { status: 200, detail: expect.stringMatching(/^apps\.0\.name: /) },
    });
    expect(JSON.stringify(error)).not.toContain('42424242');
  });

  it('is provider_contract when the JSON is cut short with a length to match, and does not quote it', async () => {
    const { client, fail, server } = await startVendor();
    server.faults.add({ kind: 'truncate', length: 'half' });

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({ code: 'provider_contract', retryable: false, context: { detail: 'not valid JSON' } });
    expect(error).not.toHaveProperty('cause', expect.anything());
  });

  it('is provider_contract when the body is longer than the bound', async () => {
    const { client, fail } = await startVendor(() => ({ status: 200, body: 'x'.repeat(2_000) }), {
      maxBodyBytes: 1_000,
    });

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({
      code: 'provider_contract',
      context: { detail: 'the answer is longer than 1000 bytes' },
    });
  });

  it('keeps the status of a failure whose body is longer than the bound', async () => {
    const { client, fail } = await startVendor(() => ({ status: 404, body: 'x'.repeat(2_000) }), {
      maxBodyBytes: 1_000,
    });

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({ code: 'provider_not_found', context: { status: 404 } });
  });
});

describe('a bug in the reading of an answer', () => {
  it('stays one: it is neither repeated nor blamed on the network', async () => {
    const bug = new TypeError('json is undefined');
    const { client, fail, server } = await startVendor(() => jsonAnswer(503, {}), {
      readFailure: () => {
        throw bug;
      },
    });

    const error = await fail(client.send(listApps));

    expect(error).toBe(bug);
    expect(server.requests).toHaveLength(1);
  });
});

describe('streaming', () => {
  const stream = { method: 'GET', path: '/v4/logs' } as const;

  async function collect(chunks: AsyncIterable<string>, into: string[] = []): Promise<string[]> {
    for await (const chunk of chunks) into.push(chunk);
    return into;
  }

  it('hands on the text as it comes, characters whole even where chunks split them', async () => {
    const bytes = Buffer.from('data: é\n\n');
    const { client, run } = await startVendor(() => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      stream: async (response) => {
        response.write(bytes.subarray(0, 7));
        await new Promise((resolve) => setImmediate(resolve));
        response.write(bytes.subarray(7));
      },
    }));

    const chunks = await run(collect(client.stream(stream)));

    expect(chunks.join('')).toBe('data: é\n\n');
  });

  it('repeats before the first chunk and fails like any call', async () => {
    const { client, fail, server } = await startVendor(() => jsonAnswer(404, { error: 'no such app' }));
    server.faults.add({ kind: 'status', status: 503, contentType: 'text/plain', body: '' });

    const error = await fail(collect(client.stream({ ...stream, app: 'shop' })));

    expect(error).toMatchObject({
      code: 'provider_not_found',
      context: { app: 'shop', status: 404, detail: 'no such app' },
    });
    expect(server.requests).toHaveLength(2);
  });

  it('outlives the time limits of calls and ends with the signal of the caller', async () => {
    const reason = new Error('seen enough');
    const controller = new AbortController();
    const { client, clock } = await startVendor(() => ({
      status: 200,
      stream: async (response) => {
        response.write('one');
        await clockDelay(10 * 60_000);
        response.write('two');
        await clockDelay(60_000);
        controller.abort(reason);
        await new Promise((resolve) => response.once('close', resolve));
      },
    }));
    const clockDelay = (ms: number) => clock.advance(ms, () => 1);
    const seen: string[] = [];

    const error = await collect(client.stream({ ...stream, signal: controller.signal }), seen).catch((cause) => cause);

    expect(error).toBe(reason);
    expect(seen).toEqual(['one', 'two']);
  });

  it('ends with the client', async () => {
    const { client } = await startVendor(() => ({
      status: 200,
      stream: async (response) => {
        response.write('one');
        await new Promise((resolve) => response.once('close', resolve));
      },
    }));
    const failures: unknown[] = [];

    try {
      for await (const _ of client.stream(stream)) await client.close();
    } catch (error) {
      failures.push(error);
    }

    expect(failures).toMatchObject([{ code: 'provider_unavailable', retryable: false }]);
  });

  it('lets go of the connection when nobody reads on', async () => {
    let gone = () => {};
    const left = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const { client } = await startVendor(() => ({
      status: 200,
      stream: async (response) => {
        response.write('one');
        await new Promise((resolve) => response.once('close', resolve));
        gone();
      },
    }));
    const seen: string[] = [];

    for await (const chunk of client.stream(stream)) {
      seen.push(chunk);
      break;
    }
    await left;

    expect(seen).toEqual(['one']);
  });

  it('says so when the connection breaks', async () => {
    const { client, fail } = await startVendor(() => ({
      status: 200,
      stream: async (response) => {
        response.write('one');
        await new Promise((resolve) => setImmediate(resolve));
        response.destroy();
      },
    }));

    const error = await fail(collect(client.stream(stream)));

    expect(error).toMatchObject({ code: 'provider_unavailable', retryable: true });
  });
});

describe('what an error may hold', () => {
  it('is no header, no body, no query and no token, even where the vendor echoes them', async () => {
    const token = 'tk-us-0123456789abcdef';
    const basic = Buffer.from(`:${token}`).toString('base64');
    const { client, fail } = await startVendor(
      ({ headers, url }) => jsonAnswer(403, { error: `bad token ${token} in ${headers.authorization}, ${url.search}` }),
      { authorize: async () => ({ authorization: `Basic ${basic}` }) },
    );
    const request = { ...scale, json: { password: 'pw-98765' }, query: { since: 1 }, schema: z.unknown() };

    const error = await fail(client.send(request));

    const text = `${JSON.stringify(error)} ${String(error)} ${error instanceof Error ? error.stack : ''}`;
    expect(error).toMatchObject({ code: 'provider_auth', context: { app: 'shop', region: 'scalingo/osc-fr1' } });
    expect(text).toContain('[secret]');
    expect(text).not.toContain(token);
    expect(text).not.toContain(basic);
    expect(text).not.toContain('pw-98765');
  });

  it('tells the operator about a token that no header can carry, without showing it', async () => {
    const { client, fail, server } = await startVendor(undefined, {
      authorize: async () => ({ authorization: 'Bearer abcdefgh\nijklmnop' }),
    });

    const error = await fail(client.send(listApps));

    expect(error).toMatchObject({ code: 'provider_refused', retryable: false });
    expect(JSON.stringify(error)).not.toContain('abcdefgh');
    expect(server.requests).toHaveLength(0);
  });
});
