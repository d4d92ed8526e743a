import type { StoreConfig } from '../../core/index.ts';
import { silentLog } from '../../core/log.ts';
import { createStore } from '../../core/store/index.ts';
import { seededRandom } from '../support/random.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';
import { makeTrace, type Trace } from '../support/trace.ts';
import { claimedByApp, overlaps, savedByApp } from '../support/trace-books.ts';
import { halfDone } from '../support/trace-end.ts';
import { type Outage, type Played, playTrace } from '../support/trace-player.ts';
import type { Bill } from '../support/trace-world.ts';
import { lastingStore } from '../support/vendor-app.ts';

const HOUR_MS = 3_600_000;

/** What is decided by itself must say why. */
const decided: readonly string[] = ['app_slept', 'app_woken', 'sleep_refused', 'sleep_failed', 'wake_failed'];

/** The least of what would have run that managed apps must be spared. */
const LEAST_REMOVED = 0.8;

/** The largest share of sleeps that may meet somebody: who comes in the very second of a stop cannot be foreseen. */
const MOST_IN_USE = 0.001;

/** How far the ledger may be from the vendors' own books. */
const MOST_DEVIATION = 0.01;

/** About one end of Paastis in so many hours, in the middle of whatever it does; up to so long until the next start. */
const HOURS_BETWEEN_ENDS = 30;
const LONGEST_OUTAGE_MS = 20 * 60_000;

export interface TraceRunOptions {
  readonly apps: number;
  readonly days: number;
  readonly seed: number;
  readonly hours?: { readonly from: number; readonly until: number };
  readonly onProgress?: (days: number) => void;
  /** Told of every fault; the summary names the first one. */
  readonly onFault?: (fault: string) => void;
  /** Of what would have run; less where no night and no weekend is played. */
  readonly leastRemoved?: number;
  /** Nothing on a disk: quicker, where what outlives Paastis is not the question. */
  readonly inMemory?: boolean;
}

/**
 * Two weeks of a team with 200 apps, once without Paastis and once with it: what it removed, whom it disturbed, what it
 * says it saved and what the vendors' books say.
 */
export async function run(options: TraceRunOptions): Promise<Record<string, number | string>> {
  const trace = makeTrace(options);
  const opened = options.inMemory === true ? lastingStore() : undefined;
  const store: StoreConfig = opened === undefined ? { folder: await makeFolder() } : { store: opened };
  const without = await playTrace({ trace });
  const { onProgress } = options;
  const played = await playTrace({
    trace,
    store,
    outages: makeOutages(trace),
    ...(onProgress && { onDay: onProgress }),
  });
  try {
    return await compare(trace, { without, played, store }, options);
  } finally {
    await Promise.all([played.stage.close(), without.stage.close()]);
    await removeFolders();
  }
}

function makeOutages({ seed, startsAtMs, endsAtMs }: Trace): readonly Outage[] {
  const random = seededRandom(seed);
  const outages: Outage[] = [];
  let atMs = startsAtMs + 4.2 * HOUR_MS;
  while (atMs < endsAtMs - HOUR_MS) {
    const lastsMs = Math.round(random() * LONGEST_OUTAGE_MS);
    outages.push({ atMs: Math.round(atMs), lastsMs });
    atMs += lastsMs + random() * 2 * HOURS_BETWEEN_ENDS * HOUR_MS;
  }
  return outages;
}

async function compare(
  trace: Trace,
  {
    without,
    played,
    store: config,
  }: { readonly without: Played; readonly played: Played; readonly store: StoreConfig },
  { leastRemoved = LEAST_REMOVED, onFault }: TraceRunOptions,
): Promise<Record<string, number | string>> {
  const { stage, world, judge } = played;
  const [from, until] = [new Date(trace.startsAtMs), new Date(trace.endsAtMs)];
  const before = without.world.bill(from, until);
  const saved = savedByApp(before, world.bill(from, until));
  const managed = new Set(trace.apps.filter(({ kind }) => kind !== 'production').map(({ name }) => name));
  const removed = sumOf(saved, managed, 'containerSeconds') / sumOf(before, managed, 'containerSeconds');
  const mute = await cannotTellWhy(trace, played);
  await stage.play(played.paastis?.close({ graceMs: HOUR_MS }) ?? Promise.resolve());
  const store = await createStore(config, { clock: stage.clock, log: silentLog });
  const claimed = await claimedByApp(store, from, until);
  const [claimedEur, savedEur] = [
    [...claimed.values()].reduce((sum, eur) => sum + eur, 0),
    sumOf(saved, managed, 'eur'),
  ];
  const deviation = Math.abs(claimedEur - savedEur) / savedEur;
  const { stops, inUse, duringWork, unmanaged } = judge.verdict;
  const unexplained = played.events.filter(
    ({ name, actor, reason }) => decided.includes(name) && actor.startsWith('rule:') && !reason,
  );
  const faults = [
    ...(removed < leastRemoved ? [`only ${percent(removed)} of managed hours removed`] : []),
    ...(inUse.length > stops * MOST_IN_USE ? inUse : []),
    ...(deviation > MOST_DEVIATION ? [`ledger off by ${percent(deviation)}: ${widest(claimed, saved)}`] : []),
    ...duringWork,
    ...unmanaged,
    ...played.failedWakes,
    ...mute,
    ...unexplained.map(({ name, app }) => `${name} of ${app?.ref} without a reason`),
    ...(await overlaps(store)),
    ...(await halfDone(trace, { world, store })),
  ];
  for (const fault of faults) onFault?.(fault);
  await store.close();
  return {
    apps: trace.apps.length,
    sleeps: stops,
    wakes: played.wakes,
    removed: percent(removed),
    inUse: inUse.length,
    duringWork: duringWork.length,
    ledger: `${claimedEur.toFixed(2)} EUR`,
    invoice: `${savedEur.toFixed(2)} EUR`,
    deviation: percent(deviation),
    faults: faults.length,
    firstFault: faults[0] ?? '',
  };
}

/** Apps about which `why` names no check that decides, or nothing that a person could read. */
async function cannotTellWhy(trace: Trace, { stage, world, paastis }: Played): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of trace.apps.filter((app) => !world.isGone(app.name))) {
    const line = `why ${world.refOf(name)}`;
    const report = await stage.play(
      paastis?.run(line, { actor: 'terminal:ana', entryPoint: 'terminal' }) ?? Promise.resolve(undefined),
    );
    const [app] = report?.kind === 'why' ? report.apps : [];
    const deciding = app?.steps.find(({ verdict }) => verdict === 'decides');
    if (app === undefined || app.verdict === '' || deciding?.reason !== app.reason) found.push(`${line}: no answer`);
  }
  return found;
}

function sumOf(bills: ReadonlyMap<string, Bill>, names: ReadonlySet<string>, what: keyof Bill): number {
  return [...bills].reduce((sum, [name, bill]) => (names.has(name) ? sum + bill[what] : sum), 0);
}

/** The app where the two books differ most, for the search. */
function widest(claimed: ReadonlyMap<string, number>, saved: ReadonlyMap<string, Bill>): string {
  const [first] = [...saved]
    .map(([app, { eur }]) => ({ app, claimed: claimed.get(app) ?? 0, saved: eur }))
    .toSorted((a, b) => Math.abs(b.claimed - b.saved) - Math.abs(a.claimed - a.saved));
  return JSON.stringify(first ?? '');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
