import { request } from 'undici';
import { jsonAnswer, type SimulatorServer, startServer } from '../../../core/simulator/server.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let server: SimulatorServer;

beforeEach(async () => {
  let served = 0;
  const answer = () => {
    served += 1;
    return jsonAnswer(200, served);
  };
  server = await startServer(answer, { clock: new FakeClock() });
});

afterEach(() => server.close());

async function ask(path: string, method: 'GET' | 'POST' = 'GET'): Promise<unknown> {
  const { statusCode, body } = await request(`${server.url}${path}`, { method });
  const text = await body.text();
  return statusCode === 200 ? JSON.parse(text) : statusCode;
}

describe('generated faults of a simulated vendor', () => {
  it('are asked for with every request, and hit those that get one', async () => {
    const asked: string[] = [];
    server.faults.generate((line) => {
      asked.push(line);
      return asked.length === 2 ? { kind: 'status', status: 500, contentType: 'text/plain', body: '' } : undefined;
    });

    const answers = [await ask('/apps'), await ask('/apps'), await ask('/apps', 'POST')];

    expect(answers).toEqual([1, 500, 2]);
    expect(asked).toEqual(['GET /apps', 'GET /apps', 'POST /apps']);
  });

  it('leave a request alone that a waiting fault hits', async () => {
    server.faults.generate(() => ({ kind: 'status', status: 500, contentType: 'text/plain', body: '' }));
    server.faults.add({ kind: 'status', status: 429, contentType: 'text/plain', body: '' });

    expect([await ask('/apps'), await ask('/apps')]).toEqual([429, 500]);
  });

  it('end when faults are cleared', async () => {
    server.faults.generate(() => ({ kind: 'status', status: 500, contentType: 'text/plain', body: '' }));

    server.faults.clear();

    expect(await ask('/apps')).toBe(1);
  });
});

describe('a stale answer of a simulated vendor', () => {
  it('is what the same reading got before', async () => {
    let stale = false;
    server.faults.generate(() => (stale ? { kind: 'stale' } : undefined));
    await ask('/apps?page=1');
    await ask('/apps?page=2');
    stale = true;

    const answers = [await ask('/apps?page=1'), await ask('/apps?page=2'), await ask('/apps?page=1')];

    expect(answers).toEqual([1, 2, 1]);
  });

  it('is never given to a first reading or to a change', async () => {
    server.faults.generate(() => ({ kind: 'stale' }));

    expect([await ask('/apps', 'POST'), await ask('/apps', 'POST'), await ask('/apps')]).toEqual([1, 2, 3]);
  });
});
