import { endJourneys, startJourney } from '../support/action-journey.ts';
import { addAsleep, readComment } from '../support/action-journey-apps.ts';

afterEach(endJourneys);

const parts = ['db', 'api', 'web', 'admin', 'docs', 'mail', 'jobs', 'search', 'auth', 'pay', 'cdn'];

const settings = `
rules:
  - match: 'shop-pr{pr}-api'
    needs: ['shop-pr{pr}-db']
  - match: 'shop-pr{pr}-web'
    needs: ['shop-pr{pr}-api']
  - match: 'shop-pr{pr}-*'
    group: 'shop-pr{pr}'
`;

describe('waking the apps of a pull request', () => {
  it('wakes eleven side by side, those that others need first, as fast as the slowest chain boots', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest, run, githubCalls } = journey;
    github.addPullRequest({ number: 42 });
    for (const part of parts) await addAsleep(journey, { name: `shop-pr42-${part}`, bootMs: 50_000 });
    await addAsleep(journey, { name: 'shop-pr421-db' });
    await addAsleep(journey, { name: 'shop-pr7-web' });

    const ending = await run({
      payload: pullRequest({ action: 'synchronize' }),
      inputs: { apps: parts.map((part) => `shop-pr{pr}-${part}`).join('\n') },
      workspace: { 'paastis.yml': settings },
    });

    const { scaleCalls } = scalingo.world;
    const atOf = (part: string) => scaleCalls.find(({ app }) => app === `shop-pr42-${part}`)?.atMs ?? Number.NaN;
    expect(ending.outputs.status).toBe('ready');
    expect(JSON.parse(ending.outputs.urls ?? '')).toHaveLength(11);
    expect(scaleCalls.map(({ app }) => app).toSorted()).toEqual(parts.map((part) => `shop-pr42-${part}`).toSorted());
    // A boot lasts a second here, and the chain is of three.
    expect(atOf('api') - atOf('db')).toBeGreaterThanOrEqual(1_000);
    expect(atOf('web') - atOf('api')).toBeGreaterThanOrEqual(1_000);
    expect(Number(ending.outputs.seconds)).toBeLessThanOrEqual(3 + 3);
    expect(scalingo.requests.length).toBeLessThanOrEqual(30);
    expect(scalingo.world.refusedCalls).toBe(0);
    expect(githubCalls()).toHaveLength(4);
    expect(readComment(journey)).toMatch(/^### Paastis: 11 apps, all awake/);
  });

  it('wakes what there is beside names that mean none, or several', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest, run } = journey;
    github.addPullRequest({ number: 42, headRef: 'Feature/New_Basket' });
    for (const name of ['shop-feature-new-basket', 'shop-pr42-api']) await addAsleep(journey, { name });
    for (const region of ['a', 'b']) await addAsleep(journey, { name: `other-${region}` });

    const ending = await run({
      payload: pullRequest({ action: 'synchronize', headRef: 'Feature/New_Basket' }),
      inputs: { apps: 'shop-{branch}\nshop-pr{pr}-apy\n\nshop-pr{pr}-api\nshop-pr{pr}-wbe\n' },
      code: 1,
    });

    expect(JSON.parse(ending.outputs.apps ?? '')).toMatchObject([
      { name: 'shop-feature-new-basket', after: 'running' },
      { name: 'shop-pr42-apy', after: 'unknown' },
      { name: 'shop-pr42-api', after: 'running' },
      { name: 'shop-pr42-wbe', after: 'unknown' },
    ]);
    expect(ending.outputs.status).toBe('failed');
    expect(ending.annotations.map(({ message }) => message.split('\n')[0])).toEqual([
      'No app is called shop-pr42-apy.',
      'No app is called shop-pr42-wbe.',
    ]);
    expect(ending.annotations[0]?.message).toContain('Did you mean shop-pr42-api?');
    const comment = readComment(journey);
    expect(comment).toMatch(/^### Paastis: 2 apps, all awake, and something could not be done/);
    expect(comment).toMatch(/No app is called shop-pr42-apy.*No app is called shop-pr42-wbe/);
    expect(scalingo.world.scaleCalls.map(({ app }) => app).toSorted()).toEqual([
      'shop-feature-new-basket',
      'shop-pr42-api',
    ]);
  });

  it('wakes a group, and whatever the rules alone say belongs to the pull request', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest, run } = journey;
    github.addPullRequest({ number: 42 });
    for (const name of ['shop-pr42-web', 'shop-pr42-db', 'blog-pr42', 'blog-pr7', 'shared-db']) {
      await addAsleep(journey, { name });
    }
    const rules = (more: string) => `rules:
  - { match: 'shop-pr{pr}-*', group: 'shop-pr{pr}', needs: ['shared-db'], manage: true }
${more}`;
    const startedOf = () => scalingo.world.scaleCalls.map(({ app }) => app).toSorted();

    const payload = pullRequest({ action: 'synchronize' });
    const group = await run({
      payload,
      inputs: { apps: '@shop-pr{pr}' },
      workspace: { 'paastis.yml': rules('') },
    });
    const afterGroup = startedOf();
    const ruled = await run({
      payload,
      inputs: { apps: '' },
      workspace: { 'paastis.yml': rules("  - { match: 'blog-pr{pr}', manage: true }") },
    });

    expect([group.outputs.status, ruled.outputs.status]).toEqual(['ready', 'ready']);
    expect(afterGroup).toEqual(['shared-db', 'shop-pr42-db', 'shop-pr42-web']);
    expect(startedOf()).toEqual(['blog-pr42', 'shared-db', 'shop-pr42-db', 'shop-pr42-web']);
  });
});
