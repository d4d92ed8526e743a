import type { Clock } from '../clock.ts';
import { closeFoundAwake } from '../engine/interval-end.ts';
import type { Ledger } from '../engine/ledger.ts';
import { type AppKey, appKey, appRef } from '../model/app.ts';
import type { IntervalRecord, LedgerRecord } from '../store/records.ts';
import type { Store, StoreChange } from '../store/store.ts';
import type { PriceBook } from './prices.ts';

export interface LedgerDeps {
  readonly store: Pick<Store, 'find' | 'list' | 'write'>;
  readonly prices: Pick<PriceBook, 'pricesOf'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The ledger with what its readers need. */
export interface LedgerBook extends Ledger {
  /** Closed sleeps and those still open, in no order. */
  list(): Promise<readonly (LedgerRecord | IntervalRecord)[]>;
  /** Forgets what ended more than 400 days ago. @returns how many */
  prune(): Promise<number>;
}

/** A year can be compared with the same weeks of the year before. */
const KEPT_MS = 400 * 24 * 60 * 60_000;

export function createLedger({ store, prices, clock }: LedgerDeps): LedgerBook {
  const close: Ledger['close'] = async (key, { at, by, errorMs, wouldBe = false }) => {
    const interval = await store.find('interval', openKey(key, wouldBe));
    if (interval === undefined) return [];
    const removed = { remove: 'interval', key: interval.key } as const;
    if (interval.asleepFrom === undefined) return [removed];
    // The pull request may have been closed, and its end set, only while the app slept.
    const lifetimeEndsAt = (await store.find('watch', key))?.app.review?.deletedAt ?? interval.lifetimeEndsAt;
    const record = {
      ...closeRow(interval, interval.asleepFrom, at),
      ...(lifetimeEndsAt !== undefined && { lifetimeEndsAt }),
    };
    return [removed, { put: 'ledger', record: { ...record, endedBy: by, ...(errorMs !== undefined && { errorMs }) } }];
  };

  return {
    close,
    async open(app, sleep) {
      const key = appKey(app);
      const { wouldBe = false, formation } = sleep;
      const now = clock.now();
      // Slept again without anybody having seen who woke it; and whatever would have been ends where it really is.
      const before = wouldBe
        ? await close(key, { at: now, by: 'request', wouldBe })
        : [
            ...(await closeFoundAwake({ store, clock, ledger: { close } }, app)),
            ...(await close(key, { at: now, by: 'schedule', wouldBe: true })),
          ];
      const { cause, actor, correlationId } = sleep;
      const record: IntervalRecord = {
        v: 1,
        key: openKey(key, wouldBe),
        app: key,
        ref: appRef(app),
        name: app.name,
        provider: app.region.type,
        region: app.region.name,
        review: app.review !== undefined,
        wouldBe,
        askedAt: now.toISOString(),
        ...(wouldBe && { asleepFrom: now.toISOString() }),
        formation: { ...formation },
        prices: { ...prices.pricesOf(app.region, formation) },
        cause,
        actor,
        correlationId,
        ...(app.review?.deletedAt !== undefined && { lifetimeEndsAt: app.review.deletedAt }),
      };
      return [...before, { put: 'interval', record }];
    },
    async confirm(key, at) {
      const interval = await store.find('interval', key);
      if (interval === undefined || interval.asleepFrom !== undefined) return [];
      return [{ put: 'interval', record: { ...interval, asleepFrom: at.toISOString() } }];
    },
    async cancel(key) {
      const interval = await store.find('interval', key);
      return interval === undefined || interval.asleepFrom !== undefined ? [] : [{ remove: 'interval', key }];
    },
    async reopen(key, closedSince) {
      if ((await store.find('interval', key)) !== undefined) return [];
      const row = (await store.list('ledger'))
        .filter(({ app, wouldBe }) => app === key && !wouldBe)
        .reduce<LedgerRecord | undefined>(
          (last, each) => (last === undefined || last.asleepUntil < each.asleepUntil ? each : last),
          undefined,
        );
      if (row === undefined || Date.parse(row.asleepUntil) < closedSince.getTime()) return [];
      const { asleepUntil: _until, endedBy: _by, errorMs: _error, ...interval } = row;
      return [
        { remove: 'ledger', key: row.key },
        { put: 'interval', record: { ...interval, key } },
      ];
    },
    async list() {
      return [...(await store.list('ledger')), ...(await store.list('interval'))];
    },
    async prune() {
      const keptSinceMs = clock.now().getTime() - KEPT_MS;
      const old = (await store.list('ledger')).filter(({ asleepUntil }) => Date.parse(asleepUntil) < keptSinceMs);
      const changes = old.map(({ key }): StoreChange => ({ remove: 'ledger', key }));
      if (changes.length > 0) await store.write(changes);
      return old.length;
    },
  };
}

function openKey(key: AppKey, wouldBe: boolean): string {
  return wouldBe ? `${key}~` : key;
}

/** The end is never before the beginning, whatever was seen last or the system made of its time. */
function closeRow(interval: IntervalRecord, asleepFrom: string, at: Date): Omit<LedgerRecord, 'endedBy'> {
  const asleepUntil = new Date(Math.max(at.getTime(), Date.parse(asleepFrom))).toISOString();
  return { ...interval, key: `${asleepFrom}/${interval.key}`, asleepFrom, asleepUntil };
}
