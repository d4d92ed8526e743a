import { type BotServer, createBotServer, healthRoutes, type Route } from '../../bot/server.ts';
import type { Problem } from '../../core/index.ts';
import { silentLog } from '../../core/log.ts';
import { FakeClock } from '../support/fake-clock.ts';

const servers: { server: BotServer; clock: FakeClock }[] = [];

afterEach(async () => {
  for (const { server, clock } of servers.splice(0)) await clock.run(server.stop());
});

async function serve(routes: readonly Route[]) {
  const clock = new FakeClock();
  const server = createBotServer({ clock, log: silentLog, host: '127.0.0.1', port: 0, routes });
  servers.push({ server, clock });
  const { port } = await server.start();
  return { server, clock, port, url: `http://127.0.0.1:${port}` };
}

describe("the bot's server", () => {
  it('tells that it is alive, whatever else is not', async () => {
    const { url } = await serve(healthRoutes(async () => [{ part: 'store', code: 'store_locked' }]));

    const answer = await fetch(`${url}/healthz?from=probe`);

    expect(answer.status).toBe(200);
  });

  it('is ready once nothing is missing, and names what is missing before', async () => {
    const missing: Problem[] = [{ part: 'scalingo/osc-fr1', code: 'provider_auth' }];
    const { url } = await serve(healthRoutes(async () => missing));

    const before = await fetch(`${url}/readyz`);
    const named = await before.json();
    missing.pop();
    const after = await fetch(`${url}/readyz`);

    expect(before.status).toBe(503);
    expect(named).toEqual({ ready: false, not_ready: [{ part: 'scalingo/osc-fr1', code: 'provider_auth' }] });
    expect(after.status).toBe(200);
  });

  it('answers 404 to an unknown path, 405 to a wrong method, 500 to a route that breaks', async () => {
    const broken: Route = { method: 'GET', path: '/broken', handle: () => Promise.reject(new Error('oops')) };
    const { url } = await serve([...healthRoutes(async () => []), broken]);

    const answers = await Promise.all([
      fetch(`${url}/nowhere`),
      fetch(`${url}/healthz`, { method: 'POST' }),
      fetch(`${url}/broken`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 405, 500]);
    expect(answers[1]?.headers.get('allow')).toBe('GET');
    expect(await answers[2]?.text()).not.toContain('oops');
  });

  it('refuses to start on a port that is taken', async () => {
    const { port } = await serve([]);
    const second = createBotServer({ clock: new FakeClock(), log: silentLog, host: '127.0.0.1', port, routes: [] });

    const start = second.start();

    await expect(start).rejects.toThrow('EADDRINUSE');
  });

  it('lets a request under way end before it stops, without waiting for kept connections', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const slow: Route = {
      method: 'GET',
      path: '/slow',
      handle: async (_incoming, response) => {
        arrive();
        await released;
        response.end('done');
      },
    };
    const { url, server, clock } = await serve([slow, ...healthRoutes(async () => [])]);
    await (await fetch(`${url}/healthz`)).text();
    const startedAt = clock.now().getTime();
    const answer = fetch(`${url}/slow`);
    await arrived;

    const stop = server.stop();
    release();
    await stop;

    const received = await answer;
    expect(await received.text()).toBe('done');
    expect(received.headers.get('connection')).toBe('close');
    expect(clock.now().getTime()).toBe(startedAt);
  });

  it('cuts a request that does not end in time', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const hung: Route = { method: 'GET', path: '/hung', handle: () => arrive() };
    const { url, server, clock } = await serve([hung]);
    const answer = fetch(`${url}/hung`).catch(() => 'cut');
    await arrived;

    const stop = server.stop();
    await clock.run(stop, () => 1);

    expect(await answer).toBe('cut');
  });
});
