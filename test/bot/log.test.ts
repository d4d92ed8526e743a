import { createLog } from '../../bot/log.ts';
import { ProviderError } from '../../core/errors.ts';
import { Secret } from '../../core/log.ts';
import { FakeClock } from '../support/fake-clock.ts';

function startLog(level: 'debug' | 'info' = 'info') {
  const lines: string[] = [];
  const log = createLog({ level, clock: new FakeClock(), destination: { write: (line) => void lines.push(line) } });
  const last = (): unknown => JSON.parse(lines.at(-1) ?? '{}');
  return { log, lines, last };
}

describe('the log', () => {
  it('writes facts and a text as one line of JSON, with the time of the clock', () => {
    const { log, last } = startLog();

    log.info({ app: 'shop', durationMs: 12 }, 'app asleep');

    expect(last()).toEqual({
      level: 'info',
      time: '2026-11-22T09:00:00.000Z',
      app: 'shop',
      durationMs: 12,
      msg: 'app asleep',
    });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = startLog();

    log.debug({}, 'call answered');

    expect(lines).toEqual([]);
  });

  it('writes an error with its code, its context and its causes', () => {
    const { log, last } = startLog();
    const error = new ProviderError('provider_unavailable', 'no answer', {
      context: { app: 'shop' },
      cause: new Error('ECONNRESET'),
    });

    log.error({ error }, 'a bug');

    expect(last()).toMatchObject({
      error: {
        type: 'ProviderError',
        code: 'provider_unavailable',
        context: { app: 'shop' },
        stack: expect.stringContaining('log.test.ts'),
        cause: { message: 'ECONNRESET' },
      },
    });
  });

  it('ends at an error that is its own cause', () => {
    const { log, lines } = startLog();
    const error = new Error('round and round');
    error.cause = error;

    log.error({ error }, 'a bug');

    expect(lines).toHaveLength(1);
  });

  it('writes no secret, however it comes', () => {
    const { log, lines } = startLog();
    const token = 'tk-us-0123456789';
    const requestError = Object.assign(new Error('refused'), { config: { headers: { authorization: token } } });

    log.warn({ token: new Secret(token), deep: { down: [new Secret(token)] } }, 'a secret object');
    log.warn({ token, authorization: token, request: { headers: { cookie: token }, body: token } }, 'plain text');
    log.warn({ error: requestError, err: requestError }, "a library's error");

    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain(token);
  });
});
