import { describeSize, mapPrices } from '../../../../core/providers/clever-cloud/sizes.ts';
import { type Connection, connect } from './connect.ts';

const at = '2026-11-22T09:00:00.000Z';
const row = { source: 'apps', flavor: 'xs', time_unit: 'PT1H', price: 0.0222, slug_id: 'apps.XS' };

describe('prices of Clever Cloud', () => {
  let connection: Connection;

  beforeEach(async () => {
    connection = await connect();
  });

  afterEach(async () => {
    await connection.close();
  });

  it('are the own prices of the organisation, for one call', async () => {
    const prices = await connection.run(connection.provider.getPrices());

    expect(prices).toMatchObject({ source: 'account', at });
    expect(prices.perHour).toMatchObject({ pico: 0.00625, S: expect.closeTo(0.0444444, 6), '3XL': expect.any(Number) });
    expect(connection.simulator.requests.map(({ path }) => path)).toEqual([
      `/v4/billing/organisations/${connection.simulator.owner}/price-system`,
    ]);
  });

  it.each([403, 404])('are the public list where its own are not told: %s', async (status) => {
    const fault = { kind: 'status', status, contentType: 'application/json', body: '{"code":"no"}' } as const;
    connection.simulator.faults.add({ ...fault, match: /organisations\/.*price-system$/ });

    const prices = await connection.run(connection.provider.getPrices());

    expect(prices.source).toBe('list');
    expect(prices.perHour.XS).toBeCloseTo(0.0222222, 6);
  });

  it('are not told while the vendor is down', async () => {
    const fault = { kind: 'status', status: 503, contentType: 'text/html', body: '', times: 99 } as const;
    connection.simulator.faults.add(fault);

    const error = await connection.failure(connection.provider.getPrices());

    expect(error.code).toBe('provider_unavailable');
  });
});

describe('a price system', () => {
  it.each([
    ['PT1H', 0.06, 0.06],
    ['PT1M', 0.001, 0.06],
    ['PT1S', 0.00001, 0.036],
    ['P1D', 2.4, 0.1],
    ['PT30M', 0.03, 0.06],
  ])('tells prices per hour, whatever its unit: %s', (time_unit, price, perHour) => {
    const prices = mapPrices({ currency: 'EUR', runtime: [{ ...row, time_unit, price }] }, 'list', at);

    expect(prices.perHour.XS).toBeCloseTo(perHour, 10);
  });

  it.each([
    ['a unit without a fixed length', { time_unit: 'P1M' }],
    ['no unit', { time_unit: null }],
    ['no price', { price: null }],
    ['another product', { slug_id: 'addons.XS' }],
  ])('has no price where there is %s', (_, other) => {
    expect(mapPrices({ currency: 'EUR', runtime: [{ ...row, ...other }] }, 'list', at).perHour).toEqual({});
  });

  it('is not read in another currency', () => {
    expect(mapPrices({ currency: 'USD', runtime: [row] }, 'list', at).perHour).toEqual({});
  });

  it('names a size as apps do, even by its lower-case flavor', () => {
    const runtime = [{ ...row, slug_id: null }];

    expect(mapPrices({ currency: 'EUR', runtime }, 'list', at).perHour).toEqual({ XS: 0.0222 });
  });
});

describe('a flavor of Clever Cloud', () => {
  it.each([
    ['pico', 0.25, 1],
    ['M', 4, 4],
    ['2XL', 24, 12],
  ])('%s has %d GB of memory and %d vCPUs', (size, memoryGb, vcpus) => {
    expect(describeSize(size)).toEqual({ memoryGb, vcpus });
  });
});
