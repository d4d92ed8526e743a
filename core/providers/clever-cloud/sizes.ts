import type { PriceList, SizeFacts } from '../provider.ts';
import type { PriceSystem } from './schema.ts';

/** Memory in GB and vCPUs by flavor. @see https://www.clever.cloud/pricing, read 2026-01-23 */
const flavors = new Map<string, SizeFacts>([
  ['pico', { memoryGb: 0.25, vcpus: 1 }],
  ['nano', { memoryGb: 0.5, vcpus: 1 }],
  ['XS', { memoryGb: 1, vcpus: 1 }],
  ['S', { memoryGb: 2, vcpus: 2 }],
  ['M', { memoryGb: 4, vcpus: 4 }],
  ['L', { memoryGb: 8, vcpus: 6 }],
  ['XL', { memoryGb: 16, vcpus: 8 }],
  ['2XL', { memoryGb: 24, vcpus: 12 }],
  ['3XL', { memoryGb: 32, vcpus: 16 }],
]);

export function describeSize(size: string): SizeFacts | undefined {
  return flavors.get(size);
}

/**
 * Prices of apps, in EUR per hour whatever the unit they are told in. `slug_id` is what a flavor calls its `price_id`:
 * `apps.` and its name, in the case that apps show; `flavor` is in lower case.
 */
export function mapPrices(system: PriceSystem, source: PriceList['source'], readAt: string): PriceList {
  const isEuro = (system.currency ?? 'EUR').toUpperCase() === 'EUR';
  const entries = (isEuro ? system.runtime : []).flatMap((row): [string, number][] => {
    const size = sizeOf(row);
    const hours = hoursIn(row.time_unit);
    return size === undefined || hours === undefined || !row.price ? [] : [[size, row.price / hours]];
  });
  return { perHour: Object.fromEntries(entries), at: readAt, source };
}

type Row = PriceSystem['runtime'][number];

function sizeOf({ slug_id: slug, source, flavor }: Row): string | undefined {
  const name = /^apps\.(.+)$/.exec(slug ?? '')?.[1];
  if (name !== undefined) return name;
  if (slug || source !== 'apps') return undefined;
  return [...flavors.keys()].find((known) => known.toLowerCase() === flavor?.toLowerCase());
}

/** Durations as the vendor writes them: `PT1H`, `PT1M`, `PT1S`, `P1D`. A month has no fixed length: no price. */
function hoursIn(unit: string | null | undefined): number | undefined {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(unit ?? '');
  if (parts === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const total = days * 24 + hours + minutes / 60 + seconds / 3_600;
  return total > 0 ? total : undefined;
}
