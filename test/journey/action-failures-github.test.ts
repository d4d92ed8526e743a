import { endJourneys, type Journey, type Step } from '../support/action-journey.ts';
import { pushed, told, withAsleepApp } from '../support/asleep-app.ts';

afterAll(endJourneys);

const LONG_MS = 40_000;

/** A push with comment and deployment, while GitHub is as it was made: the wake must not care. */
async function push(prepare: (journey: Journey) => Step | undefined) {
  const journey = await withAsleepApp();
  const step = prepare(journey);
  const inputs = { deployment: 'true', ...step?.inputs };
  const ending = await journey.run({ ...pushed(journey), ...step, inputs });
  expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
  expect(ending.summary).toContain('● running');
  return { journey, ending, texts: told(ending), told: journey.github.comments(42) };
}

describe('a wake that GitHub does not want to hear of', () => {
  it.concurrent(
    'waits for nobody for long where GitHub cannot be reached, or fails',
    async () => {
      const [refused, broken] = await Promise.all([
        push(() => ({ runner: { apiUrl: 'http://127.0.0.1:1' } })),
        push(({ github }) => {
          github.fail({ path: /./, status: 502, times: 100 });
          return undefined;
        }),
      ]);

      for (const { ending, texts } of [refused, broken]) {
        expect(texts).toEqual([expect.stringMatching(/^warning: .*GitHub cannot be reached or fails/)]);
        expect(texts[0]).toContain('See https://www.githubstatus.com, then run the job again.');
        expect(ending.durationMs).toBeLessThan(20_000);
      }
    },
    LONG_MS,
  );

  it.concurrent('lacks the right to comment: one warning with all lines of the job, and the summary', async () => {
    const { texts, told: comments } = await push(({ github }) => {
      github.grant({ contents: 'read', deployments: 'write' });
      return undefined;
    });

    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^warning: The comment on the pull request could not be written: .* lacks a right/);
    expect(texts[0]).toMatch(/\n\npermissions:\n {2}pull-requests: write\n {2}deployments: write\n {2}contents: read$/);
    expect(comments).toEqual([]);
  });

  it.concurrent('lacks every right: still one warning', async () => {
    const { texts } = await push(({ github }) => {
      github.grant({});
      return undefined;
    });

    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('The deployment could not be created on GitHub');
    expect(texts[0]).toContain('The comment on the pull request could not be written');
    expect(texts[0]).toContain('permissions:\n  deployments: write\n  pull-requests: write\n  contents: read');
  });

  it.concurrent('is of a fork, whose token can only read: no line of the workflow is promised to help', async () => {
    const { texts, told: comments } = await push((journey) => {
      journey.github.grant({ contents: 'read', 'pull-requests': 'read', deployments: 'read' });
      return pushed(journey, { headRepository: 'mallory/shop' });
    });

    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('a run for a fork or by Dependabot gets a token that can only read');
    expect(texts[0]).toContain('No line in the workflow changes that');
    expect(texts[0]).not.toContain('permissions:');
    expect(comments).toEqual([]);
  });

  it.concurrent('has no token, or one that GitHub refuses: each says what to leave out', async () => {
    const [none, wrong, personal] = await Promise.all([
      push(() => ({ inputs: { 'github-token': '' } })),
      push(() => ({ inputs: { 'github-token': 'ghs_notTheOne' } })),
      push(() => ({ inputs: { 'github-token': 'ghp_expiredLongAgo', deployment: 'false' } })),
    ]);

    expect(none.texts).toEqual([
      'warning: The comment on the pull request could not be written: no GitHub token reaches the step.\nLeave the input `github-token` out, or check the secret it names: one that does not exist is empty.',
    ]);
    expect(none.journey.githubCalls()).toEqual([]);
    for (const { texts } of [wrong, personal]) {
      expect(texts).toEqual([expect.stringContaining('GitHub refuses the token')]);
      expect(texts[0]).toContain('Leave the input `github-token` out: then the token of the job is used.');
    }
    expect(personal.journey.githubCalls()).toEqual(['GET /user']);
    expect([...wrong.ending.leaks('ghs_notTheOne'), ...personal.ending.leaks('ghp_expiredLongAgo')]).toEqual([]);
  });

  it.concurrent('waits as long as GitHub asks, where that is not long', async () => {
    const { texts, told: comments } = await push(({ github }) => {
      github.failSecondary(/comments/, { retryAfterS: 1 });
      return undefined;
    });

    expect(texts).toEqual([]);
    expect(comments).toHaveLength(1);
  });

  it.concurrent('does not wait for an hour', async () => {
    const { ending, texts } = await push(({ github }) => {
      github.failSecondary(/./, { retryAfterS: 3_600, times: 100 });
      return undefined;
    });

    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('GitHub takes no more requests of this token for now');
    expect(texts[0]).toContain('Run the job again in 1 h');
    expect(ending.durationMs).toBeLessThan(15_000);
  });
});
