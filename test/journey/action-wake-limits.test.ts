import { endJourneys, startJourney } from '../support/action-journey.ts';
import { addAsleep, readComment } from '../support/action-journey-apps.ts';

// Most of the time is waited: side by side.
afterAll(endJourneys);

const sha = 'a'.repeat(40);

describe('how long a wake is waited for', () => {
  it.concurrent('ends with the request where the workflow does not wait', async () => {
    const journey = await startJourney({ speed: 1 });
    journey.github.addPullRequest({ number: 42, headSha: sha });
    await addAsleep(journey, { name: 'shop-pr42', bootMs: 60_000 });

    const ending = await journey.run({
      payload: journey.pullRequest({ action: 'synchronize', headSha: sha }),
      inputs: { wait: 'false', deployment: 'true' },
    });

    expect(ending.outputs).toMatchObject({ status: 'mixed', changed: 'true' });
    expect(readComment(journey)).toMatch(
      /^### Paastis: shop-pr42 is waking up[\s\S]*started with web:1:M, not waited for/,
    );
    expect(journey.github.deployments()[0]?.statuses).toMatchObject([
      { state: 'success', description: 'shop-pr42 was started, not waited for' },
    ]);
  });

  it.concurrent('ends at the deadline with what is known then; below 500 is an answer', async () => {
    const journey = await startJourney();
    const { github, scalingo } = journey;
    const names = ['shop-pr42', 'shop-pr42-api', 'shop-pr42-web'];
    github.addPullRequest({ number: 42, headSha: sha });
    for (const name of names) await addAsleep(journey, { name });
    scalingo.world.setStuck('shop-pr42', true);
    scalingo.world.app('shop-pr42-api').answerStatus = 500;
    scalingo.world.app('shop-pr42-web').answerStatus = 404;

    const ending = await journey.run({
      payload: journey.pullRequest({ action: 'synchronize', headSha: sha }),
      inputs: {
        apps: 'shop-pr{pr}\nshop-pr{pr}-api\nshop-pr{pr}-web',
        timeout: '5s',
        'ready-path': '/health',
        deployment: 'true',
      },
      code: 1,
    });

    expect(ending.outputs).toMatchObject({ status: 'failed', changed: 'true' });
    expect(JSON.parse(ending.outputs.apps ?? '')).toMatchObject([
      { name: 'shop-pr42', before: 'stopped', after: 'waking' },
      { name: 'shop-pr42-api', before: 'stopped', after: 'waking' },
      { name: 'shop-pr42-web', before: 'stopped', after: 'running' },
    ]);
    expect(ending.annotations.map(({ level }) => level)).toEqual(['error', 'error']);
    const comment = readComment(journey);
    expect(comment).toMatch(/^### Paastis: 3 apps, 2 with a problem, 1 awake/);
    expect(comment).toMatch(/\| shop-pr42 \| ✗ waking up \|/);
    expect(comment).toMatch(/\| \[shop-pr42-web\].*\| ● running \|/);
    const deployments = names.map((name) => github.deployments(`paastis/${name}`));
    expect(deployments.map((all) => all.map(({ statuses }) => statuses.map(({ state }) => state)))).toEqual([
      [['failure']],
      [['failure']],
      [['success']],
    ]);
  });
});
