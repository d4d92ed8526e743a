import { type Bench, pickText, send, startBench } from './harness.ts';

describe('visiting simulated apps of Scalingo', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
  });

  afterEach(() => bench.close());

  it('serves an app that is up at its own address, with a page that names it', async () => {
    const { url } = await bench.world.addApp({ name: 'shop-one' });

    const page = await send(`${url}/health`);

    expect([page.status, page.headers['x-scalingo-error']]).toEqual([200, undefined]);
    expect(page.text).toContain('shop-one');
  });

  it('answers 503 with its own header while nothing runs, or nothing but a worker', async () => {
    const asleep = await bench.world.addApp({ name: 'shop-asleep', formation: { web: { amount: 0 } } });
    const headless = await bench.world.addApp({
      name: 'shop-worker',
      formation: { web: { amount: 0 }, worker: { amount: 1 } },
    });

    const pages = [await send(asleep.url), await send(headless.url)];

    expect(pages.map(({ status }) => status)).toEqual([503, 503]);
    expect(pages.map(({ headers }) => headers['x-scalingo-error'])).toEqual(['stopped', 'no-front']);
  });

  it('answers 404 for an app that was never deployed', async () => {
    const { url } = await bench.world.addApp({ name: 'shop-new', status: 'new' });

    expect((await send(url)).status).toBe(404);
  });

  it('goes by the Host header on the shared port', async () => {
    await bench.world.addApp({ name: 'shop-one' });
    const visit = async (host: string) => (await send(bench.simulator.routerUrl, 'GET', { host })).status;

    expect(await visit('shop-one.osc-fr1.scalingo.io')).toBe(200);
    expect(await visit('shop-two.osc-fr1.scalingo.io')).toBe(404);
    expect(await visit('shop-one.example.org')).toBe(404);
  });

  it('serves a woken app only once its container has booted', async () => {
    const { url } = await bench.world.addApp({ name: 'shop-one', formation: { web: { amount: 0 } }, bootMs: 8_000 });
    bench.world.scale('shop-one', { web: 1 });

    await bench.clock.advance(7_999);
    const early = (await send(url)).status;
    await bench.clock.advance(1);

    expect([early, (await send(url)).status]).toEqual([503, 200]);
  });

  it('lets an app answer badly by itself', async () => {
    const app = await bench.world.addApp({ name: 'shop-one' });
    app.answerStatus = 500;

    const page = await send(app.url);

    expect([page.status, page.headers['x-scalingo-error']]).toEqual([500, undefined]);
  });

  it('logs requests once the router logs are on', async () => {
    const app = await bench.world.addApp({ name: 'shop-one' });
    await send(`${app.url}/before`);
    app.routerLogs = true;
    await send(`${app.url}/after`);

    const logsUrl = pickText((await bench.call('GET', '/v1/apps/shop-one/logs')).json, 'logs_url');
    const logs = await send(`${logsUrl}&filter=router`);

    expect(logs.text).toMatch(/\[router\] method=GET path="\/after" host=shop-one\.osc-fr1\.scalingo\.io /);
    expect(logs.text).not.toContain('/before');
  });

  it('closes the address of an app that is deleted', async () => {
    const { url } = await bench.world.addApp({ name: 'shop-one' });

    bench.world.remove('shop-one');

    await expect(send(url)).rejects.toThrow();
  });
});
