import { endJourneys, startJourney } from '../support/action-journey.ts';
import { converse } from '../support/conversation.ts';
import { commentEvent } from '../support/webhook-payloads.ts';

afterEach(endJourneys);

async function startPullRequest() {
  const journey = await startJourney();
  journey.github.addPullRequest({ number: 42 });
  await journey.scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'M' } } });
  return { ...journey, ...converse(journey) };
}

describe('a command below a pull request', () => {
  it('is done and answered in the one comment, whatever the event says of who wrote it', async () => {
    const { github, ours, say, scalingo, seen } = await startPullRequest();
    github.setAccess('carol', 'maintain');

    const slept = await say('/paastis sleep', { overlay: { comment: { author_association: 'NONE' } } });

    expect(slept.reactions).toEqual(['eyes']);
    expect(slept.ending.outputs).toMatchObject({ status: 'asleep', changed: 'true' });
    expect(slept.calls).toHaveLength(6);
    expect(scalingo.world.formationOf('shop-pr42')).toEqual({ web: { amount: 0, size: 'M' } });
    expect(seen()).toMatch(/^### Paastis: shop-pr42 is asleep$/m);
    expect(seen()).toMatch(
      /^> `alice` asked `\/paastis sleep` at .*\n>\n> - ✓ \*\*shop-pr42\*\* fell asleep in [\s\S]*- \[ \] Wake shop-pr42$/m,
    );
    const { id } = ours();

    const woken = await say('/paastis wake', { login: 'carol' });

    expect(woken.reactions).toEqual(['eyes']);
    expect(woken.ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
    expect(woken.calls).toHaveLength(5);
    expect(ours().id).toBe(id);
    expect(seen()).toMatch(/^### Paastis: shop-pr42 is awake$/m);
    expect(seen()).toMatch(/^> `carol` asked `\/paastis wake`/m);
    // Nobody saw it fall asleep, or asleep, as waking up.
    expect(ours().edits.map((body) => /is waking up/.test(body))).not.toContain(true);
  });

  it('is refused to whoever has no write access, as GitHub says and not as the event says', async () => {
    const { github, githubCalls, run, say, scalingo } = await startPullRequest();
    github.setAccess('mallory', 'read');
    github.setAccess('tim', 'triage');
    const nobody = commentEvent({ body: '/paastis sleep', author: 'ghost-404', repository: github.repository });
    const deleted = commentEvent({ body: '/paastis sleep', author: null, repository: github.repository });

    const owner = await say('/paastis sleep --force', {
      login: 'mallory',
      overlay: { comment: { author_association: 'OWNER' } },
    });
    const triage = await say('/paastis sleep --force', { login: 'tim' });
    const unknown = await run({ event: 'issue_comment', payload: nobody });
    githubCalls();
    const gone = await run({ event: 'issue_comment', payload: deleted });

    expect([owner.reactions, triage.reactions]).toEqual([['-1'], ['-1']]);
    expect(owner.calls).toEqual([
      'GET /repos/acme/shop/collaborators/mallory/permission',
      expect.stringMatching(/^POST .*\/reactions$/),
    ]);
    for (const { log, outputs, summary } of [owner.ending, triage.ending, unknown]) {
      expect(outputs).toMatchObject({ status: 'skipped', changed: 'false', apps: '[]' });
      expect(log.join('\n')).toMatch(/^Nothing done: \S+ has no write access to this repository/m);
      expect(summary).toContain('has no write access');
    }
    expect(gone.log).toEqual([
      'Nothing to do: what GitHub sent with issue_comment.created does not say what it is about.',
    ]);
    expect(githubCalls()).toEqual([]);
    expect(github.comments(42)).toHaveLength(2);
    expect(scalingo.requests).toEqual([]);
  });

  it('is refused where nobody can be asked who may', async () => {
    const { github, say, scalingo } = await startPullRequest();

    const tokenless = await say('/paastis sleep --force', { inputs: { 'github-token': '' }, code: 1 });
    github.fail({ path: /permission$/, status: 403 });
    const refused = await say('/paastis sleep --force', { code: 1 });

    const couldNot = 'Whether this person has write access could not be found out:';
    expect(tokenless.ending.annotations).toMatchObject([
      { level: 'error', message: expect.stringContaining(`${couldNot} no GitHub token reaches the step.`) },
    ]);
    expect(refused.ending.annotations).toMatchObject([
      { level: 'error', message: expect.stringContaining(`${couldNot} GitHub refuses.`) },
    ]);
    expect(refused.reactions).toEqual(['-1']);
    expect(scalingo.requests).toEqual([]);
  });
});
