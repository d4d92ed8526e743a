import { endJourneys, startJourney } from '../support/action-journey.ts';
import { addAsleep, readComment, until } from '../support/action-journey-apps.ts';

// Most of the time is waited: side by side.
afterAll(endJourneys);

const sha = 'a'.repeat(40);

describe('a wake that finds something under way', () => {
  it.concurrent('waits for the first deployment of a new pull request and tells of it meanwhile', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest } = journey;
    const { world } = scalingo;
    github.addPullRequest({ number: 42, headSha: sha });
    await world.addApp({ name: 'shop-pr42' });
    world.addDeployment('shop-pr42');

    const step = await journey.start({
      payload: pullRequest({ action: 'opened', headSha: sha }),
      inputs: { deployment: 'true' },
    });
    await until(() => github.deployments().length > 0);
    const meanwhile = github.deployments()[0]?.statuses;
    world.endDeployment('shop-pr42');
    const ending = await step.ended;

    journey.check(ending);
    expect(meanwhile).toEqual([]);
    expect(github.deployments()).toMatchObject([
      { sha, environment: 'paastis/shop-pr42', statuses: [{ state: 'success', environmentUrl: ending.outputs.url }] },
    ]);
    expect(readComment(journey)).toMatch(/\| ● running \|.*\| was being deployed, and answers after \d+ s \|$/m);
    expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'false' });
    expect(world.scaleCalls).toEqual([]);
  });

  it.concurrent('starts an app that a push has only rebuilt: on Scalingo that wakes nothing', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest } = journey;
    github.addPullRequest({ number: 42 });
    await addAsleep(journey, { name: 'shop-pr42', formation: { web: { amount: 2, size: 'S' } } });
    scalingo.world.addDeployment('shop-pr42');

    const step = await journey.start({ payload: pullRequest({ action: 'synchronize' }) });
    await step.saw(/shop-pr42: waiting for what runs on it/);
    scalingo.world.endDeployment('shop-pr42');
    const ending = await step.ended;

    journey.check(ending);
    expect(readComment(journey)).toContain('with web:2:S, found in the provider’s history');
    expect(scalingo.world.scaleCalls.filter(({ status }) => status === 202)).toHaveLength(1);
  });

  it.concurrent('starts once whatever held it up while it was asked for is over', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest } = journey;
    const { world } = scalingo;
    github.addPullRequest({ number: 42 });
    await addAsleep(journey, { name: 'shop-pr42' });
    scalingo.faults.add({ match: /\/events$/, kind: 'slow', ms: 300 });

    const step = await journey.start({ payload: pullRequest({ action: 'synchronize' }) });
    await until(() => scalingo.requests.some(({ path }) => path.endsWith('/events')));
    world.addDeployment('shop-pr42');
    await step.saw(/asking the provider.*waiting for what runs on it/s);
    world.endDeployment('shop-pr42');
    const ending = await step.ended;

    journey.check(ending);
    expect(world.scaleCalls.map(({ status }) => status)).toEqual([422, 202]);
    expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
  });

  it.concurrent('waits for an app that its provider is still making', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest } = journey;
    github.addPullRequest({ number: 42 });

    const step = await journey.start({ payload: pullRequest({ action: 'opened' }) });
    await step.saw(/Not there yet: shop-pr42\. Its provider may still be making it/);
    const told = github.comments(42);
    await scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'M' } } });
    const ending = await step.ended;

    journey.check(ending);
    expect(told).toEqual([]);
    expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
    expect(readComment(journey)).toMatch(/^### Paastis: shop-pr42 is awake/);
  });

  it.concurrent('does not wait for an app that nobody is making', async () => {
    const journey = await startJourney();
    journey.github.addPullRequest({ number: 42 });

    const ending = await journey.run({ payload: journey.pullRequest({ action: 'synchronize' }), code: 1 });

    expect(ending.outputs).toMatchObject({ status: 'failed', changed: 'false' });
    const [annotation] = ending.annotations;
    expect(annotation?.message).toMatch(/^No app is called shop-pr42\./);
    expect(ending.annotations).toHaveLength(1);
  });
});
