import { endJourneys, startJourney } from '../support/action-journey.ts';
import { addAsleep, readComment, until } from '../support/action-journey-apps.ts';

afterEach(endJourneys);

const sha = 'a'.repeat(40);

describe('waking the app of a pull request', () => {
  it('is told while it lasts and at its end, in one comment, and then no more', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest, githubCalls } = journey;
    const { world } = scalingo;
    github.addPullRequest({ number: 42 });
    await addAsleep(journey, {
      name: 'shop-pr42',
      formation: { web: { amount: 2, size: 'L' }, worker: { amount: 1, size: 'M' }, clock: { amount: 0, size: 'S' } },
    });
    world.setStuck('shop-pr42', true);

    const step = await journey.start({ payload: pullRequest({ action: 'opened' }) });
    await until(() => github.comments(42).length > 0);
    const meanwhile = readComment(journey);
    world.setStuck('shop-pr42', false);
    const first = await step.ended;
    const calls = githubCalls();
    const again = await journey.run({ payload: pullRequest({ action: 'synchronize' }) });

    journey.check(first);
    const url = world.app('shop-pr42').url;
    expect(meanwhile).toMatch(
      /^### Paastis: shop-pr42 is waking up\n\n.*\n.*\n\| shop-pr42 \| ◐ waking up \|.*booting \|$/,
    );
    expect(readComment(journey)).toMatch(
      new RegExp(`^### Paastis: shop-pr42 is awake\n\n.*\n.*\n\\| \\[shop-pr42\\]\\(${url}/\\) \\| ● running \\|`),
    );
    expect(readComment(journey)).toContain('with web:2:L worker:1:M, found in the provider’s history |');
    expect(first.outputs).toMatchObject({ status: 'ready', changed: 'true', url, urls: JSON.stringify([url]) });
    expect(JSON.parse(first.outputs.apps ?? '')).toMatchObject([
      { name: 'shop-pr42', provider: 'scalingo', region: 'osc-fr1', before: 'stopped', after: 'running', url },
    ]);
    expect(first.summary).toMatch(/\| \[shop-pr42\].* \| ○ stopped \| ● running \| .+ \| .+€\/day \| woke in /);
    expect(first.annotations).toEqual([]);
    expect(world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 2, size: 'L' }, worker: { amount: 1 } });
    expect(calls).toEqual([
      'GET /repos/acme/shop/issues/42/comments',
      'POST /repos/acme/shop/issues/42/comments',
      'GET /repos/acme/shop/issues/42/comments',
      'PATCH /repos/acme/shop/issues/comments/3100000001',
    ]);
    expect(githubCalls()).toEqual(['GET /repos/acme/shop/issues/42/comments']);
    expect(again.outputs).toMatchObject({ status: 'ready', changed: 'false', url });
    expect(world.scaleCalls).toHaveLength(1);
  });

  it('asks the provider before it tells anybody', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest } = journey;
    github.addPullRequest({ number: 42, headSha: sha });
    await addAsleep(journey, { name: 'shop-pr42' });
    const held = github.hold(/./);

    const step = await journey.start({
      payload: pullRequest({ action: 'opened', headSha: sha }),
      inputs: { deployment: 'true' },
    });
    await held.arrived();
    const asked = scalingo.world.scaleCalls.length;
    held.release();
    const ending = await step.ended;

    journey.check(ending);
    expect(asked).toBe(1);
  });

  it('says once that nothing tells what ran before, with the lines that would', async () => {
    const journey = await startJourney();
    const { github, scalingo, pullRequest, run } = journey;
    github.addPullRequest({ number: 42 });
    await scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'M' } } });
    const payload = pullRequest({ action: 'opened' });
    const { annotations, summary } = await run({ payload });
    await scalingo.world.addApp({ name: 'shop-pr42-api', formation: { web: { amount: 0, size: 'M' } } });
    const again = await run({
      payload,
      inputs: { apps: 'shop-pr{pr}\nshop-pr{pr}-api' },
      workspace: { 'paastis.yml': "rules:\n  - match: 'shop-pr{pr}-api'\n    formation: { web: '2:L' }\n" },
    });

    expect(annotations).toEqual([
      {
        level: 'warning',
        message:
          'Nothing tells what ran of shop-pr42 before: it was started with one web container. If that is wrong, write ' +
          "into paastis.yml what should run:\nrules:\n  - match: 'shop-pr42'\n    formation: { web: '1:M' }",
      },
    ]);
    expect(summary).toContain('nothing recorded: web:1 was assumed');
    expect(again.annotations).toEqual([]);
    expect(scalingo.world.formationOf('shop-pr42-api')).toMatchObject({ web: { amount: 2, size: 'L' } });
  });

  it('does nothing for a pull request that was closed since', async () => {
    const { github, scalingo, pullRequest, run, githubCalls } = await startJourney();
    github.addPullRequest({ number: 42, state: 'closed' });
    await scalingo.world.addApp({ name: 'shop-pr42' });

    const ending = await run({ payload: pullRequest({ action: 'synchronize', fresh: false }) });

    expect(ending.outputs).toMatchObject({ status: 'skipped', changed: 'false', apps: '[]' });
    expect(ending.log).toContain('Nothing to do: pull request #42 is closed.');
    expect(githubCalls()).toEqual(['GET /repos/acme/shop/pulls/42']);
    expect(scalingo.requests.filter(({ path }) => path.startsWith('/v1/apps'))).toEqual([]);
  });
});
