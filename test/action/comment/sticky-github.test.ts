import { decodeState } from '../../../action/comment/hidden.ts';
import { mergeState } from '../../../action/comment/merge.ts';
import { Sticky } from '../../../action/comment/sticky.ts';
import { viewComment } from '../../../action/comment/view.ts';
import { createGitHub } from '../../../action/github/client.ts';
import { systemClock } from '../../../core/clock.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import { Secret, silentLog } from '../../../core/log.ts';
import { type FakeGitHub, startFakeGitHub } from '../../support/fake-github.ts';
import { makeResult } from '../../support/make-result.ts';

const timezone = 'Europe/Paris';
const translate = createTranslate('en');
let github: FakeGitHub;

function openSticky() {
  const client = createGitHub({
    token: new Secret(github.token),
    apiUrl: github.url,
    repository: github.repository,
    clock: systemClock,
    log: silentLog,
  });
  const sticky = new Sticky({
    github: client,
    number: 42,
    clock: systemClock,
    view: (state) => viewComment(state, { translate, timezone, now: systemClock.now() }),
  });
  return { sticky, client };
}

const tell = (sticky: Sticky, name: string, after: 'waking' | 'running') =>
  sticky.tell((before) => mergeState(before, { apps: [makeResult(name, { after })] }, systemClock.now()));

const told = () =>
  github
    .comments(42)
    .filter(({ body }) => body.startsWith('<!-- paastis -->'))
    .map(({ body }) => decodeState(body)?.apps.map(({ name, status }) => `${name} ${status}`));

describe('the one comment on GitHub as GitHub describes itself', () => {
  beforeEach(async () => {
    github = await startFakeGitHub();
    github.addPullRequest({ number: 42, title: 'A change', headRef: 'change', headSha: 'a'.repeat(40) });
  });

  afterEach(async () => {
    await github.close();
    expect(github.mistakes()).toEqual([]);
  });

  it('is created, edited and found again among others', async () => {
    for (let n = 0; n < 130; n += 1)
      github.addComment(42, { login: 'ana', body: `comment ${n}`, at: '2026-11-01T09:00:00Z' });
    const first = openSticky();
    await tell(first.sticky, 'web', 'waking');
    await tell(first.sticky, 'web', 'running');
    await first.sticky.settle();
    const second = openSticky();

    await tell(second.sticky, 'web', 'running');

    expect(told()).toEqual([['web running']]);
    expect([first.client.calls, second.client.calls]).toEqual([5, 2]);
    await Promise.all([first.client.close(), second.client.close()]);
  });

  it('is one after two runs that began at the same moment', async () => {
    const runs = [openSticky(), openSticky(), openSticky()];
    const held = github.hold({ method: 'POST', path: /comments$/ });
    const telling = runs.map(async ({ sticky, client }, n) => {
      await tell(sticky, `app${n}`, 'waking');
      await tell(sticky, `app${n}`, 'running');
      await sticky.settle();
      await client.close();
    });
    while (github.requests.filter(({ method }) => method === 'POST').length < 3) await systemClock.delay(5);
    held.release();
    await Promise.all(telling);

    expect(told()).toHaveLength(1);
    expect(runs.map(({ sticky }) => sticky.problem)).toEqual([undefined, undefined, undefined]);
  });

  it('is made once when the answer to its creation is lost', async () => {
    github.lose({ method: 'POST', path: /comments$/ });
    const { sticky, client } = openSticky();

    await tell(sticky, 'web', 'running');
    await sticky.settle();

    expect(told()).toEqual([['web running']]);
    expect(sticky.problem).toBeUndefined();
    await client.close();
  });

  it('is given up, with the missing right named, where the token may only read', async () => {
    github.grant({ 'pull-requests': 'read', metadata: 'read' });
    const { sticky, client } = openSticky();

    await tell(sticky, 'web', 'waking');
    await tell(sticky, 'web', 'running');

    expect(told()).toEqual([]);
    expect(sticky.problem?.code).toBe('github_forbidden');
    await client.close();
  });

  it('is made anew when somebody deletes it meanwhile', async () => {
    const { sticky, client } = openSticky();
    await tell(sticky, 'web', 'waking');
    await sticky.settle();
    github.removeComment(sticky.commentId ?? 0);

    await tell(sticky, 'web', 'running');

    expect(told()).toEqual([['web running']]);
    await client.close();
  });
});
