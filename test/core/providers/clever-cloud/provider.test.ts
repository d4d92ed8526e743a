import { request } from 'undici';
import type { ProbeAnswer } from '../../../../core/providers/provider.ts';
import { type Connection, connect } from './connect.ts';

let connection: Connection;

beforeEach(async () => {
  connection = await connect();
});

afterEach(async () => {
  await connection.close();
});

describe("telling the app from the vendor's placeholder", () => {
  async function probe(url: string | undefined): Promise<ProbeAnswer> {
    const { statusCode: status, headers, body } = await request(url ?? '');
    await body.dump();
    return { status, headers };
  }

  it('knows the page that answers for a stopped app', async () => {
    const { world, provider } = connection;
    const { url } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });

    const answer = await probe(url);

    expect([answer.status, provider.isPlaceholder(answer)]).toEqual([404, true]);
  });

  it('takes the answer of an app that is up for its own', async () => {
    const { world, provider } = connection;
    const { url } = await world.addApp({ name: 'shop' });

    const answer = await probe(url);

    expect([answer.status, provider.isPlaceholder(answer)]).toEqual([200, false]);
  });

  it('believes the header of the router beside a 404 alone', () => {
    const headers = { 'x-clevercloudupgrade': 'true' };

    const taken = [200, 302, 404].map((status) => connection.provider.isPlaceholder({ status, headers }));

    expect(taken).toEqual([false, false, true]);
  });

  it.each([
    [404, false],
    [500, false],
    [502, true],
    [503, true],
    [504, true],
  ])('takes a %s without the header for a placeholder: %s', (status, expected) => {
    expect(connection.provider.isPlaceholder({ status, headers: {} })).toBe(expected);
  });
});

describe('what is busy', () => {
  it('names a deployment with its cause and its start', async () => {
    const { world, provider, run, advance } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    world.injectDeployment(id, { cause: 'Git' });
    await advance(2_000);

    const busy = await run(provider.getBusy(id));

    expect(busy).toEqual([{ kind: 'deployment', since: '2026-11-22T09:00:00.000Z', detail: 'Git' }]);
  });

  it('names a task', async () => {
    const { world, provider, run } = connection;
    const { id } = await world.addApp({ name: 'job', lifetime: 'TASK' });

    const busy = await run(provider.getBusy(id));

    expect(busy).toEqual([{ kind: 'one_off' }]);
  });
});
