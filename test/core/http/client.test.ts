import * as z from 'zod';
import { HttpClient, type HttpClientOptions } from '../../../core/http/client.ts';
import { silentLog } from '../../../core/log.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer, startServer } from '../../../core/simulator/server.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const appsSchema = z.object({ apps: z.array(z.object({ name: z.string() })) });
const apps = { apps: [{ name: 'shop' }, { name: 'blog' }] };
const listApps = { method: 'GET', path: '/v1/apps', schema: appsSchema } as const;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(
  answer: (request: ApiRequest) => Promise<ApiAnswer> | ApiAnswer = () =>
    jsonAnswer(200, apps, { 'X-Request-Id': 'req-1' }),
  options: Partial<HttpClientOptions> = {},
) {
  const clock = new FakeClock();
  const server = await startServer(answer, { clock });
  const client = new HttpClient({
    baseUrl: server.url,
    region: 'scalingo/osc-fr1',
    clock,
    log: silentLog,
    requestIdHeader: 'x-request-id',
    random: () => 0.5,
    ...options,
  });
  closers.push(
    () => client.close(),
    () => server.close(),
  );
  const run = <T>(promise: Promise<T>) => clock.run(promise, () => server.held);
  return { clock, server, client, run };
}

describe('calling a vendor', () => {
  it('hands back the checked body and the id of the request', async () => {
    const { client, run } = await start();

    const answer = await run(client.send(listApps));

    expect(answer).toMatchObject({ status: 200, body: apps, requestId: 'req-1' });
  });
  it('repeats after 503', async () => {
    const { client, run, server } = await start();
    server.faults.add({ kind: 'status', status: 503, contentType: 'text/html', body: '<p>no' });
    server.faults.add({ kind: 'hang' });
    server.faults.add({ kind: 'hang', afterHeaders: true });

    const answer = await run(client.send(listApps));

    expect(answer).toMatchObject({ status: 200, body: apps, requestId: 'req-1' });
  });
});
