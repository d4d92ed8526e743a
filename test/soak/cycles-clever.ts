import { isDeepStrictEqual } from 'node:util';
import type { Paastis, Report } from '../../core/index.ts';
import { seededRandom } from '../support/random.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Apps that live side by side through a run: each cycle takes one of them. */
const APPS = 6;

const sizes = ['XS', 'S', 'M', 'L'] as const;

/** What happens to an app around the sleep and the wake that must bring it back. */
const disturbances = [
  'none',
  'restart',
  'deploy',
  'rescale',
  'failed_start',
  'deploy_asleep',
  'wake_during_sleep',
] as const;

/**
 * Random sleep, wake, restart, deploy and failed-start cycles on the simulated Clever Cloud: after every wake scaling,
 * domains, variables and commit must be what they were before the sleep, and the app up.
 */
export async function run(options: { cycles: number; seed: number }): Promise<Record<string, number | string>> {
  const random = seededRandom(options.seed);
  const stage = await openStage();
  const paastis = await stage.open();
  const ids: string[] = [];
  for (let index = 0; index < APPS; index += 1) ids.push(await addApp(stage, index, random));
  const counts: Record<string, number> = {};
  const faults: string[] = [];
  for (let cycle = 0; cycle < options.cycles; cycle += 1) {
    const id = pick(ids, random);
    const disturbance = pick(disturbances, random);
    counts[disturbance] = (counts[disturbance] ?? 0) + 1;
    const fault = await playCycle(stage, paastis, id, disturbance, random);
    if (fault !== undefined) faults.push(`cycle ${cycle} (${disturbance}): ${fault}`);
  }
  await stage.close();
  return { cycles: options.cycles, ...counts, faults: faults.length, firstFault: faults[0] ?? '' };
}

async function addApp(stage: Stage, index: number, random: () => number): Promise<string> {
  const app = await stage.clever.world.addApp({
    name: `shop-api-pr${index}`,
    bootMs: 2_000 + Math.floor(random() * 2_000),
    stopMs: 2_000,
    scaling: randomScaling(random),
    homogeneous: random() < 0.3,
    env: { RELEASE: String(index) },
  });
  return app.id;
}

function randomScaling(random: () => number) {
  const minInstances = 1 + Math.floor(random() * 3);
  const smallest = Math.floor(random() * sizes.length);
  const minFlavor = sizes[smallest] ?? 'S';
  const maxFlavor = pick(sizes.slice(smallest), random);
  return { minInstances, maxInstances: minInstances + Math.floor(random() * 3), minFlavor, maxFlavor };
}

async function playCycle(
  stage: Stage,
  paastis: Paastis,
  id: string,
  disturbance: (typeof disturbances)[number],
  random: () => number,
): Promise<string | undefined> {
  const { world } = stage.clever;
  const app = world.getApp(id);
  if (disturbance === 'rescale') app.scaling = randomScaling(random);
  if (disturbance === 'restart' || disturbance === 'deploy' || disturbance === 'rescale') {
    const commit = disturbance === 'deploy' ? { commit: commitOf(random) } : {};
    world.injectDeployment(id, { cause: 'Console', ...commit });
    await stage.clock.advance(40_000);
  }
  const before = factsOf(stage, id);
  const sleeping = say(stage, paastis, `sleep ${app.name}`);
  if (disturbance === 'wake_during_sleep') {
    const [, woken] = await Promise.all([sleeping, say(stage, paastis, `wake ${app.name}`)]);
    return check(stage, id, before, woken, 'SHOULD_BE_UP');
  }
  const asleep = check(stage, id, before, await sleeping, 'SHOULD_BE_DOWN');
  if (asleep !== undefined) return `sleep: ${asleep}`;
  if (disturbance === 'failed_start') {
    app.failingStarts = 1;
    const failed = await say(stage, paastis, `wake ${app.name}`);
    const code = failed.kind === 'operation' ? failed.results[0]?.error?.code : failed.kind;
    if (code !== 'wake_failed') return `a failed start was told as ${code}`;
  }
  // A push deploys what sleeps: the wake finds it up, or on its way.
  const pushed = disturbance === 'deploy_asleep' ? commitOf(random) : undefined;
  if (pushed !== undefined) {
    world.injectDeployment(id, { cause: 'git push', commit: pushed });
    // In its first second a deployment shows nowhere: nobody could know of it.
    await stage.clock.advance(1_500 + random() * 8_000);
  }
  const woken = await say(stage, paastis, `wake ${app.name}`);
  return check(stage, id, pushed === undefined ? before : { ...before, commit: pushed }, woken, 'SHOULD_BE_UP');
}

function commitOf(random: () => number): string {
  return Math.floor(random() * 2 ** 40)
    .toString(16)
    .padStart(40, '0');
}

function factsOf(stage: Stage, id: string) {
  const { scaling, vhosts, env, commitId } = stage.clever.world.getApp(id);
  return { scaling: { ...scaling }, vhosts: [...vhosts], env: { ...env }, commit: commitId };
}

async function say(stage: Stage, paastis: Paastis, line: string): Promise<Report> {
  const report = await stage.play(paastis.run(line, { actor: 'terminal:soak', entryPoint: 'terminal' }));
  // What goes on after the answer (the end of the deployment, records) is part of the operation.
  await stage.clock.advance(15_000);
  return report;
}

function check(stage: Stage, id: string, wanted: unknown, report: Report, state: string): string | undefined {
  const app = stage.clever.world.getApp(id);
  const is = factsOf(stage, id);
  if (report.kind !== 'operation') return JSON.stringify(report);
  const error = report.results[0]?.error;
  if (error !== undefined) return `${error.code}: ${error.message}`;
  if (app.state !== state) return `state ${app.state} instead of ${state}`;
  return isDeepStrictEqual(is, wanted) ? undefined : `${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`;
}

function pick<Value>(values: readonly Value[], random: () => number): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('Nothing to pick from');
  return value;
}
