import { createEngine, type Engine } from '../../../core/engine/engine.ts';
import { createAudit } from '../../../core/events/audit.ts';
import { createEventBus } from '../../../core/events/bus.ts';
import { createProber } from '../../../core/http/probe.ts';
import { silentLog } from '../../../core/log.ts';
import { loadProviders } from '../../../core/providers/index.ts';
import { createLedger } from '../../../core/savings/ledger.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { openStage, type Stage } from '../../support/stage.ts';
import { addVendorApp } from '../../support/vendor-app.ts';

let stage: Stage;
let store: MemoryStore;
let engine: Engine;
let closeProviders: () => Promise<unknown>;

beforeEach(async () => {
  stage = await openStage();
  const { clock } = stage;
  store = new MemoryStore();
  const { providers } = await loadProviders(stage.config.providers, { clock, log: silentLog });
  closeProviders = () => Promise.all(providers.map((provider) => provider.close()));
  engine = createEngine({
    providers: () => providers,
    store,
    audit: createAudit({ store, bus: createEventBus({ log: silentLog }), clock }),
    prober: createProber({ clock }),
    ledger: createLedger({ store, clock, prices: { pricesOf: () => ({}) } }),
    clock,
    log: silentLog,
  });
});

afterEach(async () => {
  engine.close();
  await stage.play(closeProviders());
  await stage.close();
});

const rule = { actor: 'rule:2', entryPoint: 'schedule' } as const;

async function sleepBy(options: Parameters<Engine['sleep']>[1]) {
  const { key } = await addVendorApp(stage, 'scalingo');
  const app = {
    id: key.split('/')[2] ?? '',
    name: 'shop-pr42',
    region: { type: 'scalingo', name: 'osc-fr1' },
    status: 'running',
    readAt: '2026-11-22T08:00:00.000Z',
  } as const;
  await stage.play(engine.sleep(app, options, rule));
  const [event] = (await store.listEvents({ key })).filter(({ name }) => name === 'app_slept');
  return { event, interval: await store.find('interval', key) };
}

describe('a sleep that was decided', () => {
  it('keeps why, for the history and for the savings', async () => {
    const { event, interval } = await sleepBy({ cause: 'schedule', reason: 'outside_hours' });

    expect(event).toMatchObject({ actor: 'rule:2', reason: 'outside_hours' });
    expect(interval).toMatchObject({ actor: 'rule:2', cause: 'schedule', correlationId: event?.correlationId });
  });

  it('is told as forced before anything else, and as manual where nobody says more', async () => {
    const { event, interval } = await sleepBy({ force: true, reason: 'idle' });

    expect(event?.reason).toBe('forced');
    expect(interval?.cause).toBe('manual');
  });
});
