import fc from 'fast-check';
import { repeatsOf } from '../../../action/github/attempt.ts';
import { GitHubError, type GitHubErrorCode } from '../../../action/github/errors.ts';
import { waitBeforeRetryMs } from '../../../action/github/retry.ts';

const codes: readonly GitHubErrorCode[] = [
  'github_auth',
  'github_forbidden',
  'github_not_found',
  'github_rate_limited',
  'github_unavailable',
  'github_invalid',
  'github_contract',
];

const failures = fc.record({
  error: fc.constantFrom(...codes).map((code) => new GitHubError(code, 'x')),
  waitMs: fc.option(fc.nat(60_000), { nil: undefined }),
  unsent: fc.boolean(),
});

const kinds = fc.constantFrom('always', 'untaken', 'never');

const made = fc.record({ tries: fc.integer({ min: 1, max: 6 }), sinceMs: fc.nat(60_000) });

describe('another try', () => {
  it('of a creation is only made where the first one was certainly not taken', () => {
    fc.assert(
      fc.property(failures, made, ({ waitMs, ...failure }, so) => {
        const limited = failure.error.code === 'github_rate_limited' && waitMs !== undefined;
        const unsent = failure.error.code === 'github_unavailable' && failure.unsent;

        const wait = waitBeforeRetryMs({ ...failure, ...(waitMs === undefined ? {} : { waitMs }) }, 'untaken', so);

        expect(wait === undefined || limited || unsent).toBe(true);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('never waits beyond half a minute, never comes more than three times', () => {
    fc.assert(
      fc.property(failures, made, kinds, ({ waitMs, ...failure }, so, repeats) => {
        const wait = waitBeforeRetryMs({ ...failure, ...(waitMs === undefined ? {} : { waitMs }) }, repeats, so);

        expect(repeats === 'never' && wait !== undefined).toBe(false);
        expect(wait === undefined || (so.tries < 4 && so.sinceMs + wait <= 30_000)).toBe(true);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('of a creation may be made where two are as good as one', () => {
    const posted = (['write_comment', 'create_deployment', 'update_deployment', 'react'] as const).map((attempt) =>
      repeatsOf(attempt, 'POST'),
    );

    expect(posted).toEqual(['untaken', 'untaken', 'always', 'always']);
    expect(repeatsOf('delete_comment', 'DELETE')).toBe('always');
    expect(repeatsOf('write_comment', 'PATCH')).toBe('never');
  });

  it('is not made for a certificate that nobody trusts', () => {
    const error = new GitHubError('github_unavailable', 'x', { context: { reason: 'certificate' } });

    expect(waitBeforeRetryMs({ error }, 'always', { tries: 1, sinceMs: 0 })).toBeUndefined();
  });
});
