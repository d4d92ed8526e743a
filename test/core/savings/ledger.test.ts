import { createLedger, type LedgerBook } from '../../../core/savings/ledger.ts';
import type { Price } from '../../../core/savings/prices.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import type { StoreChange } from '../../../core/store/store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeApp } from '../../support/make.ts';

let clock: FakeClock;
let store: MemoryStore;
let prices: Record<string, Price>;
let ledger: LedgerBook;

const app = makeApp();
const key = 'scalingo/osc-fr1/5ed0fe5d884fef000f5e4fd1';
const formation = { web: { amount: 2, size: 'M' } };
const sleep = { formation, cause: 'idle', actor: 'rule:1', correlationId: 'c1' } as const;
const MINUTE_MS = 60_000;
const start = '2026-11-22T09:00:00.000Z';

beforeEach(() => {
  clock = new FakeClock(start);
  store = new MemoryStore();
  prices = { M: { perHour: 0.02, source: 'list', at: start } };
  ledger = createLedger({ store, clock, prices: { pricesOf: () => prices } });
});

async function keep(changes: Promise<readonly StoreChange[]>): Promise<void> {
  await store.write(await changes);
}

async function fallAsleep(correlationId = 'c1'): Promise<void> {
  await keep(ledger.open(app, { ...sleep, correlationId }));
  await clock.advance(MINUTE_MS);
  await keep(ledger.confirm(key, clock.now()));
}

const rows = () => store.list('ledger');
const openRows = () => store.list('interval');

describe('a sleep in the ledger', () => {
  it('is open from before the stop, and counts from when the provider confirmed it', async () => {
    await keep(ledger.open(app, sleep));
    const asked = await openRows();
    await clock.advance(MINUTE_MS);
    await keep(ledger.confirm(key, clock.now()));

    expect(asked).toMatchObject([{ askedAt: start, formation, cause: 'idle', wouldBe: false }]);
    expect(asked[0]?.asleepFrom).toBeUndefined();
    expect(await openRows()).toMatchObject([{ askedAt: start, asleepFrom: '2026-11-22T09:01:00.000Z' }]);
  });

  it('is closed by a wake, at the price of when it began', async () => {
    await fallAsleep();
    prices = { M: { perHour: 9, source: 'settings', at: start } };
    await clock.advance(60 * MINUTE_MS);
    await keep(ledger.close(key, { at: clock.now(), by: 'wake_chat' }));

    expect(await openRows()).toEqual([]);
    expect(await rows()).toMatchObject([
      {
        key: `2026-11-22T09:01:00.000Z/${key}`,
        app: key,
        asleepUntil: '2026-11-22T10:01:00.000Z',
        endedBy: 'wake_chat',
        prices: { M: { perHour: 0.02, source: 'list' } },
      },
    ]);
    expect(await rows()).not.toMatchObject([{ errorMs: expect.anything() }]);
  });

  it('leaves no trace when nothing was stopped', async () => {
    await keep(ledger.open(app, sleep));
    await keep(ledger.cancel(key));

    expect(await ledger.list()).toEqual([]);
  });

  it('is not cancelled once it is confirmed', async () => {
    await fallAsleep();
    await keep(ledger.cancel(key));

    expect(await openRows()).toHaveLength(1);
  });

  it('is dropped when it ends before anybody confirmed it', async () => {
    await keep(ledger.open(app, sleep));
    await clock.advance(60 * MINUTE_MS);
    await keep(ledger.close(key, { at: clock.now(), by: 'human' }));

    expect(await ledger.list()).toEqual([]);
  });

  it('never ends before it began, whatever the clock says', async () => {
    await fallAsleep();
    clock.setBack(30 * MINUTE_MS);
    await keep(ledger.close(key, { at: clock.now(), by: 'wake_cli' }));

    const [row] = await rows();
    expect(row?.asleepUntil).toBe(row?.asleepFrom);
  });

  it('is closed, opened or confirmed only once', async () => {
    await fallAsleep();
    await clock.advance(60 * MINUTE_MS);
    await keep(ledger.confirm(key, clock.now()));
    await keep(ledger.close(key, { at: clock.now(), by: 'wake_cli' }));
    await keep(ledger.close(key, { at: clock.now(), by: 'human' }));

    expect(await rows()).toMatchObject([{ asleepFrom: '2026-11-22T09:01:00.000Z', endedBy: 'wake_cli' }]);
  });

  it('goes on when the wake that had ended it started nothing', async () => {
    await fallAsleep();
    await clock.advance(60 * MINUTE_MS);
    const askedAt = clock.now();
    await keep(ledger.close(key, { at: askedAt, by: 'wake_cli' }));
    await keep(ledger.reopen(key, askedAt));

    expect(await rows()).toEqual([]);
    expect(await openRows()).toMatchObject([{ key, asleepFrom: '2026-11-22T09:01:00.000Z' }]);
  });

  it('of long ago is not opened again by a wake that had closed nothing', async () => {
    await fallAsleep();
    await keep(ledger.close(key, { at: clock.now(), by: 'wake_cli' }));
    await clock.advance(60 * MINUTE_MS);
    await keep(ledger.reopen(key, clock.now()));

    expect(await openRows()).toEqual([]);
    expect(await rows()).toHaveLength(1);
  });

  it('learns when the provider would have deleted the app, also while it sleeps', async () => {
    const deletedAt = '2026-11-24T00:00:00.000Z';
    await fallAsleep();
    const review = { parent: 'shop', pullRequest: 42, closed: true, deletedAt };
    const seen = { ...app, status: 'stopped', review } as const;
    await store.write([{ put: 'watch', record: { v: 1, key, ref: 'r', app: seen, wokenAt: [], undoneAt: [] } }]);
    await keep(ledger.close(key, { at: clock.now(), by: 'deleted' }));

    expect(await rows()).toMatchObject([{ lifetimeEndsAt: deletedAt }]);
  });
});

describe('an app that is put to sleep again although nobody saw it wake', () => {
  it('has one open row: the earlier sleep ends where it was last seen', async () => {
    await fallAsleep('c1');
    await clock.advance(10 * 60 * MINUTE_MS);
    await fallAsleep('c2');

    expect(await openRows()).toMatchObject([{ correlationId: 'c2' }]);
    expect(await rows()).toMatchObject([
      { correlationId: 'c1', asleepUntil: '2026-11-22T09:01:00.000Z', endedBy: 'human', errorMs: 600 * MINUTE_MS },
    ]);
  });

  it('has one open row when what runs was read again before the stop', async () => {
    await keep(ledger.open(app, sleep));
    await keep(ledger.open(app, { ...sleep, formation: { web: { amount: 3, size: 'M' } } }));

    expect(await openRows()).toMatchObject([{ formation: { web: { amount: 3 } } }]);
    expect(await rows()).toEqual([]);
  });
});

describe('what would have been', () => {
  it('lies beside the ledger of what was', async () => {
    await keep(ledger.open(app, { ...sleep, wouldBe: true }));
    await clock.advance(60 * MINUTE_MS);
    await keep(ledger.close(key, { at: clock.now(), by: 'request', wouldBe: true }));

    expect(await rows()).toMatchObject([
      { key: `${start}/${key}~`, app: key, wouldBe: true, asleepFrom: start, endedBy: 'request' },
    ]);
  });

  it('is left alone when the sleep that was goes on', async () => {
    await fallAsleep();
    const askedAt = clock.now();
    await keep(ledger.close(key, { at: askedAt, by: 'wake_cli' }));
    await keep(ledger.open(app, { ...sleep, wouldBe: true }));
    await clock.advance(60 * MINUTE_MS);
    await keep(ledger.close(key, { at: clock.now(), by: 'request', wouldBe: true }));
    await keep(ledger.reopen(key, askedAt));

    expect(await openRows()).toMatchObject([{ key, wouldBe: false }]);
    expect(await rows()).toMatchObject([{ wouldBe: true }]);
  });

  it('ends where the app is really put to sleep', async () => {
    await keep(ledger.open(app, { ...sleep, wouldBe: true }));
    await clock.advance(60 * MINUTE_MS);
    await fallAsleep();

    expect(await openRows()).toMatchObject([{ key, wouldBe: false }]);
    expect(await rows()).toMatchObject([{ wouldBe: true, asleepUntil: '2026-11-22T10:00:00.000Z' }]);
  });
});

describe('the ledger', () => {
  it('forgets what ended more than 400 days ago and nothing else', async () => {
    await fallAsleep();
    await keep(ledger.close(key, { at: clock.now(), by: 'wake_cli' }));
    await clock.advance(399 * 24 * 60 * MINUTE_MS);
    const early = await ledger.prune();
    await fallAsleep('c2');
    await clock.advance(2 * 24 * 60 * MINUTE_MS);

    expect(early).toBe(0);
    expect(await ledger.prune()).toBe(1);
    expect(await ledger.list()).toMatchObject([{ correlationId: 'c2' }]);
  });
});
