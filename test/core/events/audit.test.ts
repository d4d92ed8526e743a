import { type Audit, createAudit, type NewEvent } from '../../../core/events/audit.ts';
import { createEventBus, type EventBus } from '../../../core/events/bus.ts';
import { silentLog } from '../../../core/log.ts';
import type { PaastisEvent } from '../../../core/model/event.ts';
import { createStore } from '../../../core/store/index.ts';
import type { Store } from '../../../core/store/store.ts';
import { buildEvent, buildSnapshot, keyOf } from '../../support/build-records.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const slept: NewEvent = {
  name: 'app_slept',
  app: { key: keyOf('shop'), ref: 'scalingo/osc-fr1/shop' },
  actor: 'rule:3',
  entryPoint: 'schedule',
  reason: 'idle for 31 minutes',
  before: 'running',
  after: 'asleep',
  formation: { web: { amount: 2, size: 'M' }, clock: { amount: 0 } },
  durationMs: 4_200,
  correlationId: 'c1',
};

describe('keeping an event', () => {
  let clock: FakeClock;
  let store: Store;
  let bus: EventBus;
  let audit: Audit;

  beforeEach(async () => {
    clock = new FakeClock();
    store = await createStore({ memory: true }, { clock, log: silentLog });
    bus = createEventBus({ log: silentLog });
    audit = createAudit({ store, bus, clock });
  });

  it('gives it an id and its instant, and lists it with all it carries', async () => {
    const [kept] = await audit.keep([slept]);

    expect(kept).toEqual({ ...slept, id: expect.any(String), at: '2026-11-22T09:00:00.000Z' });
    expect(await audit.list()).toEqual([kept]);
  });

  it('writes the changes it tells of, then publishes', async () => {
    const heard: PaastisEvent[] = [];
    let held: unknown;
    bus.subscribe(async (event) => {
      heard.push(event);
      held = await store.find('snapshot', keyOf('shop'));
    });

    const kept = await audit.keep(
      [slept, { ...slept, name: 'snapshot_saved' }],
      [{ put: 'snapshot', record: buildSnapshot('shop') }],
    );

    expect(heard).toEqual(kept);
    expect(held).toEqual(buildSnapshot('shop'));
  });

  it('publishes nothing when it cannot be kept', async () => {
    const heard: PaastisEvent[] = [];
    bus.subscribe((event) => heard.push(event));
    await store.close();

    const keeping = audit.keep([slept]);

    await expect(keeping).rejects.toMatchObject({ code: 'store_unwritable' });
    expect(heard).toEqual([]);
  });

  it('lists newest first, by app, with ids in the order of time', async () => {
    await audit.keep([slept]);
    await clock.advance(1);
    await audit.keep([{ ...slept, name: 'app_woken' }]);
    await audit.keep([{ name: 'token_rejected', actor: 'rule:1', entryPoint: 'schedule', correlationId: 'c2' }]);

    const listed = await audit.list({ key: keyOf('shop') });

    expect(listed.map(({ name }) => name)).toEqual(['app_woken', 'app_slept']);
    expect(listed.map(({ id }) => id).toSorted()).toEqual(listed.map(({ id }) => id).toReversed());
  });

  it('leaves out events whose name it does not know', async () => {
    await store.write([{ append: buildEvent('e1', { name: 'app_teleported' }) }]);

    expect(await audit.list()).toEqual([]);
  });

  it('makes correlation ids that differ', () => {
    expect(audit.newCorrelationId()).not.toBe(audit.newCorrelationId());
  });
});
