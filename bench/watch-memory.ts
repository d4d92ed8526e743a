/**
 * A process of its own for the bench `memory`: the program's core on a store that knows 10,000 apps. Prints what is
 * resident once it has decided about all of them some times.
 */
import { systemClock } from '../core/clock.ts';
import { type Config, defaultConfig } from '../core/config.ts';
import { createPaastis } from '../core/index.ts';
import { silentLog } from '../core/log.ts';

const PASSES = 3;

/** Garbage has a chance to go, as it has in the minute between two looks. */
const PAUSE_MS = 5_000;

const config: Config = {
  ...defaultConfig,
  timezone: 'Europe/Paris',
  mode: 'observe',
  rules: [
    { match: '*-production', protect: true },
    { match: 'shop-*-pr{pr}', manage: true, group: 'pr{pr}', hours: 'Mon-Fri 08:00-19:00' },
  ],
};

const [folder = ''] = process.argv.slice(2);
const paastis = await createPaastis(config, { clock: systemClock, log: silentLog, store: { folder } });
for (let pass = 0; pass < PASSES; pass += 1) {
  const report = await paastis.run('digest', { actor: 'terminal:bench', entryPoint: 'terminal' });
  if (report.kind !== 'digest') throw new Error(JSON.stringify(report).slice(0, 500));
  await systemClock.delay(PAUSE_MS);
}
process.stdout.write(String(process.memoryUsage.rss() / 2 ** 20));
await paastis.close();
