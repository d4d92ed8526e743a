import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../core/clock.ts';
import { silentLog } from '../../core/log.ts';
import { createStore } from '../../core/store/index.ts';
import { findFaults, readNumber } from '../support/numbered-changes.ts';
import { seededRandom } from '../support/random.ts';

/** At most so many acknowledged writes before a kill. */
const MOST_WRITES = 40;
/** Stores that are killed side by side: starting a process takes longest. */
const LANES = 3;
/** Between the last seen write and the kill: two or three writes long, so that it hits any step of one. */
const MOST_MS = 12;
/** Files of the journal hold 5,000 events: with so many a write, kills also hit the change from one file to the next. */
const EVENTS_EACH = 60;

/**
 * Kills a process that writes into a store, again and again, and looks after each kill whether every acknowledged
 * write is there and none is there in part.
 */
export async function run(options: {
  kills: number;
  seed: number;
  onProgress?: (done: number) => void;
}): Promise<Record<string, number | string>> {
  let done = 0;
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, lane) => {
      const kills = Math.floor((options.kills + lane) / LANES);
      return killRepeatedly(kills, seededRandom(options.seed + lane), () => options.onProgress?.(++done));
    }),
  );
  const faults = lanes.flatMap((lane) => lane.faults);
  const writes = lanes.reduce((sum, lane) => sum + lane.writes, 0);
  return { kills: options.kills, writes, faults: faults.length, firstFault: faults[0] ?? '' };
}

async function killRepeatedly(
  kills: number,
  random: () => number,
  onKilled: () => void,
): Promise<{ writes: number; faults: string[] }> {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const folder = await mkdtemp(join(tmpdir(), 'paastis-kills-'));
  const faults: string[] = [];
  let writes = 0;
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const acknowledged = await writeAndKill(folder, upTo(MOST_WRITES), random() * MOST_MS);
      const store = await createStore({ folder }, { clock: systemClock, log: silentLog });
      const held = await readNumber(store);
      if (held < Math.max(writes, acknowledged)) faults.push(`kill ${kill}: write ${acknowledged} is lost`);
      faults.push(...(await findFaults(store, EVENTS_EACH)).map((fault) => `kill ${kill}: ${fault}`));
      writes = held;
      await store.close();
      onKilled();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { writes, faults };
}

/** Returns the last write that was acknowledged before the process died. */
async function writeAndKill(folder: string, lines: number, ms: number): Promise<number> {
  const child = spawn(process.execPath, ['test/support/store-writer.ts', folder, String(EVENTS_EACH)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let acknowledged = 0;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Math.max(acknowledged, Number(line) || 0);
    seen += 1;
    // Lines that are on their way when the kill comes still count.
    if (seen === lines + 1) await killAfter(child, ms);
  }
  await exited;
  return acknowledged;
}

async function killAfter(child: ChildProcess, ms: number): Promise<void> {
  const startMs = performance.now();
  while (performance.now() - startMs < ms) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGKILL');
}
