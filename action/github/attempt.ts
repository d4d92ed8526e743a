/** What a call is for: names its text (`error.attempt.<word>`) and the right it needs. */
export type Attempt = keyof typeof attempts;

/**
 * The right as a workflow writes it; none: every token has it. `hidden`: what is asked for is always there, so a 404 says
 * that the token may not see it. `again`: a creation that does no harm when it takes place twice.
 * @see https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
export const attempts = {
  read_pull_request: { permission: 'pull-requests: read', absent: 'gone' },
  list_pull_requests: { permission: 'pull-requests: read', absent: 'hidden' },
  // Nobody reads comments but to write one: one line for both, instead of a second failure after the first.
  read_comments: { permission: 'pull-requests: write', absent: 'gone' },
  write_comment: { permission: 'pull-requests: write', absent: 'gone' },
  delete_comment: { permission: 'pull-requests: write', absent: 'gone' },
  react: { permission: 'pull-requests: write', absent: 'gone', again: true },
  read_account: { permission: undefined, absent: 'gone' },
  read_access: { permission: undefined, absent: 'gone' },
  create_deployment: { permission: 'deployments: write', absent: 'hidden' },
  update_deployment: { permission: 'deployments: write', absent: 'gone', again: true },
  read_deployments: { permission: 'deployments: write', absent: 'hidden' },
  read_activity: { permission: 'pull-requests: read', absent: 'gone' },
  read_file: { permission: 'contents: read', absent: 'gone' },
} as const;

/**
 * When a call may be sent again as it was: at any time; only where it was certainly not taken; never, since others may have
 * changed meanwhile what it is about to overwrite: whoever sent it looks again first.
 */
export type Repeats = 'always' | 'untaken' | 'never';

export function repeatsOf(attempt: Attempt, method: string): Repeats {
  if (attempt === 'write_comment' && method === 'PATCH') return 'never';
  return method !== 'POST' || 'again' in attempts[attempt] ? 'always' : 'untaken';
}

/** What `permissions` of a workflow knows; the API's own list is longer. */
const workflowPermissions: readonly string[] = ['contents', 'deployments', 'issues', 'pull-requests'];

/**
 * The lines that would have sufficed. GitHub's header has alternatives between `;`, each a list between `,`; ours is the
 * one that covers what else we do with it, so it goes first wherever GitHub names the same right.
 * @param accepted `x-accepted-github-permissions`: `issues=write; pull_requests=write`
 */
export function missingPermissions(attempt: Attempt, accepted: string | undefined): readonly string[] {
  const { permission } = attempts[attempt];
  const own = permission === undefined ? [] : [permission];
  const told = (accepted ?? '').split(';').map(parseAlternative).filter(isGrantable);
  const names = told.map((alternative) => alternative.map(nameOf).join());
  if (told.length === 0 || names.includes(own.map(nameOf).join())) return own;
  return told[0] ?? own;
}

function parseAlternative(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim().replaceAll('_', '-').replace('=', ': '));
}

function isGrantable(alternative: readonly string[]): boolean {
  return alternative.every((line) => {
    return /^[a-z-]+: (read|write)$/.test(line) && workflowPermissions.includes(nameOf(line));
  });
}

function nameOf(line: string): string {
  return line.split(':')[0] ?? '';
}
