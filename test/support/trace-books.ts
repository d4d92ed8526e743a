import type { IntervalRecord, LedgerRecord } from '../../core/store/records.ts';
import type { Store } from '../../core/store/store.ts';
import type { Bill } from './trace-world.ts';

const HOUR_MS = 3_600_000;

/** Shorter sleeps are kept and not counted. */
const SHORTEST_MS = 60_000;

/** What the ledger claims for a period, by app. */
export async function claimedByApp(store: Store, from: Date, until: Date): Promise<ReadonlyMap<string, number>> {
  const claims = new Map<string, number>();
  for (const row of await ledgerRows(store)) {
    const asleepUntilMs = 'asleepUntil' in row ? Date.parse(row.asleepUntil) : until.getTime();
    const asleepFromMs = Date.parse(row.asleepFrom ?? until.toISOString());
    if (asleepUntilMs - asleepFromMs < SHORTEST_MS) continue;
    const ms = Math.min(asleepUntilMs, until.getTime()) - Math.max(asleepFromMs, from.getTime());
    claims.set(row.name, (claims.get(row.name) ?? 0) + (Math.max(0, ms) / HOUR_MS) * perHour(row));
  }
  return claims;
}

/** Sleeps of one app that overlap or are open twice. */
export async function overlaps(store: Store): Promise<readonly string[]> {
  const rows = (await ledgerRows(store)).filter(({ asleepFrom }) => asleepFrom !== undefined);
  const sorted = rows.toSorted((a, b) => (a.asleepFrom ?? '').localeCompare(b.asleepFrom ?? ''));
  const last = new Map<string, string>();
  const found: string[] = [];
  for (const row of sorted) {
    const { app, ref, asleepFrom = '' } = row;
    const before = last.get(app);
    if (before !== undefined && before > asleepFrom)
      found.push(`${ref}: asleep until ${before} and from ${asleepFrom}`);
    last.set(app, 'asleepUntil' in row ? row.asleepUntil : '9');
  }
  return found;
}

/** What ran less because of us: the bill of the same days without Paastis minus the one with it. */
export function savedByApp(
  without: ReadonlyMap<string, Bill>,
  withIt: ReadonlyMap<string, Bill>,
): ReadonlyMap<string, Bill> {
  return new Map(
    [...without].map(([app, { containerSeconds, eur }]) => {
      const left = withIt.get(app) ?? { containerSeconds: 0, eur: 0 };
      return [app, { containerSeconds: containerSeconds - left.containerSeconds, eur: eur - left.eur }];
    }),
  );
}

async function ledgerRows(store: Store): Promise<readonly (LedgerRecord | IntervalRecord)[]> {
  const rows = [...(await store.list('ledger')), ...(await store.list('interval'))];
  return rows.filter(({ wouldBe }) => !wouldBe);
}

function perHour({ formation, prices }: LedgerRecord | IntervalRecord): number {
  return Object.values(formation).reduce(
    (sum, { amount, size = '' }) => sum + amount * (prices[size]?.perHour ?? 0),
    0,
  );
}
