/** A size of instance, as the vendor's product list describes it. */
export interface Flavor {
  readonly name: string;
  readonly mem: number;
  readonly cpus: number;
  readonly price: number;
}

/**
 * Zone `par` in EUR an hour: figures of the vendor's own fixtures, 2026-01-23. Name, MiB, CPUs, price.
 * `price` of a v2 flavor counts credits and is stale at the vendor too: nobody should use it.
 */
const flavors: readonly Flavor[] = [
  { name: 'pico', mem: 256, cpus: 1, price: 0.00625 },
  { name: 'nano', mem: 512, cpus: 1, price: 0.0083333333333333 },
  { name: 'XS', mem: 1024, cpus: 1, price: 0.0222222222222222 },
  { name: 'S', mem: 2048, cpus: 2, price: 0.0444444444444444 },
  { name: 'M', mem: 4096, cpus: 4, price: 0.1055555555555556 },
  { name: 'L', mem: 8192, cpus: 6, price: 0.2111111111111111 },
  { name: 'XL', mem: 16384, cpus: 8, price: 0.4222222222222222 },
  { name: '2XL', mem: 24576, cpus: 12, price: 0.6666666666666666 },
  { name: '3XL', mem: 32768, cpus: 16, price: 0.8888888888888888 },
];

/** Credits of 0.0097 EUR for 10 minutes. */
const CREDITS_AN_HOUR = 6 * 0.0097;

export function presentFlavor(name: string) {
  const flavor = flavors.find((candidate) => candidate.name === name) ?? { name, mem: 1024, cpus: 1, price: 0 };
  return {
    name: flavor.name,
    mem: flavor.mem,
    cpus: flavor.cpus,
    gpus: 0,
    disk: null,
    price: flavor.price / CREDITS_AN_HOUR,
    available: true,
    microservice: flavor.mem < 1024,
    machine_learning: false,
    nice: 0,
    price_id: `apps.${flavor.name}`,
    memory: { unit: 'B', value: flavor.mem * 1_048_576, formatted: `${flavor.mem} MiB` },
    cpuFactor: 1,
    memFactor: 1,
  };
}

/** What an instance of that flavor costs; nothing for one that is not on the list. */
export function eurPerHour(name: string): number {
  return flavors.find((flavor) => flavor.name === name)?.price ?? 0;
}

export function presentFlavors() {
  return flavors.map(({ name }) => presentFlavor(name));
}

export function isFlavor(name: string): boolean {
  return flavors.some((flavor) => flavor.name === name);
}

const clever = 'infra:clever-cloud';
const ovh = 'infra:ovh';
const hds = 'certification:hds';

interface ZoneFacts {
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly countryCode: string;
  readonly lat: number;
  readonly lon: number;
  readonly tags: readonly string[];
}

const france = { country: 'France', countryCode: 'FR' };
const paris = { ...france, city: 'Paris', lat: 48.87, lon: 2.33 };
const roubaix = { ...france, city: 'Roubaix', lat: 50.69, lon: 3.17 };

const zones: readonly ZoneFacts[] = [
  { name: 'par', ...paris, tags: ['region:eu', clever] },
  { name: 'parhds', ...paris, tags: ['region:eu', clever, hds] },
  { name: 'scw', ...paris, tags: ['region:eu', 'infra:scaleway'] },
  { name: 'grahds', ...france, city: 'Gravelines', lat: 50.99, lon: 2.13, tags: ['region:eu', ovh, hds] },
  { name: 'rbx', ...roubaix, tags: ['region:eu', ovh] },
  { name: 'rbxhds', ...roubaix, tags: ['region:eu', ovh, hds] },
  {
    name: 'ldn',
    city: 'London',
    country: 'United Kingdom',
    countryCode: 'GB',
    lat: 51.51,
    lon: -0.13,
    tags: ['infra:ionos'],
  },
  { name: 'mtl', city: 'Montreal', country: 'Canada', countryCode: 'CA', lat: 45.5, lon: -73.61, tags: [ovh] },
  { name: 'sgp', city: 'Singapore', country: 'Singapore', countryCode: 'SG', lat: 1.34, lon: 103.83, tags: [ovh] },
  { name: 'syd', city: 'Sydney', country: 'Australia', countryCode: 'AU', lat: -33.85, lon: 151.22, tags: [ovh] },
  { name: 'wsw', city: 'Warsaw', country: 'Poland', countryCode: 'PL', lat: 52.23, lon: 21.01, tags: [ovh] },
];

/** A zone's uuid: made from its place in the list, the same in every run. */
export function zoneId(name: string): string {
  const index = zones.findIndex((zone) => zone.name === name) + 1;
  return `4118bd11-1111-4111-8111-${String(index).padStart(12, '0')}`;
}

export function presentZones() {
  return zones.map(({ tags, ...zone }) => ({
    id: zoneId(zone.name),
    ...zone,
    displayName: null,
    outboundIPs: [],
    tags: [...tags, 'for:applications'],
  }));
}

export function presentPriceSystem(zone: string, currency: string) {
  // Dollars are one and a half times the euros in the vendor's fixtures.
  const rate = currency === 'USD' ? 1.5 : 1;
  return {
    zone_id: zone,
    currency,
    start_date: '2024-01-01T00:00:00Z',
    end_date: null,
    runtime: flavors.map(({ name, price }, index) => ({
      runtime_policy_id: `9147366f-181c-4b44-86bd-${String(index).padStart(12, '0')}`,
      source: 'apps',
      flavor: name.toLowerCase(),
      time_unit: 'PT1H',
      price: price * rate,
      slug_id: `apps.${name}`,
    })),
    countable: [],
  };
}
