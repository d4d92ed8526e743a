import { endJourneys, type Journey, type PullRequestStep, startJourney } from '../support/action-journey.ts';
import { addAsleep, sleepNow } from '../support/action-journey-apps.ts';

afterEach(endJourneys);

const shaOf = (letter: string) => letter.repeat(40);

/** Of a wake of one app, with comment and deployment. */
const MOST_CALLS = 6;

async function startWithApp(): Promise<Journey> {
  const journey = await startJourney();
  journey.github.addPullRequest({ number: 42, headSha: shaOf('a') });
  await addAsleep(journey, { name: 'shop-pr42' });
  return journey;
}

/** A run on a commit, and what it asked of GitHub: the words of each route. */
async function wake(
  journey: Journey,
  letter: string,
  event: Partial<PullRequestStep> = {},
): Promise<readonly string[]> {
  const { github, pullRequest, run, githubCalls } = journey;
  github.patchPullRequest(42, { headSha: shaOf(letter) });
  githubCalls();
  const payload = pullRequest({ action: 'synchronize', headSha: shaOf(letter), ...event });
  const { outputs, annotations } = await run({ payload, inputs: { deployment: 'true' } });
  expect([outputs.status, annotations]).toEqual(['ready', []]);
  return githubCalls().map((call) =>
    call.replace(/\/repos\/acme\/shop\/(?:issues\/42\/)?/, '').replaceAll(/\d{6,}/g, 'id'),
  );
}

async function wakeAsleep(...[journey, ...rest]: Parameters<typeof wake>): Promise<readonly string[]> {
  await sleepNow(journey, 'shop-pr42');
  return wake(journey, ...rest);
}

/** The latest word on each deployment, oldest first. */
function statesOf({ github }: Journey): readonly (string | undefined)[] {
  return github.deployments('paastis/shop-pr42').map(({ statuses }) => statuses.at(-1)?.state);
}

describe('what a wake with comment and deployment asks of GitHub', () => {
  it('is told call by call', async () => {
    const journey = await startWithApp();
    const { github } = journey;

    const calls = {
      'a new pull request': await wake(journey, 'a', { action: 'opened' }),
      'the same commit, awake': await wake(journey, 'a'),
      'a new commit, awake': await wake(journey, 'b'),
      'a new commit, asleep': await wakeAsleep(journey, 'c'),
      'the same commit, asleep, from an old event': await wakeAsleep(journey, 'c', { fresh: false }),
    };

    expect(calls).toEqual({
      'a new pull request': [
        'POST deployments',
        'GET comments',
        'POST deployments/id/statuses',
        'POST comments',
        'GET comments',
      ],
      'the same commit, awake': ['GET comments'],
      'a new commit, awake': [
        'GET comments',
        'POST deployments',
        'POST deployments/id/statuses',
        'POST deployments/id/statuses',
        'PATCH issues/comments/id',
      ],
      'a new commit, asleep': [
        'POST deployments',
        'GET comments',
        'POST deployments/id/statuses',
        'POST deployments/id/statuses',
        'PATCH issues/comments/id',
      ],
      'the same commit, asleep, from an old event': [
        'GET pulls/42',
        'POST deployments',
        'GET comments',
        'POST deployments/id/statuses',
        'POST deployments/id/statuses',
        'PATCH issues/comments/id',
      ],
    });
    for (const each of Object.values(calls)) expect(each.length).toBeLessThanOrEqual(MOST_CALLS);
    expect(statesOf(journey)).toEqual(['inactive', 'inactive', 'inactive', 'success']);
    expect(github.deployments().at(-1)).toMatchObject({ sha: shaOf('c'), transient: true, production: false });
    expect(github.deployments().at(-1)?.statuses.at(-1)).toMatchObject({
      environmentUrl: journey.scalingo.world.app('shop-pr42').url,
      logUrl: 'https://github.com/acme/shop/actions/runs/1700000000',
    });
    expect(github.comments(42)).toHaveLength(1);
  });

  it('is no more where the comment stands behind 130 others', async () => {
    const journey = await startWithApp();
    for (let index = 0; index < 130; index += 1) {
      journey.github.addComment(42, { login: 'octocat', body: `Remark ${index}` });
    }
    await wake(journey, 'a', { action: 'opened' });

    const calls = await wakeAsleep(journey, 'b');

    expect(calls).toHaveLength(MOST_CALLS);
    expect(calls.filter((call) => call === 'GET comments')).toHaveLength(2);
    expect(journey.github.comments(42)).toHaveLength(131);
  });

  it('is less without deployment, and nothing without comment', async () => {
    const journey = await startWithApp();
    const payload = journey.pullRequest({ action: 'opened' });

    await journey.run({ payload, inputs: { comment: 'false' } });
    const none = journey.githubCalls();
    await sleepNow(journey, 'shop-pr42');
    await journey.run({ payload });

    expect(none).toEqual([]);
    expect(journey.githubCalls()).toHaveLength(3);
  });
});
