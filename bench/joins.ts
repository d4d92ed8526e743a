import { systemClock } from '../core/clock.ts';
import { createPaastis } from '../core/index.ts';
import { silentLog } from '../core/log.ts';
import { makeConfig } from '../test/support/make.ts';
import { type Measure, summarize } from './measure.ts';
import { startCleverCloud, startScalingo, type Vendor } from './vendors.ts';

const CALLERS = 1_000;
const BOOT_MS = 4_000;

/** 1,000 people wake one app in the same instant: one start call, and what so many waiting cost. */
export async function run(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const start of [startScalingo, startCleverCloud]) {
    const vendor = await start(systemClock);
    measures.push(...(await measure(vendor)));
    await vendor.close();
  }
  return measures;
}

async function measure(vendor: Vendor): Promise<Measure[]> {
  const app = await vendor.addApp('shop-pr42', BOOT_MS);
  const paastis = await createPaastis(makeConfig({ providers: [vendor.config] }), {
    clock: systemClock,
    log: silentLog,
    store: { memory: true },
  });
  await paastis.run('sleep shop-pr42', { actor: 'terminal:bench', entryPoint: 'terminal' });
  const askedAt = systemClock.now().getTime();
  const rssBefore = process.memoryUsage.rss();
  const askedMs = performance.now();
  const toldMs: number[] = [];
  let upMs = Number.NaN;
  const watching = (async () => {
    while (!vendor.isUp(app.id)) await systemClock.delay(1);
    upMs = performance.now();
  })();
  const asking = Array.from({ length: CALLERS }, async (_, index) => {
    const report = await paastis.run('wake shop-pr42', { actor: `slack:T0/U${index}`, entryPoint: 'slack' });
    if (report.kind !== 'operation' || report.results[0]?.error !== undefined) throw new Error(JSON.stringify(report));
    toldMs.push(performance.now());
  });
  const takenMs = performance.now() - askedMs;
  await Promise.all([watching, ...asking]);
  const rssGrowth = (process.memoryUsage.rss() - rssBefore) / 2 ** 20;
  await paastis.close();
  const starts = vendor.requests.filter((request) => request.at >= askedAt && vendor.isStart(request, app.id));
  const title = `joins: ${CALLERS} wakes of one app, ${vendor.name}`;
  return [
    summarize(`${title}: start calls`, [starts.length], { unit: 'calls', bound: { most: 1, of: 'p95' } }),
    summarize(`${title}: taking all of them`, [takenMs]),
    summarize(
      `${title}: app answers to each one told`,
      toldMs.map((told) => told - upMs),
    ),
    summarize(`${title}: resident growth`, [rssGrowth], { unit: 'MiB' }),
  ];
}
