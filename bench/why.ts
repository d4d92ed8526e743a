import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { type Config, defaultConfig } from '../core/config.ts';
import { createPaastis, type Paastis } from '../core/index.ts';
import { silentLog } from '../core/log.ts';
import { createStore } from '../core/store/index.ts';
import type { EventRecord, WatchRecord } from '../core/store/records.ts';
import { type Measure, summarize } from './measure.ts';
import { watchRecord } from './watch-record.ts';

const APPS = 1_000;
const ASKED = 60;

const config: Config = {
  ...defaultConfig,
  timezone: 'Europe/Paris',
  rules: [
    ...Array.from({ length: 18 }, (_, index) => ({ match: `team${index}-*`, manage: true })),
    { match: '*-production', protect: true },
    { match: 'shop-*-pr{pr}', manage: true, group: 'pr{pr}', hours: 'Mon-Fri 08:00-19:00' },
  ],
};

/** Five of each app, as a store may keep. */
const EVENTS = 5_000;

function event(index: number, record: WatchRecord): EventRecord {
  const id = String(index).padStart(26, '0');
  return {
    v: 1,
    id,
    name: index % 2 === 0 ? 'app_slept' : 'app_woken',
    at: record.app.readAt,
    app: { key: record.key, ref: record.ref },
    actor: 'rule:1',
    entryPoint: 'schedule',
    correlationId: id,
  };
}

/** `why` on a store of 1,000 apps: what a person waits for, from the line to the report. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  try {
    const store = await createStore({ folder }, { clock: systemClock, log: silentLog });
    const nowMs = systemClock.now().getTime();
    const records = Array.from({ length: APPS }, (_, index) => watchRecord(index, nowMs));
    await store.write(records.map((record) => ({ put: 'watch', record })));
    const told = Array.from({ length: EVENTS / APPS }, () => records).flat();
    await store.write(told.map((record, index) => ({ append: event(index, record) })));
    await store.close();
    const paastis = await createPaastis(config, { clock: systemClock, log: silentLog, store: { folder } });
    try {
      const names = records.map(({ app }) => app.name);
      return [summarize('why: at 1,000 apps', await ask(paastis, names), { bound: { most: 50, of: 'p95' } })];
    } finally {
      await paastis.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ask(paastis: Paastis, names: readonly string[]): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let index = 0; index < ASKED; index += 1) {
    const startMs = performance.now();
    const name = names[(index * 17) % names.length];
    const report = await paastis.run(`why ${name}`, { actor: 'terminal:bench', entryPoint: 'terminal' });
    samples.push(performance.now() - startMs);
    if (report.kind !== 'why') throw new Error(`why ${name} answered ${JSON.stringify(report).slice(0, 500)}`);
  }
  return samples;
}
