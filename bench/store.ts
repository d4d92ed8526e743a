import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../core/clock.ts';
import { silentLog } from '../core/log.ts';
import { createStore } from '../core/store/index.ts';
import type { AppRecord, EventRecord } from '../core/store/records.ts';
import type { Store } from '../core/store/store.ts';
import { type Measure, summarize } from './measure.ts';

const APPS = 10_000;
const WRITES = 60;
const OPENS = 5;

const at = '2026-11-22T09:00:00.000Z';

function app(index: number, lastSeenAt = at): AppRecord {
  const name = `shop-pr${index}`;
  return {
    v: 1,
    key: `scalingo/osc-fr1/${String(index).padStart(24, '0')}`,
    ref: `scalingo/osc-fr1/${name}`,
    name,
    url: `https://${name}.osc-fr1.scalingo.io`,
    firstSeenAt: at,
    lastSeenAt,
    wakesMs: Array.from({ length: 20 }, (_, n) => 8_000 + n * 37),
    sleepsMs: Array.from({ length: 20 }, (_, n) => 4_000 + n * 13),
  };
}

function event(index: number): EventRecord {
  const { key, ref } = app(index);
  const id = String(index).padStart(26, '0');
  return {
    v: 1,
    id,
    name: 'app_slept',
    at,
    app: { key, ref },
    actor: 'rule:1',
    entryPoint: 'schedule',
    before: 'running',
    after: 'asleep',
    formation: { web: { amount: 2, size: 'M' }, worker: { amount: 0, size: 'S' } },
    durationMs: 4_321,
    correlationId: id,
  };
}

/** Writes, reads and opens a store that holds 10,000 apps with a full history of durations each. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  const open = () => createStore({ folder }, { clock: systemClock, log: silentLog });
  try {
    const store = await open();
    await store.write(Array.from({ length: APPS }, (_, index) => ({ put: 'app', record: app(index) })));
    const { writes, blocked } = await measureWrites(store);
    await store.close();
    const opens = await measureOpens(open);
    return [
      summarize('store: write at 10,000 apps', writes, { bound: { most: 20, of: 'median' } }),
      summarize('store: event loop blocked by a write', blocked),
      summarize('store: open at 10,000 apps', opens),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureWrites(store: Store): Promise<{ writes: number[]; blocked: number[] }> {
  const writes: number[] = [];
  const blocked: number[] = [];
  for (let index = 0; index < WRITES; index += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startMs = performance.now();
    const record = app(index, new Date(Date.parse(at) + index).toISOString());
    await store.write([{ put: 'app', record }, { append: event(index) }]);
    writes.push(performance.now() - startMs);
    delay.disable();
    // The monitor itself waits 1 ms between two looks. Too few looks: the write was over before one.
    blocked.push(delay.count === 0 ? 0 : Math.max(0, delay.max / 1e6 - 1));
  }
  return { writes, blocked };
}

async function measureOpens(open: () => Promise<Store>): Promise<number[]> {
  const opens: number[] = [];
  for (let index = 0; index < OPENS; index += 1) {
    const startMs = performance.now();
    const store = await open();
    opens.push(performance.now() - startMs);
    await store.close();
  }
  return opens;
}
