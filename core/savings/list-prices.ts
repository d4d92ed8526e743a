import type { ProviderType } from '../model/region.ts';

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
export const builtInPrices: Readonly<Partial<Record<ProviderType, BuiltInPrices>>> = {
  scalingo: {
    perHour: perHour({ S: 7.2, M: 14.4, L: 28.8, XL: 57.6, '2XL': 115.2, '3XL': 230.4 }),
    at: '2026-09-20T00:00:00.000Z',
  },
};

function perHour(per30Days: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(per30Days).map(([size, euros]) => [size, euros / HOURS_IN_30_DAYS]));
}
