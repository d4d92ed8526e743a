import * as fc from 'fast-check';
import type { Caller, Paastis, PaastisDeps, Report } from '../../../core/index.ts';
import { isServing } from '../../../core/simulator/clever-cloud/world/state.ts';
import type { Fault } from '../../../core/simulator/simulator.ts';
import { openStage, type Stage } from '../../support/stage.ts';

const caller: Caller = { actor: 'github:ana', entryPoint: 'github' };

/** Of accepted changes at the simulated Clever Cloud before they show. */
const LAG_MS = 1_000;

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

/** Two processes that know nothing of each other; each draws as told. */
async function openTwo(draws: readonly [number, number] = [0, 0]): Promise<readonly [Paastis, Paastis]> {
  const open = (draw: number) => {
    const deps: Partial<PaastisDeps> = { contended: true, random: () => draw };
    return stage.open({ memory: true }, stage.config, deps);
  };
  return [await open(draws[0]), await open(draws[1])];
}

async function wakeBoth(
  processes: readonly [Paastis, Paastis],
  apartMs = 0,
  line = 'wake shop',
): Promise<readonly Report[]> {
  const [first, second] = processes;
  const later = stage.clock.delay(apartMs).then(() => second.run(line, caller));
  return stage.play(Promise.all([first.run(line, caller), later]));
}

function resultsOf(reports: readonly Report[]) {
  return reports.flatMap((report) => {
    if (report.kind !== 'operation') throw new Error(JSON.stringify(report));
    return report.results;
  });
}

const scalingoStarts = () => stage.scalingo.world.scaleCalls.filter(({ status }) => status === 202).length;
const restarts = () => stage.scalingo.requests.filter(({ path }) => path.endsWith('/restart')).length;
const cleverStarts = () =>
  stage.clever.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/instances'));

describe('two processes that wake the same app of Scalingo', () => {
  const asleep = { name: 'shop', status: 'stopped', formation: { web: { amount: 0, size: 'M' } } } as const;

  it('start it once: the second joins and says so', async () => {
    await stage.scalingo.world.addApp({ ...asleep, bootMs: 8_000 });

    const results = resultsOf(await wakeBoth(await openTwo()));

    expect(scalingoStarts()).toBe(1);
    expect(results.map(({ after, changed, error }) => ({ after, changed, error })).toSorted(byChanged)).toEqual([
      { after: 'running', changed: false, error: undefined },
      { after: 'running', changed: true, error: undefined },
    ]);
    expect(results.map(({ reason }) => reason)).toContain('was already being woken by somebody else');
  });

  it.each([500, 1_500, 4_000, 7_900, 8_100, 20_000])('start it once, the second %s ms later', async (apartMs) => {
    await stage.scalingo.world.addApp({ ...asleep, bootMs: 8_000 });

    const results = resultsOf(await wakeBoth(await openTwo(), apartMs));

    expect(scalingoStarts()).toBe(1);
    expect(results.map(({ changed, after }) => [changed, after])).toEqual([
      [true, 'running'],
      [false, 'running'],
    ]);
  });

  it('start it once wherever their calls are held up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          bootMs: fc.integer({ min: 300, max: 30_000 }),
          apartMs: fc.integer({ min: 0, max: 32_000 }),
          held: fc.array(fc.option(fc.integer({ min: 50, max: 6_000 }), { nil: undefined }), { maxLength: 16 }),
        }),
        async ({ bootMs, apartMs, held }) => {
          await stage.close();
          stage = await openStage();
          await stage.scalingo.world.addApp({ ...asleep, bootMs });
          const processes = await openTwo();
          holdUp(stage, held);

          const results = resultsOf(await wakeBoth(processes, apartMs));

          expect(scalingoStarts()).toBe(1);
          expect(restarts()).toBe(0);
          expect(results.map(({ error }) => error)).toEqual([undefined, undefined]);
          expect(results.filter(({ changed }) => changed)).toHaveLength(1);
        },
      ),
      { numRuns: 8, seed: 20_261_123 },
    );
  }, 60_000);

  it('do not restart what has just failed to start: both hear of it', async () => {
    await stage.scalingo.world.addApp({ ...asleep, bootMs: 8_000 });
    stage.scalingo.world.settings.failedStartStatus = 'crashed';
    stage.scalingo.world.failStarts('shop', 1);

    const results = resultsOf(await wakeBoth(await openTwo(), 300));

    expect(scalingoStarts()).toBe(1);
    expect(restarts()).toBe(0);
    expect(results.map(({ error }) => error?.code)).toEqual(['wake_failed', 'wake_failed']);
  });

  it('do not restart what has failed between the look of the second and its start', async () => {
    await stage.scalingo.world.addApp({ ...asleep, bootMs: 1_000 });
    stage.scalingo.world.settings.failedStartStatus = 'crashed';
    stage.scalingo.world.failStarts('shop', 1);
    const processes = await openTwo();
    // The first call passes; that of the second arrives once all is over.
    const scales: Fault[] = [
      { kind: 'slow', ms: 1 },
      { kind: 'slow', ms: 3_000 },
    ];
    for (const fault of scales) stage.scalingo.faults.add({ ...fault, match: /POST .*\/scale$/ });

    const results = resultsOf(await wakeBoth(processes));

    expect(scalingoStarts()).toBe(1);
    expect(restarts()).toBe(0);
    expect(results.map(({ error }) => error?.code)).toEqual(['wake_failed', 'wake_failed']);
  });

  it('wait for a deployment that is under way, and start it once afterwards', async () => {
    await stage.scalingo.world.addApp({ ...asleep, bootMs: 3_000, deployMs: 30_000 });
    stage.scalingo.world.deploy('shop');

    const results = resultsOf(await wakeBoth(await openTwo()));

    expect(scalingoStarts()).toBe(1);
    expect(results.map(({ after }) => after)).toEqual(['running', 'running']);
  });

  it('wait for a deployment that begins between their look and their start', async () => {
    await stage.scalingo.world.addApp({ ...asleep, bootMs: 3_000, deployMs: 30_000 });
    const processes = await openTwo();
    stage.scalingo.faults.add({ kind: 'slow', ms: 2_000, times: 2, match: /POST .*\/scale$/ });
    const pushed = stage.clock.delay(1_000).then(() => stage.scalingo.world.deploy('shop'));

    const results = resultsOf(await wakeBoth(processes));
    await pushed;

    expect(scalingoStarts()).toBe(1);
    expect(stage.scalingo.world.scaleCalls.filter(({ status }) => status === 422)).toHaveLength(2);
    expect(results.map(({ after, error }) => ({ after, error }))).toEqual([
      { after: 'running', error: undefined },
      { after: 'running', error: undefined },
    ]);
  });
});

describe('two processes that wake the same app of Clever Cloud', () => {
  const asleep = { name: 'shop', state: 'SHOULD_BE_DOWN', bootMs: 25_000 } as const;

  it('start it once where they draw different waits', async () => {
    await stage.clever.world.addApp(asleep);

    const results = resultsOf(await wakeBoth(await openTwo([0, 0.5])));

    expect(cleverStarts()).toHaveLength(1);
    expect(results.map(({ changed, after, error }) => [changed, after, error])).toEqual([
      [true, 'running', undefined],
      [false, 'running', undefined],
    ]);
  });

  it('start it twice only within the second in which the first start shows nowhere, and both are told that it runs', async () => {
    let twice = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          apartMs: fc.integer({ min: 0, max: 6_000 }),
          draws: fc.tuple(fc.double({ min: 0, max: 0.99 }), fc.double({ min: 0, max: 0.99 })),
          startWhileBusy: fc.constantFrom('queue' as const, 'conflict' as const),
        }),
        async ({ apartMs, draws, startWhileBusy }) => {
          await stage.close();
          stage = await openStage();
          stage.clever.world.settings.startWhileBusy = startWhileBusy;
          const app = await stage.clever.world.addApp(asleep);

          const results = resultsOf(await wakeBoth(await openTwo([draws[0], draws[1]]), apartMs));

          const [first, second] = cleverStarts();
          if (app.starts > 1) twice += 1;
          expect(app.starts).toBeLessThanOrEqual(2);
          if (second !== undefined && first !== undefined) expect(second.at - first.at).toBeLessThanOrEqual(LAG_MS);
          expect(results.map(({ after, error }) => [after, error])).toEqual([
            ['running', undefined],
            ['running', undefined],
          ]);
          expect(isServing(app)).toBe(true);
        },
      ),
      { numRuns: 10, seed: 20_261_123 },
    );
    expect(twice).toBeLessThan(12);
  }, 60_000);

  it('do not start again what has failed', async () => {
    await stage.clever.world.addApp({ ...asleep, failingStarts: 1 });

    const results = resultsOf(await wakeBoth(await openTwo([0, 0.5])));

    expect(cleverStarts()).toHaveLength(1);
    expect(results.map(({ error }) => error?.code)).toEqual(['wake_failed', 'wake_failed']);
  });
});

describe('a wake right after a push', () => {
  const pushed: Caller = { ...caller, expectDeployment: true };

  it('leaves the start to the deployment that comes by itself at Clever Cloud', async () => {
    const { id } = await stage.clever.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', bootMs: 25_000 });
    const paastis = await stage.open();
    const push = stage.clock.delay(7_000).then(() => stage.clever.world.injectDeployment(id, { cause: 'Github' }));

    const [result] = resultsOf([await stage.play(paastis.run('wake shop', pushed))]);
    await push;

    expect(cleverStarts()).toEqual([]);
    expect(result).toMatchObject({ before: 'stopped', after: 'running', changed: false });
  });

  it('starts the app where none has come within 20 s', async () => {
    await stage.clever.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', bootMs: 25_000 });
    const paastis = await stage.open();
    const askedMs = stage.clock.now().getTime();

    const [result] = resultsOf([await stage.play(paastis.run('wake shop', pushed))]);

    const [start] = cleverStarts();
    expect((start?.at ?? 0) - askedMs).toBe(20_000);
    expect(result).toMatchObject({ after: 'running', changed: true });
  });

  it('waits for nothing at Scalingo, where a push starts no app', async () => {
    await stage.scalingo.world.addApp({ name: 'shop', status: 'stopped', formation: { web: { amount: 0 } } });
    const paastis = await stage.open();
    const askedMs = stage.clock.now().getTime();

    await stage.play(paastis.run('wake shop', pushed));

    expect(stage.clock.now().getTime() - askedMs).toBeLessThan(4_000);
  });
});

function byChanged(a: { readonly changed: boolean }, b: { readonly changed: boolean }): number {
  return Number(a.changed) - Number(b.changed);
}

/** The next requests to Scalingo's API, each held up for so long or not at all. */
function holdUp({ scalingo }: Stage, held: readonly (number | undefined)[]): void {
  const left = [...held];
  scalingo.faults.generate(() => {
    const ms = left.shift();
    return ms === undefined ? undefined : { kind: 'slow', ms };
  });
}
