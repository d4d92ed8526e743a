import { getEventListeners } from 'node:events';
import { Operations } from '../../../core/engine/lock.ts';
import type { Outcome, Requester } from '../../../core/engine/operation.ts';
import type { Progress } from '../../../core/engine/progress.ts';
import { OperationError } from '../../../core/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeApp } from '../../support/make.ts';

const key = 'scalingo/osc-fr1/1';
const outcome: Outcome = {
  app: makeApp(),
  before: 'asleep',
  after: 'running',
  changed: true,
  durationMs: 10,
  reason: 'woken',
};

function makeOperations() {
  const clock = new FakeClock();
  let count = 0;
  return {
    clock,
    operations: new Operations(
      () => clock.now(),
      () => `op-${++count}`,
    ),
  };
}

function requester(actor: string, more: Partial<Requester> = {}): Requester {
  return { actor, entryPoint: 'terminal', ...more };
}

describe('one operation per app', () => {
  it('runs the body once for a thousand callers and tells each who asked first', async () => {
    const { operations } = makeOperations();
    const gate = Promise.withResolvers<void>();
    let bodies = 0;
    const body = async () => {
      bodies += 1;
      await gate.promise;
      return outcome;
    };

    const calls = Array.from({ length: 1000 }, (_, index) =>
      operations.run(key, 'wake', requester(`terminal:${index}`), body),
    );
    gate.resolve();
    const outcomes = await Promise.all(calls);

    expect(bodies).toBe(1);
    expect(outcomes[0]?.joined).toBeUndefined();
    expect(outcomes[999]?.joined).toEqual({ actor: 'terminal:0' });
  });

  it('gives a later caller the progress made so far and all that follows', async () => {
    const { operations } = makeOperations();
    const gate = Promise.withResolvers<void>();
    const seen: Progress['phase'][] = [];
    const first = operations.run(key, 'wake', requester('terminal:first'), async (control) => {
      control.report({ phase: 'reading' });
      await gate.promise;
      control.report({ phase: 'booting' });
      return outcome;
    });

    const second = operations.run(
      key,
      'wake',
      requester('terminal:second', { onProgress: ({ phase }) => seen.push(phase) }),
      async () => outcome,
    );
    gate.resolve();
    await Promise.all([first, second]);

    expect(seen).toEqual(['reading', 'booting']);
  });

  it('starts a wake only after the sleep under way has ended, and tells that sleep', async () => {
    const { operations } = makeOperations();
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const sleeping = operations.run(key, 'sleep', requester('terminal:a'), async (control) => {
      await gate.promise;
      order.push(`sleep superseded: ${control.superseded}`);
      return outcome;
    });
    const waking = operations.run(key, 'wake', requester('terminal:b'), async () => {
      order.push('wake');
      return outcome;
    });

    gate.resolve();
    await Promise.all([sleeping, waking]);

    expect(order).toEqual(['sleep superseded: true', 'wake']);
  });

  it('holds the next operation back until the finishing of the last one is over', async () => {
    const { operations } = makeOperations();
    const finishing = Promise.withResolvers<void>();
    const order: string[] = [];
    await operations.run(key, 'wake', requester('terminal:a'), async (control) => {
      control.finishLater(finishing.promise.then(() => void order.push('finished')));
      return outcome;
    });

    const sleeping = operations.run(key, 'sleep', requester('terminal:b'), async () => {
      order.push('sleep');
      return outcome;
    });
    finishing.resolve();
    await sleeping;

    expect(order).toEqual(['finished', 'sleep']);
  });

  it('lets one caller leave while the operation goes on for the others', async () => {
    const { operations } = makeOperations();
    const gate = Promise.withResolvers<void>();
    const leaving = new AbortController();
    const body = async () => {
      await gate.promise;
      return outcome;
    };
    const stays = operations.run(key, 'wake', requester('terminal:stays'), body);
    const leaves = operations.run(key, 'wake', requester('terminal:leaves', { signal: leaving.signal }), body);

    leaving.abort();
    const left = await leaves.catch((error: unknown) => error);
    gate.resolve();

    expect(left).toMatchObject({ code: 'operation_cancelled' });
    expect(await stays).toMatchObject({ reason: 'woken' });
  });

  it('gives up when the last caller leaves before the provider knows, and not afterwards', async () => {
    const { operations } = makeOperations();
    const attempt = async (requested: boolean) => {
      const leaving = new AbortController();
      const gate = Promise.withResolvers<void>();
      const end = Promise.withResolvers<string>();
      const call = operations.run(key, 'wake', requester('terminal:a', { signal: leaving.signal }), async (control) => {
        if (requested) control.markRequested();
        await gate.promise;
        end.resolve(control.signal.aborted ? 'given up' : 'went on');
        return outcome;
      });
      leaving.abort();
      await call.catch(() => undefined);
      gate.resolve();
      await operations.idle();
      return end.promise;
    };

    expect(await attempt(false)).toBe('given up');
    expect(await attempt(true)).toBe('went on');
  });

  it('hands the failure to every caller and is free for the next operation', async () => {
    const { operations } = makeOperations();
    const fail = async (): Promise<Outcome> => {
      throw new OperationError('wake_failed', 'no');
    };

    const calls = [1, 2].map((index) =>
      operations.run(key, 'wake', requester(`terminal:${index}`), fail).catch((error: unknown) => error),
    );
    const errors = await Promise.all(calls);
    await operations.idle();

    expect(errors).toMatchObject([{ code: 'wake_failed' }, { code: 'wake_failed' }]);
    expect(operations.find(key)).toBeUndefined();
  });
});

describe('what callers may do to an operation', () => {
  it('starts anew for who comes after everybody has left', async () => {
    const { operations } = makeOperations();
    const leaving = new AbortController();
    const first = operations.run(key, 'wake', requester('terminal:a', { signal: leaving.signal }), async (control) => {
      await new Promise((resolve) => control.signal.addEventListener('abort', resolve));
      control.markRequested();
      return outcome;
    });
    leaving.abort();
    const [left] = await Promise.allSettled([first]);

    const second = await operations.run(key, 'wake', requester('terminal:b'), async () => outcome);

    expect(left).toMatchObject({ status: 'rejected', reason: { code: 'operation_cancelled' } });
    expect(second).toEqual(outcome);
  });

  it('goes on when a listener of progress throws, and tells the others', async () => {
    const faults: unknown[] = [];
    const operations = new Operations(
      () => new FakeClock().now(),
      () => 'op',
      { onFault: (error) => faults.push(error) },
    );
    const throwing = () => {
      throw new Error('no terminal');
    };

    const ended = await operations.run(
      key,
      'wake',
      requester('terminal:a', { onProgress: throwing }),
      async (control) => {
        control.report({ phase: 'reading' });
        return outcome;
      },
    );

    expect(ended).toEqual(outcome);
    expect(faults).toHaveLength(1);
  });

  it('tells a step once, however often it is reported', async () => {
    const { operations } = makeOperations();
    const seen: Progress['phase'][] = [];

    await operations.run(
      key,
      'wake',
      requester('terminal:a', { onProgress: ({ phase }) => seen.push(phase) }),
      async (control) => {
        await Promise.resolve();
        for (const phase of ['reading', 'waiting', 'waiting', 'booting'] as const) control.report({ phase });
        return outcome;
      },
    );

    expect(seen).toEqual(['reading', 'waiting', 'booting']);
  });

  it('leaves nothing on a signal that outlives it', async () => {
    const { operations } = makeOperations();
    const { signal } = new AbortController();

    await operations.run(key, 'wake', requester('terminal:a', { signal }), async () => outcome);

    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('ends a recovery that nobody can join when a person asks for the app', async () => {
    const { operations } = makeOperations();
    const order: string[] = [];
    const body = async (control: { signal: AbortSignal; markRequested: () => void }) => {
      control.markRequested();
      await new Promise((resolve) => control.signal.addEventListener('abort', resolve));
      order.push('recovery ended');
      throw control.signal.reason;
    };
    const recovering = operations.run(key, 'sleep', requester('terminal:a'), body, { yields: true, joinable: false });

    const asked = operations.run(key, 'sleep', requester('terminal:b'), async () => {
      order.push('asked');
      return outcome;
    });
    const [recovered, ended] = await Promise.allSettled([recovering, asked]);

    expect(recovered.status).toBe('rejected');
    expect(ended).toMatchObject({ status: 'fulfilled' });
    expect(order).toEqual(['recovery ended', 'asked']);
  });
});
