import * as z from 'zod';
import { startTestCloud, type TestCloud } from '../support.ts';

const zonesSchema = z.array(z.looseObject({ name: z.string(), city: z.string(), tags: z.array(z.string()) }));
const priceSchema = z.looseObject({
  runtime: z.array(z.looseObject({ slug_id: z.string(), time_unit: z.string(), price: z.number() })),
});
const flavorsSchema = z.array(z.looseObject({ name: z.string(), price_id: z.string() }));

describe('products of the simulated Clever Cloud', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  it('13.42 lists the zones with their tags', async () => {
    const zones = zonesSchema.parse((await cloud.call('GET /v4/products/zones')).body);

    const names = ['par', 'parhds', 'scw', 'grahds', 'rbx', 'rbxhds', 'ldn', 'mtl', 'sgp', 'syd', 'wsw'];
    expect(zones.map(({ name }) => name)).toEqual(names);
    expect(zones.every(({ tags }) => tags.includes('for:applications'))).toBe(true);
    expect(zones.find(({ name }) => name === 'parhds')?.tags).toContain('certification:hds');
  });

  it('13.42 prices every flavor under the id that flavors carry', async () => {
    const { runtime } = priceSchema.parse(
      (await cloud.call('GET /v4/billing/price-system?zone_id=par&currency=EUR')).body,
    );
    const flavors = flavorsSchema.parse((await cloud.call('GET /v2/products/flavors')).body);

    expect(runtime.map(({ slug_id }) => slug_id)).toEqual(flavors.map(({ price_id }) => price_id));
    expect(runtime.find(({ slug_id }) => slug_id === 'apps.XS')).toMatchObject({
      flavor: 'xs',
      time_unit: 'PT1H',
      price: expect.closeTo(0.0222222, 6),
    });
  });

  it('13.42 prices in dollars when asked to', async () => {
    const { runtime } = priceSchema.parse((await cloud.call('GET /v4/billing/price-system?currency=USD')).body);

    expect(runtime.find(({ slug_id }) => slug_id === 'apps.M')?.price).toBeCloseTo(0.1583333, 6);
  });
});
