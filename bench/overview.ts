import { homeView } from '../bot/slack/home/view.ts';
import { createPaastis, createTranslate, type Paastis, Secret, silentLog } from '../core/index.ts';
import { MemoryStore } from '../core/store/memory.ts';
import { buildApp, buildWatch } from '../test/support/build-records.ts';
import { buildSleep } from '../test/support/build-sleeps.ts';
import { FakeClock } from '../test/support/fake-clock.ts';
import { makeConfig } from '../test/support/make.ts';
import { type Measure, summarize } from './measure.ts';

const APPS = 1_000;
const SLEEPS = 30;
const RUNS = 20;
const DAY_MS = 24 * 60 * 60_000;

/** How long it takes to tell of 1,000 apps with a month of sleeps at a glance, and to lay out a Home of them. */
export async function run(): Promise<Measure[]> {
  const clock = new FakeClock();
  const paastis = await openFleet(clock);
  const [overviews, views]: [number[], number[]] = [[], []];
  for (let at = 0; at <= RUNS; at += 1) {
    await clock.advance(2_000);
    const startedMs = performance.now();
    const overview = await paastis.overview('fr');
    const toldMs = performance.now();
    const owner = { user: 'U0ANA00001', favourites: [], filter: 'all', page: 3, actions: [] } as const;
    JSON.stringify(homeView({ ...owner, overview, may: () => true }, createTranslate('fr')));
    overviews.push(toldMs - startedMs);
    views.push(performance.now() - toldMs);
  }
  await paastis.close();
  const title = `overview: ${APPS} apps`;
  return [
    summarize(title, overviews.slice(1), { bound: { most: 50, of: 'median' } }),
    summarize(`${title}, their Home`, views.slice(1), { bound: { most: 20, of: 'median' } }),
  ];
}

async function openFleet(clock: FakeClock): Promise<Paastis> {
  const store = new MemoryStore();
  const nowMs = clock.now().getTime();
  const at = (daysAgo: number, hours = 0) => new Date(nowMs - daysAgo * DAY_MS + hours * 3_600_000).toISOString();
  const reading = { known: true, at: at(0), since: at(1), completeUntil: at(0) } as const;
  for (let index = 0; index < APPS; index += 1) {
    const name = `shop-pr${index}-back`;
    const watch = {
      ...buildWatch(name),
      formation: { web: { amount: 1, size: 'M' } },
      lastRequestAt: at(0, -2),
      reading,
    };
    const sleeps = Array.from({ length: SLEEPS }, (_, days) => ({
      put: 'ledger' as const,
      record: buildSleep(name, { asleepFrom: at(days + 1), asleepUntil: at(days + 1, 10) }),
    }));
    await store.write([{ put: 'watch', record: watch }, { put: 'app', record: buildApp(name) }, ...sleeps]);
  }
  const providers = [
    { type: 'scalingo', region: 'osc-fr1', token: new Secret('x'), apiUrl: 'http://127.0.0.1:9' } as const,
  ];
  const rules = [
    { match: '*-production', protect: true },
    { match: 'shop-pr{pr}-*', manage: true, group: 'shop-pr{pr}' },
  ];
  return createPaastis(makeConfig({ providers, rules }), { clock, log: silentLog, store: { store } });
}
