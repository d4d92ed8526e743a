import { type GitHubError, permissionLines } from '../../../action/github/errors.ts';
import { type Asked, networkFailure, type Refusal, refusalFailure } from '../../../action/github/failure.ts';
import { createTranslate, errorReport } from '../../../core/index.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const asked: Asked = {
  attempt: 'write_comment',
  route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  readOnly: false,
  token: 'ghs_0123456789',
};

function refuse(refusal: Partial<Refusal>, about: Partial<Asked> = {}): GitHubError {
  const whole = { status: 403, headers: {}, data: { message: 'Resource not accessible by integration' }, ...refusal };
  return refusalFailure({ ...asked, ...about }, whole, now).error;
}

describe('a refusal', () => {
  it.each([
    [401, 'Bad credentials', 'github_auth', undefined],
    [403, 'Resource not accessible by integration', 'github_forbidden', undefined],
    [403, 'Resource not accessible by personal access token', 'github_forbidden', 'personal_token'],
    [403, 'Unable to create comment because issue is locked.', 'github_forbidden', 'locked'],
    [403, 'Repository was archived so is read-only.', 'github_forbidden', 'archived'],
    [403, 'You have exceeded a secondary rate limit. Please wait a few minutes.', 'github_rate_limited', undefined],
    [403, 'API rate limit exceeded for installation ID 1.', 'github_rate_limited', undefined],
    [404, 'Not Found', 'github_not_found', undefined],
    [410, 'This issue was deleted', 'github_not_found', undefined],
    [408, 'Timeout', 'github_unavailable', undefined],
    [409, 'Conflict', 'github_invalid', undefined],
    [422, 'Validation Failed', 'github_invalid', undefined],
    [429, '', 'github_rate_limited', undefined],
    [500, 'Server Error', 'github_unavailable', undefined],
    [503, 'Unicorn!', 'github_unavailable', undefined],
  ])('of %i “%s” is %s', (status, message, code, reason) => {
    const error = refuse({ status, data: { message } });

    expect(error.code).toBe(code);
    expect(error.context.reason).toBe(reason);
    expect(error.context).toMatchObject({ status, attempt: 'write_comment' });
  });

  it('by a 404 means a missing right where what is asked for is always there', () => {
    const error = refuse({ status: 404, data: { message: 'Not Found' } }, { attempt: 'create_deployment' });

    expect(error).toMatchObject({ code: 'github_forbidden', context: { reason: 'hidden' } });
    expect(permissionLines(error)).toEqual(['permissions:', '  deployments: write']);
  });

  it('tells what GitHub says of each field, and the number of the request', () => {
    const errors = [
      { resource: 'IssueComment', code: 'unprocessable', field: 'data', message: 'Body is too long' },
      'x',
    ];
    const error = refuse({
      status: 422,
      headers: { 'x-github-request-id': 'C0DE:1F2B:4A:5D:655E' },
      data: { message: 'Validation Failed', errors: [...errors, { field: 'ref', code: 'missing' }, null, 7] },
    });

    expect(error.context).toMatchObject({
      detail: 'Validation Failed: Body is too long; x; ref missing',
      requestId: 'C0DE:1F2B:4A:5D:655E',
    });
  });

  it.each([null, undefined, 7, '', [], { message: null }, new ArrayBuffer(2), { errors: {} }])(
    'is named whatever it carries: %p',
    (data) => {
      expect(refuse({ status: 422, data }).code).toBe('github_invalid');
    },
  );
});

describe('the missing right', () => {
  it.each([
    ['pull_requests=write', ['pull-requests: write']],
    // Ours covers what else is done with it, so that the next run does not stop at the next call.
    ['issues=read; pull_requests=read', ['pull-requests: write']],
    ['issues=write', ['issues: write']],
    ['contents=read,deployments=write', ['contents: read', 'deployments: write']],
    ['administration=write', ['pull-requests: write']],
    ['metadata=read', ['pull-requests: write']],
    ['', ['pull-requests: write']],
    ['x=y; ::error::; <!-- -->', ['pull-requests: write']],
    [undefined, ['pull-requests: write']],
  ])('of %p is %j', (header, expected) => {
    const error = refuse({ headers: { 'x-accepted-github-permissions': header } });

    expect(error.permissions).toEqual(expected);
    expect(permissionLines(error)).toEqual(['permissions:', ...expected.map((line) => `  ${line}`)]);
  });

  it('is none where no line in the workflow helps', () => {
    const without = [
      refuse({}, { readOnly: true }),
      refuse({ data: { message: 'issue is locked' } }),
      refuse({}, { attempt: 'read_access', route: 'GET /x' }),
      refuse({ status: 401 }),
      refuse({ status: 422 }),
    ];

    expect(without.map(({ context }) => context.reason)).toEqual([
      'read_only',
      'locked',
      'refused',
      undefined,
      undefined,
    ]);
    expect([...without, new Error('x'), undefined].flatMap(permissionLines)).toEqual([]);
  });

  it('is told for reading even where nothing may be written', () => {
    const error = refuse({}, { readOnly: true, attempt: 'read_pull_request', route: 'GET /x' });

    expect(permissionLines(error)).toEqual(['permissions:', '  pull-requests: read']);
  });
});

describe('in the reader’s words', () => {
  const english = createTranslate('en');
  const french = createTranslate('fr');

  it('says what could not be done, why, and what to write into the workflow', () => {
    const { message, remedy } = errorReport(refuse({}), english);

    expect(message).toBe(
      'The comment on the pull request could not be written: the token of this run lacks a right. Details: Resource not accessible by integration',
    );
    expect(remedy).toContain('\n\npermissions:\n  pull-requests: write');
    expect(remedy).toContain('Dependabot');
  });

  it('says that nothing is wrong with the workflow of a fork', () => {
    const { message, remedy } = errorReport(refuse({}, { readOnly: true }), english);

    expect(message).toContain('a run for a fork or by Dependabot gets a token that can only read');
    expect(remedy).not.toContain('permissions:');
  });

  it('says it in French', () => {
    const { message, remedy } = errorReport(refuse({}), french);

    expect(message).toMatch(/^Le commentaire sur la pull request n’a pas pu être écrit : il manque un droit/);
    expect(remedy).toContain('\n\npermissions:\n  pull-requests: write');
  });

  it('says when a limit ends', () => {
    const error = refuse({ status: 429, headers: { 'retry-after': '120' } });

    expect(errorReport(error, english).remedy).toContain('in 2 min');
  });
});

describe('a fault of the network', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const wrap = (cause: unknown) => new Error('fetch failed', { cause: new TypeError('fetch failed', { cause }) });

  it.each([
    ['a refused connection', wrap(refused), true],
    [
      'all addresses of a name refused',
      wrap(Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' })),
      true,
    ],
    ['an unknown name', wrap(Object.assign(new Error('x'), { code: 'ENOTFOUND' })), true],
    ['a broken connection', wrap(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })), false],
    [
      'one address refused, one broken',
      wrap(new AggregateError([refused, Object.assign(new Error('x'), { code: 'ECONNRESET' })])),
      false,
    ],
    ['anything else', wrap('a word'), false],
    ['nothing', undefined, false],
  ])('was not taken for certain? %s', (_, error, unsent) => {
    const failure = networkFailure(asked, error);

    expect(failure.unsent).toBe(unsent);
    expect(failure.error).toMatchObject({ code: 'github_unavailable', retryable: true });
    expect(failure.error.cause).toBeUndefined();
  });

  it('is told apart when it is a certificate', () => {
    const failure = networkFailure(
      asked,
      wrap(Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })),
    );

    expect(failure.error.context).toMatchObject({
      reason: 'certificate',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT self-signed',
    });
  });

  it('ends though its causes go round in a circle', () => {
    const error = new Error('round');
    error.cause = error;

    expect(networkFailure(asked, error).error.context.detail).toBe('round');
  });
});
