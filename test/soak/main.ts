/**
 * `npm run soak`: the long runs at their full counts. `npm test` plays a small share of each.
 * `-- --only kills,cycles`, `--seed 7`, `--share 0.1` for a tenth of the counts. Exit code 1 when anything was found.
 */
import { parseArgs } from 'node:util';
import { run as runActionKills } from './action-kills.ts';
import { run as runActionPayloads } from './action-payloads.ts';
import { run as runActionRaces } from './action-races.ts';
import { run as runBudget } from './budget.ts';
import { run as runChaos } from './chaos.ts';
import { run as runChaosKills } from './chaos-kills.ts';
import { run as runCycles } from './cycles.ts';
import { run as runCleverCycles } from './cycles-clever.ts';
import { run as runKills } from './kills.ts';
import { run as runRaces } from './races.ts';
import { run as runLoad } from './slack-load.ts';
import { run as runPayloads } from './slack-payloads-parts.ts';
import { run as runStoreKills } from './store-kills.ts';
import { run as runStoreSteps } from './store-steps.ts';
import { run as runTrace } from './trace-run.ts';

type Summary = Readonly<Record<string, number | string>>;

interface SoakOptions {
  /** How many of them, by the run's own measure. */
  readonly count: number;
  readonly seed: number;
  readonly onProgress: (done: number) => void;
}

interface Soak {
  readonly name: string;
  readonly count: number;
  /** The fewest that still meet everything the run is about. */
  readonly atLeast: number;
  readonly run: (options: SoakOptions) => Promise<Summary>;
}

const soaks: readonly Soak[] = [
  {
    name: 'store-steps',
    // Events of each write: with 5,000 of them each write also starts and removes a journal file.
    count: 5_000,
    atLeast: 1,
    run: ({ count }) => runStoreSteps({ events: count }),
  },
  {
    name: 'store-kills',
    count: 200,
    atLeast: 3,
    run: ({ count, ...rest }) => runStoreKills({ kills: count, ...rest }),
  },
  { name: 'kills', count: 200, atLeast: 13, run: ({ count, ...rest }) => runKills({ kills: count, ...rest }) },
  { name: 'cycles', count: 10_000, atLeast: 8, run: ({ count, ...rest }) => runCycles({ cycles: count, ...rest }) },
  {
    name: 'cycles-clever',
    count: 2_000,
    atLeast: 7,
    run: ({ count, seed }) => runCleverCycles({ cycles: count, seed }),
  },
  {
    name: 'trace',
    // Days in the life of 200 apps.
    count: 14,
    atLeast: 2,
    run: ({ count, ...rest }) => runTrace({ apps: 200, days: count, ...rest }),
  },
  {
    name: 'budget',
    // Hours of an account.
    count: 24,
    atLeast: 1,
    run: ({ count, ...rest }) => runBudget({ hours: count, ...rest }),
  },
  {
    name: 'chaos',
    // Hours of 60 apps.
    count: 24,
    atLeast: 12,
    run: ({ count, seed }) => runChaos({ apps: 60, hours: count, seed }),
  },
  {
    name: 'chaos-kills',
    // Hours of real processes, each of them 36 s.
    count: 24,
    atLeast: 3,
    run: ({ count, ...rest }) => runChaosKills({ hours: count, ...rest }),
  },
  {
    name: 'payloads',
    count: 1_000_000,
    atLeast: 1_000,
    run: ({ count, ...rest }) => runPayloads({ payloads: count, ...rest }),
  },
  {
    name: 'slack-load',
    // Requests, redeliveries among them.
    count: 100_000,
    atLeast: 250,
    run: ({ count, ...rest }) => runLoad({ requests: count, ...rest }),
  },
  {
    name: 'action-kills',
    count: 100,
    atLeast: 4,
    run: ({ count, ...rest }) => runActionKills({ kills: count, ...rest }),
  },
  {
    name: 'action-payloads',
    // All samples, then spoiled ones, each a process.
    count: 2_100,
    atLeast: 100,
    run: ({ count, ...rest }) => runActionPayloads({ payloads: count, ...rest }),
  },
  {
    name: 'action-races',
    count: 200,
    atLeast: 3,
    run: ({ count, ...rest }) => runActionRaces({ races: count, ...rest }),
  },
  { name: 'races', count: 2_000, atLeast: 20, run: ({ count, seed }) => runRaces({ runs: count, seed }) },
];

const DEFAULT_SEED = 20_261_122;

/** Progress is told this often; a run may take ten minutes. */
const TELL_MS = 10_000;

interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly summary: Summary;
}

async function play({ name, count, atLeast, run }: Soak, share: number, seed: number): Promise<Result> {
  const asked = Math.max(atLeast, Math.round(count * share));
  const startMs = performance.now();
  const seconds = () => Math.round((performance.now() - startMs) / 1000);
  let toldMs = startMs;
  say(`${name}: ${asked} to do, seed ${seed}`);
  const onProgress = (done: number) => {
    if (performance.now() - toldMs < TELL_MS) return;
    toldMs = performance.now();
    say(`${name}: ${done} of ${asked} after ${seconds()} s`);
  };
  const summary = await run({ count: asked, seed, onProgress }).catch(crashed);
  return { name, seconds: seconds(), summary };
}

/** A run that breaks off is a fault of its own; the others still have their turn. */
function crashed(error: unknown): Summary {
  return { faults: 1, firstFault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function printTable(results: readonly Result[]): void {
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const { name, seconds, summary } of results) {
    const { faults, firstFault, ...rest } = summary;
    const details = Object.entries(rest).map(([what, value]) => `${what} ${value}`);
    say(`${name.padEnd(width)}  faults ${faults}  ${String(seconds).padStart(4)} s  ${details.join(', ')}`);
    if (firstFault !== '') say(`${' '.repeat(width)}  first: ${firstFault}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    share: { type: 'string', default: '1' },
  },
});
const wanted = values.only.split(',').filter((name) => name !== '');
const unknown = wanted.filter((name) => soaks.every((soak) => soak.name !== name));
if (unknown.length > 0) {
  say(`Unknown: ${unknown.join(', ')}. There are ${soaks.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const results: Result[] = [];
for (const soak of soaks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  results.push(await play(soak, Number(values.share), Number(values.seed)));
}
say('');
printTable(results);
process.exitCode = results.some(({ summary }) => summary.faults !== 0) ? 1 : 0;
