import { endJourneys, startJourney } from '../support/action-journey.ts';
import { converse } from '../support/conversation.ts';
import { commentEvent } from '../support/webhook-payloads.ts';

afterEach(endJourneys);

async function startPullRequest(names: readonly string[], amount = 0) {
  const journey = await startJourney();
  journey.github.addPullRequest({ number: 42 });
  for (const name of names) {
    await journey.scalingo.world.addApp({ name, formation: { web: { amount, size: 'M' } } });
  }
  return { ...journey, ...converse(journey) };
}

describe('commands and other runs', () => {
  it('join the wake that another run has begun', async () => {
    const { check, github, ours, pullRequest, scalingo, seen, start } = await startPullRequest(['shop-pr42']);
    const commentId = github.addComment(42, { login: 'alice', body: '/paastis wake' });
    const comment = { body: '/paastis wake', author: 'alice', commentId, repository: github.repository };

    const runs = await Promise.all([
      start({ payload: pullRequest({ action: 'opened' }) }),
      start({ event: 'issue_comment', payload: commentEvent(comment) }),
    ]);
    const endings = await Promise.all(runs.map(({ ended }) => ended));

    for (const ending of endings) check(ending);
    expect(endings.map(({ outputs }) => outputs.status)).toEqual(['ready', 'ready']);
    expect(scalingo.world.scaleCalls.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(seen()).toMatch(/^### Paastis: shop-pr42 is awake$/m);
    expect(seen()).toMatch(/^> `alice` asked `\/paastis wake`/m);
    expect(ours().body).toContain('paastis:sleep scalingo/osc-fr1/shop-pr42');
  });

  it('leave the comment alone where nothing has changed', async () => {
    const { githubCalls, ours, pullRequest, run, say } = await startPullRequest(['shop-pr42']);
    await say('/paastis wake');
    const { body } = ours();

    await run({ payload: pullRequest({ action: 'synchronize' }) });

    expect(githubCalls()).toEqual(['GET /repos/acme/shop/issues/42/comments']);
    expect(ours()).toMatchObject({ body, edits: [] });
  });

  it('tell of apps of other pull requests in the answer, and give them no rows', async () => {
    const { say, scalingo, seen } = await startPullRequest(['shop-pr42', 'shop-pr43']);
    await say('/paastis status');

    await say('/paastis list');

    expect(seen()).toMatch(/^> \| shop-pr43 \|/m);
    expect(seen()).not.toMatch(/^\| \S*shop-pr43/m);

    await say('/paastis wake shop-pr43');

    expect(scalingo.world.scaleCalls.map(({ app }) => app)).toEqual(['shop-pr43']);
    expect(seen()).toMatch(/^> - ✓ \*\*\[shop-pr43\]/m);
    expect(seen()).toMatch(/^### Paastis: shop-pr42 is asleep$/m);
    expect(seen()).not.toMatch(/^\| \S*shop-pr43/m);
  });

  it('fold long answers', async () => {
    const names = Array.from({ length: 11 }, (_, n) => `shop-pr42-${n + 10}`);
    const { ours, say, seen } = await startPullRequest(names, 1);

    const { ending } = await say('/paastis why', { inputs: { apps: 'shop-pr{pr}-*' } });

    for (const name of names) {
      expect(ending.summary).toContain(`**scalingo/osc-fr1/${name}**`);
      expect(ours().body).toContain(`> **scalingo/osc-fr1/${name}**`);
    }
    expect(ours().body).toMatch(/^> <summary>The answer<\/summary>$/m);
    expect(ours().body.length).toBeLessThan(30_000);
    expect(seen().split('\n').length).toBeLessThan(10);
  });
});
