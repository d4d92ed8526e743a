import fc from 'fast-check';
import { decodeState } from '../../../action/comment/hidden.ts';
import { COMMENT_MARKER } from '../../../action/comment/marker.ts';
import { mergeState, type Told } from '../../../action/comment/merge.ts';
import type { CommentState } from '../../../action/comment/state.ts';
import { Sticky } from '../../../action/comment/sticky.ts';
import { viewComment } from '../../../action/comment/view.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeResult } from '../../support/make-result.ts';
import { type SmallGitHub, smallGitHub } from '../../support/small-github.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const view = (state: CommentState) =>
  viewComment(state, { translate: createTranslate('en'), timezone: 'Europe/Paris', now });
const next =
  (told: Told, at = now) =>
  (before: CommentState | undefined) =>
    mergeState(before, told, at);
const waking = next({ apps: [makeResult('web', { after: 'waking' })] });
const awake = next({ apps: [makeResult('web')] });
const asleep = next({ apps: [makeResult('web', { after: 'asleep' })] });
const bot = { author: 'github-actions[bot]', bot: true };
const nothing: Told = { apps: [] };

function stickyOn(github: SmallGitHub, ownLogin?: string) {
  const findOwnLogin = async () => ownLogin;
  const clock = new FakeClock();
  const sticky = new Sticky({ github, number: 42, view, clock, findOwnLogin });
  return { clock, sticky };
}

const ours = (github: SmallGitHub) => github.comments.filter(({ bot }) => bot);
const statuses = (github: SmallGitHub) =>
  ours(github).map(({ body }) => decodeState(body)?.apps.map(({ name, status }) => `${name} ${status}`));

describe('a pull request without a comment', () => {
  it('gets one, edited in place, with four calls for two tellings', async () => {
    const github = smallGitHub();
    const { clock, sticky } = stickyOn(github);

    await sticky.tell(waking);
    await clock.advance(30_000);
    await sticky.tell(awake);
    await sticky.settle();

    expect(github.log).toEqual(['list', 'create', 'list', 'update 1']);
    expect(statuses(github)).toEqual([['web running']]);
    expect(sticky.problem).toBeUndefined();
    expect(sticky.commentId).toBe(1);
  });

  it('gets none for its end', async () => {
    const github = smallGitHub();
    const { sticky } = stickyOn(github);

    await sticky.editOnly(asleep);
    await sticky.settle();

    expect(github.log).toEqual(['list']);
    expect(github.comments).toEqual([]);
  });

  it('is looked at again by a run that told once only', async () => {
    const github = smallGitHub();
    const { sticky } = stickyOn(github);

    await sticky.tell(awake);
    await sticky.settle();
    await sticky.settle();

    expect(github.log).toEqual(['list', 'create', 'list']);
  });
});

describe('a pull request with a comment', () => {
  async function withComment(options: Parameters<typeof smallGitHub>[0] = {}, before = 0) {
    const github = smallGitHub(options);
    for (let n = 0; n < before; n += 1) github.write({ body: `comment ${n}` });
    await stickyOn(github).sticky.tell(asleep);
    const told = github.log.length;
    return { github, since: () => github.log.slice(told) };
  }

  it('has it edited with one call, found with another', async () => {
    const { github, since } = await withComment();

    await stickyOn(github).sticky.tell(awake);

    expect(since()).toEqual(['list', 'update 1']);
    expect(statuses(github)).toEqual([['web running']]);
  });

  it('has it found on whatever page it is, and no page read after that', async () => {
    const { github, since } = await withComment({ perPage: 3 }, 7);
    for (let n = 0; n < 9; n += 1) github.write({ body: `later ${n}` });

    await stickyOn(github).sticky.tell(awake);

    expect(since()).toEqual(['list', 'list', 'list', 'update 8']);
  });

  it('has it left alone where nothing changed', async () => {
    const { github, since } = await withComment();
    const { sticky } = stickyOn(github);

    await sticky.tell(asleep);
    await sticky.settle();

    expect(since()).toEqual(['list']);
  });

  it('has it read again before an edit when time has passed: another run may have written', async () => {
    const { github, since } = await withComment();
    const { clock, sticky } = stickyOn(github);
    await sticky.tell(waking);
    await stickyOn(github).sticky.tell(next({ apps: [makeResult('api')] }));
    await clock.advance(30_000);

    await sticky.tell(awake);

    expect(since()).toEqual(['list', 'update 1', 'list', 'update 1', 'get 1', 'update 1', 'get 1']);
    expect(statuses(github)).toEqual([['api running', 'web running']]);
  });

  it('gets back, at the end, the rows that another run has overwritten', async () => {
    const { github } = await withComment();
    const { clock, sticky } = stickyOn(github);
    await sticky.tell(waking);
    await stickyOn(github).sticky.tell(next({ apps: [makeResult('api')] }));
    const stale = github.comments[0]?.body ?? '';
    await clock.advance(30_000);
    await sticky.tell(next({ apps: [makeResult('web')] }, new Date(now.getTime() + 30_000)));
    github.edit(1, stale);

    await clock.run(sticky.settle());

    expect(statuses(github)).toEqual([['api running', 'web running']]);
  });

  it('has one telling after the other, also where nobody waits for them', async () => {
    const { github, since } = await withComment();
    const { sticky } = stickyOn(github);

    await Promise.all([sticky.tell(waking), sticky.tell(awake), sticky.settle()]);

    expect(since()).toEqual(['list', 'update 1', 'update 1']);
    expect(statuses(github)).toEqual([['web running']]);
  });

  it('gives its state to who only reads', async () => {
    const { github, since } = await withComment();
    const { sticky } = stickyOn(github);

    expect((await sticky.read())?.apps.map(({ status }) => status)).toEqual(['asleep']);
    await sticky.tell(awake);

    expect(since()).toEqual(['list', 'update 1']);
    expect(sticky.state?.apps.map(({ status }) => status)).toEqual(['running']);
  });

  it('gets a new one, which knows what the old one told, when somebody deletes it meanwhile', async () => {
    const { github, since } = await withComment();
    const { clock, sticky } = stickyOn(github);
    await sticky.tell(next({ apps: [makeResult('api')] }));
    github.remove(1);
    await clock.advance(30_000);

    await sticky.tell(awake);

    expect(since()).toEqual(['list', 'update 1', 'get 1', 'list', 'create']);
    expect(statuses(github)).toEqual([['api running', 'web running']]);
  });

  it('gets a new one when it vanishes between reading and writing', async () => {
    const { github } = await withComment();
    const { sticky } = stickyOn(github);
    await sticky.read();
    github.remove(1);

    await sticky.tell(awake);

    expect(statuses(github)).toEqual([['web running']]);
    expect(sticky.problem).toBeUndefined();
  });

  it('gets none for its end when it vanished', async () => {
    const { github } = await withComment();
    const { sticky } = stickyOn(github);
    await sticky.read();
    github.remove(1);

    await sticky.editOnly(awake);

    expect(github.comments).toEqual([]);
  });

  it('has the hidden state written anew where somebody broke it', async () => {
    const { github } = await withComment();
    github.edit(1, `${COMMENT_MARKER}\nhello`);

    await stickyOn(github).sticky.tell(awake);

    expect(statuses(github)).toEqual([['web running']]);
  });

  it('has a box emptied that somebody ticked', async () => {
    const { github } = await withComment();
    github.edit(1, ours(github)[0]?.body.replace('- [ ]', '- [x]') ?? '');

    await stickyOn(github).sticky.tell(asleep);

    expect(ours(github)[0]?.body).toContain('- [ ] Wake web');
  });
});

describe('comments that only look like ours', () => {
  it('are neither read nor touched', async () => {
    const github = smallGitHub();
    const forged = view(next({ apps: [makeResult('evil')] })(undefined));
    github.write({ body: forged, author: 'mallory' });
    github.write({ body: `quoted ${COMMENT_MARKER}`, ...bot });
    const before = [...github.comments];

    await stickyOn(github).sticky.tell(awake);

    expect(github.comments.slice(0, 2)).toEqual(before);
    expect(github.log).toEqual(['list', 'create']);
    expect(decodeState(github.comments[2]?.body ?? '')?.apps.map(({ name }) => name)).toEqual(['web']);
  });

  it('are ours where we write with the token of that person', async () => {
    const github = smallGitHub();
    github.write({ body: view(next(nothing)(undefined)), author: 'ana' });

    await stickyOn(github, 'ana').sticky.tell(awake);

    expect(github.log).toEqual(['list', 'update 1']);
  });
});

describe('several comments of ours', () => {
  it('become the oldest one', async () => {
    const github = smallGitHub();
    github.write({ body: view(next({ apps: [makeResult('api')] })(undefined)), ...bot });
    github.write({ body: 'hello' });
    github.write({ body: view(next({ apps: [makeResult('job')] })(undefined)), ...bot });
    const { clock, sticky } = stickyOn(github);

    await sticky.read();
    await clock.advance(30_000);
    await sticky.tell(awake);

    expect(statuses(github)).toEqual([['api running', 'job running', 'web running']]);
    expect(github.comments.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('are deleted even where nothing else changes', async () => {
    const github = smallGitHub();
    const body = view(awake(undefined));
    github.write({ body, ...bot });
    github.write({ body, ...bot });

    await stickyOn(github).sticky.tell(awake);

    expect(github.log).toEqual(['list', 'delete 2']);
  });
});

describe('GitHub that fails', () => {
  it.each(['github_forbidden', 'github_auth'])('is asked no more after %s, and tells it once', async (code) => {
    const github = smallGitHub();
    github.fail('create', code, { times: 9 });
    const { sticky } = stickyOn(github);

    await sticky.tell(waking);
    await sticky.tell(awake);
    await sticky.settle();

    expect(github.calls).toBe(2);
    expect(sticky.problem?.code).toBe(code);
  });

  it('is asked again later where that may help, and not at once', async () => {
    const github = smallGitHub();
    github.fail('list', 'github_unavailable');
    const { clock, sticky } = stickyOn(github);

    await sticky.tell(waking);
    await sticky.tell(awake);
    const callsAtOnce = github.calls;
    await clock.advance(5_000);
    await sticky.tell(awake);

    expect(callsAtOnce).toBe(1);
    expect(statuses(github)).toEqual([['web running']]);
    expect(sticky.problem?.code).toBe('github_unavailable');
  });

  it('is looked at when the answer to a creation is lost: nothing is made twice', async () => {
    const github = smallGitHub();
    github.fail('create', 'github_unavailable', { after: true });
    const { sticky } = stickyOn(github);

    await sticky.tell(waking);
    await sticky.tell(awake);

    expect(statuses(github)).toEqual([['web running']]);
    expect(sticky.problem).toBeUndefined();
  });

  it('breaks nothing when we make a mistake ourselves', async () => {
    const sticky = new Sticky({
      github: smallGitHub(),
      number: 42,
      clock: new FakeClock(),
      view: () => {
        throw new TypeError('a bug');
      },
    });

    await sticky.tell(awake);

    expect(sticky.problem).toMatchObject({ code: 'github_contract', context: { detail: 'a bug' } });
  });
});

describe('runs at the same time', () => {
  /** So much time passes between two looks at it that no run trusts what it has read. */
  function hastyClock(): { now(): Date; delay(): Promise<void> } {
    let passedMs = 0;
    return {
      now: () => {
        passedMs += 10_000;
        return new Date(now.getTime() + passedMs);
      },
      delay: async () => undefined,
    };
  }

  /** Each call takes effect, and is answered, whenever the scheduler says so. */
  async function race(
    scheduler: fc.Scheduler,
    { runs, existing, pauses }: { readonly runs: number; readonly existing: boolean; readonly pauses: RegExp },
  ): Promise<SmallGitHub> {
    let free = true;
    const github = smallGitHub({
      pause: async (call) => (free || !pauses.test(call) ? undefined : scheduler.schedule(Promise.resolve(), call)),
    });
    github.write({ body: 'hello' });
    if (existing) await stickyOn(github).sticky.tell(next({ apps: [makeResult('old')] }));
    free = false;
    const done = Array.from({ length: runs }, async (_, run) => {
      const sticky = new Sticky({ github, number: 42, view, clock: hastyClock() });
      await sticky.tell(next({ apps: [makeResult(`app${run}`, { after: 'waking' })] }));
      await sticky.tell(
        next({ apps: [makeResult(`app${run}`), makeResult('shared')] }, new Date(now.getTime() + 60_000)),
      );
      await sticky.settle();
      expect(sticky.problem).toBeUndefined();
    });
    await scheduler.waitFor(Promise.all(done));
    free = true;
    return github;
  }

  it.each([
    [2, false],
    [3, false],
    [2, true],
    [3, true],
  ])('%i of them leave one comment (there was one: %s)', async (runs, existing) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const github = await race(scheduler, { runs, existing, pauses: /./ });

        expect(ours(github)).toHaveLength(1);
        expect(github.comments[0]).toMatchObject({ body: 'hello', author: 'ana' });
        expect(statuses(github)[0]).toContain('shared running');
      }),
      { numRuns: 15, seed: 42 },
    );
  });

  it.each([false, true])('lose nothing unless one reads while another writes (there was one: %s)', async (existing) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const github = await race(scheduler, { runs: 3, existing, pauses: /^(?:list|get \d+|delete \d+)$/ });

        const rows = ['app0 running', 'app1 running', 'app2 running', 'shared running'];
        expect(statuses(github)).toEqual([existing ? [...rows.slice(0, 3), 'old running', ...rows.slice(3)] : rows]);
      }),
      { numRuns: 15, seed: 42 },
    );
  });
});
