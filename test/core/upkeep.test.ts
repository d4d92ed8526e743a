import { loadProviders } from '../../core/providers/index.ts';
import { createLedger } from '../../core/savings/ledger.ts';
import { createPriceBook } from '../../core/savings/prices.ts';
import { createScheduler } from '../../core/scheduler/index.ts';
import { MemoryStore } from '../../core/store/memory.ts';
import { scheduleUpkeep } from '../../core/upkeep.ts';
import { buildSleep } from '../support/build-sleeps.ts';
import { openStage, type Stage } from '../support/stage.ts';

const HOUR_MS = 60 * 60_000;

describe('what is done every so often', () => {
  let stage: Stage;
  let store: MemoryStore;
  let logged: string[];
  let close: () => Promise<unknown>;

  beforeEach(async () => {
    stage = await openStage();
    store = new MemoryStore();
    logged = [];
    const { clock } = stage;
    const add = (facts: object, text: string) => void logged.push(`${text} ${JSON.stringify(facts)}`);
    const log = { debug() {}, info: add, warn: add, error: add };
    const { providers } = await loadProviders(stage.config.providers, { clock, log });
    const prices = createPriceBook({ providers: () => providers, prices: () => ({}), store, clock, log });
    const scheduler = createScheduler({ store, clock, log });
    scheduleUpkeep(scheduler, {
      providers: () => providers,
      store,
      prices,
      ledger: createLedger({ store, prices, clock }),
      clock,
      log,
    });
    await scheduler.start();
    close = () => Promise.all([scheduler.stop(), ...providers.map((provider) => provider.close())]);
  });

  afterEach(async () => {
    await stage.play(close());
    await stage.close();
  });

  const pass = (ms: number) => stage.clock.advance(ms, () => stage.scalingo.held + stage.clever.held);

  it('notes when a token ends, where its provider tells', async () => {
    await pass(HOUR_MS);

    expect(await store.find('note', 'token:clever-cloud/par')).toMatchObject({
      value: expect.stringContaining('2027'),
    });
    expect((await store.find('note', 'token:scalingo/osc-fr1'))?.value).toBeUndefined();
  });

  it('goes on with the other accounts when a token is refused', async () => {
    stage.scalingo.world.revokeToken(stage.scalingo.token);

    await pass(HOUR_MS);

    expect(logged.join('\n')).toMatch(/a token could not be checked .*scalingo\/osc-fr1/);
    expect(logged.join('\n')).not.toContain(stage.scalingo.token);
    expect(await store.find('note', 'token:clever-cloud/par')).toBeDefined();
  });

  it('reads the prices once a day', async () => {
    await pass(25 * HOUR_MS);

    expect(await store.find('note', 'prices:scalingo/osc-fr1')).toBeDefined();
    expect(stage.scalingo.requests.filter(({ path }) => path.endsWith('/container_sizes'))).toHaveLength(1);
  });

  it('forgets sleeps of more than 400 days ago, and keeps the younger ones', async () => {
    const daysAgo = (days: number) => new Date(stage.clock.now().getTime() - days * 24 * HOUR_MS).toISOString();
    const sleep = (name: string, days: number) =>
      buildSleep(name, { asleepFrom: daysAgo(days + 1), asleepUntil: daysAgo(days) });
    await store.write([
      { put: 'ledger', record: sleep('old', 401) },
      { put: 'ledger', record: sleep('young', 390) },
    ]);

    await pass(25 * HOUR_MS);

    expect((await store.list('ledger')).map(({ name }) => name)).toEqual(['young']);
  });
});
