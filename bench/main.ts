/**
 * `npm run bench`: how fast and how small it is, beside the bounds it must keep.
 * `-- --only wake,store`; `--check` ends with exit code 1 when a bound is broken. The results are also written to
 * `bench/results/` as JSON. Numbers mean something on a quiet machine only.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../core/clock.ts';
import { type Bench, holds, type Measure } from './measure.ts';

/** Loaded one by one: what a bench needs must not weigh on another one's memory. */
const benches: readonly Bench[] = [
  { name: 'store', run: async () => (await import('./store.ts')).run() },
  { name: 'start', run: async () => (await import('./start.ts')).run() },
  { name: 'action-start', run: async () => (await import('./action-start.ts')).run() },
  { name: 'action-wake', run: async () => (await import('./action-wake.ts')).run() },
  { name: 'memory', run: async () => (await import('./memory.ts')).run() },
  { name: 'calls', run: async () => (await import('./calls.ts')).run() },
  { name: 'wake', run: async () => (await import('./wake.ts')).run() },
  { name: 'why', run: async () => (await import('./why.ts')).run() },
  { name: 'decide', run: async () => (await import('./decide.ts')).run() },
  { name: 'overview', run: async () => (await import('./overview.ts')).run() },
  { name: 'budget', run: async () => (await import('./budget.ts')).run() },
  { name: 'ack', run: async () => (await import('./ack.ts')).run() },
  { name: 'eleven', run: async () => (await import('./eleven.ts')).run() },
  { name: 'joins', run: async () => (await import('./joins.ts')).run() },
];

const RESULTS = join(import.meta.dirname, 'results');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string', default: '' }, check: { type: 'boolean', default: false } },
  });
  const wanted = values.only.split(',').filter((name) => name !== '');
  const unknown = wanted.filter((name) => benches.every((bench) => bench.name !== name));
  if (unknown.length > 0) {
    say(`Unknown: ${unknown.join(', ')}. There are ${benches.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const measures: Measure[] = [];
  for (const { name, run } of benches.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    process.stderr.write(`${name} …\n`);
    measures.push(...(await run()));
  }
  printTable(measures);
  await save(measures);
  return values.check && !measures.every(holds) ? 1 : 0;
}

function printTable(measures: readonly Measure[]): void {
  const rows = [
    ['name', 'median', 'p95', 'p99', 'unit', 'samples', 'bound', 'verdict'],
    ...measures.map((measure) => [
      measure.name,
      String(measure.median),
      String(measure.p95),
      String(measure.p99),
      measure.unit,
      String(measure.samples),
      measure.bound === undefined ? '' : `${measure.bound.of} <= ${measure.bound.most}`,
      measure.bound === undefined ? '' : holds(measure) ? 'holds' : 'BROKEN',
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const numeric = new Set([1, 2, 3, 5]);
  for (const row of rows) {
    const cells = row.map((text, at) =>
      numeric.has(at) ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
    );
    say(cells.join('  ').trimEnd());
  }
  for (const { name, note } of measures) if (note !== undefined) say(`* ${name}: ${note}`);
}

async function save(measures: readonly Measure[]): Promise<void> {
  const date = systemClock.now().toISOString();
  const [cpu] = cpus();
  const machine = {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
  };
  const text = `${JSON.stringify({ date, machine, measures }, null, 2)}\n`;
  await mkdir(RESULTS, { recursive: true });
  // A colon is not allowed in a file name everywhere.
  const name = `${date.slice(0, 19).replaceAll(':', '-')}.json`;
  await Promise.all([writeFile(join(RESULTS, name), text), writeFile(join(RESULTS, 'latest.json'), text)]);
  say(`\nbench/results/${name}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exit(await main());
