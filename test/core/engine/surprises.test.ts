import type { Paastis } from '../../../core/index.ts';
import type { Store } from '../../../core/store/store.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import { addVendorApp, lastingStore, readRecords, restFault, vendors } from '../../support/vendor-app.ts';

let stage: Stage;
let store: Store;
let paastis: Paastis;

beforeEach(async () => {
  stage = await openStage();
  store = lastingStore();
  paastis = await stage.open({ store });
});

afterEach(() => stage.close());

const caller = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;
const held = () => stage.scalingo.held + stage.clever.held;
const pass = (minutes: number) => stage.clock.advance(minutes * 60_000, held);

describe('a change that does not end as asked', () => {
  it('tells of a stop that never ends, and finishes it once it does', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    const before = app.facts();
    stage.scalingo.world.setStuck(app.name, true);

    const [slept] = await operate(stage, paastis, 'sleep shop-pr42');
    stage.scalingo.world.setStuck(app.name, false);
    await pass(2);

    expect(slept?.error).toMatchObject({ code: 'sleep_timeout' });
    expect(restFault(app, before, await readRecords(store, app.key))).toBeUndefined();
    expect(app.isDown()).toBe(true);
  });

  it('puts everything back after a start that outlived its deadline, autoscalers included', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    const before = app.facts();
    await operate(stage, paastis, 'sleep shop-pr42');
    stage.scalingo.world.setStuck(app.name, true);

    const [late] = await operate(stage, paastis, 'wake shop-pr42');
    stage.scalingo.world.setStuck(app.name, false);
    await pass(2);

    expect(late?.error).toMatchObject({ code: 'wake_timeout' });
    expect(app.facts()).toEqual(before);
    expect(await readRecords(store, app.key)).toEqual({ snapshot: undefined, operation: undefined });
    expect(app.starts()).toBe(1);
  });

  it('does not start again by itself what somebody stopped after a late wake', async () => {
    const { world } = stage.clever;
    const app = await addVendorApp(stage, 'clever-cloud');
    const [simulated] = world.apps;
    await operate(stage, paastis, 'sleep shop-pr42');
    if (simulated !== undefined) simulated.bootMs = 30 * 60_000;

    const [late] = await operate(stage, paastis, 'wake shop-pr42');
    world.injectStop(simulated?.id ?? '');
    await pass(5);

    expect(late?.error).toMatchObject({ code: 'wake_timeout' });
    expect(app.starts()).toBe(1);
    expect(app.isDown()).toBe(true);
    expect((await readRecords(store, app.key)).operation).toBeUndefined();
  });

  it.each(vendors)('keeps what ran when %s fails the start, and a repeat brings it back', async (vendor) => {
    const app = await addVendorApp(stage, vendor);
    const before = app.facts();
    await operate(stage, paastis, 'sleep shop-pr42');
    if (vendor === 'scalingo') stage.scalingo.world.failStarts(app.name, 1);
    for (const simulated of stage.clever.world.apps) simulated.failingStarts = 1;

    const [failed] = await operate(stage, paastis, 'wake shop-pr42');
    await pass(5);
    const [woken] = await operate(stage, paastis, 'wake shop-pr42');
    await stage.play(paastis.close());

    expect(failed?.error).toMatchObject({ code: 'wake_failed' });
    expect(woken).toMatchObject({ after: 'running', changed: true });
    expect(app.facts()).toEqual(before);
    expect(restFault(app, before, await readRecords(store, app.key))).toBeUndefined();
  });

  it('wakes eight apps at once on an account that runs three operations at a time', async () => {
    const { world } = stage.scalingo;
    const names = Array.from({ length: 8 }, (_, index) => `shop-pr${index}`);
    for (const name of names)
      await world.addApp({ name, bootMs: 20_000, formation: { web: { amount: 1, size: 'S' } } });
    await operate(stage, paastis, `sleep ${names.join(' ')}`);
    world.settings.maxOperations = 3;

    const results = await operate(stage, paastis, `wake ${names.join(' ')}`);

    expect(results.map(({ after, error }) => error?.code ?? after)).toEqual(names.map(() => 'running'));
    expect(world.apps.every(({ status }) => status === 'running')).toBe(true);
  });

  it('puts eight apps to sleep at once on an account that runs three operations at a time', async () => {
    const { world } = stage.scalingo;
    world.settings.maxOperations = 3;
    const names = Array.from({ length: 8 }, (_, index) => `shop-pr${index}`);
    for (const name of names) await world.addApp({ name, formation: { web: { amount: 1, size: 'S' } } });

    const results = await operate(stage, paastis, `sleep ${names.join(' ')}`);

    expect(results.map(({ after, error }) => error?.code ?? after)).toEqual(names.map(() => 'asleep'));
    expect(world.apps.every(({ status }) => status === 'stopped')).toBe(true);
  });
});

describe('an app that changes under our hands', () => {
  it('is not taken to run because the provider still tells the past', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    const before = app.facts();
    stage.scalingo.world.settings.staleReadsMs = 20_000;

    await operate(stage, paastis, 'sleep shop-pr42');
    const [woken] = await operate(stage, paastis, 'wake shop-pr42');
    await pass(2);

    expect(woken).toMatchObject({ after: 'running', changed: true });
    expect(app.facts()).toEqual(before);
  });

  it('is not taken to be down because the provider still tells the past', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    await operate(stage, paastis, 'sleep shop-pr42');
    await pass(2);
    stage.scalingo.world.settings.staleReadsMs = 30_000;
    await operate(stage, paastis, 'wake shop-pr42');
    const [slept] = await operate(stage, paastis, 'sleep shop-pr42');

    expect(slept?.error ?? slept).toMatchObject({ after: 'asleep' });
    expect(app.isDown()).toBe(true);
  });

  it('brings back what somebody scaled to between our look and our stop', async () => {
    const { world, faults } = stage.scalingo;
    const app = await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'S' } }, bootMs: 4_000 });
    faults.add({ kind: 'slow', ms: 1_000, match: /POST .*scale/ });

    const sleeping = stage.play(
      paastis.run('sleep shop-pr42', {
        ...caller,
        onProgress: ({ phase }) => {
          if (phase === 'requesting') world.scale(app.id, { web: 3 });
        },
      }),
    );
    await sleeping;
    const [woken] = await operate(stage, paastis, 'wake shop-pr42');

    expect(woken).toMatchObject({ after: 'running' });
    expect(world.formationOf(app.id)).toEqual({ web: { amount: 3, size: 'S' } });
  });

  it.each(vendors)('is told as gone when it is deleted at %s while asleep', async (vendor) => {
    const app = await addVendorApp(stage, vendor);
    await operate(stage, paastis, 'sleep shop-pr42');
    const waking = stage.play(
      paastis.run('wake shop-pr42', { ...caller, onProgress: ({ phase }) => phase === 'booting' && app.remove() }),
    );

    const report = await waking;
    await pass(5);

    expect(report).toMatchObject({ results: [{ error: { code: 'provider_not_found' } }] });
    expect((await readRecords(store, app.key)).operation).toBeUndefined();
  });

  it.each(vendors)('keeps its note while %s refuses our token', async (vendor) => {
    const app = await addVendorApp(stage, vendor);
    const before = app.facts();
    const sleeping = stage.play(
      paastis.run('sleep shop-pr42', { ...caller, onProgress: ({ phase }) => phase === 'stopping' && app.revoke() }),
    );

    const report = await sleeping;

    expect(report).toMatchObject({ results: [{ error: { code: 'provider_auth' } }] });
    const { snapshot, operation } = await readRecords(store, app.key);
    expect(operation).toMatchObject({ kind: 'sleep', phase: 'requested' });
    if (vendor === 'scalingo') expect(snapshot?.formation).toEqual(before);
  });

  it('is left alone while its state says nothing to us', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    stage.scalingo.world.setStatus(app.name, 'migrating');

    const [slept] = await operate(stage, paastis, 'sleep shop-pr42');

    expect(slept?.error).toMatchObject({ code: 'sleep_refused' });
    expect(stage.scalingo.world.scaleCalls).toHaveLength(0);
  });

  it('wakes without an autoscaler that was deleted and a process type that a deployment removed', async () => {
    const { world } = stage.scalingo;
    const app = await addVendorApp(stage, 'scalingo');
    await operate(stage, paastis, 'sleep shop-pr42');
    const simulated = world.app('shop-pr42');
    simulated.autoscalers.splice(0);
    simulated.formation.delete('worker');

    const [woken] = await operate(stage, paastis, 'wake shop-pr42');
    await stage.play(paastis.close());

    expect(woken).toMatchObject({ after: 'running', changed: true });
    expect(world.formationOf('shop-pr42')).toEqual({ web: { amount: 2, size: 'M' }, clock: { amount: 0, size: 'S' } });
    expect(await readRecords(store, app.key)).toEqual({ snapshot: undefined, operation: undefined });
  });

  it('comes back under its new name', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    const before = app.facts();
    await operate(stage, paastis, 'sleep shop-pr42');
    stage.scalingo.world.app('shop-pr42').name = 'shop-renamed';
    await pass(2);

    const [woken] = await operate(stage, paastis, 'wake shop-renamed');
    await stage.play(paastis.close());

    expect(woken).toMatchObject({ before: 'asleep', after: 'running', name: 'shop-renamed' });
    expect(app.facts()).toEqual(before);
  });
});

describe('two people with one app', () => {
  it('refuses a sleep while somebody waits for a wake, and names them', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    await operate(stage, paastis, 'sleep shop-pr42');

    const [woken, slept] = await stage.play(
      Promise.all([
        paastis.run('wake shop-pr42', { ...caller, actor: 'terminal:bob' }),
        paastis.run('sleep shop-pr42', caller),
      ]),
    );

    expect(woken).toMatchObject({ results: [{ after: 'running' }] });
    expect(slept).toMatchObject({
      results: [{ error: { code: 'sleep_refused', message: expect.stringContaining('bob') } }],
    });
    expect(app.isUp()).toBe(true);
  });

  it('puts it to sleep after the wake when that is forced', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    await operate(stage, paastis, 'sleep shop-pr42');

    const [woken, slept] = await stage.play(
      Promise.all([paastis.run('wake shop-pr42', caller), paastis.run('sleep shop-pr42 --force', caller)]),
    );

    expect(woken).toMatchObject({ results: [{ after: 'running' }] });
    expect(slept).toMatchObject({ results: [{ after: 'asleep', changed: true }] });
    expect(app.isDown()).toBe(true);
  });

  it('goes on when a step cannot be written down while the app boots', async () => {
    const app = await addVendorApp(stage, 'scalingo');
    await operate(stage, paastis, 'sleep shop-pr42');
    const failing: Store = {
      ...store,
      write: async (changes) => {
        const step = changes.some(
          (change) => 'put' in change && change.put === 'operation' && change.record.phase === 'requested',
        );
        if (step) throw new Error('no space left');
        await store.write(changes);
      },
    };
    const other = await stage.open({ store: failing });

    const [woken] = await operate(stage, other, 'wake shop-pr42');
    await pass(1);

    expect(woken).toMatchObject({ after: 'running' });
    expect(await readRecords(store, app.key)).toEqual({ snapshot: undefined, operation: undefined });
  });

  it('leaves no timer behind', async () => {
    await addVendorApp(stage, 'scalingo');
    await operate(stage, paastis, 'sleep shop-pr42');
    await operate(stage, paastis, 'wake shop-pr42');
    await pass(1);

    expect(stage.clock.pending).toBe(0);
  });
});
