import { type Loaded, playLoad } from '../support/account-load.ts';

/** What the watch of such an account may use of the 60 calls a minute that it has. */
const MOST_CALLS = 20;

/** A person never waits longer than this for the first call. */
const LONGEST_TURN_MS = 1_000;

const APPS = 200;
const USED = 60;

const WARM_UP_MINUTES = 180;

/**
 * 200 apps of one account, 60 of them in use, under an allowance that the simulator enforces: how much of it the watch
 * takes in steady state, and how long a person waits who wakes an app in the middle.
 */
export async function run(options: {
  hours: number;
  seed: number;
  /** Until what nobody uses is asleep; default 3 h. */
  apps?: number;
  used?: number;
  warmUpMinutes?: number;
  onProgress?: (hours: number) => void;
}): Promise<Record<string, number | string>> {
  const { hours, seed, apps = APPS, used = USED, warmUpMinutes = WARM_UP_MINUTES, onProgress } = options;
  const loaded = await playLoad({
    apps,
    used,
    gapMinutes: { least: 2, most: 20 },
    warmUpMinutes,
    minutes: hours * 60,
    wakes: hours,
    seed,
    ...(onProgress && { onMinute: (minute) => onProgress(Math.floor((minute - warmUpMinutes) / 60)) }),
  });
  const faults = faultsOf(loaded);
  const { callsPerMinute, refusedCalls, turnsMs } = loaded;
  return {
    hours,
    meanCalls: (callsPerMinute.reduce((sum, calls) => sum + calls, 0) / callsPerMinute.length).toFixed(1),
    mostCalls: Math.max(...callsPerMinute),
    refused: refusedCalls,
    longestTurnMs: Math.max(0, ...turnsMs),
    faults: faults.length,
    firstFault: faults[0] ?? '',
  };
}

function faultsOf({ callsPerMinute, refusedCalls, turnsMs, faults }: Loaded): readonly string[] {
  return [
    ...callsPerMinute.flatMap((calls, minute) =>
      calls > MOST_CALLS ? [`${calls} calls in minute ${minute} of the steady state`] : [],
    ),
    ...(refusedCalls > 0 ? [`${refusedCalls} calls were one too many`] : []),
    ...turnsMs.filter((ms) => ms > LONGEST_TURN_MS).map((ms) => `a person waited ${ms} ms for the first call`),
    ...faults,
  ];
}
