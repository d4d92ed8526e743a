import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../core/clock.ts';
import { createPaastis } from '../../core/index.ts';
import { silentLog } from '../../core/log.ts';
import type { Formation } from '../../core/model/formation.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { createStore } from '../../core/store/index.ts';
import { createFastClock } from '../support/fast-clock.ts';
import { makeConfig } from '../support/make.ts';
import { seededRandom } from '../support/random.ts';

/** The steps after which the process is killed, as it tells them; the request ones are seen by the simulator. */
const steps = [
  'sleep reading',
  'sleep saving',
  'sleep requesting',
  'POST scale',
  'sleep stopping',
  'sleep asleep',
  'wake reading',
  'wake requesting',
  'POST scale again',
  'wake booting',
  'wake ready',
  'PATCH autoscaler',
  'answered',
] as const;

type Step = (typeof steps)[number];

/** Time runs faster in all processes: boots and stops are long enough to be killed in, short enough for hundreds. */
const SPEED = 20;
const clock = createFastClock(SPEED);
const BOOT_MS = 4_000;
const STOP_MS = 2_000;

/** Up to so many milliseconds between the step and the kill. */
const LATEST_KILL_MS = 120;

/** Kills that run side by side: starting a process takes longest. */
const LANES = 3;

const original: Formation = {
  web: { amount: 2, size: 'M' },
  worker: { amount: 1, size: 'S' },
  clock: { amount: 0, size: 'S' },
};

/**
 * Kills the whole program at each step of a sleep and a wake, starts it again, and looks: the operation must be
 * finished or undone, nothing half-slept without a record, and a wake must bring back exactly what ran.
 */
export async function run(options: {
  kills: number;
  seed: number;
  onProgress?: (done: number) => void;
}): Promise<Record<string, number | string>> {
  const random = seededRandom(options.seed);
  const jobs = Array.from({ length: options.kills }, (_, index) => ({
    // Five steps on each time: a few kills already meet both operations, as many as there are steps meet them all.
    step: steps[(index * 5) % steps.length] ?? 'answered',
    delayMs: index < steps.length ? 0 : Math.floor(random() * LATEST_KILL_MS),
  }));
  const counts: Record<string, number> = {};
  const faults: string[] = [];
  const lane = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const end = await killOnce(job.step, job.delayMs);
      counts[end.state] = (counts[end.state] ?? 0) + 1;
      if (end.fault !== undefined) faults.push(`${job.step} + ${job.delayMs} ms: ${end.fault}`);
      options.onProgress?.(options.kills - jobs.length);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { kills: options.kills, ...counts, faults: faults.length, firstFault: faults[0] ?? '' };
}

interface End {
  /** What the next start made of it. */
  readonly state: string;
  readonly fault?: string;
}

async function killOnce(step: Step, delayMs: number): Promise<End> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-engine-kills-'));
  const simulator = await startScalingoSimulator({ clock });
  try {
    const app = await simulator.world.addApp({
      name: 'shop-pr42',
      formation: original,
      bootMs: BOOT_MS,
      stopMs: STOP_MS,
    });
    simulator.world.addAutoscaler(app.id, { type: 'web', min: 2, max: 5 });
    const before = simulator.world.formationOf(app.id);
    await playAndKill(simulator, folder, step, delayMs);
    return await restartAndLook(simulator, folder, app.id, before);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function playAndKill(simulator: ScalingoSimulator, folder: string, step: Step, delayMs: number): Promise<void> {
  const script = join(import.meta.dirname, '../support/engine-child.ts');
  const lines = ['sleep shop-pr42', 'wake shop-pr42'];
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(import.meta.dirname, '../../bot/compile-cache.mjs'),
      script,
      simulator.apiUrl,
      simulator.token,
      folder,
      String(SPEED),
      ...lines,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  await Promise.race([reached(child, simulator, step), exited]);
  await systemClock.delay(delayMs);
  child.kill('SIGKILL');
  await exited;
}

/** Resolves when the child tells the step, or when the simulator has received the request that is the step. */
async function reached(child: ChildProcess, simulator: ScalingoSimulator, step: Step): Promise<void> {
  const [method, what, again] = step.split(' ');
  if (method === 'POST' || method === 'PATCH') {
    const wanted = again === undefined ? 1 : 2;
    const seen = () =>
      simulator.requests.filter((request) => request.method === method && request.path.includes(what ?? '')).length;
    // Looked at on every turn of the loop, so that the kill comes before or right after the answer.
    while (seen() < wanted && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
    return;
  }
  if (child.stdout === null) return;
  for await (const line of createInterface(child.stdout)) if (line === step) return;
}

async function restartAndLook(
  simulator: ScalingoSimulator,
  folder: string,
  id: string,
  before: Formation,
): Promise<End> {
  const config = makeConfig({ providers: [simulator.config] });
  const deps = { clock, log: silentLog, store: { folder } };
  const paastis = await createPaastis(config, deps);
  await paastis.recovered;
  await paastis.close();
  const left = await readRecords(folder, id);
  const { status } = simulator.world.app(id);
  const formation = simulator.world.formationOf(id);
  const state = `${status}${left.snapshot === undefined ? '' : ' with a snapshot'}`;
  if (left.operation !== undefined) return { state, fault: `the operation is still recorded, the app is ${state}` };
  if (status === 'running' && !isDeepStrictEqual(formation, before)) {
    return { state, fault: `runs as ${JSON.stringify(formation)}` };
  }
  if (status === 'stopped' && !isDeepStrictEqual(left.snapshot, before)) {
    return { state, fault: `asleep with ${JSON.stringify(left.snapshot)} noted` };
  }
  if (status === 'running' && left.snapshot !== undefined) return { state, fault: 'runs with a snapshot left' };
  const miscounted = rowFault(left, status === 'stopped' ? 1 : 0);
  if (miscounted !== undefined) return { state, fault: `${miscounted}, the app is ${state}` };
  const again = await createPaastis(config, deps);
  await again.run('wake shop-pr42', { actor: 'terminal:soak', entryPoint: 'terminal' });
  await again.close();
  const woken = simulator.world.formationOf(id);
  if (!isDeepStrictEqual(woken, before)) return { state, fault: `woke as ${JSON.stringify(woken)}` };
  const fault = rowFault(await readRecords(folder, id), 0);
  return fault === undefined ? { state } : { state, fault: `${fault} once it was woken` };
}

/** The ledger has one row for each sleep that took place, and an open one only of an app that is down. */
function rowFault(
  { open, rows, sleeps }: Awaited<ReturnType<typeof readRecords>>,
  expected: number,
): string | undefined {
  if (open.length !== expected) return `${open.length} sleeps are open`;
  if (open.some(({ asleepFrom }) => asleepFrom === undefined)) return 'the open sleep was never confirmed';
  return rows + open.length === sleeps ? undefined : `${rows} closed and ${open.length} open rows of ${sleeps} sleeps`;
}

async function readRecords(folder: string, id: string) {
  const store = await createStore({ folder }, { clock, log: silentLog });
  const key = `scalingo/osc-fr1/${id}`;
  const [snapshot, operation, open, rows, events] = await Promise.all([
    store.find('snapshot', key),
    store.find('operation', key),
    store.list('interval'),
    store.list('ledger'),
    store.listEvents({ key, limit: 1_000 }),
  ]);
  await store.close();
  const sleeps = events.filter(({ name }) => name === 'app_slept').length;
  return { snapshot: snapshot?.formation, operation, open, rows: rows.length, sleeps };
}
