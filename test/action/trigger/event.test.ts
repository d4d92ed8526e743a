import fc from 'fast-check';
import { decide, type Intent } from '../../../action/trigger/decide.ts';
import { parseEvent, parsePullRequest } from '../../../action/trigger/event.ts';
import { anyText } from '../../support/any-text.ts';
import {
  commentEvent,
  examplesOf,
  isObject,
  type JsonObject,
  type PullRequestEventOptions,
  pullRequestEvent,
  scheduleEvent,
} from '../../support/webhook-payloads.ts';

function opened(options: PullRequestEventOptions = { action: 'opened' }): JsonObject {
  const { pull_request: pullRequest } = pullRequestEvent(options);
  if (!isObject(pullRequest)) throw new Error('No pull request in the sample');
  return pullRequest;
}

describe('a pull request in a payload', () => {
  const read = (payload: JsonObject) => parsePullRequest(payload.pull_request);

  it('is read as far as we look at it', () => {
    const payload = pullRequestEvent({
      action: 'closed',
      number: 7,
      merged: true,
      headRef: 'fix/`x`',
      headRepository: 'ada/shop',
      labels: ['bug', 'paastis:awake'],
    });

    expect(read(payload)).toEqual({
      number: 7,
      state: 'closed',
      draft: false,
      merged: true,
      headRef: 'fix/`x`',
      headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
      headRepository: 'ada/shop',
      baseRepository: 'octo-org/shop',
      labels: ['bug', 'paastis:awake'],
      author: 'octocat',
      url: 'https://github.com/octo-org/shop/pull/7',
      updatedAt: '2019-05-15T15:21:18Z',
      closedAt: '2019-05-15T15:21:18Z',
    });
  });

  it('lacks what was deleted', () => {
    const pullRequest = read(pullRequestEvent({ action: 'opened', headRepository: null, author: null, sender: 'ada' }));

    expect(pullRequest).not.toHaveProperty('headRepository');
    expect(pullRequest).not.toHaveProperty('author');
    expect(pullRequest).not.toHaveProperty('closedAt');
  });

  it('was merged when it has the time of the merge, as lists tell it', () => {
    const { merged: _, ...listed } = opened({ action: 'closed', merged: true });

    expect(parsePullRequest(listed)).toMatchObject({ merged: true });
  });

  it.each(['number', 'state', 'html_url', 'head', 'base'])('is none without %s', (field) => {
    expect(parsePullRequest({ ...opened(), [field]: null })).toBeUndefined();
  });

  it.each([
    ['number', -1],
    ['number', '42'],
    ['number', 1.5],
    ['state', 'merged'],
    ['html_url', 'javascript:alert(1)'],
    ['head', { ref: 'x', sha: 'not a commit', repo: null }],
    ['base', { repo: { full_name: '../../other' } }],
  ])('is none where %s is %j', (field, value) => {
    expect(parsePullRequest({ ...opened(), [field]: value })).toBeUndefined();
  });

  it('loses a label that has no name, and an instant that is none', () => {
    const read = parsePullRequest({ ...opened(), labels: [null, {}, { name: 'bug' }], updated_at: 'yesterday' });

    expect(read?.labels).toEqual(['bug']);
    expect(read).not.toHaveProperty('updatedAt');
  });
});

describe('an account', () => {
  it.each([
    [
      { login: 'ada', type: 'User' },
      { login: 'ada', bot: false },
    ],
    [
      { login: 'hubot', type: 'Bot' },
      { login: 'hubot', bot: true },
    ],
    [{ login: 'github-actions[bot]' }, { login: 'github-actions[bot]', bot: true }],
    [{ login: null }, undefined],
    [null, undefined],
  ])('%j is %j', (sender, account) => {
    expect(parseEvent('push', { sender }).sender).toEqual(account);
  });
});

const names = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'issue_comment',
  'schedule',
  'workflow_dispatch',
  'workflow_run',
  'merge_group',
  'push',
  'constructor',
  '',
];

/** Payloads that may mean something, for what is broken in them to matter. */
const samples: readonly JsonObject[] = [
  ...['opened', 'closed', 'synchronize', 'labeled', 'converted_to_draft'].flatMap((action) => [
    pullRequestEvent({ action, label: 'paastis:wake' }),
    pullRequestEvent({ action, label: 'paastis:sleep', state: 'closed', headRepository: null }),
  ]),
  commentEvent({ body: '/paastis wake' }),
  commentEvent({ body: '/paastis sleep', author: 'github-actions[bot]' }),
  commentEvent({ action: 'edited', body: '<!-- paastis -->', author: 'github-actions[bot]', sender: 'ada' }),
  scheduleEvent('17 19 * * 1-5'),
  ...examplesOf('workflow_run').slice(0, 3),
  ...examplesOf('merge_group').slice(0, 1),
];

/** Where something stands in a payload: down from the top, each number picks a key. */
const path = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });

function spoil(value: unknown, [first, ...rest]: readonly number[], replacement: unknown): unknown {
  if (first === undefined || typeof value !== 'object' || value === null) return replacement;
  const entries = Object.entries(value);
  const entry = entries[first % Math.max(1, entries.length)];
  if (entry === undefined) return replacement;
  const inner = rest.length === 0 ? replacement : spoil(entry[1], rest, replacement);
  return Array.isArray(value) ? [inner] : { ...value, [entry[0]]: inner };
}

const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  anyText({ maxLength: 80 }),
  fc.constantFrom(null, 0, -1, 1e300, '', '::error::x', '<!-- paastis -->', 'closed', 'open', 'labeled', 'Bot', []),
);

const payloads = fc.oneof(
  hostile,
  fc
    .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(path, hostile), { maxLength: 3 }))
    .map(([sample, changes]) => changes.reduce<unknown>((value, [where, put]) => spoil(value, where, put), sample)),
);

describe('whatever an event file holds', () => {
  const numRuns = 3_000;

  it('is decided upon, and never acts on more than it says', () => {
    const acted = new Set<string>();

    fc.assert(
      fc.property(fc.constantFrom(...names), payloads, (name, payload) => {
        const event = parseEvent(name, payload);
        const { intent, trust } = decide(event, { command: 'auto', actor: 'octocat' });

        acted.add(intent.kind);
        expectSound(intent);
        expect(trust.privileged).toBe(['pull_request_target', 'issue_comment', 'workflow_run'].includes(name));
        if (event.kind === 'other' || event.kind === 'broken') expect(intent.kind).toBe('nothing');
        if (event.kind === 'pull_request' && !trust.fork)
          expect(event.pullRequest.headRepository).toBe(event.pullRequest.baseRepository);
        if (intent.kind === 'comment' || intent.kind === 'boxes') expect(event.sender?.bot).not.toBe(true);
        expect(decide(event, { command: 'auto', actor: 'octocat' })).toEqual({ intent, trust });
      }),
      { numRuns, seed: 20_261_123 },
    );

    expect([...acted]).toEqual(expect.arrayContaining(['nothing', 'wake', 'sleep', 'sweep', 'comment']));
  });

  it('leaves a command of the workflow as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), payloads, (name, payload) => {
        const { intent } = decide(parseEvent(name, payload), { command: 'wake', actor: '' });

        expect(intent).toMatchObject({ kind: 'line', line: 'wake' });
        expectSound(intent);
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });
});

function expectSound(intent: Intent): void {
  if (intent.kind === 'nothing') {
    expect(intent.subject ?? '').not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(intent.subject?.length ?? 0).toBeLessThanOrEqual(61);
    return;
  }
  if (intent.kind === 'refused' || intent.kind === 'sweep' || intent.subject === undefined) return;
  const { number, pullRequest } = intent.subject;
  expect(Number.isSafeInteger(number) && number > 0).toBe(true);
  // Nothing wakes for what is closed, and what sleeps it is its closing.
  if (pullRequest?.state !== 'closed' || intent.kind === 'line') return;
  expect(intent).toMatchObject({ kind: 'sleep', cause: 'closed' });
}
