import type { Engine } from '../../../core/engine/engine.ts';
import type { Outcome } from '../../../core/engine/operation.ts';
import { wakeMany } from '../../../core/engine/wake-many.ts';
import { OperationError } from '../../../core/errors.ts';
import type { App } from '../../../core/model/app.ts';
import { makeApp } from '../../support/make.ts';

const app = (name: string) => makeApp({ id: name, name });

/** An engine that notes the order of starts and ends, each wake taking one turn of the loop. */
function makeEngine(failing: readonly string[] = []) {
  const log: string[] = [];
  const wake = async (woken: App): Promise<Outcome> => {
    log.push(`start ${woken.name}`);
    await new Promise((resolve) => setImmediate(resolve));
    if (failing.includes(woken.name)) throw new OperationError('wake_failed', 'no');
    log.push(`ready ${woken.name}`);
    return { app: woken, before: 'asleep', after: 'running', changed: true, durationMs: 1, reason: 'woken' };
  };
  const engine: Pick<Engine, 'wake'> = { wake };
  return { engine, log };
}

function settings(needs: Readonly<Record<string, readonly string[]>>) {
  return {
    requester: { actor: 'terminal:ana', entryPoint: 'terminal' } as const,
    targetFor: (target: App) => ({ app: target, options: {}, needs: (needs[target.name] ?? []).map(app) }),
  };
}

describe('waking several apps', () => {
  it('wakes what an app needs first and reports it too', async () => {
    const { engine, log } = makeEngine();

    const results = await wakeMany(engine, [app('front')], settings({ front: ['back'], back: ['db'] }));

    expect(log).toEqual(['start db', 'ready db', 'start back', 'ready back', 'start front', 'ready front']);
    expect(results.map(({ app: woken }) => woken.name).sort()).toEqual(['back', 'db', 'front']);
  });

  it('wakes a need shared by two apps once', async () => {
    const { engine, log } = makeEngine();

    await wakeMany(engine, [app('one'), app('two')], settings({ one: ['db'], two: ['db'] }));

    expect(log.filter((line) => line === 'start db')).toHaveLength(1);
  });

  it('does not wait for itself in a circle of needs', async () => {
    const { engine, log } = makeEngine();

    await wakeMany(engine, [app('one'), app('two')], settings({ one: ['two'], two: ['three'], three: ['one'] }));

    expect(log.filter((line) => line.startsWith('ready')).toSorted()).toEqual([
      'ready one',
      'ready three',
      'ready two',
    ]);
  });

  it('gives partial results when one of them fails', async () => {
    const { engine } = makeEngine(['db']);

    const results = await wakeMany(engine, [app('front'), app('docs')], settings({ front: ['db'] }));

    expect(Object.fromEntries(results.map(({ app: woken, result }) => [woken.name, result.status]))).toEqual({
      front: 'fulfilled',
      docs: 'fulfilled',
      db: 'rejected',
    });
  });
});
