import { type ErrorOptions, PaastisError } from '../../core/errors.ts';

export type GitHubErrorCode =
  | 'github_auth'
  | 'github_forbidden'
  | 'github_not_found'
  | 'github_rate_limited'
  | 'github_unavailable'
  | 'github_invalid'
  | 'github_contract';

interface GitHubErrorOptions extends ErrorOptions {
  readonly permissions?: readonly string[];
}

/**
 * GitHub said no, said something unintelligible, or said nothing. `github_unavailable` of a creation: nobody knows whether
 * it was taken, so look for it before it is tried again. Holds neither token nor header nor body.
 */
export class GitHubError extends PaastisError<GitHubErrorCode> {
  /** The rights that would have sufficed, as a workflow writes them: `pull-requests: write`. */
  readonly permissions: readonly string[];

  constructor(code: GitHubErrorCode, message: string, options: GitHubErrorOptions = {}) {
    super(code, message, options);
    this.permissions = options.permissions ?? [];
  }
}

/** The lines to paste into the job, for annotations; none where no right is missing or no line can grant it. */
export function permissionLines(error: unknown): readonly string[] {
  if (!(error instanceof GitHubError) || error.permissions.length === 0) return [];
  return ['permissions:', ...error.permissions.map((permission) => `  ${permission}`)];
}
