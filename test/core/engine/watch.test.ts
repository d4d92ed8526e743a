import type { RuleConfig } from '../../../core/config.ts';
import { createInUseCheck } from '../../../core/engine/in-use.ts';
import type { App } from '../../../core/model/app.ts';
import { type OpenedWatch, openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

/** Deployed long ago, and not used since. */
async function addApp(name: string, facts: object = {}) {
  return stage.scalingo.world.addApp({
    name,
    formation: { web: { amount: 1, size: 'S' } },
    createdAt: ago(40 * 24 * 60),
    lastDeployedAt: ago(24 * 60),
    ...facts,
  });
}

async function openWith(...rules: readonly RuleConfig[]): Promise<void> {
  stage = await openWatchedStage(rules.length === 0 ? undefined : rules);
}

async function startWatch(options: Parameters<WatchedStage['open']>[0] = {}): Promise<OpenedWatch> {
  const opened = await stage.open(options);
  opened.watch.start();
  return opened;
}

const slept = ({ events }: OpenedWatch) =>
  events.filter(({ name }) => name === 'app_slept').map(({ app }) => app?.ref.split('/')[2]);

const refusals = ({ events }: OpenedWatch) =>
  events.filter(({ name }) => name === 'sleep_refused').map(({ reason }) => reason);

describe('a watch that looks by itself', () => {
  it('puts an app to sleep that nobody used for its limit, and not before', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    stage.scalingo.world.addRequests(app.id, ago(20), 3);
    const opened = await startWatch();

    await stage.pass(9 * MINUTE_MS);
    const early = app.status;
    await stage.pass(10 * MINUTE_MS);

    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
    expect(opened.events.filter(({ name }) => name === 'app_slept')).toMatchObject([
      { actor: 'rule:1', entryPoint: 'schedule', reason: 'idle' },
    ]);
  });

  it('does nothing in its first minute', async () => {
    await openWith();
    await addApp('shop-pr42');
    await startWatch();

    await stage.pass(59_000);

    expect(stage.scalingo.requests).toEqual([]);
  });

  it('leaves alone what is used, protected or not managed', async () => {
    await openWith({ match: '*-production', protect: true }, { match: 'shop-pr*', manage: true });
    const used = await addApp('shop-pr1');
    await addApp('shop-production');
    await addApp('other');
    const opened = await startWatch();

    // As people come: a request every ten minutes sharp would be a monitor's.
    for (const minutes of [3, 17, 8, 22, 11, 5, 19, 14, 9, 12]) {
      stage.scalingo.world.addRequests(used.id, ago(0));
      await stage.pass(minutes * MINUTE_MS);
    }

    expect(slept(opened)).toEqual([]);
    expect(stage.scalingo.world.scaleCalls).toEqual([]);
  });

  it('never sleeps on figures that cannot be read, and asks again after growing pauses', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    const body = '{"error":"down"}';
    const fault = { kind: 'status', status: 403, contentType: 'application/json', body } as const;
    stage.scalingo.faults.add({ ...fault, match: /stats/, times: 1_000 });
    await startWatch();

    await stage.pass(2 * HOUR_MS);
    const reads = stage.scalingo.requests.filter(({ path }) => path.includes('/stats'));

    expect(app.status).toBe('running');
    expect(reads.length).toBeGreaterThanOrEqual(5);
    expect(reads.length).toBeLessThanOrEqual(8);
  });

  it('does not stop what somebody asked for between the reading and the stop', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    stage.scalingo.faults.add({ kind: 'slow', ms: 6_000, match: /GET .*\/autoscalers/ });
    const opened = await startWatch();
    const unlisten = visitOnce(opened, app.id);

    await stage.pass(3 * MINUTE_MS);
    unlisten();

    expect(refusals(opened)).toEqual(['in_use']);
    expect(app.status).toBe('running');
    expect(await opened.store.list('snapshot')).toEqual([]);
    expect(await opened.store.list('interval')).toEqual([]);
  });

  it('waits for a one-off to end, tells so once, and sleeps afterwards', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    stage.scalingo.world.addOneOff(app.id);
    const opened = await startWatch();

    await stage.pass(40 * MINUTE_MS);
    const early = app.status;
    stage.scalingo.world.endOneOffs(app.id);
    await stage.pass(70 * MINUTE_MS);

    expect(early).toBe('running');
    expect(refusals(opened)).toEqual(['one_off']);
    expect(app.status).toBe('stopped');
  });

  it('does not sleep what is being deployed', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    stage.scalingo.world.addDeployment(app.id);
    await startWatch();

    await stage.pass(10 * MINUTE_MS);

    expect(app.status).not.toBe('stopped');
    expect(stage.scalingo.world.scaleCalls).toEqual([]);
  });

  it('leaves an app awake for as long as somebody keeps it', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    const key = `scalingo/osc-fr1/${app.id}`;
    const opened = await stage.open();
    const until = new Date(stage.clock.now().getTime() + 2 * HOUR_MS).toISOString();
    const snooze = { v: 1, key, ref: 'x', until, actor: 'terminal:ana', at: ago(0) } as const;
    await opened.store.write([{ put: 'snooze', record: snooze }]);
    opened.watch.start();

    await stage.pass(118 * MINUTE_MS);
    const kept = app.status;
    await stage.pass(10 * MINUTE_MS);

    expect(kept).toBe('running');
    expect(app.status).toBe('stopped');
  });
});

/** Somebody opens the app as soon as its snapshot is written. */
function visitOnce({ store }: OpenedWatch, id: string): () => void {
  const write = store.write.bind(store);
  store.write = async (changes) => {
    await write(changes);
    if (changes.some((change) => 'put' in change && change.put === 'snapshot')) {
      stage.scalingo.world.addRequests(id, ago(0));
    }
  };
  return () => {
    store.write = write;
  };
}

describe('apps that belong together', () => {
  it('stay awake while one of the group is used, and sleep as one', async () => {
    await openWith({ match: 'shop-pr{pr}-*', manage: true, group: 'shop-pr{pr}' });
    const front = await addApp('shop-pr1-front');
    const back = await addApp('shop-pr1-back');
    const opened = await startWatch();
    stage.scalingo.world.addRequests(front.id, ago(0));

    await stage.pass(25 * MINUTE_MS);
    const early = slept(opened);
    await stage.pass(15 * MINUTE_MS);

    expect(early).toEqual([]);
    expect([front.status, back.status]).toEqual(['stopped', 'stopped']);
  });

  it('sleep in an order that leaves nobody without what it needs', async () => {
    await openWith({ match: 'front', manage: true, needs: ['back'] }, { match: 'back', manage: true });
    await addApp('back');
    await addApp('front');
    const opened = await startWatch();

    await stage.pass(5 * MINUTE_MS);

    expect(slept(opened)).toEqual(['front', 'back']);
  });

  it('leaves what is needed awake when the one that needs it is refused', async () => {
    await openWith({ match: 'front', manage: true, needs: ['back'] }, { match: 'back', manage: true });
    const back = await addApp('back');
    const front = await addApp('front');
    stage.scalingo.world.addOneOff(front.id);
    await startWatch();

    await stage.pass(30 * MINUTE_MS);

    expect([front.status, back.status]).toEqual(['running', 'running']);
  });
});

describe('hours', () => {
  it('puts to sleep in the evening and wakes in the morning, what is needed first', async () => {
    // The clock starts on Sunday, 22 November 2026, 10:00 in Paris.
    const hours = { hours: 'Mon-Fri 08:00-19:00', wakeAtStart: true } as const;
    await openWith(
      { match: 'front', manage: true, ...hours, needs: ['back'] },
      { match: 'back', manage: true, ...hours },
    );
    const back = await addApp('back');
    const front = await addApp('front');
    const opened = await startWatch();

    await stage.pass(HOUR_MS);
    const asleep = [front.status, back.status];
    await stage.pass(21 * HOUR_MS + 5 * MINUTE_MS);
    const woken = opened.events.filter(({ name }) => name === 'app_woken');

    expect(asleep).toEqual(['stopped', 'stopped']);
    expect(woken.map(({ app }) => app?.ref.split('/')[2])).toEqual(['back', 'front']);
    expect(woken[0]?.at.slice(0, 15)).toBe('2026-11-23T07:0');
    expect([front.status, back.status]).toEqual(['running', 'running']);
  });
});

describe('observing', () => {
  it('touches nothing, and notes once what would have been slept until it is used', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    const opened = await startWatch({ config: { mode: 'observe' } });

    await stage.pass(3 * HOUR_MS);
    const open = await opened.store.list('interval');
    stage.scalingo.world.addRequests(app.id, ago(0));
    await stage.pass(HOUR_MS);

    expect(open).toMatchObject([{ wouldBe: true, cause: 'idle' }]);
    expect(await opened.store.list('ledger')).toMatchObject([{ wouldBe: true, endedBy: 'request' }]);
    expect(refusals(opened)).toEqual(['observe', 'observe']);
    expect(stage.scalingo.world.scaleCalls).toEqual([]);
  });
});

describe('somebody else', () => {
  it('who brings an app back three times is left to it', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    for (let round = 0; round < 4; round += 1) {
      await stage.pass(45 * MINUTE_MS);
      if (app.status === 'stopped') stage.scalingo.world.scale(app.id, { web: 1 });
      await stage.pass(3 * MINUTE_MS);
    }
    const [watched] = await stage.play(opened.watch.list());

    expect(watched?.decision.reason).toBe('fight');
    expect(refusals(opened)).toEqual(['fight']);
    expect(slept(opened)).toHaveLength(3);
    expect(app.status).toBe('running');
    expect((await opened.store.list('ledger')).map(({ endedBy }) => endedBy)).toEqual(['human', 'human', 'human']);
    expect(await opened.store.list('snapshot')).toEqual([]);
  });

  it('who stopped an app finds it left alone', async () => {
    await openWith();
    await addApp('shop-pr42', { formation: { web: { amount: 0, size: 'S' } } });
    const opened = await startWatch();

    await stage.pass(10 * MINUTE_MS);
    const [watched] = await stage.play(opened.watch.list());

    expect(watched?.decision).toMatchObject({ action: 'none', reason: 'stopped_by_other' });
  });
});

describe('a region that cannot be reached', () => {
  it('does not keep another one from being swept', async () => {
    await openWith();
    await stage.clever.world.addApp({ name: 'clever-app' });
    const app = await addApp('shop-pr42');
    stage.clever.faults.add({ kind: 'hang', times: 1_000 });
    await startWatch();

    await stage.pass(5 * MINUTE_MS);

    expect(app.status).toBe('stopped');
  });
});

describe('one sweep', () => {
  it('does what is due and tells what it did with every app', async () => {
    await openWith({ match: 'shop-pr*', manage: true });
    await addApp('shop-pr1');
    await addApp('other');
    const { watch } = await stage.open();

    const dry = await stage.play(watch.sweep({ dryRun: true }));
    const result = await stage.play(watch.sweep());

    expect(dry.items.map(({ app, did }) => [app.name, did])).toEqual([
      ['shop-pr1', 'would_sleep'],
      ['other', 'nothing'],
    ]);
    expect(result.items.map(({ app, did }) => [app.name, did])).toEqual([
      ['shop-pr1', 'slept'],
      ['other', 'nothing'],
    ]);
    expect(stage.scalingo.world.app('shop-pr1').status).toBe('stopped');
  });

  it('tells which region failed and sweeps the others', async () => {
    await openWith();
    await addApp('shop-pr1');
    const { watch } = await stage.open();
    stage.clever.faults.add({ kind: 'status', status: 401, contentType: 'application/json', body: '{}', times: 100 });

    const result = await stage.play(watch.sweep());

    expect(result.failed).toMatchObject([{ region: { type: 'clever-cloud' } }]);
    expect(result.items).toMatchObject([{ did: 'slept' }]);
  });
});

describe('a sleep by hand', () => {
  it('is refused while somebody uses the app, and only then', async () => {
    await openWith();
    const app = await addApp('shop-pr42');
    const { providers, engine, store } = await stage.open();
    const [provider] = providers;
    const listed = await stage.play(provider?.listApps() ?? Promise.resolve<readonly App[]>([]));
    const [target] = listed;
    if (target === undefined) throw new Error('no app');
    const confirm = createInUseCheck({ providers: () => providers, store, clock: stage.clock }, target, 1_800_000);
    const sleep = () => engine.sleep(target, { confirm }, { actor: 'terminal:ana', entryPoint: 'terminal' });
    stage.scalingo.world.addRequests(app.id, ago(2));

    const refused = await stage.play(sleep().catch((error: unknown) => error));
    await stage.pass(6 * MINUTE_MS);
    const outcome = await stage.play(sleep());

    expect(refused).toMatchObject({ code: 'sleep_refused', context: { reason: 'in_use' } });
    expect(outcome).toMatchObject({ changed: true, after: 'asleep' });
  });
});
