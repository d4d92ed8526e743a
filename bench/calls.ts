import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Paastis } from '../core/index.ts';
import { openStage, operate, type Stage } from '../test/support/stage.ts';
import { type Measure, summarize } from './measure.ts';

const BOOT_MS = 25_000;

/** Everything that a wake still does after its answer (the provider's word, autoscalers) is over by then. */
const AFTERWARDS_MS = 120_000;

/** A list this old still tells what a name means, and no longer whether the app runs. */
const REMEMBERED_MS = 30_000;

type Situation = 'warm' | 'cold' | 'cold, nothing remembered';

interface Case {
  readonly vendor: 'scalingo' | 'clever';
  readonly title: string;
  readonly situation: Situation;
  readonly autoscaler?: boolean;
}

const cases: readonly Case[] = [
  { vendor: 'scalingo', title: 'Scalingo, warm', situation: 'warm' },
  { vendor: 'scalingo', title: 'Scalingo, cold', situation: 'cold' },
  { vendor: 'scalingo', title: 'Scalingo, cold, autoscaler', situation: 'cold', autoscaler: true },
  { vendor: 'scalingo', title: 'Scalingo, nothing remembered', situation: 'cold, nothing remembered' },
  { vendor: 'clever', title: 'Clever Cloud, warm', situation: 'warm' },
  { vendor: 'clever', title: 'Clever Cloud, cold', situation: 'cold' },
  { vendor: 'clever', title: 'Clever Cloud, nothing remembered', situation: 'cold, nothing remembered' },
];

/**
 * Requests to the provider's API for one wake on a boot of 25 s, all of them: sign-in, list, reading, start, looks,
 * confirmation and autoscalers. Simulated time, so the number is exact.
 * warm: the core that put the app to sleep and has listed the apps half a minute ago; cold: a new one on the same folder; nothing remembered: without a folder,
 * as in a pull request's action.
 */
export async function run(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const one of cases) {
    const bound = { most: 8, of: 'p95' } as const;
    const counted = await countCalls(one);
    const note = describe(counted);
    measures.push(summarize(`calls: ${one.title}`, [counted.length], { unit: 'calls', bound, note }));
  }
  return measures;
}

/** `POST apps/…/scale, 3 x GET apps/…/operations/…` */
function describe(requests: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const short = request
      .replace(/\/v\d\//, '')
      .replace(/organisations\/[^/]+\//, '')
      .replaceAll(/\/(?:[\da-f]{24}|(?:app|deployment)_[-\w]+|au-[-\w]+)/g, '/…');
    counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  return [...counts].map(([short, count]) => (count === 1 ? short : `${count} x ${short}`)).join(', ');
}

async function countCalls({ vendor, situation, autoscaler }: Case): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  const stage = await openStage();
  try {
    await addApp(stage, vendor, autoscaler === true);
    const first = await stage.open({ folder });
    await operate(stage, first, 'sleep shop-pr42');
    await stage.clock.advance(AFTERWARDS_MS);
    const paastis = await choose(stage, first, situation, folder);
    const before = stage[vendor].requests.length;
    const [result] = await operate(stage, paastis, 'wake shop-pr42');
    if (result?.after !== 'running') throw new Error(`Expected an app that runs, got ${JSON.stringify(result)}`);
    await stage.clock.advance(AFTERWARDS_MS);
    return stage[vendor].requests.slice(before).map(({ method, path }) => `${method} ${path}`);
  } finally {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function addApp({ scalingo, clever }: Stage, vendor: Case['vendor'], autoscaler: boolean): Promise<void> {
  if (vendor === 'clever') {
    await clever.world.addApp({ name: 'shop-pr42', bootMs: BOOT_MS });
    return;
  }
  const formation = { web: { amount: 2, size: 'M' }, worker: { amount: 1, size: 'S' } };
  const app = await scalingo.world.addApp({ name: 'shop-pr42', formation, bootMs: BOOT_MS });
  if (autoscaler) scalingo.world.addAutoscaler(app.id, { type: 'web', min: 2, max: 4 });
}

async function choose(stage: Stage, first: Paastis, situation: Situation, folder: string): Promise<Paastis> {
  if (situation === 'warm') {
    await stage.play(first.run('list', { actor: 'terminal:bench', entryPoint: 'terminal' }));
    await stage.clock.advance(REMEMBERED_MS);
    return first;
  }
  await stage.play(first.close({ graceMs: 0 }));
  return stage.open(situation === 'cold' ? { folder } : { memory: true });
}
