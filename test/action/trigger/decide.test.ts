import { COMMENT_MARKER } from '../../../action/comment/marker.ts';
import { boxLine } from '../../../action/trigger/boxes.ts';
import { type Decision, decide } from '../../../action/trigger/decide.ts';
import { parseEvent } from '../../../action/trigger/event.ts';
import {
  commentEvent,
  examplesOf,
  type JsonObject,
  pullRequestEvent,
  scheduleEvent,
  withOverlay,
} from '../../support/webhook-payloads.ts';

function decideOn(name: string, payload: unknown, { command = 'auto', actor = 'octocat' } = {}): Decision {
  return decide(parseEvent(name, payload), { command, actor });
}

const intentOn = (name: string, payload: unknown) => decideOn(name, payload).intent;

const ref = 'scalingo/osc-fr1/shop-pr42';

describe('activity on a pull request', () => {
  it.each(['opened', 'reopened', 'synchronize', 'ready_for_review', 'review_requested'])('%s wakes', (action) => {
    const intent = intentOn('pull_request', pullRequestEvent({ action }));

    expect(intent).toMatchObject({ kind: 'wake', cause: action, subject: { number: 42 } });
  });

  it.each(['closed', 'converted_to_draft'])('%s sleeps', (action) => {
    const intent = intentOn('pull_request', pullRequestEvent({ action }));

    expect(intent).toMatchObject({ kind: 'sleep', cause: action, subject: { number: 42 } });
  });

  it('sleeps when it is merged, and tells so', () => {
    const intent = intentOn('pull_request', pullRequestEvent({ action: 'closed', merged: true }));

    expect(intent).toMatchObject({ kind: 'sleep', subject: { pullRequest: { merged: true, state: 'closed' } } });
  });

  it.each(['opened', 'reopened', 'synchronize', 'review_requested'])('%s wakes drafts too', (action) => {
    expect(intentOn('pull_request', pullRequestEvent({ action, draft: true }))).toMatchObject({ kind: 'wake' });
  });

  it('wakes when a team is asked to review', () => {
    const { requested_reviewer: _, ...payload } = pullRequestEvent({ action: 'review_requested' });
    const team = { id: 1, name: 'Front', slug: 'front' };

    expect(intentOn('pull_request', { ...payload, requested_team: team })).toMatchObject({ kind: 'wake' });
  });

  it.each([
    ['paastis:wake', 'wake'],
    ['Paastis:Wake', 'wake'],
    ['paastis:sleep', 'sleep'],
  ])('labeled %s: %s', (label, kind) => {
    const intent = intentOn('pull_request', pullRequestEvent({ action: 'labeled', label }));

    expect(intent).toMatchObject({ kind, cause: 'labeled' });
  });

  it.each(['paastis:awake', 'paastis', 'paastis:wake now', ' paastis:wake'])('labeled %s does nothing', (label) => {
    expect(intentOn('pull_request', pullRequestEvent({ action: 'labeled', label }))).toMatchObject({
      kind: 'nothing',
      reason: 'label',
    });
  });

  it('quotes a label on one short line without anything unseen', () => {
    const label = `::error::\u202ebug\n::add-mask::x\u0000 ${'x'.repeat(200)}`;

    const intent = intentOn('pull_request', pullRequestEvent({ action: 'labeled', label }));

    expect(intent).toMatchObject({ subject: `::error:: bug ::add-mask::x ${'x'.repeat(32)}…` });
  });

  it.each(['opened', 'reopened', 'synchronize', 'ready_for_review', 'review_requested', 'converted_to_draft'])(
    '%s does nothing once it is closed',
    (action) => {
      const intent = intentOn('pull_request', pullRequestEvent({ action, state: 'closed' }));

      expect(intent).toEqual({ kind: 'nothing', reason: 'closed', subject: '#42' });
    },
  );

  it('does nothing for a label on a closed one', () => {
    const payload = pullRequestEvent({ action: 'labeled', label: 'paastis:wake', state: 'closed' });

    expect(intentOn('pull_request', payload)).toMatchObject({ kind: 'nothing', reason: 'closed' });
  });

  it('taking our label off neither wakes nor sleeps', () => {
    const payload = pullRequestEvent({ action: 'unlabeled', label: 'paastis:wake' });

    expect(intentOn('pull_request', payload)).toEqual({
      kind: 'nothing',
      reason: 'event',
      subject: 'pull_request.unlabeled',
    });
  });

  it('says when the payload lacks the pull request', () => {
    const { pull_request: _, ...payload } = pullRequestEvent({ action: 'opened' });

    expect(intentOn('pull_request', payload)).toEqual({
      kind: 'nothing',
      reason: 'payload',
      subject: 'pull_request.opened',
    });
    expect(intentOn('pull_request', null)).toEqual({ kind: 'nothing', reason: 'payload', subject: 'pull_request' });
  });
});

describe('how far a trigger is trusted', () => {
  const trustOn = (name: string, payload: JsonObject, actor = 'octocat') => decideOn(name, payload, { actor }).trust;

  it('knows a fork by its repository', () => {
    const fork = pullRequestEvent({ action: 'opened', headRepository: 'stranger/shop' });
    const own = withOverlay(pullRequestEvent({ action: 'opened' }), {
      pull_request: { head: { repo: { fork: true } } },
    });

    expect(trustOn('pull_request', fork)).toEqual({ fork: true, dependabot: false, privileged: false });
    expect(trustOn('pull_request', own)).toEqual({ fork: false, dependabot: false, privileged: false });
  });

  it('takes a deleted fork for a fork, and sleeps what it left', () => {
    const payload = pullRequestEvent({ action: 'closed', headRepository: null });

    const { intent, trust } = decideOn('pull_request', payload);

    expect(trust.fork).toBe(true);
    expect(intent.kind).toBe('sleep');
  });

  it.each([
    ['the actor', pullRequestEvent({ action: 'opened' }), 'dependabot[bot]'],
    ['the sender', pullRequestEvent({ action: 'synchronize', sender: 'dependabot[bot]' }), ''],
    ['the author', pullRequestEvent({ action: 'reopened', author: 'dependabot[bot]', sender: 'octocat' }), 'octocat'],
  ])('knows Dependabot by %s, on a branch of the repository itself', (_, payload, actor) => {
    expect(trustOn('pull_request', payload, actor)).toEqual({ fork: false, dependabot: true, privileged: false });
  });

  it('wakes for a pull request of Dependabot like for any other', () => {
    const payload = pullRequestEvent({ action: 'opened', author: 'dependabot[bot]' });

    expect(intentOn('pull_request', payload)).toMatchObject({ kind: 'wake' });
  });

  it('knows which triggers have secrets whatever code is checked out', () => {
    const fork = pullRequestEvent({ action: 'opened', headRepository: 'stranger/shop' });

    expect(trustOn('pull_request_target', fork)).toEqual({ fork: true, dependabot: false, privileged: true });
    expect(trustOn('pull_request_review', fork)).toEqual({ fork: true, dependabot: false, privileged: false });
    expect(trustOn('issue_comment', commentEvent({ body: '/paastis wake' })).privileged).toBe(true);
    expect(trustOn('workflow_run', {}).privileged).toBe(true);
    expect(trustOn('schedule', scheduleEvent('17 19 * * 1-5')).privileged).toBe(false);
  });

  it('takes a payload that cannot be read for a fork', () => {
    expect(trustOn('pull_request', {}).fork).toBe(true);
  });
});

describe('a comment on a pull request', () => {
  it('with a command on its first line asks for it, in the name of its author', () => {
    const payload = commentEvent({ body: '/paastis wake shop-pr42\r\n\r\nthanks', author: 'ada', commentId: 7 });

    expect(intentOn('issue_comment', payload)).toEqual({
      kind: 'comment',
      line: '/paastis wake shop-pr42',
      subject: { number: 42 },
      commentId: 7,
      login: 'ada',
    });
  });

  it('is obeyed on a closed pull request too', () => {
    const payload = commentEvent({ body: '/paastis sleep', state: 'closed' });

    expect(intentOn('issue_comment', payload)).toMatchObject({ kind: 'comment', line: '/paastis sleep' });
  });

  it('without a command does nothing', () => {
    expect(intentOn('issue_comment', commentEvent({ body: 'Looks good' }))).toEqual({
      kind: 'nothing',
      reason: 'comment',
    });
  });

  it('on an issue does nothing', () => {
    const payload = commentEvent({ body: '/paastis wake', pullRequest: false });

    expect(intentOn('issue_comment', payload)).toEqual({ kind: 'nothing', reason: 'comment' });
  });

  it.each(['github-actions[bot]', 'dependabot[bot]'])('by %s does nothing', (author) => {
    const intent = intentOn('issue_comment', commentEvent({ body: '/paastis wake', author }));

    expect(intent).toEqual({ kind: 'nothing', reason: 'bot', subject: author });
  });

  it('by a bot does nothing, whoever is said to have caused it', () => {
    const payload = commentEvent({ body: '/paastis wake', author: 'some-app[bot]', sender: 'ada' });

    expect(intentOn('issue_comment', payload)).toMatchObject({ kind: 'nothing', reason: 'bot' });
  });

  it('by a deleted account does nothing, as nobody can say what it may do', () => {
    const intent = intentOn('issue_comment', commentEvent({ body: '/paastis wake', author: null }));

    expect(intent).toMatchObject({ kind: 'nothing', reason: 'payload' });
  });

  it('does nothing when it is edited into a command, or deleted', () => {
    const edited = commentEvent({ action: 'edited', body: '/paastis wake', bodyBefore: 'wake' });
    const deleted = commentEvent({ action: 'deleted', body: '/paastis wake' });

    expect(intentOn('issue_comment', edited)).toMatchObject({ reason: 'event', subject: 'issue_comment.edited' });
    expect(intentOn('issue_comment', deleted)).toMatchObject({ reason: 'event', subject: 'issue_comment.deleted' });
  });
});

describe('a box of our comment', () => {
  const body = (ticked: boolean) =>
    `${COMMENT_MARKER}\n## Asleep\n\n${boxLine({ verb: 'wake', ref, text: 'Wake shop-pr42', ticked })}\n`;
  const edit = (options: Partial<Parameters<typeof commentEvent>[0]> = {}) =>
    commentEvent({
      action: 'edited',
      author: 'github-actions[bot]',
      sender: 'ada',
      body: body(true),
      bodyBefore: body(false),
      commentId: 7,
      ...options,
    });

  it('asks for what it says when somebody ticks it', () => {
    expect(intentOn('issue_comment', edit())).toEqual({
      kind: 'boxes',
      changes: [{ ref, verb: 'wake' }],
      subject: { number: 42 },
      commentId: 7,
      login: 'ada',
    });
  });

  it('does nothing when it is unticked, or something else is edited', () => {
    const unticked = edit({ body: body(false), bodyBefore: body(true) });
    const edited = edit({ body: body(false).replace('Asleep', 'Away'), bodyBefore: body(false) });

    expect(intentOn('issue_comment', unticked)).toEqual({ kind: 'nothing', reason: 'boxes' });
    expect(intentOn('issue_comment', edited)).toEqual({ kind: 'nothing', reason: 'boxes' });
    expect(intentOn('issue_comment', withOverlay(edit(), { changes: null }))).toEqual({
      kind: 'nothing',
      reason: 'boxes',
    });
  });

  it('does nothing when nobody is known to have ticked it', () => {
    const payload = withOverlay(edit(), { sender: null });

    expect(intentOn('issue_comment', payload)).toMatchObject({ kind: 'nothing', reason: 'payload' });
  });

  it('does nothing when we edit the comment ourselves', () => {
    expect(intentOn('issue_comment', edit({ sender: 'github-actions[bot]' }))).toMatchObject({ reason: 'bot' });
  });

  it('is perhaps ours in a person’s comment where we write by a person’s token', () => {
    const { intent } = decide(parseEvent('issue_comment', edit({ author: 'robin' })), {
      command: 'auto',
      actor: 'ada',
      personal: true,
    });

    expect(intent).toMatchObject({ kind: 'boxes', login: 'ada', author: 'robin' });
  });

  it('is none of ours in a comment that a person wrote, even by way of an app', () => {
    const forged = edit({ author: 'stranger' });
    const byApp = withOverlay(forged, { comment: { performed_via_github_app: { id: 1, slug: 'some-app' } } });

    expect(intentOn('issue_comment', forged)).toMatchObject({ kind: 'nothing', reason: 'event' });
    expect(intentOn('issue_comment', byApp)).toMatchObject({ kind: 'nothing', reason: 'event' });
  });

  it('is none of ours in a comment of a bot that merely quotes the marker', () => {
    const quoting = edit({ body: `Quote:\n${body(true)}`, bodyBefore: `Quote:\n${body(false)}` });

    expect(intentOn('issue_comment', quoting)).toMatchObject({ kind: 'nothing', reason: 'event' });
  });
});

describe('what runs without a pull request', () => {
  it('sweeps on schedule, and tells which one fired', () => {
    expect(intentOn('schedule', scheduleEvent('17 19 * * 1-5'))).toEqual({ kind: 'sweep', cron: '17 19 * * 1-5' });
    expect(intentOn('schedule', {})).toEqual({ kind: 'sweep' });
    expect(intentOn('schedule', { schedule: ' ' })).toEqual({ kind: 'sweep' });
  });

  it('sweeps when started by hand', () => {
    expect(intentOn('workflow_dispatch', { inputs: {} })).toEqual({ kind: 'sweep' });
  });

  it('does nothing in a merge queue, so that required checks pass', () => {
    const [payload] = examplesOf('merge_group');

    expect(intentOn('merge_group', payload)).toEqual({ kind: 'nothing', reason: 'merge_group' });
  });
});

describe('a workflow run', () => {
  const own = { id: 9, name: 'shop', full_name: 'octo-org/shop' };
  const runOf = (numbers: readonly number[], overlay: JsonObject = {}) =>
    withOverlay(examplesOf('workflow_run')[1] ?? {}, {
      workflow_run: {
        conclusion: 'success',
        repository: own,
        head_repository: own,
        pull_requests: numbers.map((number) => ({ number, base: { ref: 'main', repo: own } })),
        ...overlay,
      },
      repository: own,
    });

  it('that went well wakes the one pull request it was for', () => {
    expect(intentOn('workflow_run', runOf([42]))).toEqual({
      kind: 'wake',
      cause: 'workflow_run',
      subject: { number: 42 },
    });
  });

  it.each(['failure', 'cancelled', 'skipped'])('that ended with %s does nothing', (conclusion) => {
    expect(intentOn('workflow_run', runOf([42], { conclusion }))).toEqual({
      kind: 'nothing',
      reason: 'run_failed',
      subject: conclusion,
    });
  });

  it('of no pull request, several, or one elsewhere does nothing', () => {
    const elsewhere = { number: 42, base: { ref: 'main', repo: { id: 8, name: 'upstream' } } };

    expect(intentOn('workflow_run', runOf([]))).toEqual({ kind: 'nothing', reason: 'run_unlinked' });
    expect(intentOn('workflow_run', runOf([], { pull_requests: [elsewhere] }))).toMatchObject({
      reason: 'run_unlinked',
    });
    expect(intentOn('workflow_run', runOf([42, 43]))).toEqual({
      kind: 'nothing',
      reason: 'run_ambiguous',
      subject: '#42, #43',
    });
  });

  it('of a fork is known as one', () => {
    const fork = runOf([], { head_repository: { full_name: 'stranger/shop' } });

    expect(decideOn('workflow_run', fork).trust).toEqual({ fork: true, dependabot: false, privileged: true });
    expect(decideOn('workflow_run', runOf([42])).trust.fork).toBe(false);
    expect(decideOn('workflow_run', { workflow_run: {} }).trust.fork).toBe(true);
  });

  it('gives a command of the workflow its pull request, unless it has several', () => {
    const lineOn = (payload: JsonObject) => decideOn('workflow_run', payload, { command: 'wake' }).intent;

    expect(lineOn(runOf([42], { conclusion: 'failure' }))).toMatchObject({ kind: 'line', subject: { number: 42 } });
    expect(lineOn(runOf([42, 43]))).toEqual({ kind: 'line', line: 'wake' });
  });
});

describe('a command that the workflow names', () => {
  const lineOn = (name: string, payload: unknown, command = 'wake') => decideOn(name, payload, { command }).intent;

  it('runs on any event, with the pull request that the event is about', () => {
    const [merge] = examplesOf('merge_group');
    const [review] = examplesOf('pull_request_review');

    expect(lineOn('pull_request', pullRequestEvent({ action: 'unlabeled' }))).toMatchObject({
      kind: 'line',
      line: 'wake',
      subject: { number: 42, pullRequest: { number: 42 } },
    });
    expect(lineOn('pull_request', pullRequestEvent({ action: 'closed' }))).toMatchObject({ subject: { number: 42 } });
    expect(lineOn('issue_comment', commentEvent({ body: 'hello' }))).toMatchObject({ subject: { number: 42 } });
    expect(lineOn('merge_group', merge)).toEqual({ kind: 'line', line: 'wake', subject: { number: 104 } });
    expect(lineOn('pull_request_review', review)).toMatchObject({ subject: { number: 2 } });
  });

  it('runs without one where there is none', () => {
    const issue = commentEvent({ body: 'hello', pullRequest: false });

    expect(lineOn('push', {}, ' sweep --dry-run ')).toEqual({ kind: 'line', line: 'sweep --dry-run' });
    expect(lineOn('schedule', scheduleEvent('0 8 * * *'), 'status')).toEqual({ kind: 'line', line: 'status' });
    expect(lineOn('issue_comment', issue)).toEqual({ kind: 'line', line: 'wake' });
    expect(lineOn('pull_request', null)).toEqual({ kind: 'line', line: 'wake' });
  });

  it('still tells how far the trigger is trusted', () => {
    const fork = pullRequestEvent({ action: 'opened', headRepository: 'stranger/shop' });

    expect(decideOn('pull_request_target', fork, { command: 'wake' }).trust).toEqual({
      fork: true,
      dependabot: false,
      privileged: true,
    });
  });

  it.each(['auto', 'AUTO', ' auto ', ''])('is left to the event by %j', (command) => {
    expect(lineOn('schedule', {}, command)).toEqual({ kind: 'sweep' });
  });
});
