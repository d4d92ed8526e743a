import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Formation } from '../model/formation.ts';
import { type ProviderType, printRegion, type Region } from '../model/region.ts';
import type { CallOptions, PriceList, Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';

/** What one container of a size costs, and where that is known from. */
export interface Price {
  /** EUR per hour, without VAT. */
  readonly perHour: number;
  /** `settings`: the user's own; `provider`: the account's own, as the provider tells it; `list`: the public price. */
  readonly source: 'settings' | 'provider' | 'list';
  /** When it was read or published, ISO 8601, UTC. */
  readonly at: string;
}

/** Prices per size. What is not known stays unknown; nothing here throws for want of a price. */
export interface PriceBook {
  /** Takes up what was read by an earlier process. */
  load(): Promise<void>;
  /** Reads the lists that are older than a day; a region that fails keeps the list it had. */
  refresh(options?: CallOptions): Promise<void>;
  perHour(region: Region, size: string): Price | undefined;
  /** The whole formation; undefined as soon as one container that runs has no known price. */
  formationPerHour(region: Region, formation: Formation): Price | undefined;
  /** The price of every size of a formation; a size without one is left out. */
  pricesOf(region: Region, formation: Formation): Readonly<Record<string, Price>>;
}

export interface PriceBookDeps {
  readonly providers: () => readonly Pick<Provider, 'region' | 'getPrices'>[];
  /** `scalingo/osc-fr1` to size to EUR per hour: the user's own. */
  readonly prices: () => Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly store: Pick<Store, 'list' | 'write'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

interface BuiltInPrices {
  /** EUR per hour and container, without VAT. */
  readonly perHour: Readonly<Record<string, number>>;
  /** When the list was read, ISO 8601, UTC. */
  readonly at: string;
}

/** A list price is told for so many hours of running. */
const HOURS_IN_30_DAYS = 720;

/**
 * What holds where neither the settings nor the provider tell a price: the public price for 30 days.
 * @see https://developers.scalingo.com/ "Container sizes", read 2026-09-20; to be checked at each release
 */
const builtInPrices: Readonly<Partial<Record<ProviderType, BuiltInPrices>>> = {
  scalingo: {
    perHour: hourly({ S: 7.2, M: 14.4, L: 28.8, XL: 57.6, '2XL': 115.2, '3XL': 230.4 }),
    at: '2026-09-20T00:00:00.000Z',
  },
};

/** Prices change a few times a year. */
const REFRESH_MS = 24 * 60 * 60_000;

const NOTE_PREFIX = 'prices:';

const storedList = z.object({
  perHour: z.record(z.string(), z.number().min(0)),
  at: z.iso.datetime(),
  source: z.enum(['list', 'account']),
});

interface ReadList {
  readonly list: PriceList;
  readonly readAtMs: number;
}

/** The most certain first. */
const certainty = ['settings', 'provider', 'list'] as const satisfies readonly Price['source'][];

/** What a sum is worth that is made of prices from these; undefined for none. */
export function leastCertain(sources: readonly Price['source'][]): Price['source'] | undefined {
  return certainty.findLast((source) => sources.includes(source));
}

export function createPriceBook(deps: PriceBookDeps): PriceBook {
  const lists = new Map<string, ReadList>();

  const perHour = (region: Region, size: string): Price | undefined => {
    const own = ownOf(deps.prices()[printRegion(region)], size);
    if (own !== undefined) return { perHour: own, source: 'settings', at: deps.clock.now().toISOString() };
    const read = lists.get(printRegion(region))?.list;
    const told = ownOf(read?.perHour, size);
    if (read !== undefined && told !== undefined) {
      return { perHour: told, source: read.source === 'account' ? 'provider' : 'list', at: read.at };
    }
    const builtIn = builtInPrices[region.type];
    const listed = ownOf(builtIn?.perHour, size);
    return builtIn === undefined || listed === undefined
      ? undefined
      : { perHour: listed, source: 'list', at: builtIn.at };
  };

  const refreshOne = async (provider: Pick<Provider, 'region' | 'getPrices'>, options: CallOptions): Promise<void> => {
    const region = printRegion(provider.region);
    const now = deps.clock.now();
    const ageMs = now.getTime() - (lists.get(region)?.readAtMs ?? Number.NEGATIVE_INFINITY);
    // A list from the future: the system has set its time back since.
    if (ageMs >= 0 && ageMs < REFRESH_MS) return;
    try {
      const list = storedList.parse(await provider.getPrices(options));
      lists.set(region, { list, readAtMs: now.getTime() });
      const record = {
        v: 1,
        key: `${NOTE_PREFIX}${region}`,
        at: now.toISOString(),
        value: JSON.stringify(list),
      } as const;
      await deps.store.write([{ put: 'note', record }]);
    } catch (error) {
      deps.log.warn({ region, detail: describeError(error) }, 'prices not read');
    }
  };

  return {
    load: async () => {
      for (const { key, at, value } of await deps.store.list('note')) {
        if (!key.startsWith(NOTE_PREFIX)) continue;
        const list = readStored(value);
        if (list !== undefined) lists.set(key.slice(NOTE_PREFIX.length), { list, readAtMs: Date.parse(at) });
      }
    },
    refresh: async (options = {}) => {
      await Promise.all(deps.providers().map((provider) => refreshOne(provider, options)));
    },
    perHour,
    formationPerHour: (region, formation) =>
      sumPrices(formation, (size) => perHour(region, size), deps.clock.now().toISOString()),
    pricesOf: (region, formation) => {
      const sizes = new Set(Object.values(formation).flatMap(({ size }) => size ?? []));
      return Object.fromEntries(
        [...sizes].flatMap((size) => {
          const price = perHour(region, size);
          return price === undefined ? [] : [[size, price]];
        }),
      );
    },
  };
}

/** A size may be called `constructor`. */
function ownOf(prices: Readonly<Record<string, number>> | undefined, size: string): number | undefined {
  return prices !== undefined && Object.hasOwn(prices, size) ? prices[size] : undefined;
}

function readStored(value: string | undefined): PriceList | undefined {
  try {
    return storedList.parse(JSON.parse(value ?? ''));
  } catch {
    return undefined;
  }
}

/**
 * What the containers that run cost together, as certain as the least certain of their prices and as old as the oldest.
 * @param now the date of the price of nothing, which is certain
 */
export function sumPrices(
  formation: Formation,
  priceOf: (size: string) => Price | undefined,
  now: string,
): Price | undefined {
  let sum: Price = { perHour: 0, source: 'settings', at: now };
  for (const { amount, size } of Object.values(formation)) {
    if (amount === 0) continue;
    const price = size === undefined ? undefined : priceOf(size);
    if (price === undefined) return undefined;
    sum = {
      perHour: sum.perHour + amount * price.perHour,
      source: leastCertain([sum.source, price.source]) ?? 'list',
      at: price.at < sum.at ? price.at : sum.at,
    };
  }
  return sum;
}

function hourly(per30Days: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(per30Days).map(([size, euros]) => [size, euros / HOURS_IN_30_DAYS]));
}
