import { endJourneys, type JourneyOptions, startJourney } from '../support/action-journey.ts';
import { converse } from '../support/conversation.ts';
import { commentEvent } from '../support/webhook-payloads.ts';

afterEach(endJourneys);

const asleep = { web: { amount: 0, size: 'M' } };

async function startPullRequest(names: readonly string[], options: JourneyOptions = {}) {
  const journey = await startJourney(options);
  journey.github.addPullRequest({ number: 42 });
  for (const name of names) await journey.scalingo.world.addApp({ name, formation: asleep });
  const inputs = { apps: 'shop-pr{pr}-*' };
  const owner = options.github?.owner;
  const author = typeof owner === 'object' ? owner.login : undefined;
  return { ...journey, ...converse(journey, author), inputs };
}

describe('a box of the comment', () => {
  it('wakes its app when somebody ticks it who may write, and is empty afterwards', async () => {
    const { inputs, ours, say, scalingo, seen, tick } = await startPullRequest(['shop-pr42-web', 'shop-pr42-api']);
    await say('/paastis status', { inputs });

    const { calls, ending, reactions } = await tick(/Wake shop-pr42-web/, { inputs });

    expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
    expect(reactions).toEqual([]);
    expect(calls).toHaveLength(4);
    expect(scalingo.world.scaleCalls.map(({ app }) => app)).toEqual(['shop-pr42-web']);
    expect(seen()).toMatch(/^### Paastis: 2 apps, 1 awake, 1 asleep$/m);
    expect(seen()).toMatch(/^> `alice` asked `wake shop-pr42-web` at/m);
    expect(seen()).toMatch(/^- \[ \] Wake shop-pr42-api\n- \[ \] Put shop-pr42-web to sleep$/m);
    expect(ours().body).not.toContain('[x]');
  });

  it('may be ticked together with others, one of them for an app that is gone', async () => {
    const names = ['shop-pr42-web', 'shop-pr42-api', 'shop-pr42-old'];
    const { inputs, ours, say, scalingo, seen, tick } = await startPullRequest(names);
    await say('/paastis status', { inputs });
    scalingo.world.remove('shop-pr42-old');

    const { ending } = await tick(/Wake /, { inputs });

    expect(new Set(scalingo.world.scaleCalls.map(({ app }) => app))).toEqual(
      new Set(['shop-pr42-web', 'shop-pr42-api']),
    );
    expect(ending.annotations.filter(({ level }) => level === 'error')).toEqual([]);
    expect(ending.outputs).toMatchObject({ status: 'mixed', changed: 'true' });
    expect(seen()).toMatch(/^> - ✗ No app is called \S+shop-pr42-old\./m);
    // Neither row nor box of what is gone.
    expect(seen()).toMatch(/^### Paastis: 2 apps, all awake$/m);
    expect(seen()).not.toMatch(/shop-pr42-old \||Wake/);
    expect(ours().body).not.toContain('[x]');
  });

  it('does nothing where a stranger ticked it, or we ourselves, or in a comment that is not ours', async () => {
    const { github, githubCalls, inputs, ours, run, say, scalingo, tick } = await startPullRequest(['shop-pr42-web']);
    await say('/paastis status', { inputs });
    const { body } = ours();
    github.setAccess('tim', 'triage');
    const forged = github.addComment(42, { login: 'mallory', body });
    const ticked = body.replace('- [ ]', '- [x]');
    const edited = { action: 'edited', bodyBefore: body, repository: github.repository } as const;

    const stranger = await tick(/Wake/, { inputs, login: 'tim' });
    githubCalls();
    const endings = [
      await run({
        event: 'issue_comment',
        payload: commentEvent({ ...edited, body: ticked, author: 'mallory', sender: 'alice', commentId: forged }),
      }),
      await run({
        event: 'issue_comment',
        payload: commentEvent({ ...edited, body: ticked, author: 'github-actions[bot]' }),
      }),
    ];

    expect(stranger.ending.log.join()).toContain('tim has no write access');
    expect(endings.map(({ log }) => log)).toEqual([
      ['Nothing to do: issue_comment.edited neither wakes nor sleeps an app.'],
      ['Nothing to do: github-actions[bot] is a bot, and only people give commands.'],
    ]);
    expect(githubCalls()).toEqual([]);
    expect(scalingo.world.scaleCalls).toEqual([]);
    expect(github.comments(42).at(-1)).toMatchObject({ author: 'mallory', body, edits: [] });
  });

  it('works in the comment that a person’s token writes, and in no other person’s', async () => {
    const token = 'ghp_0000000000000000000000000000000000fake';
    const github = { token, owner: { login: 'robin' } } as const;
    const { inputs, ours, run, say, scalingo, seen, tick, ...journey } = await startPullRequest(['shop-pr42-web'], {
      github,
    });
    await say('/paastis status', { inputs });
    const { author, body } = ours();
    const payload = commentEvent({
      action: 'edited',
      body: body.replace('- [ ]', '- [x]'),
      bodyBefore: body,
      author: 'mallory',
      sender: 'alice',
      repository: journey.github.repository,
    });

    const forged = await run({ event: 'issue_comment', payload, inputs });

    expect(author).toBe('robin');
    expect(forged.log.join('\n')).toContain('the comment whose box was ticked is not that of Paastis');
    expect(scalingo.world.scaleCalls).toEqual([]);

    await tick(/Wake/, { inputs });

    expect(scalingo.world.scaleCalls).toHaveLength(1);
    expect(seen()).toMatch(/^### Paastis: shop-pr42-web is awake$/m);
  });
});
