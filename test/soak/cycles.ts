import { isDeepStrictEqual } from 'node:util';
import type { Paastis, Report } from '../../core/index.ts';
import type { Formation } from '../../core/model/formation.ts';
import { isEmpty } from '../../core/model/formation.ts';
import { seededRandom } from '../support/random.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Apps that live side by side through a run: each cycle takes one of them. */
const APPS = 8;

const processTypes = ['web', 'worker', 'clock', 'mailer'] as const;
const sizes = ['S', 'M', 'L', 'XL'] as const;

/** What happens to an app before the sleep and the wake that must bring it back. */
const disturbances = ['none', 'scale', 'deploy', 'crash', 'autoscale', 'deploy_asleep', 'wake_during_sleep'] as const;

/**
 * Random sleep, wake, crash, deploy and manual-scale cycles over random formations on the simulated Scalingo: after
 * every wake the formation must be what it was before the sleep, amounts, sizes, zeros and autoscalers.
 */
export async function run(options: {
  cycles: number;
  seed: number;
  onProgress?: (done: number) => void;
}): Promise<Record<string, number | string>> {
  const random = seededRandom(options.seed);
  const stage = await openStage();
  const paastis = await stage.open();
  const ids: string[] = [];
  for (let index = 0; index < APPS; index += 1) ids.push(await addApp(stage, index, random));
  // Settled lists: the first look discovers the apps.
  await say(stage, paastis, 'list');
  const counts: Record<string, number> = {};
  const faults: string[] = [];
  for (let cycle = 0; cycle < options.cycles; cycle += 1) {
    const id = pick(ids, random);
    const disturbance = pick(disturbances, random);
    counts[disturbance] = (counts[disturbance] ?? 0) + 1;
    const fault = await playCycle(stage, paastis, id, disturbance, random);
    if (fault !== undefined) faults.push(`cycle ${cycle} (${disturbance}): ${fault}`);
    options.onProgress?.(cycle + 1);
  }
  await stage.close();
  return { cycles: options.cycles, ...counts, faults: faults.length, firstFault: faults[0] ?? '' };
}

async function addApp(stage: Stage, index: number, random: () => number): Promise<string> {
  const { world } = stage.scalingo;
  const formation = randomFormation(random);
  const app = await world.addApp({ name: `shop-pr${index}`, formation, bootMs: 2_000, stopMs: 1_000, deployMs: 3_000 });
  // An enabled autoscaler keeps its type above zero: together with zero there is none.
  if ((formation.web?.amount ?? 0) > 0 && random() < 0.5) world.addAutoscaler(app.id, { type: 'web', min: 1, max: 10 });
  return app.id;
}

/** At least one container, so that there is something to bring back; any type may be at zero. */
function randomFormation(random: () => number): Formation {
  const types = processTypes.filter((type) => type === 'web' || random() < 0.5);
  const formation = Object.fromEntries(
    types.map((type) => [type, { amount: Math.floor(random() * 4), size: pick(sizes, random) }]),
  );
  return isEmpty(formation) ? { ...formation, web: { amount: 1, size: 'M' } } : formation;
}

async function playCycle(
  stage: Stage,
  paastis: Paastis,
  id: string,
  disturbance: (typeof disturbances)[number],
  random: () => number,
): Promise<string | undefined> {
  const { world } = stage.scalingo;
  await disturb(stage, id, disturbance, random);
  const before = world.formationOf(id);
  const crashed = world.app(id).status === 'crashed';
  const { name } = world.app(id);
  const sleeping = say(stage, paastis, `sleep ${name}`);
  if (disturbance === 'wake_during_sleep') {
    const [, woken] = await Promise.all([sleeping, say(stage, paastis, `wake ${name}`)]);
    return check(stage, id, before, woken, 'running');
  }
  const slept = await sleeping;
  const asleep = check(stage, id, Object.fromEntries(Object.entries(before).map(zero)), slept, 'stopped');
  if (asleep !== undefined) return `${crashed ? 'crashed ' : ''}sleep: ${asleep}`;
  if (disturbance === 'deploy_asleep') {
    world.deploy(id);
    if (random() < 0.5) await stage.clock.advance(5_000);
  }
  const woken = await say(stage, paastis, `wake ${name}`);
  return check(stage, id, before, woken, 'running');
}

async function disturb(
  stage: Stage,
  id: string,
  disturbance: (typeof disturbances)[number],
  random: () => number,
): Promise<void> {
  const { world } = stage.scalingo;
  if (disturbance === 'scale') {
    const amounts = Object.keys(world.formationOf(id)).map((type) => [type, Math.floor(random() * 4)] as const);
    world.scale(id, { ...Object.fromEntries(amounts), web: 1 + Math.floor(random() * 3) });
  }
  if (disturbance === 'deploy') world.deploy(id);
  if (disturbance === 'crash') world.crash(id);
  const [autoscaler] = world.app(id).autoscalers;
  const webRuns = (world.formationOf(id).web?.amount ?? 0) > 0;
  if (disturbance === 'autoscale' && autoscaler !== undefined && webRuns) autoscaler.disabled = random() < 0.5;
  await stage.clock.advance(10_000);
}

function zero([type, { size }]: [string, Formation[string]]): [string, Formation[string]] {
  return [type, { amount: 0, ...(size !== undefined && { size }) }];
}

async function say(stage: Stage, paastis: Paastis, line: string): Promise<Report> {
  const report = await stage.play(paastis.run(line, { actor: 'terminal:soak', entryPoint: 'terminal' }));
  // What goes on after the answer (autoscalers, records) is part of the operation.
  await stage.clock.advance(6_000);
  return report;
}

function check(stage: Stage, id: string, wanted: Formation, report: Report, status: string): string | undefined {
  const { world } = stage.scalingo;
  const is = world.formationOf(id);
  if (report.kind !== 'operation') return JSON.stringify(report);
  const error = report.results[0]?.error;
  if (error !== undefined) return `${error.code}: ${error.message}`;
  if (world.app(id).status !== status) return `status ${world.app(id).status} instead of ${status}`;
  return isDeepStrictEqual(is, wanted) ? undefined : `${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`;
}

function pick<Value>(values: readonly Value[], random: () => number): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('Nothing to pick from');
  return value;
}
