import { ProviderError } from '../../../../core/errors.ts';
import type { Formation } from '../../../../core/model/formation.ts';
import type { Change, ChangeProgress } from '../../../../core/providers/provider.ts';
import type { ScalingoWorld } from '../../../../core/simulator/scalingo/world.ts';
import { type ScalingoHarness, startScalingoHarness } from './harness.ts';

const FORMATION: Formation = {
  web: { amount: 2, size: 'M' },
  worker: { amount: 1, size: 'S' },
  clock: { amount: 0, size: 'L' },
};

let harness: ScalingoHarness;
let world: ScalingoWorld;

beforeEach(async () => {
  harness = await startScalingoHarness();
  world = harness.simulator.world;
});

afterEach(async () => {
  await harness.close();
});

/** Until the change is over, as an engine would follow it. */
async function follow(id: string, change: Change): Promise<ChangeProgress> {
  for (;;) {
    const progress = await harness.run(harness.provider.getProgress(id, change));
    if (progress.state !== 'pending') return progress;
    await harness.clock.advance(2000);
  }
}

async function stop(id: string): Promise<ChangeProgress> {
  return follow(id, await harness.run(harness.provider.stop(id)));
}

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const outcome: unknown = await harness.run(promise).catch((error: unknown) => error);
  if (!(outcome instanceof ProviderError)) throw new Error('Expected a ProviderError');
  return outcome;
}

/** Requests to the regional API during the work. */
async function countCalls(work: () => Promise<unknown>): Promise<number> {
  const calls = () => harness.simulator.requests.filter(({ path }) => path !== '/v1/tokens/exchange').length;
  const before = calls();
  await work();
  return calls() - before;
}

describe('listing apps of Scalingo', () => {
  it('costs one call however many there are', async () => {
    for (let n = 1; n <= 40; n += 1) await harness.makeApp({ name: `shop-${n}`, state: 'running' });

    const calls = await countCalls(() => harness.run(harness.provider.listApps()));

    expect(calls).toBe(1);
  });

  it('names the pull request of review apps', async () => {
    await world.addApp({ name: 'shop', link: {} });
    await world.addApp({ name: 'shop-pr42', parent: 'shop', pullRequest: { number: 42 } });

    const apps = await harness.run(harness.provider.listApps());

    expect(apps.map(({ name, review }) => [name, review])).toEqual([
      ['shop', undefined],
      ['shop-pr42', { parent: 'shop', pullRequest: 42 }],
    ]);
  });

  it('takes a status it has never heard of for unknown', async () => {
    const { id } = await world.addApp({ name: 'shop', status: 'hibernating' });

    const app = await harness.run(harness.provider.getApp(id));

    expect(app.status).toBe('unknown');
  });

  it('is not disturbed by fields it does not know', async () => {
    world.settings.noise = true;
    const id = await harness.makeApp({ name: 'shop', state: 'running', formation: FORMATION });

    await stop(id);
    const change = await harness.run(harness.provider.start(id, FORMATION));
    await follow(id, change);

    expect(world.formationOf(id)).toEqual(FORMATION);
  });

  it('keeps under the allowance of a minute by itself, and lets people go first', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    await harness.run(harness.provider.listApps());
    const ended: string[] = [];
    const background = Array.from({ length: 70 }, () =>
      harness.provider.getApp(id).then(() => ended.push('background')),
    );
    const person = harness.provider.getApp(id, { priority: 'person' }).then(() => ended.push('person'));

    await harness.run(Promise.all([...background, person]));

    const at = harness.simulator.requests.map((request) => request.at);
    const busiest = Math.max(...at.map((from) => at.filter((when) => when >= from && when < from + 60_000).length));
    // One more for the exchange, which the other host counts.
    expect(busiest).toBeLessThanOrEqual(50 + 1);
    expect(ended).toHaveLength(71);
    expect(ended.indexOf('person')).toBeLessThan(10);
  });

  it('speaks of an app by the name it has last seen', async () => {
    const id = await harness.makeApp({ name: 'shop-pr42', state: 'running' });
    await harness.run(harness.provider.listApps());
    world.remove(id);

    const error = await failure(harness.provider.getFormation(id));

    expect([error.code, error.context.app]).toEqual(['provider_not_found', 'scalingo/osc-fr1/shop-pr42']);
  });

  it('forgets the names of apps that are gone', async () => {
    const id = await harness.makeApp({ name: 'shop-pr42', state: 'running' });
    await harness.run(harness.provider.listApps());
    world.remove(id);
    await harness.run(harness.provider.listApps());

    const error = await failure(harness.provider.getFormation(id));

    expect(error.context.app).toBe(id);
  });
});

describe('stopping and starting an app of Scalingo', () => {
  it('brings back amounts, zeros, sizes and autoscalers', async () => {
    const { provider } = harness;
    const id = await harness.makeApp({ name: 'shop', state: 'running', formation: FORMATION });
    world.addAutoscaler(id, { type: 'web' });
    world.addAutoscaler(id, { type: 'worker', disabled: true });
    const before = world.formationOf(id);
    const formation = await harness.run(provider.getFormation(id));
    await stop(id);
    const asleep = world.autoscalersOf(id).map(({ disabled }) => disabled);

    await follow(id, await harness.run(provider.start(id, formation)));
    await harness.run(provider.settle(id, formation));

    expect(asleep).toEqual([true, true]);
    expect(formation).toEqual(before);
    expect(world.formationOf(id)).toEqual(before);
    expect(world.autoscalersOf(id).map(({ disabled }) => disabled)).toEqual([false, true]);
  });

  it('leaves no autoscaler on that would start what was at zero already', async () => {
    const formation = { web: { amount: 1, size: 'S' }, worker: { amount: 0, size: 'S' } };
    const id = await harness.makeApp({ name: 'shop', state: 'running', formation });
    world.addAutoscaler(id, { type: 'worker', min: 2 });

    await stop(id);
    await harness.clock.advance(60_000, () => harness.held());

    expect(harness.runningFormation(id)).toEqual({});
    expect(world.autoscalersOf(id).map(({ disabled }) => disabled)).toEqual([true]);
  });

  it('switches no autoscaler on where somebody else has put the app to sleep meanwhile', async () => {
    const { provider } = harness;
    const id = await harness.makeApp({ name: 'shop', state: 'running', formation: FORMATION });
    world.addAutoscaler(id, { type: 'web' });
    const formation = await harness.run(provider.getFormation(id));
    await stop(id);

    await harness.run(provider.settle(id, formation));
    await harness.clock.advance(60_000, () => harness.held());

    expect(harness.runningFormation(id)).toEqual({});
    expect(world.autoscalersOf(id).map(({ disabled }) => disabled)).toEqual([true]);
  });

  it('reads an app again that it has just stopped', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    await stop(id);

    const calls = await countCalls(() => harness.run(harness.provider.stop(id)));

    expect(calls).toBe(3);
  });

  it('does not mind an autoscaler that was deleted meanwhile', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });

    const settling = harness.run(harness.provider.settle(id, { web: { amount: 1, autoscaler: 'au-gone' } }));

    await expect(settling).resolves.toBeUndefined();
  });

  it('asks for every type in one call, without a size', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running', formation: FORMATION });

    await stop(id);
    await follow(id, await harness.run(harness.provider.start(id, FORMATION)));

    expect(world.scaleCalls.map(({ containers }) => containers)).toEqual([
      [
        { name: 'web', amount: 0 },
        { name: 'worker', amount: 0 },
        { name: 'clock', amount: 0 },
      ],
      [
        { name: 'web', amount: 2 },
        { name: 'worker', amount: 1 },
        { name: 'clock', amount: 0 },
      ],
    ]);
  });

  it('costs one call to start', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });

    const calls = await countCalls(() => harness.run(harness.provider.start(id, { web: { amount: 1 } })));

    expect(calls).toBe(1);
  });

  it('reads what is to be stopped again when the system has set its time back', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    await harness.run(harness.provider.getFormation(id));
    harness.clock.setBack(3_600_000);

    const calls = await countCalls(() => harness.run(harness.provider.stop(id)));

    expect(calls).toBe(3);
  });

  it('stops a crashed app', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'crashed' });

    const progress = await stop(id);

    expect(progress.state).toBe('done');
    expect((await harness.run(harness.provider.getApp(id))).status).toBe('stopped');
  });

  it('starts a crashed app by a scale when another formation is asked for', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'crashed', formation: { web: { amount: 1 } } });

    await follow(id, await harness.run(harness.provider.start(id, { web: { amount: 2 } })));

    expect(harness.runningFormation(id)).toMatchObject({ web: { amount: 2 } });
    expect(harness.startCalls(id)).toBe(1);
  });

  it('accepts to stop an app that never ran, where nothing is left to wait for', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'neverDeployed' });

    const change = await harness.run(harness.provider.stop(id));
    const progress = await harness.run(harness.provider.getProgress(id, change));

    expect([change.kind, change.id, progress.state]).toEqual(['accepted', undefined, 'done']);
  });

  it('refuses an app never deployed whatever formation is asked for', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'neverDeployed' });

    const error = await failure(harness.provider.start(id, { web: { amount: 3 } }));

    expect([error.code, error.context.reason]).toEqual(['provider_refused', 'never_deployed']);
  });

  it.each([404, 422] as const)('leaves out a process type that is gone, told by a %d', async (status) => {
    world.settings.unknownTypeStatus = status;
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });

    await follow(id, await harness.run(harness.provider.start(id, { web: { amount: 2 }, gone: { amount: 1 } })));

    expect(harness.runningFormation(id)).toMatchObject({ web: { amount: 2 } });
  });

  it('starts one web container when every process type that ran is gone', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });

    await follow(id, await harness.run(harness.provider.start(id, { web: { amount: 0 }, gone: { amount: 2 } })));

    expect(harness.runningFormation(id)).toMatchObject({ web: { amount: 1 } });
  });

  it('passes on that there are too many containers, after one look for types that are gone', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });

    const error = await failure(harness.provider.start(id, { web: { amount: 11 } }));

    expect(error.code).toBe('provider_refused');
    expect(error.context.detail).toContain("can't scale over 10 containers");
    expect(world.scaleCalls).toHaveLength(1);
  });

  it('tells that an account has to pay', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });
    world.app(id).unpaid = true;

    const error = await failure(harness.provider.start(id, { web: { amount: 1 } }));

    expect([error.code, error.retryable, error.context.reason]).toEqual(['provider_refused', false, 'payment']);
    expect(error.context.detail).toContain('http');
  });

  it('does not start twice when the connection breaks after the request was taken', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });
    await harness.run(harness.provider.listApps());
    harness.simulator.faults.add({ kind: 'reset', when: 'after', match: /\/scale$/ });

    const error = await failure(harness.provider.start(id, { web: { amount: 1 } }));

    expect([error.code, error.retryable]).toEqual(['provider_conflict', true]);
    expect(harness.startCalls(id)).toBe(1);
  });
});

describe('following a change at Scalingo', () => {
  it('tells why an operation failed', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });
    world.failStarts(id);
    const change = await harness.run(harness.provider.start(id, { web: { amount: 1 } }));

    const progress = await follow(id, change);

    expect(progress.state).toBe('failed');
    expect(progress.detail).toContain('web-1');
  });

  it('goes by the status of the app once the operation is forgotten', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });
    const { at } = await harness.run(harness.provider.start(id, { web: { amount: 1 } }));
    const change: Change = { kind: 'accepted', id: '000000000000000000000000', at };

    const atOnce = await harness.run(harness.provider.getProgress(id, change));
    await harness.clock.advance(60_000);
    const later = await harness.run(harness.provider.getProgress(id, change));

    expect([atOnce.state, later.state]).toEqual(['pending', 'done']);
  });

  it('takes a crashed app for a failure when no operation can be asked', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'crashed' });

    const progress = await harness.run(
      harness.provider.getProgress(id, { kind: 'accepted', at: '2026-11-22T09:00:00.000Z' }),
    );

    expect(progress.state).toBe('failed');
  });

  it('waits while the status is one it does not know', async () => {
    const { id } = await world.addApp({ name: 'shop', status: 'hibernating' });

    const progress = await harness.run(
      harness.provider.getProgress(id, { kind: 'accepted', at: '2026-11-22T09:00:00.000Z' }),
    );

    expect(progress.state).toBe('pending');
  });

  it('asks nothing about a change that was none', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'stopped' });

    const calls = await countCalls(() =>
      harness.run(harness.provider.getProgress(id, { kind: 'none', at: '2026-11-22T09:00:00.000Z' })),
    );

    expect(calls).toBe(0);
  });
});

describe('what ran before at Scalingo', () => {
  it('is found behind many later events', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running', formation: FORMATION });
    await stop(id);
    for (let n = 0; n < 70; n += 1) world.addEvent(id, 'edit_variable', {}, harness.clock.now().toISOString());

    const formation = await harness.run(harness.provider.getPreviousFormation(id));

    expect(formation).toEqual(FORMATION);
  });

  it('is given up after three pages, since each costs a call', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running', formation: FORMATION });
    await stop(id);
    for (let n = 0; n < 100; n += 1) world.addEvent(id, 'edit_variable', {}, harness.clock.now().toISOString());
    let formation: Formation | undefined = FORMATION;

    const calls = await countCalls(async () => {
      formation = await harness.run(harness.provider.getPreviousFormation(id));
    });

    expect([formation, calls]).toEqual([undefined, 3]);
  });

  it('is unknown for an app that was never scaled to zero', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });

    const formation = await harness.run(harness.provider.getPreviousFormation(id));

    expect(formation).toBeUndefined();
  });
});

describe('rights at Scalingo', () => {
  it('tells a token that may only look from an app it cannot see', async () => {
    const shown = await harness.makeApp({ name: 'shop', state: 'running' });
    const hidden = await harness.makeApp({ name: 'tool', state: 'running' });
    await harness.run(harness.provider.listApps());
    world.grant(shown, world.owner, 'limited');
    world.hide(hidden, world.owner);

    const errors = [await failure(harness.provider.stop(shown)), await failure(harness.provider.stop(hidden))];

    expect(errors.map(({ code }) => code)).toEqual(['provider_auth', 'provider_not_found']);
  });

  it('goes on by itself when its bearer has ended', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    await harness.run(harness.provider.listApps());
    await harness.clock.advance(2 * 3_600_000);

    const app = await harness.run(harness.provider.getApp(id));

    expect(app.name).toBe('shop');
  });

  it('goes on by itself when the vendor has withdrawn its bearer', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    await harness.run(harness.provider.listApps());
    await harness.clock.advance(60_000);
    world.revokeBearers();

    const apps = await harness.run(Promise.all([harness.provider.getApp(id), harness.provider.getApp(id)]));

    const exchanges = harness.simulator.requests.filter(({ path }) => path === '/v1/tokens/exchange');
    expect(apps.map(({ name }) => name)).toEqual(['shop', 'shop']);
    expect(exchanges).toHaveLength(2);
  });
});

describe('busy apps of Scalingo', () => {
  it('include those with a one-off, whose command stays secret', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    world.addOneOff(id, 'migrate --password hunter22');

    const busy = await harness.run(harness.provider.getBusy(id));

    expect(busy.map(({ kind }) => kind)).toEqual(['one_off']);
    expect(JSON.stringify(busy)).not.toContain('hunter22');
  });

  it('are free again once the deployment has ended', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'deploying' });
    world.endDeployment(id);

    const busy = await harness.run(harness.provider.getBusy(id));

    expect(busy).toEqual([]);
  });
});

describe('activity of an app of Scalingo', () => {
  const since = () => new Date(harness.clock.now().getTime() - 30 * 60_000);

  it('is the last request that routers served, for one call', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    world.addRequests(id, '2026-11-22T08:40:20Z', 3);
    let activity: unknown;

    const calls = await countCalls(async () => {
      activity = await harness.run(harness.provider.getActivitySince(id, since()));
    });

    expect(activity).toMatchObject({ known: true, requests: 3, lastRequestAt: '2026-11-22T08:41:00.000Z' });
    expect(calls).toBe(1);
  });

  it.each(['zero', 'null'] as const)('is none when nobody came since, quiet minutes being %s', async (quiet) => {
    world.settings.quietMinutes = quiet;
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    world.addRequests(id, '2026-11-22T08:10:00Z');

    const activity = await harness.run(harness.provider.getActivitySince(id, since()));

    expect(activity).toEqual({
      known: true,
      requests: 0,
      hits: [{ at: '2026-11-22T08:11:00.000Z', count: 1 }],
      completeUntil: '2026-11-22T09:00:00.000Z',
    });
  });

  it.each([
    [true, 1, { known: true, requests: 0 }],
    [false, 0, { known: false, reason: 'no_web' }],
    [undefined, 2, { known: true, requests: 0 }],
  ])('of an app whose web container is known (%s) costs %d calls when nobody came', async (hasWeb, cost, expected) => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    await harness.run(harness.provider.listApps());
    let activity: unknown;

    const calls = await countCalls(async () => {
      const options = hasWeb === undefined ? {} : { hasWeb };
      activity = await harness.run(harness.provider.getActivitySince(id, since(), options));
    });

    expect(activity).toMatchObject(expected);
    expect(calls).toBe(cost);
  });

  it('is none when the vendor has no metrics at all', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });

    const activity = await harness.run(harness.provider.getActivitySince(id, since()));

    expect(activity).toMatchObject({ known: true, requests: 0 });
  });

  it('is unknown where routers see nothing: without a web container', async () => {
    const id = await harness.makeApp({
      name: 'jobs',
      state: 'running',
      formation: { web: { amount: 0 }, worker: { amount: 1 } },
    });

    const activity = await harness.run(harness.provider.getActivitySince(id, since()));

    expect(activity).toEqual({ known: false, reason: 'no_web' });
  });

  it('is unknown beyond what metrics remember, unless a request is found', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    const longAgo = new Date(harness.clock.now().getTime() - 100 * 3_600_000);

    const quiet = await harness.run(harness.provider.getActivitySince(id, longAgo));
    world.addRequests(id, '2026-11-21T08:00:00Z');
    const used = await harness.run(harness.provider.getActivitySince(id, longAgo));

    expect(quiet).toEqual({ known: false, reason: 'beyond_history' });
    expect(used).toMatchObject({ known: true });
  });

  it.each([
    ['the app is gone', 404, '{"resource":"app","error":"not found"}', 'provider_not_found'],
    ['metrics are down', 500, '{"error":"Internal error"}', 'provider_unavailable'],
    ['points are unreadable', 200, '[{"time":"2026-11-22T08:40:00Z"}]', 'provider_contract'],
    ['there is no point', 200, '[]', 'no_metrics'],
  ])('is unknown when %s', async (_, status, body, reason) => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    const fault = { kind: 'status', status, contentType: 'application/json', body, times: 99 } as const;
    harness.simulator.faults.add({ ...fault, match: /\/stats\/router$/ });

    const activity = await harness.run(harness.provider.getActivitySince(id, since()));

    expect(activity).toEqual({ known: false, reason });
  });

  it('is not given at all to a caller who has called it off', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    const reason = new Error('called off');

    const reading = harness.provider.getActivitySince(id, since(), { signal: AbortSignal.abort(reason) });

    await expect(harness.run(reading)).rejects.toBe(reason);
  });

  it('is unknown when it cannot be told whether routers see anything', async () => {
    const id = await harness.makeApp({ name: 'shop', state: 'running' });
    const fault = { kind: 'status', status: 503, contentType: 'text/html', body: '', times: 99 } as const;
    harness.simulator.faults.add({ ...fault, match: /\/containers$/ });

    const activity = await harness.run(harness.provider.getActivitySince(id, since()));

    expect(activity).toEqual({ known: false, reason: 'provider_unavailable' });
  });
});

describe('an answer in place of an app of Scalingo', () => {
  it.each([
    [200, {}, false],
    [404, {}, false],
    [500, {}, false],
    [502, {}, true],
    [503, {}, true],
    [504, {}, true],
    [404, { 'x-scalingo-error': 'no such app' }, true],
  ])('with status %d and headers %j: %s', (status, headers, expected) => {
    const placeholder = harness.provider.isPlaceholder({ status, headers });

    expect(placeholder).toBe(expected);
  });
});
