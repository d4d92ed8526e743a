import { silentLog } from '../../core/log.ts';
import { createStore } from '../../core/store/index.ts';
import { badWeather, down } from '../support/bad-weather.ts';
import { seededRandom } from '../support/random.ts';
import type { Stage } from '../support/stage.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';
import { makeTrace, type Trace } from '../support/trace.ts';
import { overlaps } from '../support/trace-books.ts';
import { halfDone } from '../support/trace-end.ts';
import { type Mishap, type Outage, type Played, playTrace } from '../support/trace-player.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const SHARE_OF_FAULTS = 0.05;

/** Paastis ends this often, in the middle of whatever it does, and is started again within so long. */
const END_EVERY_MS = 20 * MINUTE_MS;
const LONGEST_OUTAGE_MS = 2 * MINUTE_MS;

/** All goes well in the end: what is still half done then would stay so. */
const FAIR_END_MS = HOUR_MS;

/** Who comes in the very second of a stop cannot be foreseen. */
const MOST_IN_USE = 0.001;

/**
 * A day on which everything goes wrong: one answer in twenty fails or is late or old, each provider is down for an hour,
 * the machine's clock is set back and forth, and Paastis ends every 20 minutes.
 */
export async function run(options: {
  apps: number;
  hours: number;
  seed: number;
  /** Hour of the first day at which it begins. */
  from?: number;
  /** Told of every fault; the summary names the first one. */
  onFault?: (fault: string) => void;
}): Promise<Record<string, number | string>> {
  const { apps, hours, seed, from = 0 } = options;
  const trace = makeTrace({ apps, days: Math.ceil((from + hours) / 24), seed, hours: { from, until: from + hours } });
  const folder = await makeFolder();
  let failed = 0;
  const played = await playTrace({
    trace,
    store: { folder },
    outages: makeOutages(trace),
    mishaps: makeMishaps(trace, () => {
      failed += 1;
    }),
  });
  try {
    return { badAnswers: failed, ...(await look(trace, { played, folder, onFault: options.onFault })) };
  } finally {
    await played.stage.close();
    await removeFolders();
  }
}

function makeOutages({ seed, startsAtMs, endsAtMs }: Trace): readonly Outage[] {
  const random = seededRandom(seed);
  const many = Math.floor((endsAtMs - FAIR_END_MS - startsAtMs) / END_EVERY_MS);
  return Array.from({ length: many }, (_, n) => ({
    atMs: Math.round(startsAtMs + (n + random() * 0.8) * END_EVERY_MS),
    lastsMs: Math.round(random() * LONGEST_OUTAGE_MS),
  }));
}

/** At shares of the run, so that a short one has all of them too. */
function makeMishaps({ seed, startsAtMs, endsAtMs }: Trace, onFault: () => void): readonly Mishap[] {
  const random = seededRandom(seed + 1);
  const weather = badWeather(random, SHARE_OF_FAULTS);
  const at = (share: number) => Math.round(startsAtMs + share * (endsAtMs - FAIR_END_MS - startsAtMs));
  const skew = (share: number, ms: number): Mishap => ({
    atMs: at(share),
    befall: (stage) => {
      stage.skew.ms = ms;
    },
  });
  const fail = (atMs: number, vendor: 'scalingo' | 'clever', next: typeof weather): Mishap => ({
    atMs,
    befall: (stage) =>
      stage[vendor].faults.generate(() => {
        const fault = next();
        if (fault !== undefined) onFault();
        return fault;
      }),
  });
  const outage = (share: number, vendor: 'scalingo' | 'clever') => [
    fail(at(share), vendor, down),
    fail(at(share) + HOUR_MS, vendor, weather),
  ];
  return [
    fail(startsAtMs, 'scalingo', weather),
    fail(startsAtMs, 'clever', weather),
    skew(0.15, -10 * MINUTE_MS),
    skew(0.25, 0),
    ...outage(0.4, 'scalingo'),
    skew(0.6, 2 * HOUR_MS),
    skew(0.7, 0),
    ...outage(0.8, 'clever'),
    {
      atMs: endsAtMs - FAIR_END_MS,
      befall: ({ scalingo, clever }: Stage) => {
        scalingo.faults.clear();
        clever.faults.clear();
      },
    },
  ].toSorted((a, b) => a.atMs - b.atMs);
}

async function look(
  trace: Trace,
  {
    played,
    folder,
    onFault,
  }: { readonly played: Played; readonly folder: string; readonly onFault: ((fault: string) => void) | undefined },
): Promise<Record<string, number | string>> {
  const { stage, world, judge } = played;
  await stage.play(played.paastis?.close({ graceMs: HOUR_MS }) ?? Promise.resolve());
  const store = await createStore({ folder }, { clock: stage.clock, log: silentLog });
  const { stops, inUse, duringWork, unmanaged } = judge.verdict;
  const faults = [
    ...(inUse.length > stops * MOST_IN_USE ? inUse : []),
    ...duringWork,
    ...unmanaged,
    ...(await overlaps(store)),
    ...(await halfDone(trace, { world, store })),
  ];
  for (const fault of faults) onFault?.(fault);
  await store.close();
  return {
    apps: trace.apps.length,
    sleeps: stops,
    wakes: played.wakes,
    failedWakes: played.failedWakes.length,
    inUse: inUse.length,
    faults: faults.length,
    firstFault: faults[0] ?? '',
  };
}
