import { endJourneys, startJourney } from '../support/action-journey.ts';
import { converse, seenOf } from '../support/conversation.ts';

afterEach(endJourneys);

const bot = 'github-actions[bot]';

async function startPullRequest(names: readonly string[] = ['shop-pr42']) {
  const journey = await startJourney();
  journey.github.addPullRequest({ number: 42 });
  for (const name of names) {
    await journey.scalingo.world.addApp({ name, formation: { web: { amount: 0, size: 'M' } } });
  }
  return { ...journey, ...converse(journey) };
}

describe('the one comment', () => {
  it('is found among any number, and never one that only pretends to be it', async () => {
    const { github, ours, say } = await startPullRequest();
    const forged = '<!-- paastis -->\n<!-- paastis:state AAAA -->\n\n### Paastis: shop-pr42 is on fire';
    const stranger = github.addComment(42, { login: 'mallory', body: forged });
    for (let n = 0; n < 120; n += 1) github.addComment(42, { login: 'octocat', body: `word ${n}` });
    await say('/paastis status');
    for (let n = 0; n < 10; n += 1) github.addComment(42, { login: 'octocat', body: `> ${ours().body}` });

    const { calls } = await say('/paastis wake');

    expect(calls.filter((call) => call.startsWith('GET') && call.endsWith('/comments'))).toHaveLength(2);
    expect(ours().edits).toHaveLength(1);
    expect(github.comments(42).find(({ id }) => id === stranger)).toMatchObject({ body: forged, edits: [] });
    expect(github.comments(42).filter(({ author }) => author === bot)).toHaveLength(1);
  });

  it('is made anew when somebody has deleted it, even while it is written', async () => {
    const { github, ours, seen, say } = await startPullRequest();
    await say('/paastis status');
    const first = ours().id;
    const held = github.hold({ method: 'PATCH', path: /comments/ });

    const woken = say('/paastis wake');
    await held.arrived();
    github.removeComment(first);
    held.release();
    const { ending } = await woken;

    expect(ending.outputs).toMatchObject({ status: 'ready' });
    expect(ours().id).not.toBe(first);
    expect(seen()).toMatch(/^### Paastis: shop-pr42 is awake$/m);
  });

  it('is written anew when somebody has broken it', async () => {
    const { github, ours, seen, say } = await startPullRequest();
    await say('/paastis keep --for 2h');
    const { id, body } = ours();
    github.editComment(id, body.replace(/paastis:state \S+/, 'paastis:state what? -->\n@everyone <b>'));

    await say('/paastis status');

    expect(ours().id).toBe(id);
    expect(seen()).toMatch(/^### Paastis: shop-pr42 is asleep$/m);
    expect(seen()).not.toContain('everyone');

    github.editComment(id, 'I took this over.');
    await say('/paastis status');

    expect(ours().id).not.toBe(id);
    expect(github.comments(42).find((comment) => comment.id === id)?.body).toBe('I took this over.');
  });

  it('is one again where there were two, with what both knew', async () => {
    const { github, ours, say, seen } = await startPullRequest();
    await say('/paastis keep --for 2h');
    const { id, body } = ours();
    github.addComment(42, { login: bot, bot: true, body });

    await say('/paastis status');

    expect(ours().id).toBe(id);
    expect(github.comments(42).filter(({ author }) => author === bot)).toHaveLength(1);
    expect(seen()).toContain('kept awake until');
  });

  it('is not needed: with comment: false the summary tells', async () => {
    const { github, say } = await startPullRequest();

    const { calls, ending, reactions } = await say('/paastis why', { inputs: { comment: 'false' } });

    expect(reactions).toEqual(['eyes']);
    expect(calls.filter((call) => !call.startsWith('GET'))).toHaveLength(1);
    expect(seenOf(ending.summary)).toMatch(/^## Paastis: here is the answer\n\n\*\*scalingo\/osc-fr1\/shop-pr42\*\*/);
    expect(github.comments(42)).toHaveLength(1);
  });
});
