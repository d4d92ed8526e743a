import type { OperationRecord, SnapshotRecord } from '../../../core/store/records.ts';
import type { Store } from '../../../core/store/store.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import { addVendorApp, lastingStore, readRecords, type VendorApp, wholeFormation } from '../../support/vendor-app.ts';

let stage: Stage;
let store: Store;
let app: VendorApp;

beforeEach(async () => {
  stage = await openStage();
  store = lastingStore();
  app = await addVendorApp(stage, 'scalingo');
});

afterEach(() => stage.close());

const at = '2026-11-22T08:59:00.000Z';
const held = () => stage.scalingo.held + stage.clever.held;
const pass = (ms: number) => stage.clock.advance(ms, held);
const none = { snapshot: undefined, operation: undefined };
const caller = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;

/** What a process that was killed in the middle has left in its store. */
async function leave(operation: Partial<OperationRecord>, snapshot?: Partial<SnapshotRecord>): Promise<void> {
  const { world } = stage.scalingo;
  const common = { v: 1, key: app.key, ref: 'scalingo/osc-fr1/shop-pr42', actor: 'terminal:bob' } as const;
  const formation = { ...world.formationOf('shop-pr42') };
  const left = { ...common, correlationId: 'c1', formation };
  await store.write([
    {
      put: 'operation',
      record: { ...left, kind: 'sleep', phase: 'prepared', startedAt: at, entryPoint: 'slack', ...operation },
    },
    ...(snapshot === undefined ? [] : [{ put: 'snapshot' as const, record: { ...left, takenAt: at, ...snapshot } }]),
  ]);
}

/** What our stop does at the vendor. */
function stopAtVendor(): string {
  const { world } = stage.scalingo;
  world.scale('shop-pr42', { web: 0, worker: 0, clock: 0 });
  const { operation } = world.app('shop-pr42');
  return operation?.id ?? '';
}

async function open() {
  const paastis = await stage.open({ store });
  await stage.play(paastis.recovered);
  return paastis;
}

describe('a sleep that the end of the last process cut off', () => {
  it('is undone when the stop was never sent', async () => {
    const before = app.facts();
    await leave({}, {});
    for (const autoscaler of stage.scalingo.world.app('shop-pr42').autoscalers) autoscaler.disabled = true;

    await open();

    expect(app.facts()).toEqual(before);
    expect(await readRecords(store, app.key)).toEqual(none);
    expect(stage.scalingo.world.scaleCalls).toHaveLength(0);
  });

  it('is finished when the stop was accepted and is still under way', async () => {
    const before = app.facts();
    await leave({}, {});
    const id = stopAtVendor();
    const record = await store.find('operation', app.key);
    if (record !== undefined) {
      await store.write([
        { put: 'operation', record: { ...record, phase: 'requested', change: { kind: 'accepted', id, at } } },
      ]);
    }

    await open();

    const { snapshot, operation } = await readRecords(store, app.key);
    expect(operation).toBeUndefined();
    expect(snapshot).toMatchObject({ formation: before, asleepAt: expect.any(String) });
    expect(app.isDown()).toBe(true);
  });

  it('is finished when all was done but the writing down', async () => {
    await leave({}, {});
    stopAtVendor();
    await pass(10_000);

    await open();

    const { snapshot, operation } = await readRecords(store, app.key);
    expect(operation).toBeUndefined();
    expect(snapshot?.asleepAt).toBeDefined();
  });

  it('leaves alone what a person has scaled meanwhile', async () => {
    await leave({}, {});
    stage.scalingo.world.scale('shop-pr42', { web: 1 });
    await pass(20_000);

    await open();

    expect(stage.scalingo.world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 1 }, worker: { amount: 1 } });
    expect(await readRecords(store, app.key)).toEqual(none);
  });

  it('keeps its note while the state of the app says nothing', async () => {
    await leave({}, {});
    stage.scalingo.world.setStatus('shop-pr42', 'migrating');

    await open();
    const meanwhile = await readRecords(store, app.key);
    stage.scalingo.world.setStatus('shop-pr42', 'running');
    await pass(60_000);

    expect(meanwhile.snapshot?.formation).toBeDefined();
    expect(await readRecords(store, app.key)).toEqual(none);
  });

  it('is taken up later when the provider cannot be reached at the start', async () => {
    await leave({}, {});
    stage.scalingo.faults.add({ kind: 'reset', when: 'before', times: 14 });

    await open();
    const meanwhile = await readRecords(store, app.key);
    await pass(5 * 60_000);

    expect(meanwhile.operation).toBeDefined();
    expect(await readRecords(store, app.key)).toEqual(none);
    expect(stage.clock.pending).toBe(0);
  });

  it('makes way for a person who wakes the app while the provider hangs', async () => {
    const { world } = stage.scalingo;
    await leave({}, {});
    stopAtVendor();
    world.setStuck('shop-pr42', true);
    const record = await store.find('operation', app.key);
    const change = { kind: 'accepted', id: world.app('shop-pr42').operation?.id ?? '', at } as const;
    if (record !== undefined)
      await store.write([{ put: 'operation', record: { ...record, phase: 'requested', change } }]);
    const paastis = await stage.open({ store });
    await pass(20_000);
    world.setStuck('shop-pr42', false);

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');
    await stage.play(paastis.close());

    expect(woken).toMatchObject({ after: 'running', changed: true });
    expect(world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 2 }, worker: { amount: 1 } });
    expect(await readRecords(store, app.key)).toEqual(none);
  });

  it('gives a person who asks for the sleep again that sleep', async () => {
    await leave({}, {});
    const paastis = await stage.open({ store });

    const report = await stage.play(paastis.run('sleep shop-pr42', caller));
    await pass(60_000);

    expect(report).toMatchObject({ results: [{ after: 'asleep', changed: true }] });
    expect(app.isDown()).toBe(true);
    expect((await readRecords(store, app.key)).snapshot?.formation).toMatchObject({ web: { amount: 2, size: 'M' } });
  });

  it('is forgotten with an app that is gone', async () => {
    await leave({}, {});
    app.remove();

    await open();

    expect((await readRecords(store, app.key)).operation).toBeUndefined();
    expect(stage.clock.pending).toBe(0);
  });
});

describe('a wake that the end of the last process cut off', () => {
  const wake = (phase: OperationRecord['phase']) => ({ kind: 'wake', phase }) as const;

  it.each(['prepared', 'requested'] as const)('is finished when it was %s and nothing runs', async (phase) => {
    const before = app.facts();
    await leave(wake(phase), { asleepAt: at });
    stopAtVendor();
    await pass(10_000);

    const paastis = await open();
    await stage.play(paastis.close());

    expect(app.facts()).toEqual(before);
    expect(await readRecords(store, app.key)).toEqual(none);
  });

  it('starts what it was starting, whatever else tells what ran', async () => {
    const formation = { web: { amount: 1 }, worker: { amount: 2 }, clock: { amount: 0 } };
    await leave({ ...wake('prepared'), formation });
    stopAtVendor();
    await pass(10_000);

    const paastis = await open();
    await stage.play(paastis.close());

    expect(stage.scalingo.world.formationOf('shop-pr42')).toMatchObject(formation);
  });

  it('is only tidied up after when the people were told already', async () => {
    await leave(wake('settling'), { asleepAt: at });
    stopAtVendor();
    await pass(10_000);

    await open();

    expect(app.isDown()).toBe(true);
    const { snapshot, operation } = await readRecords(store, app.key);
    expect(operation).toBeUndefined();
    expect(snapshot?.formation).toMatchObject({ web: { amount: wholeFormation.web?.amount } });
  });

  it('puts the autoscalers back when only that was left to do', async () => {
    const before = app.facts();
    await leave(wake('settling'), { asleepAt: at });
    for (const autoscaler of stage.scalingo.world.app('shop-pr42').autoscalers) autoscaler.disabled = true;

    await open();

    expect(app.facts()).toEqual(before);
    expect(await readRecords(store, app.key)).toEqual(none);
  });

  it('is shared by a person who asks for the same', async () => {
    await leave(wake('prepared'), { asleepAt: at });
    stopAtVendor();
    await pass(10_000);
    const paastis = await stage.open({ store });

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');
    await stage.play(paastis.close());

    expect(woken).toMatchObject({ after: 'running' });
    expect(app.starts()).toBe(1);
    expect(await readRecords(store, app.key)).toEqual(none);
  });

  it('makes way for a person who wants the app asleep', async () => {
    await leave(wake('prepared'), { asleepAt: at });
    stopAtVendor();
    await pass(10_000);
    const paastis = await stage.open({ store });

    const [slept] = await operate(stage, paastis, 'sleep shop-pr42');
    await pass(5 * 60_000);
    const [woken] = await operate(stage, paastis, 'wake shop-pr42');

    expect(slept?.after).toBe('asleep');
    expect(woken?.after).toBe('running');
  });
});
