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

/** At most so many acknowledged writes before a kill. */
const MOST_WRITES = 40;
/** Stores that are killed side by side: starting a process takes longest. */
const LANES = 3;
/** Turns of our event loop between the last seen write and the kill, so that it hits any step of the next write. */
const MOST_TURNS = 60;
/** Files of the journal hold 5,000 events: with so many a write, kills also hit the change from one file to the next. */
const EVENTS_EACH = 60;

/** A repeatable sequence of numbers from 0 to below 1: mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Kills a process that writes into a store, again and again, and looks after each kill whether every acknowledged
 * write is there and none is there in part.
 */
export async function run(options: { kills: number; seed: number }): Promise<Record<string, number | string>> {
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, lane) => {
      const kills = Math.floor((options.kills + lane) / LANES);
      return killRepeatedly(kills, seededRandom(options.seed + lane));
    }),
  );
  const faults = lanes.flatMap((lane) => lane.faults);
  const writes = lanes.reduce((sum, lane) => sum + lane.writes, 0);
  return { kills: options.kills, writes, faults: faults.length, firstFault: faults[0] ?? '' };
}

async function killRepeatedly(kills: number, random: () => number): Promise<{ writes: number; faults: string[] }> {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const folder = await mkdtemp(join(tmpdir(), 'paastis-kills-'));
  const faults: string[] = [];
  let writes = 0;
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const acknowledged = await writeAndKill(folder, upTo(MOST_WRITES), upTo(MOST_TURNS));
      const store = await createStore({ folder }, { clock: systemClock, log: silentLog });
      const held = await readNumber(store);
      if (held < Math.max(writes, acknowledged)) faults.push(`kill ${kill}: write ${acknowledged} is lost`);
      faults.push(...(await findFaults(store, EVENTS_EACH)).map((fault) => `kill ${kill}: ${fault}`));
      writes = held;
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { writes, faults };
}

/** Returns the last write that was acknowledged before the process died. */
async function writeAndKill(folder: string, lines: number, turns: number): Promise<number> {
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
    if (seen === lines + 1) await killAfter(child, turns);
  }
  await exited;
  return acknowledged;
}

async function killAfter(child: ChildProcess, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGKILL');
}
