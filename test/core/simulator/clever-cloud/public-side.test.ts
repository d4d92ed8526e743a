import { createConnection } from 'node:net';
import { request } from 'undici';
import { startTestCloud, type TestCloud } from './support.ts';

/** Everything a server sends to a plain request, unparsed. */
function readRaw(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = createConnection(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
    });
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
  });
}

describe('the public side of the simulated Clever Cloud', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  const byHost = (host: string) => request(cloud.simulator.routerUrl, { headers: { host } });

  it('serves an app that is up on its own address, its default domain and its other domains', async () => {
    const app = await cloud.simulator.world.addApp({ name: '<shop>', domains: ['shop-PR-12.cleverapps.io'] });

    const answers = await Promise.all([
      request(app.url ?? ''),
      byHost(`${app.id.replace('app_', 'app-')}.cleverapps.io`),
      byHost('shop-PR-12.cleverapps.io'),
    ]);

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(await answers[0]?.body.text()).toContain('<h1>&#60;shop&#62;</h1>');
  });

  it('13.38 answers 404 with its own header for a host without an instance', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });

    const own = await request(app.url ?? '');
    const unknown = await byHost('nobody.cleverapps.io');

    for (const answer of [own, unknown]) {
      expect(answer.statusCode).toBe(404);
      expect(answer.headers).toMatchObject({ 'x-clevercloudupgrade': 'true', 'cache-control': 'no-cache' });
    }
  });

  it('13.38 sends that 404 with bare line ends when told to, which undici cannot read', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    cloud.simulator.world.settings.bareLineEnds = true;

    const raw = await readRaw(app.url ?? '');

    expect(raw).toMatch(/^HTTP\/1\.1 404 Not Found\nCache-Control: no-cache\nX-CleverCloudUpgrade: true\n/);
    expect(raw).not.toContain('\r');
    await expect(request(app.url ?? '')).rejects.toMatchObject({ name: 'HTTPParserError' });
  });

  it('13.39 answers 404 for the raw id of an app, even when it is up', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });

    const answer = await byHost(`${app.id}.cleverapps.io`);

    expect(answer.statusCode).toBe(404);
    expect(answer.headers).toMatchObject({ 'x-clevercloudupgrade': 'true' });
  });

  it('answers 200 from the moment an instance is up until the app stops', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    const probe = async () => (await request(app.url ?? '')).statusCode;
    await cloud.call(`POST ${cloud.pathOf(app.id)}/instances`);

    await cloud.clock.advance(39_000);
    const booting = await probe();
    await cloud.clock.advance(1_000);
    const up = await probe();
    await cloud.clock.advance(2_000);
    await cloud.call(`DELETE ${cloud.pathOf(app.id)}/instances`);
    const stopping = await probe();
    await cloud.clock.advance(1_000);
    const stopped = await probe();

    expect([booting, up, stopping, stopped]).toEqual([404, 200, 200, 404]);
  });
});
