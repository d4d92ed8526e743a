import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { createPaastis, type Paastis, type Report } from '../core/index.ts';
import { silentLog } from '../core/log.ts';
import { makeConfig } from '../test/support/make.ts';
import { seededRandom } from '../test/support/random.ts';
import { type Measure, summarize } from './measure.ts';
import { startCleverCloud, startScalingo, type Vendor } from './vendors.ts';

const SAMPLES = 40;

/** Wakes overlap as those of a team do; each has a core of its own, so that no pace makes it wait. */
const EVERY_MS = 250;

/** Long enough for the probes to be as far apart as they get in the first minute. */
const SHORTEST_BOOT_MS = 4_000;
const LONGEST_BOOT_MS = 6_000;

/** After a sleep has been told, until the core is done with it. */
const SETTLED_MS = 4_000;

const LOOK_MS = 1;

const caller = { actor: 'terminal:bench', entryPoint: 'terminal' } as const;

/** warm: the core has just been at work; cold: it has just been opened, on what the last one left. */
const modes = ['warm', 'cold'] as const;

interface Sample {
  readonly triggerMs: number;
  readonly progressMs: number;
  readonly reportMs: number;
}

/**
 * What Paastis adds to a boot: from the command to the provider's start call, and from the instant at which the app's
 * address answers to the person being told. Real time, real HTTP, real disk; one process holds all of it.
 */
export async function run(): Promise<Measure[]> {
  const random = seededRandom(1);
  const measures: Measure[] = [];
  for (const start of [startScalingo, startCleverCloud]) {
    const vendor = await start(systemClock);
    for (const mode of modes) {
      const samples = await Promise.all(
        Array.from({ length: SAMPLES }, async (_, index) => {
          const bootMs = SHORTEST_BOOT_MS + random() * (LONGEST_BOOT_MS - SHORTEST_BOOT_MS);
          await systemClock.delay(index * EVERY_MS);
          return measureOne(vendor, mode, `shop-${mode}-${index}`, bootMs);
        }),
      );
      const told = { bound: { most: 500, of: 'p95' } } as const;
      const title = `wake: ${vendor.name}, ${mode}`;
      measures.push(
        summarize(
          `${title}: command to start call`,
          samples.map(({ triggerMs }) => triggerMs),
          {
            bound: { most: 100, of: 'p95' },
          },
        ),
        summarize(
          `${title}: app answers to progress 'ready'`,
          samples.map(({ progressMs }) => progressMs),
          told,
        ),
        summarize(
          `${title}: app answers to final report`,
          samples.map(({ reportMs }) => reportMs),
          told,
        ),
      );
    }
    await vendor.close();
  }
  return measures;
}

async function measureOne(vendor: Vendor, mode: (typeof modes)[number], name: string, bootMs: number): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  const open = () =>
    createPaastis(makeConfig({ providers: [vendor.config] }), {
      clock: systemClock,
      log: silentLog,
      store: { folder },
    });
  const app = await vendor.addApp(name, bootMs);
  let paastis = await open();
  try {
    expectDone(await paastis.run(`sleep ${name}`, caller), 'asleep');
    if (mode === 'warm') await systemClock.delay(SETTLED_MS);
    else {
      await paastis.close();
      paastis = await open();
    }
    return await wakeAndWatch(vendor, paastis, app.id, name);
  } finally {
    await paastis.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function wakeAndWatch(vendor: Vendor, paastis: Paastis, id: string, name: string): Promise<Sample> {
  let readyAt = Number.NaN;
  const askedAt = nowMs();
  const answered = paastis.run(`wake ${name}`, {
    ...caller,
    onProgress: ({ phase }) => {
      if (phase === 'ready') readyAt = nowMs();
    },
  });
  const [report, reportedAt, upAt] = await Promise.all([
    answered,
    answered.then(nowMs),
    (async () => {
      while (!vendor.isUp(id)) await systemClock.delay(LOOK_MS);
      return nowMs();
    })(),
  ]);
  expectDone(report, 'running');
  const call = vendor.requests.find((request) => request.at >= askedAt && vendor.isStart(request, id));
  return {
    triggerMs: (call?.at ?? Number.NaN) - askedAt,
    progressMs: readyAt - upAt,
    reportMs: reportedAt - upAt,
  };
}

function expectDone(report: Report, after: 'asleep' | 'running'): void {
  const result = report.kind === 'operation' ? report.results[0] : undefined;
  if (result?.after === after && result.error === undefined) return;
  throw new Error(`Expected ${after}, got ${JSON.stringify(report)}`);
}

function nowMs(): number {
  return systemClock.now().getTime();
}
