import type { CommentState } from '../../action/comment/state.ts';
import { endJourneys, startJourney } from '../support/action-journey.ts';
import { converse, withState } from '../support/conversation.ts';

afterEach(endJourneys);

async function startPullRequest() {
  const journey = await startJourney();
  journey.github.addPullRequest({ number: 42 });
  await journey.scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'M' } } });
  journey.github.setAccess('bob', 'write');
  return { ...journey, ...converse(journey) };
}

describe('keeping an app awake by a comment', () => {
  it('holds for later runs, whatever they are for, until its end', async () => {
    const { github, ours, pullRequest, run, say, scalingo, seen, tick } = await startPullRequest();

    const kept = await say('/paastis keep --for 4h');

    expect(kept.ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
    expect(seen()).toMatch(/● running, kept awake until \d\d:\d\d by `alice`/);

    const refused = await say('/paastis sleep', { login: 'bob' });

    expect(refused.ending.outputs).toMatchObject({ status: 'ready', changed: 'false' });
    expect(refused.ending.annotations).toEqual([]);
    expect(seen()).toMatch(/^> `bob` asked `\/paastis sleep`/m);
    expect(seen()).toMatch(/^> - ✗ alice keeps \S+shop-pr42 awake for another 4 h\./m);
    expect(seen()).toMatch(/^### Paastis: shop-pr42 is awake$/m);

    const ticked = await tick(/Put shop-pr42 to sleep/, { login: 'bob' });
    const closed = await run({ payload: pullRequest({ action: 'closed' }) });

    expect(ticked.ending.outputs).toMatchObject({ changed: 'false' });
    expect(closed.outputs).toMatchObject({ changed: 'false' });
    expect(scalingo.world.scaleCalls).toEqual([]);
    expect(seen()).toMatch(/kept awake until \d\d:\d\d by `alice`/);

    // As it reads four hours later.
    const { id, body } = ours();
    github.editComment(
      id,
      withState(body, (state) => ({ ...state, keeps: state.keeps.map(endedLongAgo) })),
    );
    await say('/paastis sleep', { login: 'bob' });

    expect(scalingo.world.formationOf('shop-pr42')).toEqual({ web: { amount: 0, size: 'M' } });
    expect(seen()).not.toContain('kept awake until');
  });

  it('is not cut short by somebody else, and ends when that is asked for', async () => {
    const { say, seen } = await startPullRequest();

    await say('/paastis keep --for 4h');
    const shorter = await say('/paastis keep', { login: 'bob' });

    expect(shorter.ending.outputs).toMatchObject({ changed: 'false' });
    expect(seen()).toMatch(/● running, kept awake until \d\d:\d\d by `alice`/);
    expect(seen()).toMatch(/^> - · .*shop-pr42.* already kept awake until \d\d:\d\d by alice$/m);

    await say('/paastis keep off');

    expect(seen()).not.toContain('kept awake until');
    expect(seen()).toMatch(/^> - ✓ .*no longer kept awake/m);
  });

  it('is refused where nothing would remember it', async () => {
    const { github, say } = await startPullRequest();

    const silent = await say('/paastis keep', { inputs: { comment: 'false' } });
    const dry = await say('/paastis keep', { inputs: { 'dry-run': 'true' } });

    for (const { ending } of [silent, dry]) {
      expect(ending.outputs).toMatchObject({ changed: 'false' });
      expect(ending.summary).toContain('needs the comment of Paastis on the pull request');
      expect(ending.log.join('\n')).toContain('needs the comment of Paastis on the pull request');
    }
    expect(github.comments(42)).toHaveLength(2);

    const woken = await say('/paastis wake --for 2h', { inputs: { comment: 'false' } });

    expect(woken.ending.outputs).toMatchObject({ status: 'ready' });
    expect(woken.ending.summary).toContain('Nothing remembers until when an app is to be kept awake');
    expect(woken.ending.summary).not.toContain(', kept awake until');
  });

  it('is remembered of a workflow’s own command, too', async () => {
    const { pullRequest, run, say, seen } = await startPullRequest();

    await run({ payload: pullRequest({ action: 'labeled', label: 'demo' }), inputs: { command: 'keep --for 4h' } });

    expect(seen()).toMatch(/● running, kept awake until \d\d:\d\d by `octocat`/);
    expect((await say('/paastis sleep')).ending.outputs).toMatchObject({ status: 'ready', changed: 'false' });
  });
});

function endedLongAgo(keep: CommentState['keeps'][number]): CommentState['keeps'][number] {
  return { ...keep, until: '2026-01-01T00:00:00.000Z' };
}
