import { endJourneys, type Journey, startJourney } from '../support/action-journey.ts';
import { addAsleep } from '../support/action-journey-apps.ts';
import type { ActionEnding } from '../support/action-process.ts';

// Most of the time is waited: side by side.
afterAll(endJourneys);

const sha = 'a'.repeat(40);

async function wakeWith(
  trouble: (github: Journey['github']) => void,
  inputs = {},
): Promise<readonly [Journey, ActionEnding]> {
  const journey = await startJourney();
  journey.github.addPullRequest({ number: 42, headSha: sha });
  await addAsleep(journey, { name: 'shop-pr42' });
  trouble(journey.github);
  const payload = journey.pullRequest({ action: 'synchronize', headSha: sha });
  const ending = await journey.run({ payload, inputs: { deployment: 'true', ...inputs } });
  expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
  expect(ending.summary).toContain('## Paastis: shop-pr42 is awake');
  return [journey, ending];
}

describe('a wake that cannot be told of', () => {
  it.concurrent('succeeds without any right, and says once which lines are missing', async () => {
    const [, { annotations }] = await wakeWith((github) => github.grant({}));

    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.level).toBe('warning');
    expect(annotations[0]?.message).toMatch(
      /^The deployment could not be created.*\nThe comment on the pull request could not be.*\n/,
    );
    expect(annotations[0]?.message).toMatch(
      /\n\npermissions:\n {2}deployments: write\n {2}pull-requests: write\n {2}contents: read$/,
    );
  });

  it.concurrent('names the one right that is missing, and uses the other', async () => {
    const [{ github }, { annotations }] = await wakeWith((each) =>
      each.grant({ deployments: 'write', 'pull-requests': 'read' }),
    );

    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.message).toMatch(/^The comment on the pull request could not be written.*/);
    // A block of permissions replaces all there are: it names whatever the step needs.
    expect(annotations[0]?.message.split('\n').slice(-4)).toEqual([
      'permissions:',
      '  pull-requests: write',
      '  deployments: write',
      '  contents: read',
    ]);
    expect(github.deployments()[0]?.statuses).toMatchObject([{ state: 'success' }]);
  });

  it.concurrent('succeeds while GitHub is down, with one warning', async () => {
    const [, { annotations }] = await wakeWith((github) =>
      github.fail({ path: /./, status: 502, times: Number.POSITIVE_INFINITY }),
    );

    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.message).toMatch(
      /GitHub cannot be reached or fails\..*\nSee https:\/\/www\.githubstatus\.com/,
    );
  });

  it.concurrent('is told all the same where GitHub is slow, and not before the app was asked to start', async () => {
    const [{ github, scalingo }, { annotations }] = await wakeWith((each) => each.slow(/./, 400));

    expect(annotations).toEqual([]);
    expect(github.comments(42)).toHaveLength(1);
    expect(github.requests[0]?.at.getTime()).toBeGreaterThanOrEqual(scalingo.world.scaleCalls.at(-1)?.atMs ?? Infinity);
  });
});
