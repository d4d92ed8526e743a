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
import { watchRecord } from './watch-record.ts';

const APPS = 10_000;
const WRITES = 60;
const OPENS = 5;
const TICKS = 30;
/** Of 10,000 watched apps, so many have news in a minute. */
const CHANGED = 100;

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
    const ticks = await measureTicks(store);
    await store.close();
    const opens = await measureOpens(open);
    return [
      summarize('store: write at 10,000 apps', writes, { bound: { most: 20, of: 'median' } }),
      summarize('store: event loop blocked by a write', blocked),
      summarize(`store: write of ${CHANGED} of 10,000 watched apps`, ticks.writes),
      summarize('store: event loop blocked by that', ticks.blocked),
      summarize('store: open at 10,000 apps, all watched', opens),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Writes {
  readonly writes: readonly number[];
  readonly blocked: readonly number[];
}

async function measureWrites(store: Store): Promise<Writes> {
  return measureEach(WRITES, (index) => {
    const record = app(index, new Date(Date.parse(at) + index).toISOString());
    return store.write([{ put: 'app', record }, { append: event(index) }]);
  });
}

/** What a look at all apps writes: figures and requests of some of them, all over the file. */
async function measureTicks(store: Store): Promise<Writes> {
  const nowMs = Date.parse(at);
  await store.write(Array.from({ length: APPS }, (_, index) => ({ put: 'watch', record: watchRecord(index, nowMs) })));
  return measureEach(TICKS, (tick) => {
    const changed = Array.from({ length: CHANGED }, (_, index) => tick + (index * APPS) / CHANGED);
    const minuteMs = nowMs + (tick + 1) * 60_000;
    return store.write(changed.map((index) => ({ put: 'watch', record: watchRecord(index, minuteMs) })));
  });
}

async function measureEach(times: number, write: (index: number) => Promise<void>): Promise<Writes> {
  const writes: number[] = [];
  const blocked: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startMs = performance.now();
    await write(index);
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
