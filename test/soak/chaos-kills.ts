import { type Clock, systemClock } from '../../core/clock.ts';
import { createPaastis } from '../../core/index.ts';
import { silentLog } from '../../core/log.ts';
import { startCleverCloudSimulator } from '../../core/simulator/clever-cloud/index.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { createStore } from '../../core/store/index.ts';
import type { Store } from '../../core/store/store.ts';
import { badWeather, down } from '../support/bad-weather.ts';
import { createFastClock } from '../support/fast-clock.ts';
import { makeConfig } from '../support/make.ts';
import { seededRandom } from '../support/random.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';
import { makeTrace, type Trace, type TraceAction } from '../support/trace.ts';
import { overlaps } from '../support/trace-books.ts';
import { halfDone } from '../support/trace-end.ts';
import { TraceJudge } from '../support/trace-judge.ts';
import { makeTraceWorld, type TraceWorld } from '../support/trace-world.ts';
import { WatchProcess } from '../support/watch-process.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A day takes a quarter of an hour; a call, a few ms, takes a second. */
const SPEED = 100;

const APPS = 40;
const SHARE_OF_FAULTS = 0.05;
const KILL_EVERY_MS = 20 * MINUTE_MS;

/** All goes well in the end: what is still half done then would stay so. */
const FAIR_END_MS = HOUR_MS;

/** Between the last look and the stop it takes seconds at this speed: one may come just then. */
const MOST_IN_USE = 1;

/** The judge reads what stopped at least this often, in real ms. */
const LOOK_EVERY_MS = 200;

interface KillsOptions {
  readonly hours: number;
  readonly seed: number;
  readonly onProgress?: (hours: number) => void;
  /** Told of every fault; the summary names the first one. */
  readonly onFault?: (fault: string) => void;
}

/**
 * A day of real processes: killed every 20 minutes, on an account that fails one answer in twenty and is down for an
 * hour, with a clock that is set back and forth.
 */
export async function run(options: KillsOptions): Promise<Record<string, number | string>> {
  const trace = makeScalingoTrace(options);
  // A moment to start the simulators in.
  const origin = { realMs: systemClock.now().getTime() + 1_000, fastMs: trace.startsAtMs };
  const clock = createFastClock(SPEED, origin);
  const folder = await makeFolder();
  const [scalingo, clever] = await Promise.all([
    startScalingoSimulator({ clock }),
    startCleverCloudSimulator({ clock }),
  ]);
  try {
    const world = await makeTraceWorld({ scalingo, clever }, trace);
    const people = createPeople(world, new TraceJudge(trace), (line) => program.tell(line));
    const program = new WatchProcess({ simulator: scalingo, folder, speed: SPEED, origin, onLine: people.hear });
    program.start();
    await play({ trace, clock, people, program, scalingo, onProgress: options.onProgress });
    await program.close();
    people.look();
    const store = await settle(scalingo, { clock, folder });
    const { inUse, duringWork, unmanaged, stops } = people.judge.verdict;
    const faults = [
      ...program.crashes,
      ...(inUse.length > MOST_IN_USE ? inUse : []),
      ...duringWork,
      ...unmanaged,
      ...(await overlaps(store)),
      ...(await halfDone(trace, { world, store })),
    ];
    await store.close();
    for (const fault of faults) options.onFault?.(fault);
    const told = { hours: options.hours, kills: program.starts - 1, sleeps: stops, ...people.counts() };
    return { ...told, inUse: inUse.length, faults: faults.length, firstFault: faults[0] ?? '' };
  } finally {
    await Promise.all([scalingo.close(), clever.close()]);
    await removeFolders();
  }
}

/** From the first morning on; one account is enough, and one simulator takes fewer of the machine's turns. */
function makeScalingoTrace({ hours: many, seed }: KillsOptions): Trace {
  const hours = { from: 8, until: 8 + many };
  const whole = makeTrace({ apps: APPS, days: Math.ceil(hours.until / 24), seed, hours });
  const apps = whole.apps.filter(({ vendor }) => vendor === 'scalingo');
  const names = new Set(apps.map(({ name }) => name));
  return { ...whole, apps, actions: whole.actions.filter(({ app }) => names.has(app)) };
}

/** In real time, run fast. */
async function play(scene: {
  readonly trace: Trace;
  readonly clock: Clock;
  readonly people: People;
  readonly program: WatchProcess;
  readonly scalingo: ScalingoSimulator;
  readonly onProgress: ((hours: number) => void) | undefined;
}): Promise<void> {
  const { trace, clock, people, program, scalingo, onProgress } = scene;
  for (const { atMs, happen } of turnsOf(trace, { program, faults: scalingo.faults, act: people.act })) {
    for (let waitMs = atMs - clock.now().getTime(); waitMs > 0; waitMs = atMs - clock.now().getTime()) {
      await systemClock.delay(Math.min(waitMs / SPEED, LOOK_EVERY_MS));
      people.look();
    }
    onProgress?.(Math.floor((atMs - trace.startsAtMs) / HOUR_MS));
    await happen(clock.now().getTime());
  }
}

/** One more start takes up what the last end may have cut off; then the books are opened. */
async function settle(
  scalingo: ScalingoSimulator,
  { clock, folder }: { readonly clock: Clock; readonly folder: string },
): Promise<Store> {
  const deps = { clock, log: silentLog };
  const paastis = await createPaastis(makeConfig({ providers: [scalingo.config] }), { ...deps, store: { folder } });
  await paastis.recovered;
  await paastis.close();
  return createStore({ folder }, deps);
}

interface Turn {
  readonly atMs: number;
  readonly happen: (nowMs: number) => Promise<void> | void;
}

interface Stage {
  readonly program: WatchProcess;
  readonly faults: ScalingoSimulator['faults'];
  readonly act: (action: TraceAction) => void;
}

function turnsOf(trace: Trace, { program, faults, act }: Stage): readonly Turn[] {
  const random = seededRandom(trace.seed);
  const weather = badWeather(random, SHARE_OF_FAULTS);
  const fairMs = trace.endsAtMs - FAIR_END_MS;
  const at = (share: number) => trace.startsAtMs + share * (fairMs - trace.startsAtMs);
  const kills = Array.from(
    { length: Math.floor((fairMs - trace.startsAtMs) / KILL_EVERY_MS) },
    (_, n): Turn => ({
      atMs: trace.startsAtMs + (n + 0.5 + random() * 0.5) * KILL_EVERY_MS,
      happen: async () => {
        await program.kill();
        program.start();
      },
    }),
  );
  const once = (atMs: number, happen: () => void): Turn => ({ atMs, happen });
  return [
    ...kills,
    ...trace.actions.map(({ atMs, ...action }): Turn => ({ atMs, happen: (nowMs) => act({ ...action, atMs: nowMs }) })),
    once(trace.startsAtMs, () => faults.generate(weather)),
    once(at(0.15), () => program.tell(`skew ${-10 * MINUTE_MS}`)),
    once(at(0.5), () => faults.generate(down)),
    once(at(0.5) + HOUR_MS, () => faults.generate(weather)),
    once(at(0.75), () => program.tell(`skew ${2 * HOUR_MS}`)),
    once(fairMs, () => faults.clear()),
    once(trace.endsAtMs, () => undefined),
  ].toSorted((a, b) => a.atMs - b.atMs);
}

type People = ReturnType<typeof createPeople>;

/** People wake what they find asleep, and use it once they are told that it is awake. */
function createPeople(world: TraceWorld, judge: TraceJudge, tell: (line: string) => void) {
  let wakes = 0;
  let wakesDone = 0;
  const look = () => {
    for (const stop of world.takeStops()) judge.judge(stop);
  };
  return {
    judge,
    look,
    counts: () => ({ wakes, wakesDone }),
    act: (action: TraceAction) => {
      look();
      const met = world.perform(action);
      if (met === 'done') judge.note(action);
      if (met !== 'asleep' || action.kind !== 'request' || action.by !== 'person') return;
      wakes += 1;
      tell(`wake ${world.refOf(action.app)}`);
    },
    hear: (line: string) => {
      if (line.startsWith('done wake ')) wakesDone += 1;
    },
  };
}
