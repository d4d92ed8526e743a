import { describeSize, mapPrices } from '../../../../core/providers/scalingo/sizes.ts';
import { type ScalingoHarness, startScalingoHarness } from './harness.ts';

describe('prices of Scalingo', () => {
  let harness: ScalingoHarness;

  beforeEach(async () => {
    harness = await startScalingoHarness();
  });

  afterEach(async () => {
    await harness.close();
  });

  it('are those of the list, in euros per hour, for one call', async () => {
    await harness.run(harness.provider.listApps());
    const before = harness.calls();

    const prices = await harness.run(harness.provider.getPrices());

    const rounded = Object.entries(prices.perHour).map(([size, price]) => [size, Number(price.toFixed(10))]);
    expect(Object.fromEntries(rounded)).toEqual({ S: 0.01, M: 0.02, L: 0.04, XL: 0.08, '2XL': 0.16, '3XL': 0.32 });
    expect(prices).toMatchObject({ source: 'list', at: harness.clock.now().toISOString() });
    expect(harness.calls() - before).toBe(1);
  });

  it('are read from the price of 30 days alone, since the unit of the other is not what is documented', async () => {
    const body = JSON.stringify({ container_sizes: [{ name: 'M', hourly_price: 20, thirtydays_price: 1440 }] });
    const fault = { kind: 'status', status: 200, contentType: 'application/json', body } as const;
    harness.simulator.faults.add({ ...fault, match: /container_sizes$/ });

    const { perHour } = await harness.run(harness.provider.getPrices());

    expect(perHour.M).toBeCloseTo(0.02, 10);
  });

  it.each([undefined, null, 0])('leave out a size whose price of 30 days is %p', (thirtydays_price) => {
    const { perHour } = mapPrices([{ name: 'M', thirtydays_price }], '2026-11-22T09:00:00.000Z');

    expect(perHour).toEqual({});
  });
});

describe('a size of Scalingo', () => {
  it.each([
    ['S', 0.25],
    ['M', 0.5],
    ['3XL', 8],
  ])('%s has %d GB of memory and no number of CPUs', (size, memoryGb) => {
    expect(describeSize(size)).toEqual({ memoryGb });
  });
});
