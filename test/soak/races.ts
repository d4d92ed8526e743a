import * as fc from 'fast-check';
import type { Paastis, Report } from '../../core/index.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { addVendorApp, lastingStore, readRecords, restFault, type VendorApp } from '../support/vendor-app.ts';

const names = ['shop-pr1', 'shop-pr2'] as const;

/** One thing that somebody does, so long after the thing before. */
const step = fc.record({
  afterMs: fc.constantFrom(0, 0, 50, 900, 2_500, 6_000, 15_000),
  app: fc.constantFrom(0, 1),
  action: fc.constantFrom(
    'wake',
    'wake',
    'sleep',
    'sleep',
    'force',
    'leave_wake',
    'leave_sleep',
    'deploy',
    'crash',
    'close',
  ),
  /** For `leave_…`: after how many steps of progress the person goes. */
  leaveAfter: fc.integer({ min: 1, max: 4 }),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Random interleavings of wakes, sleeps, people who leave, deployments, crashes and restarts of the program on two
 * apps. At rest each app runs as it did and nothing is noted, or it is down and the note says what ran; everybody got
 * an answer; no wake started an app twice.
 */
export async function run(options: { runs: number; seed: number }): Promise<Record<string, number | string>> {
  let steps = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (played) => {
    steps += played.length;
    const fault = await play(played);
    if (fault !== undefined) throw new Error(fault);
  });
  const result = await fc.check(property, { numRuns: options.runs, seed: options.seed, endOnFailure: true });
  const cause = result.errorInstance instanceof Error ? result.errorInstance.message : 'failed';
  const firstFault = result.failed ? `${cause} in ${JSON.stringify(result.counterexample)}` : '';
  return { runs: result.numRuns, steps, faults: result.failed ? 1 : 0, firstFault };
}

async function play(steps: readonly Step[]): Promise<string | undefined> {
  const stage = await openStage();
  try {
    return await playOn(stage, steps);
  } finally {
    await stage.close();
  }
}

async function playOn(stage: Stage, steps: readonly Step[]): Promise<string | undefined> {
  const store = lastingStore();
  const apps: VendorApp[] = [];
  for (const name of names) apps.push(await addVendorApp(stage, 'scalingo', name));
  const before = apps.map((app) => app.facts());
  let paastis = await stage.open({ store });
  const answers: Promise<Report>[] = [];
  for (const { afterMs, app, action, leaveAfter } of steps) {
    await stage.clock.advance(afterMs);
    const name = names[app] ?? names[0];
    if (action === 'close') {
      await stage.play(paastis.close({ graceMs: 0 }));
      paastis = await stage.open({ store });
    } else if (action === 'deploy' || action === 'crash') disturb(stage, name, action);
    else answers.push(ask(paastis, name, action, leaveAfter));
  }
  const reports = await stage.play(Promise.all(answers));
  await stage.clock.advance(60 * 60_000);
  const bug = reports.find((report) => JSON.stringify(report).includes('"code":"bug"'));
  if (bug !== undefined) return JSON.stringify(bug);
  const reason = await findFault(stage, store, apps, before, steps);
  if (reason !== undefined) return reason;
  const woken = names.map((name) => paastis.run(`wake ${name}`, { actor: 'terminal:soak', entryPoint: 'terminal' }));
  await stage.play(Promise.all(woken));
  await stage.clock.advance(60_000);
  for (const [index, app] of apps.entries()) {
    const fault = restFault(app, before[index], await readRecords(store, app.key));
    if (fault !== undefined || !app.isUp()) return `after the last wake ${app.name} ${fault ?? 'is not up'}`;
  }
  return stage.clock.pending === 0 ? undefined : `${stage.clock.pending} timers are left`;
}

function disturb(stage: Stage, name: string, action: 'deploy' | 'crash'): void {
  const { world } = stage.scalingo;
  const { status } = world.app(name);
  if (['scaling', 'restarting', 'booting'].includes(status)) return;
  if (action === 'deploy') world.deploy(name);
  else if (status === 'running') world.crash(name);
}

/** Somebody asks, and with `leave_…` goes away in the middle. */
function ask(paastis: Paastis, name: string, action: Step['action'], leaveAfter: number): Promise<Report> {
  const leaving = new AbortController();
  let told = 0;
  const line = action === 'force' ? `sleep ${name} --force` : `${action.replace('leave_', '')} ${name}`;
  return paastis.run(line, {
    actor: `terminal:${action}`,
    entryPoint: 'terminal',
    signal: leaving.signal,
    onProgress: () => {
      told += 1;
      if (action.startsWith('leave_') && told === leaveAfter) leaving.abort();
    },
  });
}

async function findFault(
  stage: Stage,
  store: ReturnType<typeof lastingStore>,
  apps: readonly VendorApp[],
  before: readonly unknown[],
  steps: readonly Step[],
): Promise<string | undefined> {
  for (const [index, app] of apps.entries()) {
    const wakes = steps.filter(({ app: of, action }) => of === index && action.endsWith('wake')).length;
    const restarts = steps.filter(({ action }) => action === 'close').length;
    if (app.starts() > wakes + restarts) return `${app.name} was started ${app.starts()} times for ${wakes} wakes`;
    // What crashed and was not woken since is neither up nor down, and stays so.
    if (stage.scalingo.world.app(app.name).status === 'crashed') continue;
    const fault = restFault(app, before[index], await readRecords(store, app.key));
    if (fault !== undefined) return `${app.name} ${fault}`;
  }
  return undefined;
}
