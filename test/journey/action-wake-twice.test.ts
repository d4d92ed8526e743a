import { endJourneys, type Journey, type Step, startJourney } from '../support/action-journey.ts';
import { addAsleep, readComment } from '../support/action-journey-apps.ts';
import type { ActionProcess } from '../support/action-process.ts';

// Most of the time is waited: side by side.
afterAll(endJourneys);

/** Both runs are about to make the comment, as neither has found one. */
async function startTogether(journey: Journey, steps: readonly Step[]): Promise<readonly ActionProcess[]> {
  const held = journey.github.hold({ method: 'POST', path: /\/comments$/ });
  const processes = await Promise.all(steps.map((step) => journey.start(step)));
  await held.arrived(steps.length);
  held.release();
  return processes;
}

async function endBoth(journey: Journey, processes: readonly ActionProcess[]) {
  const endings = await Promise.all(processes.map(({ ended }) => ended));
  for (const ending of endings) journey.check(ending);
  return endings;
}

describe('two runs for one pull request at once', () => {
  it.concurrent('start each app once on Scalingo, and share one comment with the apps of both', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest } = journey;
    github.addPullRequest({ number: 42 });
    for (const name of ['shop-pr42', 'shop-pr42-api', 'shop-pr42-web']) {
      await addAsleep(journey, { name, bootMs: 125_000 });
    }
    const payload = pullRequest({ action: 'synchronize' });

    const processes = await startTogether(journey, [
      { payload, inputs: { apps: 'shop-pr{pr}\nshop-pr{pr}-api' }, runner: { runId: '1' } },
      { payload, inputs: { apps: 'shop-pr{pr}\nshop-pr{pr}-web' }, runner: { runId: '2' } },
    ]);
    const endings = await endBoth(journey, processes);

    const started = scalingo.world.scaleCalls.filter(({ status }) => status === 202).map(({ app }) => app);
    expect(started.toSorted()).toEqual(['shop-pr42', 'shop-pr42-api', 'shop-pr42-web']);
    expect(endings.map(({ outputs }) => outputs.status)).toEqual(['ready', 'ready']);
    expect(github.comments(42)).toHaveLength(1);
    expect(readComment(journey)).toMatch(/^### Paastis: 3 apps, all awake/);
  });

  it.concurrent('start an app once on Clever Cloud too, where a second start would be a second deployment', async () => {
    const journey = await startJourney();
    const { github, clever, pullRequest } = journey;
    github.addPullRequest({ number: 42 });
    const app = await clever.world.addApp({ name: 'shop-pr42', state: 'SHOULD_BE_DOWN', bootMs: 150_000 });
    const step = { payload: pullRequest({ action: 'review_requested' }), provider: 'clever-cloud' } as const;
    const held = github.hold({ method: 'POST', path: /\/comments$/ });

    const first = await journey.start(step);
    await first.saw(/shop-pr42: booting/);
    const second = await journey.start(step);
    await held.arrived(2);
    held.release();
    const endings = await endBoth(journey, [first, second]);

    expect(app.starts).toBe(1);
    expect(endings.map(({ outputs }) => outputs.status)).toEqual(['ready', 'ready']);
    expect(endings.map(({ outputs }) => outputs.changed)).toEqual(['true', 'false']);
    expect(github.comments(42)).toHaveLength(1);
    expect(readComment(journey)).toMatch(/^### Paastis: shop-pr42 is awake/);
  });
});
