import type { Paastis } from '../../core/index.ts';
import type { RecordedRequest } from '../../core/simulator/simulator.ts';
import { seededRandom } from './random.ts';
import { openStage, type Stage } from './stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const IDLE_AFTER_MS = 30 * MINUTE_MS;

/** An account with many apps, some of them used all the time. */
export interface Load {
  readonly apps: number;
  /** Of these, how many are in use. */
  readonly used: number;
  /** Minutes between two requests to an app in use. */
  readonly gapMinutes: { readonly least: number; readonly most: number };
  /** Share of the apps in use that nobody uses any more from some instant on. */
  readonly leaving?: number;
  /** Before anything is measured: what nobody uses is put to sleep, and the plan settles. */
  readonly warmUpMinutes: number;
  readonly minutes: number;
  /** How often a person wakes a sleeping app meanwhile. */
  readonly wakes?: number;
  readonly seed: number;
  readonly onMinute?: (minute: number) => void;
}

export interface Loaded {
  /** Calls to the account in each minute measured; the exchange of a token does not count towards the allowance. */
  readonly callsPerMinute: readonly number[];
  /** Answered 429, warm-up included. */
  readonly refusedCalls: number;
  /** From a person's `wake` to the first call for it, in ms. */
  readonly turnsMs: readonly number[];
  /** From the end of the idle limit to the stop, of those that were left, in ms. */
  readonly latenessMs: readonly number[];
  /** Apps that were left and not put to sleep within an hour, or were put to sleep in use. */
  readonly faults: readonly string[];
}

interface Used {
  readonly id: string;
  readonly name: string;
  nextMinute: number;
  readonly leavesAtMinute: number;
  lastMs: number;
}

/** Lets an account live for some hours under the allowance that the simulator enforces. */
export async function playLoad(load: Load): Promise<Loaded> {
  const random = seededRandom(load.seed);
  const stage = await openStage([{ match: '*', manage: true, idleAfterMs: IDLE_AFTER_MS }], '2026-10-19T06:00:00.000Z');
  const { world } = stage.scalingo;
  const startMs = stage.clock.now().getTime();
  const total = load.warmUpMinutes + load.minutes;
  const used: Used[] = [];
  const ids: string[] = [];
  for (let index = 0; index < load.apps; index += 1) {
    const { id, name } = await world.addApp({ name: `shop-pr${index}`, stopMs: 2_000, bootMs: 4_000 });
    ids.push(id);
    const leaves = random() < (load.leaving ?? 0);
    // Late enough to be measured, early enough to be put to sleep before the end.
    const leavesAtMinute = leaves ? load.warmUpMinutes + random() * load.minutes - IDLE_AFTER_MS / MINUTE_MS : total;
    if (index < load.used) {
      used.push({ id, name, nextMinute: random() * load.gapMinutes.most, leavesAtMinute, lastMs: startMs });
    }
  }
  const paastis = await stage.open();
  await stage.play(paastis.start());
  const calls: number[] = [];
  const people = createPeople(stage, paastis);
  const wakeEvery = load.wakes === undefined ? Number.POSITIVE_INFINITY : load.minutes / load.wakes;
  let nextWake = load.warmUpMinutes + wakeEvery / 2;
  for (let minute = 0; minute < total; minute += 1) {
    visit(stage, used, { minute, startMs, load, random });
    if (minute >= nextWake) {
      nextWake += wakeEvery;
      const asleep = ids.filter((id) => world.app(id).status === 'stopped');
      const chosen = asleep[Math.floor(random() * asleep.length)];
      // In the middle of a minute, when the watch may be busy.
      if (chosen !== undefined) people.wakeSoon(chosen, random() * MINUTE_MS);
    }
    await stage.clock.advance(MINUTE_MS, () => stage.scalingo.held + stage.clever.held);
    if (minute >= load.warmUpMinutes)
      calls.push(callsSince(stage.scalingo.requests, stage.clock.now().getTime() - MINUTE_MS));
    load.onMinute?.(minute);
  }
  const { latenessMs, faults } = judge(stage, used, stage.clock.now().getTime());
  const turnsMs = people.turns();
  await stage.close();
  return {
    callsPerMinute: calls,
    refusedCalls: world.refusedCalls,
    turnsMs,
    latenessMs,
    faults: [...faults, ...people.failures],
  };
}

/** The vendor counts by the minute: what is asked within it is told at its beginning. */
function visit(
  { scalingo }: Stage,
  used: readonly Used[],
  now: { readonly minute: number; readonly startMs: number; readonly load: Load; readonly random: () => number },
): void {
  const atMs = now.startMs + now.minute * MINUTE_MS;
  const { least, most } = now.load.gapMinutes;
  for (const app of used) {
    if (now.minute < app.nextMinute || now.minute >= app.leavesAtMinute) continue;
    app.nextMinute = now.minute + least + now.random() * (most - least);
    app.lastMs = atMs;
    scalingo.world.addRequests(app.id, new Date(atMs).toISOString(), 1 + Math.floor(now.random() * 9));
  }
}

function callsSince(requests: readonly RecordedRequest[], sinceMs: number): number {
  const older = requests.findLastIndex(({ at }) => at < sinceMs);
  return requests.slice(older + 1).filter(({ path }) => !path.endsWith('/tokens/exchange')).length;
}

interface Asked {
  readonly atMs: number;
  firstMs: number | undefined;
}

function createPeople({ clock, scalingo }: Stage, paastis: Paastis) {
  const asked: Asked[] = [];
  const failures: string[] = [];
  const wake = async (id: string): Promise<void> => {
    const one: Asked = { atMs: clock.now().getTime(), firstMs: undefined };
    asked.push(one);
    const { name } = scalingo.world.app(id);
    const report = await paastis.run(`wake ${name}`, { actor: 'terminal:ana', entryPoint: 'terminal' });
    one.firstMs = scalingo.requests.find(({ path, at }) => at >= one.atMs && path.includes(id))?.at;
    const error = report.kind === 'operation' ? report.results[0]?.error : undefined;
    if (report.kind !== 'operation' || error !== undefined) failures.push(`${name}: ${error?.code ?? report.kind}`);
  };
  return {
    failures,
    wakeSoon: (id: string, ms: number) => void clock.delay(ms).then(() => wake(id)),
    turns: () => asked.map(({ atMs, firstMs }) => (firstMs ?? Number.POSITIVE_INFINITY) - atMs),
  };
}

function judge({ scalingo }: Stage, used: readonly Used[], endMs: number) {
  const { scaleCalls } = scalingo.world;
  const latenessMs: number[] = [];
  const faults: string[] = [];
  for (const { id, name, lastMs } of used) {
    const stop = scaleCalls.find(
      ({ appId, containers }) => appId === id && containers.every(({ amount }) => amount === 0),
    );
    const lateMs = (stop?.atMs ?? endMs) - lastMs - IDLE_AFTER_MS;
    if (stop === undefined && lateMs > HOUR_MS) faults.push(`${name} was never put to sleep`);
    if (stop === undefined) continue;
    if (lateMs < 0) faults.push(`${name} was put to sleep ${-lateMs} ms too early`);
    else latenessMs.push(lateMs);
  }
  return { latenessMs, faults };
}
