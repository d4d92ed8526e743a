import type { Deployment } from '../../../../core/providers/clever-cloud/schema.ts';
import { decideStatus, type StatusFacts } from '../../../../core/providers/clever-cloud/status.ts';

const nowMs = Date.parse('2026-11-22T09:00:00.000Z');
const MINUTE_MS = 60_000;

function row(state: string, action = 'DEPLOY', ageMs = MINUTE_MS): Deployment {
  return { uuid: 'deployment_1', date: nowMs - ageMs, state, action };
}

function facts(
  state: string,
  given: Partial<Omit<StatusFacts, 'application'>> & { lifetime?: string; commitId?: string | null } = {},
): StatusFacts {
  const { lifetime = 'REGULAR', commitId = '8f2c7c1f', ...rest } = given;
  return {
    application: { state, commitId, instance: { lifetime } },
    last: undefined,
    up: 0,
    startPending: false,
    nowMs,
    ...rest,
  };
}

describe('the status of an app at Clever Cloud', () => {
  it.each<[string, StatusFacts, ReturnType<typeof decideStatus>]>([
    ['1: moderated is blocked', facts('MODERATED', { up: 1 }), { status: 'blocked', reason: 'moderated' }],
    ['1: unpaid is blocked', facts('DEFAULT_OF_PAYMENT'), { status: 'blocked', reason: 'payment' }],
    [
      '2: a task is never ours to manage',
      facts('SHOULD_BE_UP', { lifetime: 'TASK', up: 1 }),
      { status: 'blocked', reason: 'task' },
    ],
    [
      '3: a start of ours that is not visible yet is waking',
      facts('SHOULD_BE_DOWN', { startPending: true, last: row('OK', 'UNDEPLOY') }),
      { status: 'waking' },
    ],
    [
      '4: a stop under way is falling asleep',
      facts('SHOULD_BE_UP', { last: row('WIP', 'UNDEPLOY'), up: 1 }),
      { status: 'falling_asleep' },
    ],
    [
      '5: a deployment without an instance is waking',
      facts('WANTS_TO_BE_UP', { last: row('WIP') }),
      { status: 'waking' },
    ],
    ['5: also while the state still says down', facts('SHOULD_BE_DOWN', { last: row('WIP') }), { status: 'waking' }],
    ['5: also for a task row', facts('SHOULD_BE_UP', { last: row('TASK_RUNNING') }), { status: 'waking' }],
    [
      '6: a deployment beside an instance is deploying',
      facts('SHOULD_BE_UP', { last: row('WIP'), up: 1 }),
      { status: 'deploying' },
    ],
    ['6: also for a task row', facts('SHOULD_BE_UP', { last: row('TASK_RUNNING'), up: 1 }), { status: 'deploying' }],
    ['7: down is stopped', facts('SHOULD_BE_DOWN', { last: row('OK', 'UNDEPLOY') }), { status: 'stopped' }],
    [
      '7: down without a commit was never deployed',
      facts('SHOULD_BE_DOWN', { commitId: null }),
      { status: 'new', reason: 'never_deployed' },
    ],
    [
      '7: down with an empty commit was never deployed',
      facts('SHOULD_BE_DOWN', { commitId: '' }),
      { status: 'new', reason: 'never_deployed' },
    ],
    [
      '7: down after a failed deployment is a failed wake',
      facts('SHOULD_BE_DOWN', { last: row('FAIL') }),
      { status: 'crashed', reason: 'wake_failed' },
    ],
    [
      '8: wanting to be up after a failure is a failed wake',
      facts('WANTS_TO_BE_UP', { last: row('FAIL') }),
      { status: 'crashed', reason: 'wake_failed' },
    ],
    [
      '9: wanting to be up after a cancelled start is stopped',
      facts('WANTS_TO_BE_UP', { last: row('CANCELLED') }),
      { status: 'stopped' },
    ],
    [
      '9: also where a cancel row took its place',
      facts('WANTS_TO_BE_UP', { last: row('OK', 'CANCEL') }),
      { status: 'stopped' },
    ],
    ['10: wanting to be up otherwise is waking', facts('WANTS_TO_BE_UP', { last: row('OK') }), { status: 'waking' }],
    ['10: also without any row', facts('WANTS_TO_BE_UP'), { status: 'waking' }],
    ['11: up with an instance is running', facts('SHOULD_BE_UP', { last: row('OK'), up: 1 }), { status: 'running' }],
    [
      '11: also after a cancelled redeployment',
      facts('SHOULD_BE_UP', { last: row('CANCELLED'), up: 1 }),
      { status: 'running' },
    ],
    ['11: also without any row', facts('SHOULD_BE_UP', { up: 2 }), { status: 'running' }],
    [
      '11: a failed redeployment is told',
      facts('SHOULD_BE_UP', { last: row('FAIL'), up: 1 }),
      { status: 'running', reason: 'last_deployment_failed' },
    ],
    ['12: up without an instance is unknown', facts('SHOULD_BE_UP', { last: row('OK') }), { status: 'unknown' }],
    ['12: also after a failure', facts('SHOULD_BE_UP', { last: row('FAIL') }), { status: 'unknown' }],
    [
      '13: a state nobody documented is unknown',
      facts('WANTS_TO_BE_DOWN', { last: row('OK'), up: 1 }),
      { status: 'unknown' },
    ],
  ])('row %s', (_, given, expected) => {
    const reading = decideStatus(given);

    expect(reading).toEqual(expected);
  });

  it.each<[string, StatusFacts, ReturnType<typeof decideStatus>]>([
    [
      'running',
      facts('SHOULD_BE_UP', { last: row('WIP', 'DEPLOY', 61 * MINUTE_MS), up: 1 }),
      { status: 'running', reason: 'deployment_stuck' },
    ],
    ['stopped', facts('SHOULD_BE_DOWN', { last: row('WIP', 'DEPLOY', 61 * MINUTE_MS) }), { status: 'stopped' }],
    [
      'unknown',
      facts('WANTS_TO_BE_UP', { last: row('WIP', 'DEPLOY', 61 * MINUTE_MS) }),
      { status: 'unknown', reason: 'deployment_stuck' },
    ],
  ])('does not count a row that never closed as a deployment under way: %s', (_, given, expected) => {
    const reading = decideStatus(given);

    expect(reading).toEqual(expected);
  });

  it('still counts a deployment of 60 minutes as under way', () => {
    const reading = decideStatus(facts('SHOULD_BE_UP', { last: row('WIP', 'DEPLOY', 60 * MINUTE_MS), up: 1 }));

    expect(reading.status).toBe('deploying');
  });

  it('takes a deployment state it does not know for one under way', () => {
    const reading = decideStatus(facts('SHOULD_BE_UP', { last: row('QUEUED'), up: 1 }));

    expect(reading.status).toBe('deploying');
  });
});
