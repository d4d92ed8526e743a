import fc from 'fast-check';
import { Secret } from '../../../core/log.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../../../core/simulator/server.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { closeAll, comment, startClient, startGitHub, TOKEN } from './start-github.ts';

afterEach(closeAll);

const good = () => jsonAnswer(200, comment);

/** The first answers, then good ones. */
function first(...answers: readonly ApiAnswer[]): () => ApiAnswer {
  let next = 0;
  return () => answers[next++] ?? good();
}

const limited = (headers: Record<string, string>, status = 429) =>
  jsonAnswer(status, { message: 'You have exceeded a secondary rate limit.' }, headers);

const badGateway: ApiAnswer = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>x</title></head><body><h1>502 Bad\nGateway</h1></body></html>',
};

describe('calling GitHub', () => {
  it('signs each call, names the version of the API it was written for, and counts', async () => {
    const seen: ApiRequest[] = [];
    const { github, run } = await startGitHub((request) => {
      seen.push(request);
      return jsonAnswer(201, comment);
    });

    await run(github.createComment(42, 'hello'));

    expect(github.calls).toBe(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/repos/acme/shop/issues/42/comments' });
    expect(seen[0]?.body).toBe('{"body":"hello"}');
    expect(seen[0]?.headers).toMatchObject({
      authorization: `token ${TOKEN}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    });
    expect(seen[0]?.headers['user-agent']).toMatch(/^paastis-action /);
  });

  it('finds the API of an Enterprise Server below its path', async () => {
    const { github, run, server } = await startGitHub(good);
    const enterprise = startClient(`${server.url}/api/v3`);

    await run(github.getComment(1));
    await enterprise.run(enterprise.github.getComment(1));

    expect(server.requests.map(({ path }) => path)).toEqual([
      '/repos/acme/shop/issues/comments/1',
      '/api/v3/repos/acme/shop/issues/comments/1',
    ]);
  });

  it('sends nothing before it is asked, and nothing at all without a usable token', async () => {
    for (const [token, reason] of [
      ['', 'missing'],
      ['ghs_a\nx-evil: 1', 'malformed'],
    ] as const) {
      const { github, fail } = await startGitHub(good, { token: new Secret(token) });

      const error = await fail(github.getComment(1));

      expect(error).toMatchObject({ code: 'github_auth', context: { reason, attempt: 'read_comments' } });
      expect(github.calls).toBe(0);
    }
  });
});

describe('trying again', () => {
  it.each([
    ['a fault of GitHub', badGateway],
    ['a limit', limited({ 'retry-after': '1' })],
    ['a limit told as a refusal', limited({}, 403)],
  ])('reads and deletes once more after %s; whoever edits looks first', async (_, answer) => {
    const { github, run } = await startGitHub(first(answer));
    const other = await startGitHub(first(answer));
    const third = await startGitHub(first(answer));

    await run(github.getComment(1));
    await other.fail(other.github.updateComment(1, 'x'));
    await third.run(third.github.deleteComment(1));

    expect([github.calls, other.github.calls, third.github.calls]).toEqual([2, 1, 2]);
  });

  it('waits a second, two, four, and gives up at the fourth failure', async () => {
    const { github, fail, clock } = await startGitHub(() => badGateway);
    const startedMs = clock.now().getTime();

    const error = await fail(github.getComment(1));

    expect(error.code).toBe('github_unavailable');
    expect(error.context).toMatchObject({ status: 502, detail: '502 Bad Gateway' });
    expect(github.calls).toBe(4);
    expect(clock.now().getTime() - startedMs).toBe(7_000);
  });

  it('comes back when GitHub says so', async () => {
    const { github, run, clock } = await startGitHub(first(limited({ 'retry-after': '17' })));
    const startedMs = clock.now().getTime();

    await run(github.createComment(42, 'x'));

    expect(github.calls).toBe(2);
    expect(clock.now().getTime() - startedMs).toBe(17_000);
  });

  it('waits for the next hour of requests where that is near', async () => {
    const reset = Date.parse('2026-11-22T09:00:20.000Z') / 1_000;
    const { github, run, clock } = await startGitHub(
      first(limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }, 403)),
    );

    await run(github.createComment(42, 'x'));

    expect(clock.now().toISOString()).toBe('2026-11-22T09:00:20.000Z');
  });

  it('waits for nothing that comes later than half a minute, and tells when it would', async () => {
    const { github, fail, clock } = await startGitHub(() => limited({ 'retry-after': '31' }));
    const startedMs = clock.now().getTime();

    const error = await fail(github.getComment(1));

    expect(error).toMatchObject({ code: 'github_rate_limited', context: { retryAfterMs: 31_000 } });
    expect(github.calls).toBe(1);
    expect(clock.now().getTime()).toBe(startedMs);
  });

  it('waits no longer than half a minute in all', async () => {
    const { github, fail, clock } = await startGitHub(() => limited({ 'retry-after': '12' }));
    const startedMs = clock.now().getTime();

    await fail(github.getComment(1));

    expect(github.calls).toBe(3);
    expect(clock.now().getTime() - startedMs).toBe(24_000);
  });

  it.each([
    ['a fault of GitHub', () => badGateway],
    ['a limit without a word when it ends', () => limited({})],
  ])('never creates twice: not after %s', async (_, answer) => {
    const { github, fail } = await startGitHub(answer);

    await fail(github.createComment(42, 'x'));
    await fail(github.createDeployment({ environment: 'paastis/shop', sha: 'abc' }));

    expect(github.calls).toBe(2);
  });

  it('says again what is as good said twice', async () => {
    const { github, fail } = await startGitHub(() => badGateway);

    await fail(github.createDeploymentStatus(7, { state: 'success' }));

    expect(github.calls).toBe(4);
  });

  it('never creates twice: not when the answer is lost', async () => {
    const { github, fail, server } = await startGitHub(() => jsonAnswer(201, comment));
    server.faults.add({ kind: 'reset', when: 'after' });
    const lost = await fail(github.createComment(42, 'x'));
    server.faults.add({ kind: 'truncate', length: 'whole' });
    const half = await fail(github.createComment(42, 'x'));
    server.faults.add({ kind: 'hang' });
    const late = await fail(github.createComment(42, 'x'));

    expect([lost, half, late].map(({ code }) => code)).toEqual(Array(3).fill('github_unavailable'));
    expect(server.requests).toHaveLength(3);
  });

  it('creates once more where no connection was made', async () => {
    const gone = await startGitHub(good);
    await gone.server.close();
    const { github, fail, clock } = startClient(gone.server.url);
    const startedMs = clock.now().getTime();

    const error = await fail(github.createComment(42, 'x'));

    expect(error.code).toBe('github_unavailable');
    expect(error.context.detail).toContain('ECONNREFUSED');
    expect(github.calls).toBe(4);
    expect(clock.now().getTime() - startedMs).toBe(7_000);
  });

  it.each([400, 401, 404, 409, 410, 418, 422, 451])('does not repeat what GitHub answered with %i', async (status) => {
    const { github, fail } = await startGitHub(() => jsonAnswer(status, { message: 'No' }));

    await fail(github.getComment(1));

    expect(github.calls).toBe(1);
  });
});

describe('the time limit', () => {
  it('ends a call without an answer after ten seconds', async () => {
    const { github, fail, server, clock } = await startGitHub(good);
    server.faults.add({ kind: 'hang' });
    const startedMs = clock.now().getTime();

    const error = await fail(github.createComment(42, 'x'));

    expect(error).toMatchObject({ code: 'github_unavailable', context: { reason: 'timeout', seconds: 10 } });
    expect(clock.now().getTime() - startedMs).toBe(10_000);
  });

  it('ends an answer that stops half-way, instead of taking it for a short one', async () => {
    const { github, fail, server } = await startGitHub(() => ({ status: 200, body: 'mode: enforce\nrules: []\n' }));
    server.faults.add({ kind: 'hang', afterHeaders: true, times: 4 });

    const error = await fail(github.findFile('paastis.yml'));

    expect(error.context.reason).toBe('timeout');
    expect(github.calls).toBe(2);
  });

  it('holds nobody up for longer than a minute', async () => {
    const { github, fail, server, clock } = await startGitHub(good);
    server.faults.add({ kind: 'hang', times: 9 });
    const startedMs = clock.now().getTime();

    await fail(github.getComment(1));

    expect(clock.now().getTime() - startedMs).toBeLessThan(60_000);
  });

  it('leaves no timer behind', async () => {
    const { github, run, clock } = await startGitHub(first(badGateway));

    await run(github.getComment(1));

    expect(clock.pending).toBe(0);
  });
});

describe('the end', () => {
  it('cuts off what is under way and what waits', async () => {
    const { github, server, clock } = await startGitHub(first(limited({ 'retry-after': '20' })));
    const waiting = github.getComment(1).catch((error: unknown) => error);
    await clock.advance(1_000);
    server.faults.add({ kind: 'hang' });
    const hanging = github.createComment(42, 'x').catch((error: unknown) => error);
    while (server.held === 0) await new Promise((resolve) => setImmediate(resolve));

    await github.close();

    const closed = { code: 'github_unavailable', context: { reason: 'closed' } };
    expect(await Promise.all([waiting, hanging])).toMatchObject([closed, closed]);
    expect(clock.pending).toBe(0);
  });

  it('sends nothing afterwards', async () => {
    const { github, fail, server } = await startGitHub(good);
    await github.close();

    const error = await fail(github.getComment(1));

    expect(error.context.reason).toBe('closed');
    expect(server.requests).toEqual([]);
  });
});

describe('what errors hold', () => {
  it('is never the token, a header or the body, however it is echoed', async () => {
    const body = 'the text of a comment';
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(400, 401, 403, 404, 422, 500), fc.string(), async (status, noise) => {
        const message = `${noise} token ${TOKEN} ${noise}`;
        const { github, fail } = await startGitHub(() =>
          jsonAnswer(status, { message, errors: [{ message: TOKEN }, TOKEN, null, { field: TOKEN }] }),
        );

        const error = await fail(github.createComment(42, body));

        const told = `${error.stack} ${JSON.stringify(error.context)} ${String(error.cause)}`;
        expect(told).not.toContain(TOKEN);
        expect(told).not.toContain('authorization');
        expect(told).not.toContain(body);
        expect(error.context.detail ?? '').not.toMatch(/[\p{Cc}]/u);
        expect((error.context.detail ?? '').length).toBeLessThanOrEqual(200);
        await closeAll();
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  it('is never in the log either', async () => {
    const lines: string[] = [];
    const write = (facts: object, text: string) => lines.push(`${text} ${JSON.stringify(facts)}`);
    const log = { debug: write, info: write, warn: write, error: write };
    const { github, run } = await startGitHub(
      first(
        jsonAnswer(500, { message: `::error::${TOKEN}` }, { deprecation: 'now', sunset: '::set-output name=a::b' }),
      ),
      { log },
    );

    await run(github.getComment(1));

    expect(lines.join('\n')).not.toContain(TOKEN);
    expect(lines.join('\n')).not.toMatch(/^\s*::/m);
    expect(lines).toHaveLength(3);
  });
});

it('asks for time by the clock it was given alone', async () => {
  const clock = new FakeClock('2030-01-01T00:00:00.000Z');
  const { github, fail } = startClient('http://127.0.0.1:1', { clock });

  await fail(github.getComment(1));

  expect(clock.now().toISOString()).toBe('2030-01-01T00:00:07.000Z');
});
