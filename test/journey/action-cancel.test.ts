import { endJourneys, type Journey } from '../support/action-journey.ts';
import type { ActionProcess } from '../support/action-process.ts';
import { pushed, told, withAsleepApp } from '../support/asleep-app.ts';

afterAll(endJourneys);

/** The runner sends SIGTERM after it. */
const RUNNER_MS = 7_500;

/** Whatever is not tidied up is given up after six and a half: less is an end of its own. */
const GIVEN_UP_MS = 5_000;

/** A boot that takes longer than the test, interrupted once the provider has taken it. */
async function boot(inputs: Readonly<Record<string, string>> = {}) {
  const journey = await withAsleepApp();
  journey.scalingo.world.setStuck('shop-pr42', true);
  const step = await journey.start({ ...pushed(journey), inputs: { deployment: 'true', ...inputs } });
  await step.saw(/booting/);
  return { journey, step };
}

async function untilDeployed({ github }: Journey, step: ActionProcess): Promise<void> {
  while (github.deployments().length === 0) await new Promise((done) => setTimeout(done, 20));
  await step.saw(/booting/);
}

function statesOf({ github }: Journey): readonly string[] {
  return github.deployments().flatMap(({ statuses }) => statuses.map(({ state }) => state));
}

describe('a run that is cancelled while the app boots', () => {
  it.concurrent.each([['SIGINT'], ['SIGTERM']] as const)('by %s tidies up in time', async (signal) => {
    const { journey, step } = await boot();
    await untilDeployed(journey, step);
    const startMs = performance.now();

    step.kill(signal);
    const ending = await step.ended;

    const tookMs = performance.now() - startMs;
    journey.check(ending, 1);
    expect(ending.killedBy).toBeNull();
    expect(tookMs).toBeLessThan(GIVEN_UP_MS);
    expect(ending.outputs).toMatchObject({ status: 'failed', url: expect.stringMatching(/^http/) });
    expect(told(ending)).toEqual([
      'error: Cancelled; what the provider was already asked for goes on.\nRunning the job again is safe, and tells how it ended.',
    ]);
    expect(statesOf(journey)).toEqual(['error']);
    expect(journey.github.comments(42).map(({ body }) => body)).toEqual([expect.stringContaining('Cancelled; what')]);
    // The one start that was asked for goes on.
    expect(journey.scalingo.world.scaleCalls).toHaveLength(1);
  });

  it.concurrent('twice, by somebody who is impatient, is tidied up all the same', async () => {
    const { journey, step } = await boot();
    await untilDeployed(journey, step);
    const held = journey.github.hold({ method: 'POST', path: /statuses/ });

    step.kill('SIGINT');
    await held.arrived();
    step.kill('SIGINT');
    held.release();
    const ending = await step.ended;

    expect(ending.killedBy).toBeNull();
    expect(statesOf(journey)).toEqual(['error']);
    expect(ending.outputs.status).toBe('failed');
  });

  it.concurrent('does not leave a comment that says it is waking up', async () => {
    const { journey, step } = await boot({ deployment: 'false' });
    while (journey.github.comments(42).length === 0) await new Promise((done) => setTimeout(done, 20));
    expect(journey.github.comments(42)[0]?.body).toContain('is waking up');

    step.cancel();
    const ending = await step.ended;

    journey.check(ending, 1);
    const [comment] = journey.github.comments(42);
    expect(comment?.body).not.toContain('waking up');
    expect(comment?.body).toContain('Cancelled');
  });

  it.concurrent('ends in time even where neither provider nor GitHub answers any more', async () => {
    const { journey, step } = await boot();
    await untilDeployed(journey, step);
    journey.github.hang(/./);
    journey.scalingo.faults.add({ kind: 'hang', times: 1_000 });
    const startMs = performance.now();

    step.cancel();
    const ending = await step.ended;

    expect(performance.now() - startMs).toBeLessThan(RUNNER_MS);
    expect(ending.code).toBe(1);
    expect(ending.outputs.status).toBe('failed');
    // What is left is the post step's.
    expect(JSON.parse(ending.state.paastis ?? '')).toMatchObject({
      deployments: [journey.github.deployments()[0]?.id],
    });
  });

  it.concurrent('ends in time where the provider hangs from the beginning', async () => {
    const journey = await withAsleepApp();
    journey.scalingo.faults.add({ kind: 'hang', times: 1_000 });
    const step = await journey.start(pushed(journey));
    await step.saw(/how it goes/);
    const startMs = performance.now();

    step.cancel();
    const ending = await step.ended;

    journey.check(ending, 1);
    expect(performance.now() - startMs).toBeLessThan(GIVEN_UP_MS);
    expect(told(ending)[0]).toContain('Cancelled');
    expect(ending.outputs.status).toBe('failed');
  });
});

describe('a run that is killed', () => {
  it.concurrent('leaves its deployment to the post step, which ends it', async () => {
    const { journey, step } = await boot();
    await untilDeployed(journey, step);
    const [deployment] = journey.github.deployments();
    await step.saw(/GitHub answered|booting/);
    await new Promise((done) => setTimeout(done, 50));
    step.kill('SIGKILL');
    const killed = await step.ended;
    expect(killed.killedBy).toBe('SIGKILL');

    const post = await journey.run({ ...pushed(journey), inputs: { deployment: 'true' }, state: killed.state });

    // By its number, or, killed before GitHub's answer was there, by the place where it is being made.
    const { woken, deployments, creating } = JSON.parse(killed.state.paastis ?? '');
    expect({ woken, left: [...deployments, ...creating] }).toEqual({
      woken: [],
      left: [deployments.length > 0 ? deployment?.id : 'paastis/shop-pr42'],
    });
    expect(statesOf(journey)).toEqual(['error']);
    expect(journey.github.deployments()[0]?.statuses[0]?.description).toBe('The run was cancelled');
    expect(told(post)).toEqual([]);
  });
});
