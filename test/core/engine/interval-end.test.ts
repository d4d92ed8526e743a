import { closeVanished, endOf, resumedSleep } from '../../../core/engine/interval-end.ts';
import type { Ledger } from '../../../core/engine/ledger.ts';
import type { Caller, Paastis } from '../../../core/index.ts';
import type { Store } from '../../../core/store/store.ts';
import { makeApp } from '../../support/make.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import { addVendorApp, lastingStore, vendors } from '../../support/vendor-app.ts';

let stage: Stage;
let store: Store;
let paastis: Paastis;

beforeEach(async () => {
  stage = await openStage();
  store = lastingStore();
  paastis = await stage.open({ store });
});

afterEach(() => stage.close());

const HOUR_MS = 3_600_000;
const held = () => stage.scalingo.held + stage.clever.held;
const pass = (hours: number) => stage.clock.advance(hours * HOUR_MS, held);
const ana: Caller = { actor: 'terminal:ana', entryPoint: 'terminal' };
const run = (line: string, caller: Caller = ana) => stage.play(paastis.run(line, caller));
const rows = () => store.list('ledger');
const openRows = () => store.list('interval');

/** Down from now on: the sleep is over and confirmed. */
async function fallAsleep(): Promise<void> {
  const [slept] = await operate(stage, paastis, 'sleep shop-pr42');
  expect(slept?.after).toBe('asleep');
}

describe('a sleep and the wake that ends it', () => {
  it.each(vendors)('make one row at %s, from the confirmed stop to the request to start', async (vendor) => {
    const app = await addVendorApp(stage, vendor);
    const askedMs = stage.clock.now().getTime();
    await fallAsleep();
    const asleepMs = stage.clock.now().getTime();
    const [open] = await openRows();
    await pass(10);
    const wakeAskedMs = stage.clock.now().getTime();
    await operate(stage, paastis, 'wake shop-pr42');
    const readyMs = stage.clock.now().getTime();
    await pass(1);

    const [row, ...others] = await rows();
    expect(open).toMatchObject({ key: app.key, cause: 'manual', actor: 'terminal:ana', wouldBe: false });
    expect(row).toMatchObject({ app: app.key, endedBy: 'wake_cli' });
    expect(Date.parse(row?.askedAt ?? '')).toBeGreaterThanOrEqual(askedMs);
    expect(Date.parse(row?.asleepFrom ?? '')).toBe(asleepMs);
    expect(Date.parse(row?.asleepUntil ?? '')).toBeGreaterThanOrEqual(wakeAskedMs);
    expect(Date.parse(row?.asleepUntil ?? '')).toBeLessThan(readyMs);
    expect(others).toEqual([]);
    expect(await openRows()).toEqual([]);
  });

  it('keep what ran and what it cost then', async () => {
    await addVendorApp(stage, 'scalingo');

    await fallAsleep();

    const [open] = await openRows();
    expect(open?.formation).toMatchObject({ web: { amount: 2, size: 'M' }, worker: { amount: 1, size: 'S' } });
    expect(open?.prices.M).toMatchObject({ perHour: 0.02, source: 'list' });
    expect(Object.keys(open?.prices ?? {}).toSorted()).toEqual(['M', 'S']);
  });

  it.each([
    ['slack', 'slack:U0123456', 'wake_chat'],
    ['github', 'github:octocat', 'wake_pr'],
    ['schedule', 'rule:1', 'schedule'],
  ] as const)('tell that it was woken from %s', async (entryPoint, actor, endedBy) => {
    await addVendorApp(stage, 'scalingo');
    await fallAsleep();
    await pass(1);

    await run('wake shop-pr42', { actor, entryPoint });

    expect(await rows()).toMatchObject([{ endedBy }]);
  });
});

describe('a sleep that does not take place', () => {
  it('leaves no row when it is refused before anything was noted', async () => {
    await addVendorApp(stage, 'scalingo');
    stage.scalingo.world.addOneOff('shop-pr42');

    await run('sleep shop-pr42');

    expect([...(await openRows()), ...(await rows())]).toEqual([]);
  });

  it('leaves no row when the provider takes nothing', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    app.faults.add({ kind: 'status', status: 403, contentType: 'application/json', body: '{}', match: app.calls.stop });

    await run('sleep shop-pr42');

    expect(app.isUp()).toBe(true);
    expect([...(await openRows()), ...(await rows())]).toEqual([]);
  });
});

describe('a sleep that somebody else ended', () => {
  it('counts up to the last look that saw it asleep, and tells how far off that may be', async () => {
    await addVendorApp(stage, 'scalingo');
    await fallAsleep();
    await pass(2);
    const seenAt = stage.clock.now().toISOString();
    await run('list');
    await pass(1);
    stage.scalingo.world.scale('shop-pr42', { web: 1 });
    await pass(1);

    await run('wake shop-pr42');

    const [row, ...others] = await rows();
    expect(row).toMatchObject({ asleepUntil: seenAt, endedBy: 'human' });
    expect(row?.errorMs).toBeGreaterThanOrEqual(2 * HOUR_MS);
    expect(others).toEqual([]);
    expect(await openRows()).toEqual([]);
  });

  it('tells a deployment from a hand', async () => {
    const app = await addVendorApp(stage, 'clever-cloud');
    await fallAsleep();
    await pass(1);
    stage.clever.world.injectDeployment(app.key.split('/')[2] ?? '', { cause: 'github' });
    await pass(1);

    await run('wake shop-pr42');

    expect(await rows()).toMatchObject([{ endedBy: 'deploy', errorMs: expect.any(Number) }]);
    expect(await openRows()).toEqual([]);
  });

  it('makes way for the next one, so that never two are open', async () => {
    await addVendorApp(stage, 'scalingo');
    await fallAsleep();
    await pass(1);
    stage.scalingo.world.scale('shop-pr42', { web: 1 });
    await pass(1);

    await fallAsleep();

    expect(await rows()).toMatchObject([{ endedBy: 'human' }]);
    expect(await openRows()).toMatchObject([{ formation: { web: { amount: 1 } } }]);
  });

  it('ends with the app, when it was last seen', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    await run('list');
    await fallAsleep();
    await pass(3);
    await run('list');
    const lastSeenAt = stage.clock.now().toISOString();
    await pass(0.5);
    app.remove();

    await run('list');

    expect(await rows()).toMatchObject([{ asleepUntil: lastSeenAt, endedBy: 'deleted', errorMs: 0.5 * HOUR_MS }]);
    expect(await openRows()).toEqual([]);
  });
});

const unit = { at: '2026-11-22T09:00:00.000Z', key: 'scalingo/osc-fr1/a1', ref: 'scalingo/osc-fr1/shop' } as const;

/** A ledger that tells what it is asked for. */
function listeningLedger() {
  const asked: unknown[] = [];
  const close: Ledger['close'] = async (key, end) => {
    asked.push([key, end]);
    return [];
  };
  const reopen: Ledger['reopen'] = async (key, since) => {
    asked.push([key, since.toISOString()]);
    return [];
  };
  return { asked, ledger: { close, reopen } };
}

describe('a wake that is taken up again', () => {
  it.each([
    ['slack:U1', 'wake_chat'],
    ['github:octocat', 'wake_pr'],
    ['terminal:ana', 'wake_cli'],
    ['rule:3', 'schedule'],
  ])('ends the sleep as the wake of %s', (actor, end) => {
    expect(endOf({ actor, entryPoint: 'recovery' })).toBe(end);
  });
});

describe('an app that is gone', () => {
  it.each([
    ['its list', '2026-11-22T08:00:00.000Z', '2026-11-22T07:00:00.000Z'],
    ['a look at it', '2026-11-22T07:00:00.000Z', '2026-11-22T08:00:00.000Z'],
  ])('was last seen in %s, whichever came later', async (_where, lastSeenAt, readAt) => {
    const { key, ref, at } = unit;
    const { asked, ledger } = listeningLedger();
    const seen = { ...makeApp({ id: 'a1' }), readAt };
    await store.write([{ put: 'watch', record: { v: 1, key, ref, app: seen, wokenAt: [], undoneAt: [] } }]);
    const record = { v: 1, key, ref, name: 'shop', firstSeenAt: at, lastSeenAt } as const;

    await closeVanished({ store, ledger, clock: stage.clock }, { ...record, wakesMs: [], sleepsMs: [] });

    const end = { at: new Date('2026-11-22T08:00:00.000Z'), by: 'deleted', errorMs: HOUR_MS };
    expect(asked).toEqual([
      [key, end],
      [key, { ...end, wouldBe: true }],
    ]);
  });
});

describe('a wake that starts nothing', () => {
  it('is no sleep that was cut off', async () => {
    const { key, ref, at: startedAt } = unit;
    const { asked, ledger } = listeningLedger();
    const record = { v: 1, key, ref, startedAt, actor: 'a', entryPoint: 'slack', correlationId: 'c' } as const;

    await resumedSleep(ledger, { ...record, kind: 'sleep', phase: 'prepared' });
    await resumedSleep(ledger, { ...record, kind: 'wake', phase: 'prepared' });

    expect(asked).toEqual([[key, startedAt]]);
  });

  it('does not bring back the sleep that an earlier wake had ended, once the provider had taken that', async () => {
    const app = await addVendorApp(stage, 'clever-cloud');
    const [simulated] = stage.clever.world.apps;
    await fallAsleep();
    await pass(1);
    if (simulated !== undefined) simulated.bootMs = HOUR_MS / 2;
    await run('wake shop-pr42');
    stage.clever.world.injectStop(simulated?.id ?? '');
    await stage.clock.advance(4_000, held);
    app.faults.add({
      kind: 'status',
      status: 403,
      contentType: 'application/json',
      body: '{}',
      match: app.calls.start,
    });
    const left = await store.list('operation');

    await run('wake shop-pr42');

    expect(left).toMatchObject([{ kind: 'wake', phase: 'settling', change: { kind: 'accepted' } }]);
    expect(app.isDown()).toBe(true);
    expect(await rows()).toMatchObject([{ endedBy: 'wake_cli' }]);
    expect(await openRows()).toEqual([]);
  });

  it('does not end the sleep when the end of the process cut it off and nobody wants it any more', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    await fallAsleep();
    const [before] = await openRows();
    await pass(1);
    app.faults.add({ kind: 'hang', match: app.calls.start });
    const waking = paastis.run('wake shop-pr42', ana);
    await stage.clock.advance(2_000, held);
    const closed = await rows();
    await stage.play(paastis.close({ graceMs: 0 }));
    await stage.play(waking);
    app.faults.clear();
    paastis = await stage.open({ store });

    await run('sleep shop-pr42');

    expect(closed).toHaveLength(1);
    expect(app.isDown()).toBe(true);
    expect(await openRows()).toEqual([before]);
    expect(await rows()).toEqual([]);
  });

  it('ended the sleep all the same once the provider had taken it, whoever stopped the app then', async () => {
    const app = await addVendorApp(stage, 'clever-cloud');
    const [simulated] = stage.clever.world.apps;
    await fallAsleep();
    await pass(1);
    if (simulated !== undefined) simulated.bootMs = HOUR_MS / 2;
    await run('wake shop-pr42');
    stage.clever.world.injectStop(simulated?.id ?? '');
    await pass(1);

    expect(app.isDown()).toBe(true);
    expect(await rows()).toMatchObject([{ endedBy: 'wake_cli' }]);
    expect(await openRows()).toEqual([]);
  });

  it('does not end the sleep when the provider refuses it', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    await fallAsleep();
    const [before] = await openRows();
    await pass(1);
    app.faults.add({
      kind: 'status',
      status: 403,
      contentType: 'application/json',
      body: '{}',
      match: app.calls.start,
    });

    await run('wake shop-pr42');

    expect(app.isDown()).toBe(true);
    expect(await openRows()).toEqual([before]);
    expect(await rows()).toEqual([]);
  });
});
