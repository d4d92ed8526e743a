import { ProviderError } from '../../../core/errors.ts';
import { silentLog } from '../../../core/log.ts';
import type { Region } from '../../../core/model/region.ts';
import type { PriceList } from '../../../core/providers/provider.ts';
import { createPriceBook, type PriceBookDeps } from '../../../core/savings/prices.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const paris: Region = { type: 'scalingo', name: 'osc-fr1' };
const clever: Region = { type: 'clever-cloud', name: 'par' };
const at = '2026-11-01T00:00:00.000Z';

let clock: FakeClock;
let store: MemoryStore;
let calls: number;

beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryStore();
  calls = 0;
});

function open(answer: PriceList | Error, facts: Partial<PriceBookDeps> = {}) {
  const getPrices = async () => {
    calls += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const providers = () => [{ region: paris, getPrices }];
  return createPriceBook({ providers, prices: () => ({}), store, clock, log: silentLog, ...facts });
}

const unreachable = new ProviderError('provider_unavailable', 'down');
const list = (perHour: Record<string, number>, source: PriceList['source'] = 'list'): PriceList => ({
  perHour,
  at,
  source,
});

describe('the price of a container', () => {
  it('is the public list of the vendor as long as nothing else is known', () => {
    const book = open(unreachable);

    expect(book.perHour(paris, 'S')?.perHour).toBeCloseTo(0.01, 12);
    expect(book.perHour(paris, '2XL')?.perHour).toBeCloseTo(0.16, 12);
    expect(book.perHour(paris, 'M')).toMatchObject({ source: 'list' });
  });

  it('is not known for a size nobody has told', () => {
    const book = open(unreachable);

    expect(book.perHour(paris, 'GIANT')).toBeUndefined();
    expect(book.perHour(paris, 'constructor')).toBeUndefined();
    expect(book.perHour(clever, 'S')).toBeUndefined();
  });

  it('is what the provider tells, of the account where it does', async () => {
    const book = open(list({ M: 0.018 }, 'account'));

    await book.refresh();

    expect(book.perHour(paris, 'M')).toEqual({ perHour: 0.018, source: 'provider', at });
    expect(book.perHour(paris, 'S')).toMatchObject({ source: 'list' });
  });

  it('is the settings’ own before anything else', async () => {
    const book = open(list({ M: 0.018 }), { prices: () => ({ 'scalingo/osc-fr1': { M: 0.0166 } }) });

    await book.refresh();

    expect(book.perHour(paris, 'M')).toMatchObject({ perHour: 0.0166, source: 'settings' });
    expect(book.perHour({ type: 'scalingo', name: 'osc-secnum-fr1' }, 'M')).toMatchObject({ source: 'list' });
  });

  it('may be nothing', () => {
    const book = open(unreachable, { prices: () => ({ 'scalingo/osc-fr1': { M: 0 } }) });

    expect(book.perHour(paris, 'M')?.perHour).toBe(0);
  });
});

describe('the price of a formation', () => {
  it('is the sum over its containers, as certain as the least certain of them', () => {
    const book = open(unreachable, { prices: () => ({ 'scalingo/osc-fr1': { M: 0.0166 } }) });

    const price = book.formationPerHour(paris, {
      web: { amount: 2, size: 'M' },
      worker: { amount: 1, size: 'S' },
      clock: { amount: 0, size: 'GIANT' },
    });

    expect(price?.perHour).toBeCloseTo(0.0432, 12);
    expect(price).toMatchObject({ source: 'list', at: '2026-09-20T00:00:00.000Z' });
  });

  it('is not known as soon as one container has no known price', () => {
    const book = open(unreachable);

    expect(book.formationPerHour(paris, { web: { amount: 1, size: 'M' }, worker: { amount: 1 } })).toBeUndefined();
    expect(book.formationPerHour(paris, { web: { amount: 0 } })?.perHour).toBe(0);
  });
});

describe('the list of a region', () => {
  it('is read once a day and kept for the next process', async () => {
    const book = open(list({ M: 0.018 }));

    await book.refresh();
    await clock.advance(23 * 3_600_000);
    await book.refresh();
    const next = open(unreachable);
    await next.load();
    await next.refresh();

    expect(calls).toBe(1);
    expect(next.perHour(paris, 'M')?.perHour).toBe(0.018);
  });

  it('is read again the next day', async () => {
    const book = open(list({ M: 0.018 }));

    await book.refresh();
    await clock.advance(24 * 3_600_000);
    await book.refresh();

    expect(calls).toBe(2);
  });

  it('is read again when the system has set its time back since', async () => {
    const book = open(list({ M: 0.018 }));

    await book.refresh();
    clock.setBack(48 * 3_600_000);
    await book.refresh();

    expect(calls).toBe(2);
  });

  it('stays as it was while the provider fails or tells nonsense', async () => {
    await open(list({ M: 0.018 })).refresh();
    await clock.advance(48 * 3_600_000);
    const failing = open(unreachable);
    await failing.load();
    await failing.refresh();
    const nonsense = open(list({ M: -1 }));
    await nonsense.load();
    await nonsense.refresh();

    expect(failing.perHour(paris, 'M')?.perHour).toBe(0.018);
    expect(nonsense.perHour(paris, 'M')?.perHour).toBe(0.018);
  });

  it('is left aside where what was kept cannot be read', async () => {
    await store.write([
      { put: 'note', record: { v: 1, key: 'prices:scalingo/osc-fr1', at, value: '{"perHour":' } },
      { put: 'note', record: { v: 1, key: 'prices:clever-cloud/par', at } },
    ]);
    const book = open(unreachable);

    await book.load();

    expect(book.perHour(paris, 'M')?.perHour).toBeCloseTo(0.02, 12);
  });
});
