import { openStage, type Stage } from '../test/support/stage.ts';
import { type Measure, summarize } from './measure.ts';

/** One team's pull request has so many. */
const APPS = 11;

/** What each call to the vendor's API takes. */
const LATENCY_MS = 120;

/** What the slowest app of each round takes to boot; the others are spread below it. */
const SLOWEST_MS = [3_000, 8_000, 12_000, 25_000, 40_000, 75_000, 120_000] as const;

/** What people are told beyond the slowest boot. */
const BOUND_MS = 3_000;

/** The allowance of a Scalingo account. */
const PER_MINUTE = 60;

type Vendor = 'scalingo' | 'clever';

/** How one wake of eleven apps went. */
export interface Round {
  readonly overheadMs: number;
  readonly calls: number;
  /** The most calls in any 60 s. */
  readonly busiestMinute: number;
  readonly refusedCalls: number;
  readonly failed: readonly string[];
}

/**
 * Eleven apps woken at once by a process that has just begun and has no store, as in a pull request: what it takes
 * beyond the slowest boot, and how many calls. Simulated time, so the numbers are exact.
 */
export async function run(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const vendor of ['scalingo', 'clever'] as const) {
    const rounds: Round[] = [];
    for (const slowestMs of SLOWEST_MS) rounds.push(await wakeEleven(vendor, slowestMs));
    const failed = rounds.flatMap((round) => round.failed);
    if (failed.length > 0) throw new Error(failed.join('; '));
    measures.push(...table(vendor === 'scalingo' ? 'Scalingo' : 'Clever Cloud', rounds));
  }
  return measures;
}

function table(vendor: string, rounds: readonly Round[]): Measure[] {
  const title = `eleven: ${APPS} apps at once, ${vendor}`;
  const of = 'p99' as const;
  const all = (pick: (round: Round) => number) => rounds.map(pick);
  const note = SLOWEST_MS.map((ms, index) => {
    const { overheadMs = 0, calls = 0 } = rounds[index] ?? {};
    return `boots up to ${ms / 1_000} s: +${overheadMs} ms, ${calls} calls`;
  }).join('; ');
  return [
    summarize(
      `${title}: beyond the slowest boot`,
      all(({ overheadMs }) => overheadMs),
      { bound: { most: BOUND_MS, of }, note },
    ),
    summarize(
      `${title}: calls per app`,
      all(({ calls }) => calls / APPS),
      { unit: 'calls' },
    ),
    summarize(
      `${title}: calls in the busiest minute`,
      all(({ busiestMinute }) => busiestMinute),
      {
        unit: 'calls',
        ...(vendor === 'Scalingo' && { bound: { most: PER_MINUTE, of } }),
      },
    ),
  ];
}

/** @param quota operations of one account at once; those beyond it are accepted and fail */
export async function wakeEleven(vendor: Vendor, slowestMs: number, quota?: number): Promise<Round> {
  const stage = await openStage();
  try {
    const names = await addApps(stage, vendor, slowestMs);
    if (quota !== undefined) stage.scalingo.world.settings.maxOperations = quota;
    const { config } = stage[vendor];
    const deps = { contended: true, random: () => 0.99 };
    const paastis = await stage.open({ memory: true }, { ...stage.config, providers: [config] }, deps);
    stage[vendor].faults.generate(() => ({ kind: 'slow', ms: LATENCY_MS }));
    const startedMs = stage.clock.now().getTime();
    const report = await stage.play(
      paastis.run(`wake ${names.join(' ')}`, { actor: 'github:ana', entryPoint: 'github' }),
    );
    const overheadMs = stage.clock.now().getTime() - startedMs - slowestMs;
    const results = report.kind === 'operation' ? report.results : [];
    const failed = results.filter(({ after }) => after !== 'running').map(({ name, reason }) => `${name}: ${reason}`);
    if (report.kind === 'error') failed.push(report.error.message);
    await stage.play(paastis.close());
    const { requests } = stage[vendor];
    const refusedCalls = stage.scalingo.world.refusedCalls;
    return { overheadMs, calls: requests.length, busiestMinute: busiestMinute(requests), refusedCalls, failed };
  } finally {
    await stage.close();
  }
}

async function addApps(stage: Stage, vendor: Vendor, slowestMs: number): Promise<readonly string[]> {
  const names = Array.from({ length: APPS }, (_, index) => `shop-pr42-${index + 1}`);
  for (const [index, name] of names.entries()) {
    const bootMs = Math.round(slowestMs * (1 - (index % 5) / 6));
    if (vendor === 'clever') await stage.clever.world.addApp({ name, bootMs, state: 'SHOULD_BE_DOWN' });
    else {
      const formation = { web: { amount: 0, size: 'M' }, worker: { amount: 0, size: 'S' } };
      await stage.scalingo.world.addApp({ name, bootMs, status: 'stopped', formation });
      const ran = { previous_containers: { web: '2:M', worker: '1:S' }, containers: { web: '0:M', worker: '0:S' } };
      stage.scalingo.world.addEvent(name, 'scale', ran, '2026-11-21T19:00:00.000Z');
    }
  }
  return names;
}

function busiestMinute(requests: readonly { readonly at: number }[]): number {
  const counts = requests.map(({ at }) => requests.filter((other) => other.at >= at && other.at < at + 60_000).length);
  return Math.max(0, ...counts);
}
