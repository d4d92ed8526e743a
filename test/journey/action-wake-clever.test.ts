import { endJourneys, startJourney } from '../support/action-journey.ts';
import { readComment, until } from '../support/action-journey-apps.ts';

// Most of the time is waited: side by side.
afterAll(endJourneys);

const provider = 'clever-cloud';

describe('waking an app on Clever Cloud', () => {
  it.concurrent('starts what it ran with before, in the region that is named and of that owner', async () => {
    const journey = await startJourney();
    const { github, clever, pullRequest, run } = journey;
    github.addPullRequest({ number: 42 });
    const scaling = { minInstances: 2, maxInstances: 2, minFlavor: 'S', maxFlavor: 'S' };
    const app = await clever.world.addApp({ name: 'shop-pr42', zone: 'rbx', state: 'SHOULD_BE_DOWN', scaling });
    const other = await clever.world.addApp({ name: 'shop-pr42', state: 'SHOULD_BE_DOWN' });

    const ending = await run({
      payload: pullRequest({ action: 'review_requested' }),
      provider,
      inputs: { region: 'rbx' },
    });

    expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'true', url: app.url });
    expect(JSON.parse(ending.outputs.apps ?? '')).toMatchObject([{ provider, region: 'rbx', name: 'shop-pr42' }]);
    expect(ending.annotations).toEqual([]);
    expect([app.starts, other.starts]).toEqual([1, 0]);
    expect(app.instances.filter(({ state }) => state === 'UP').map(({ flavor }) => flavor)).toEqual(['S', 'S']);
    expect(readComment(journey)).toMatch(/^### Paastis: shop-pr42 is awake/);
  });

  it.concurrent('joins the deployment that the push has started by itself', async () => {
    const journey = await startJourney();
    const { github, clever, pullRequest } = journey;
    github.addPullRequest({ number: 42 });
    const app = await clever.world.addApp({ name: 'shop-pr42', state: 'SHOULD_BE_DOWN' });

    const step = await journey.start({ payload: pullRequest({ action: 'synchronize' }), provider });
    await step.saw(/shop-pr42: waiting for what runs on it/);
    clever.world.injectDeployment(app.id, { cause: 'Git', commit: 'b'.repeat(40) });
    const ending = await step.ended;

    journey.check(ending);
    expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'false', url: app.url });
    expect(app.starts).toBe(0);
    expect(app.deployments.filter(({ action }) => action === 'DEPLOY')).toHaveLength(2);
    await until(() => app.state === 'SHOULD_BE_UP');
  });
});
