import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { startSandbox } from '../bot/sandbox.ts';
import { createSandboxClock } from '../bot/sandbox-clock.ts';
import { systemClock } from '../core/clock.ts';
import { silentLog } from '../core/log.ts';
import { createStore } from '../core/store/index.ts';
import { type Measure, summarize } from './measure.ts';
import { watchRecord } from './watch-record.ts';

/** As `npm start` does. */
const FLAGS = ['--max-semi-space-size=2', '--initial-old-space-size=8'];
const PROGRAM = [
  ...FLAGS,
  '--import',
  new URL('../bot/compile-cache.mjs', import.meta.url).href,
  join(import.meta.dirname, '../bot/main.ts'),
];
const APPS = 1_000;
const WATCHED = 10_000;
const SPEED = 4;
const SAMPLES = 3;

/** After the last answer: what a wake still does is done, and garbage had a chance to go. */
const SETTLE_MS = 5_000;

/** Of the apps that the sandbox adds, from number 100 on, every second one sleeps. */
const FIRST_ASLEEP = 100;

type Child = ChildProcessByStdio<Writable, Readable, null>;

interface Figure {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly note: string;
}

/** Resident memory of the real program with 1,000 apps, after two lists and a wake. */
export async function run(): Promise<Measure[]> {
  const sandbox = await startSandbox({ clock: createSandboxClock(SPEED), seed: 1, apps: APPS });
  const figures: readonly Figure[] = [
    {
      name: 'real accounts, prompt',
      args: ['start'],
      env: sandbox.access,
      note: 'the program alone, its store in a folder; the simulated accounts in another process',
    },
    {
      name: 'sandbox, prompt',
      args: ['sandbox', '--apps', String(APPS), '--speed', String(SPEED)],
      env: {},
      note: 'both simulated accounts and the 1,000 apps with their listening ports in the same process',
    },
  ];
  try {
    const measures: Measure[] = [];
    for (const figure of figures) {
      const samples: number[] = [];
      for (let index = 0; index < SAMPLES; index += 1)
        samples.push(await measureOnce(figure, `shop-pr${FIRST_ASLEEP + 2 * index}`));
      const bound = { most: 150, of: 'median' } as const;
      const { name, note } = figure;
      measures.push(summarize(`memory: ${APPS} apps, ${name}`, samples, { unit: 'MiB', bound, note }));
    }
    return [...measures, await measureWatched()];
  } finally {
    await sandbox.close();
  }
}

/** A store that knows 10,000 apps, decided about again and again. */
async function measureWatched(): Promise<Measure> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  try {
    const store = await createStore({ folder }, { clock: systemClock, log: silentLog });
    const nowMs = systemClock.now().getTime();
    const records = Array.from({ length: WATCHED }, (_, index) => watchRecord(index, nowMs));
    await store.write(records.map((record) => ({ put: 'watch', record })));
    await store.close();
    const args = [...FLAGS, join(import.meta.dirname, 'watch-memory.ts'), folder];
    const samples: number[] = [];
    for (let index = 0; index < SAMPLES; index += 1) {
      const { stdout } = await promisify(execFile)(process.execPath, args);
      samples.push(Number(stdout));
    }
    const bound = { most: 250, of: 'median' } as const;
    return summarize(`memory: ${WATCHED} watched apps, decided about`, samples, { unit: 'MiB', bound });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureOnce({ args, env }: Figure, name: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, PAASTIS_DATA: join(folder, 'data'), ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await wakeAndList(child, name);
    await systemClock.delay(SETTLE_MS);
    return await residentMib(child.pid ?? 0);
  } finally {
    const ended = once(child, 'exit');
    child.stdin.end('exit\n');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lists twice, wakes, and waits for the answer. */
async function wakeAndList(child: Child, name: string): Promise<void> {
  child.stdin.write(`list\nlist\nwake ${name}\n`);
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (!text.includes(`${name}  woke`)) continue;
    child.stdout.resume();
    return;
  }
  throw new Error(`The program ended before ${name} was awake: ${text.slice(-500)}`);
}

/** Linux tells; elsewhere `ps` would have to. */
async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
