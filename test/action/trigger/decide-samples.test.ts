import { type Decision, decide } from '../../../action/trigger/decide.ts';
import { parseEvent } from '../../../action/trigger/event.ts';
import { examplesOf, type JsonObject, webhookNames } from '../../support/webhook-payloads.ts';

/** What each of GitHub's samples is taken for, by its place in the package. */
const expected: Readonly<Record<string, readonly string[]>> = {
  pull_request: [
    'opened -> wake #2',
    'assigned -> nothing event pull_request.assigned',
    'assigned -> nothing event pull_request.assigned',
    'closed -> sleep #2',
    'closed -> sleep #2',
    'converted_to_draft -> sleep #2',
    'converted_to_draft -> sleep #2',
    'converted_to_draft -> sleep #2',
    'labeled -> nothing label bug',
    'labeled -> nothing label bug',
    'locked -> nothing event pull_request.locked',
    'locked -> nothing event pull_request.locked',
    'opened -> wake #2',
    'opened -> wake #2',
    'opened -> wake #2',
    'ready_for_review -> wake #2',
    'ready_for_review -> wake #2',
    'ready_for_review -> wake #2',
    'reopened -> wake #2',
    'reopened -> wake #2',
    'review_request_removed -> nothing event pull_request.review_request_removed',
    'review_requested -> wake #2',
    'synchronize -> wake #2',
    'unassigned -> nothing event pull_request.unassigned',
    'unassigned -> nothing event pull_request.unassigned',
    'unlabeled -> nothing event pull_request.unlabeled',
    'unlabeled -> nothing event pull_request.unlabeled',
    'unlocked -> nothing event pull_request.unlocked',
    'unlocked -> nothing event pull_request.unlocked',
  ],
  pull_request_review: [
    'submitted -> nothing event pull_request_review.submitted',
    'dismissed -> nothing event pull_request_review.dismissed',
    'submitted -> nothing event pull_request_review.submitted',
    'submitted -> nothing event pull_request_review.submitted',
  ],
  // All on an issue that is no pull request.
  issue_comment: [
    'created -> nothing comment',
    'created -> nothing comment',
    'created -> nothing comment',
    'created -> nothing comment',
    'created -> nothing comment',
    'deleted -> nothing event issue_comment.deleted',
    'deleted -> nothing event issue_comment.deleted',
    'edited -> nothing comment',
    'edited -> nothing comment',
  ],
  workflow_dispatch: ['– -> sweep', '– -> sweep'],
  // The third names a pull request of another repository.
  workflow_run: [
    'completed -> nothing run_failed –',
    'completed -> nothing run_unlinked',
    'completed -> nothing run_unlinked',
    'requested -> nothing event workflow_run.requested',
    'requested -> nothing event workflow_run.requested',
  ],
  merge_group: ['checks_requested -> nothing merge_group', 'checks_requested -> nothing merge_group'],
};

const known = Object.entries(expected);

const unknown = webhookNames
  .filter((name) => expected[name] === undefined)
  .flatMap((name) => examplesOf(name).map((payload, index) => ({ title: `${name}#${index}`, name, payload })));

function decideAlone(name: string, payload: JsonObject): Decision {
  return decide(parseEvent(name, payload), { command: 'auto', actor: 'octocat' });
}

function print({ intent }: Decision): string {
  if (intent.kind === 'nothing') return ['nothing', intent.reason, intent.subject].filter(Boolean).join(' ');
  return 'subject' in intent ? `${intent.kind} #${intent.subject?.number}` : intent.kind;
}

describe("GitHub's samples", () => {
  it.each(known)('of %s are each taken for what the table says', (name, lines) => {
    const decided = examplesOf(name).map((payload) => {
      const activity = typeof payload.action === 'string' ? payload.action : '–';
      return `${activity} -> ${print(decideAlone(name, payload))}`;
    });

    expect(decided).toEqual(lines);
  });

  it('of what is not listed are many', () => {
    expect(new Set(unknown.map(({ name }) => name)).size).toBeGreaterThan(40);
    expect(unknown.length).toBeGreaterThan(250);
  });

  it.each(unknown)('$title, which nobody asks anything of, does nothing and says its name', ({ name, payload }) => {
    const { intent, trust } = decideAlone(name, payload);

    const subject = typeof payload.action === 'string' ? `${name}.${payload.action}` : name;
    expect(intent).toEqual({ kind: 'nothing', reason: 'event', subject });
    expect(trust.privileged).toBe(false);
  });

  it('of pull requests mean the same from the base branch, with secrets', () => {
    for (const payload of examplesOf('pull_request')) {
      const { intent, trust } = decideAlone('pull_request_target', payload);

      const plain = print(decideAlone('pull_request', payload)).replace('pull_request.', 'pull_request_target.');
      expect(print({ intent, trust })).toBe(plain);
      expect(trust).toEqual({ fork: false, dependabot: false, privileged: true });
    }
  });
});
