import type { Store } from '../../core/store/store.ts';
import {
  buildApp,
  buildEvent,
  buildOperation,
  buildSnapshot,
  buildSnooze,
  buildWatch,
  keyOf,
} from '../support/build-records.ts';

/** What every store must do. `open` gives an empty one; the caller of this cleans up behind it. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps the contract of a store`, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
    });

    afterEach(() => store.close());

    it('finds what was written, of every kind', async () => {
      await store.write([
        { put: 'app', record: buildApp('shop') },
        { put: 'snapshot', record: buildSnapshot('shop') },
        { put: 'operation', record: buildOperation('shop') },
        { put: 'snooze', record: buildSnooze('shop') },
        { put: 'watch', record: buildWatch('shop') },
      ]);

      expect(await store.find('app', keyOf('shop'))).toEqual(buildApp('shop'));
      expect(await store.find('snapshot', keyOf('shop'))).toEqual(buildSnapshot('shop'));
      expect(await store.find('operation', keyOf('shop'))).toEqual(buildOperation('shop'));
      expect(await store.find('snooze', keyOf('shop'))).toEqual(buildSnooze('shop'));
      expect(await store.find('watch', keyOf('shop'))).toEqual(buildWatch('shop'));
    });

    it('finds nothing where nothing was written', async () => {
      expect(await store.find('snapshot', keyOf('shop'))).toBeUndefined();
      expect(await store.list('app')).toEqual([]);
      expect(await store.listEvents()).toEqual([]);
    });

    it('replaces the record of the same kind and key', async () => {
      await store.write([{ put: 'app', record: buildApp('shop') }]);

      await store.write([{ put: 'app', record: buildApp('shop', { wakesMs: [8_000] }) }]);

      expect(await store.list('app')).toEqual([buildApp('shop', { wakesMs: [8_000] })]);
    });

    it('removes one kind and leaves the others of the same app', async () => {
      await store.write([
        { put: 'snapshot', record: buildSnapshot('shop') },
        { put: 'operation', record: buildOperation('shop') },
      ]);

      await store.write([{ remove: 'operation', key: keyOf('shop') }]);

      expect(await store.find('operation', keyOf('shop'))).toBeUndefined();
      expect(await store.find('snapshot', keyOf('shop'))).toEqual(buildSnapshot('shop'));
    });

    it('accepts the removal of what is not there', async () => {
      await expect(store.write([{ remove: 'app', key: keyOf('shop') }])).resolves.toBeUndefined();
    });

    it('applies changes in their order', async () => {
      await store.write([
        { put: 'app', record: buildApp('shop') },
        { remove: 'app', key: keyOf('shop') },
        { put: 'app', record: buildApp('shop', { wakesMs: [1] }) },
      ]);

      expect(await store.find('app', keyOf('shop'))).toEqual(buildApp('shop', { wakesMs: [1] }));
    });

    it('shows a write to readers before it is durable', async () => {
      const writing = store.write([{ put: 'app', record: buildApp('shop') }]);

      expect(await store.find('app', keyOf('shop'))).toEqual(buildApp('shop'));
      await writing;
    });

    it('keeps a copy, so that a caller who changes its object later changes nothing', async () => {
      const record = buildApp('shop', { wakesMs: [1] });
      await store.write([{ put: 'app', record }]);

      record.wakesMs.push(2);

      expect((await store.find('app', keyOf('shop')))?.wakesMs).toEqual([1]);
    });

    it('refuses a record it could not read back, and everything written with it', async () => {
      const broken = buildApp('shop', { wakesMs: [Number.NaN] });

      const writing = store.write([
        { put: 'app', record: buildApp('blog') },
        { put: 'app', record: broken },
      ]);

      await expect(writing).rejects.toMatchObject({ code: 'store_invalid', context: { subject: 'app' } });
      expect(await store.list('app')).toEqual([]);
    });

    it('keeps all of a hundred writes made at the same time', async () => {
      const apps = Array.from({ length: 100 }, (_, index) => buildApp(`shop-${index}`));

      await Promise.all(apps.map((record) => store.write([{ put: 'app', record }])));

      expect(await store.list('app')).toEqual(apps);
    });

    it('lists events newest first, 20 unless told otherwise', async () => {
      const events = Array.from({ length: 30 }, (_, index) => buildEvent(`e${index}`));
      await store.write(events.map((append) => ({ append })));

      const listed = await store.listEvents();

      expect(listed).toEqual(events.toReversed().slice(0, 20));
      expect(await store.listEvents({ limit: 2 })).toHaveLength(2);
    });

    it('lists the events of one app, and those since an instant whatever its precision', async () => {
      const other = { key: keyOf('blog'), ref: 'scalingo/osc-fr1/blog' };
      await store.write([
        { append: buildEvent('early', { at: '2026-11-22T08:59:59.999Z' }) },
        { append: buildEvent('exact', { at: '2026-11-22T09:00:00.000Z' }) },
        { append: buildEvent('other', { app: other }) },
      ]);

      expect(await store.listEvents({ key: keyOf('blog') })).toMatchObject([{ id: 'other' }]);
      expect(await store.listEvents({ key: keyOf('shop'), since: '2026-11-22T09:00:00Z' })).toMatchObject([
        { id: 'exact' },
      ]);
    });

    it('forgets the oldest events in the end, and never the newest 5,000', async () => {
      const events = Array.from({ length: 12_500 }, (_, index) => buildEvent(`e${index}`));
      for (let start = 0; start < events.length; start += 500) {
        await store.write(events.slice(start, start + 500).map((append) => ({ append })));
      }

      const kept = await store.listEvents({ limit: 20_000 });

      expect(kept.length).toBeLessThanOrEqual(10_500);
      expect(kept.length).toBeGreaterThanOrEqual(5_000);
      expect(kept).toEqual(events.slice(-kept.length).toReversed());
    });

    it('is reachable until it is closed, and refuses writes from then on', async () => {
      await expect(store.check()).resolves.toBeUndefined();

      await store.close();

      await expect(store.check()).rejects.toMatchObject({ code: 'store_unwritable' });
      await expect(store.write([{ put: 'app', record: buildApp('shop') }])).rejects.toMatchObject({
        code: 'store_unwritable',
        context: { reason: 'closed' },
      });
    });

    it('can be closed twice, and finishes what is being written first', async () => {
      const writing = store.write([{ put: 'app', record: buildApp('shop') }]);

      await Promise.all([store.close(), store.close()]);

      await expect(writing).resolves.toBeUndefined();
    });
  });
}
