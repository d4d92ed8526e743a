import type { SweepItem } from '../engine/watch.ts';
import { type AppKey, appKey } from '../model/app.ts';
import { type Formation, isEmpty } from '../model/formation.ts';
import { sameRegion } from '../model/region.ts';
import { pricePerHourOf } from './results.ts';
import type { CommandContext } from './spec.ts';

/** What an app runs costs a call or two where it is not remembered: the rest is told without its price. */
const MOST_READ = 30;

/** A region that hangs does not hold the answer up. */
const PATIENCE_MS = 10_000;

type PriceContext = Pick<CommandContext, 'clock' | 'prices' | 'providers' | 'requester' | 'store'>;

/**
 * EUR per hour while it runs, by app, as far as it can be told.
 * @param wanted those worth a call
 */
export async function sweptPrices(
  items: readonly SweepItem[],
  wanted: readonly SweepItem[],
  context: PriceContext,
): Promise<ReadonlyMap<AppKey, number>> {
  const limit = context.clock.timeout(PATIENCE_MS);
  const { requester } = context;
  const signal = AbortSignal.any([limit.signal, ...(requester.signal === undefined ? [] : [requester.signal])]);
  const readable = new Set(wanted.slice(0, MOST_READ));
  const price = async (item: SweepItem): Promise<readonly (readonly [AppKey, number])[]> => {
    const known = await pricePerHourOf(item.app, context, item.outcome?.formation);
    const found = known ?? (readable.has(item) ? await readPrice(item, context, signal) : undefined);
    return found === undefined ? [] : [[appKey(item.app), found]];
  };
  try {
    return new Map((await Promise.all(items.map(price))).flat());
  } finally {
    limit.cancel();
  }
}

/** A price is a detail of the answer: any failure leaves it out. */
async function readPrice(item: SweepItem, context: PriceContext, signal: AbortSignal): Promise<number | undefined> {
  const formation = await readFormation(item, context, signal).catch(() => undefined);
  if (formation === undefined || isEmpty(formation)) return undefined;
  return context.prices.formationPerHour(item.app.region, formation)?.perHour;
}

async function readFormation(
  { app }: SweepItem,
  { providers }: PriceContext,
  signal: AbortSignal,
): Promise<Formation | undefined> {
  const provider = providers.find(({ region }) => sameRegion(region, app.region));
  const options = { priority: 'person', signal } as const;
  const running = await provider?.getFormation(app.id, options);
  if (running !== undefined && !isEmpty(running)) return running;
  return provider?.getPreviousFormation?.(app.id, options);
}
