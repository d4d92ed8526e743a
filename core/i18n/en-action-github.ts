import type { Text } from './text.ts';

/** English sentences of the GitHub Action: what GitHub refuses. */
export const enActionGithub = {
  'error.attempt.read_pull_request': 'The pull request could not be read',
  'error.attempt.list_pull_requests': 'The open pull requests could not be listed',
  'error.attempt.read_comments': 'The comments of the pull request could not be read',
  'error.attempt.write_comment': 'The comment on the pull request could not be written',
  'error.attempt.delete_comment': 'The comment on the pull request could not be deleted',
  'error.attempt.react': 'The reaction to the comment could not be added',
  'error.attempt.read_account': 'Whose token this is could not be found out',
  'error.attempt.read_access': 'Whether this person has write access could not be found out',
  'error.attempt.create_deployment': 'The deployment could not be created on GitHub',
  'error.attempt.update_deployment': 'The state of the deployment could not be written on GitHub',
  'error.attempt.read_deployments': 'The deployments could not be read from GitHub',
  'error.attempt.read_activity': 'What people did on the pull request could not be read',
  'error.attempt.read_file': 'The file could not be read from the repository',

  'error.github_auth.message': '{attempt}: GitHub refuses the token.',
  'error.github_auth.remedy':
    'Leave the input `github-token` out: then the token of the job is used. A token of your own may have expired or been revoked.',
  'error.github_auth.missing.message': '{attempt}: no GitHub token reaches the step.',
  'error.github_auth.missing.remedy':
    'Leave the input `github-token` out, or check the secret it names: one that does not exist is empty.',
  'error.github_auth.malformed.message':
    '{attempt}: the GitHub token holds a blank, a line break or another sign that no token has.',
  'error.github_auth.malformed.remedy': 'Copy the token into its secret again, or leave the input `github-token` out.',

  'error.github_forbidden.message': '{attempt}: the token of this run lacks a right.',
  'error.github_forbidden.remedy':
    'Runs for forks and by Dependabot can only read; any other run gets the right by these lines in its job:\n\npermissions:\n  {subject}',
  'error.github_forbidden.hidden.message': '{attempt}: GitHub shows this token nothing there.',
  'error.github_forbidden.hidden.remedy':
    'The token lacks a right or belongs to another repository. The job gets the right by these lines:\n\npermissions:\n  {subject}',
  'error.github_forbidden.personal_token.message': '{attempt}: the access token in `github-token` lacks a right.',
  'error.github_forbidden.personal_token.remedy':
    'Give it the right where it was made, or leave the input `github-token` out and write these lines into the job:\n\npermissions:\n  {subject}',
  'error.github_forbidden.read_only.message':
    '{attempt}: a run for a fork or by Dependabot gets a token that can only read.',
  'error.github_forbidden.read_only.remedy':
    'No line in the workflow changes that; the summary of the run tells the same.',
  'error.github_forbidden.locked.message': '{attempt}: the conversation is locked.',
  'error.github_forbidden.locked.remedy': 'Unlock it, or set `comment: false`.',
  'error.github_forbidden.archived.message': '{attempt}: the repository is archived.',
  'error.github_forbidden.archived.remedy': 'Nothing can be written there until somebody unarchives it.',
  'error.github_forbidden.refused.message': '{attempt}: GitHub refuses.',
  'error.github_forbidden.refused.remedy':
    'Leave the input `github-token` out, or give its token access to this repository.',

  'error.github_not_found.message': '{attempt}: GitHub does not know it.',
  'error.github_not_found.remedy': 'It was probably deleted meanwhile; if it is there, the token may not see it.',
  'error.github_rate_limited.message': '{attempt}: GitHub takes no more requests of this token for now.',
  'error.github_rate_limited.remedy': 'Run the job again in {wait}; other workflows of the repository share the limit.',
  'error.github_unavailable.message': '{attempt}: GitHub cannot be reached or fails.',
  'error.github_unavailable.remedy': 'See https://www.githubstatus.com, then run the job again.',
  'error.github_unavailable.timeout.message': '{attempt}: GitHub did not answer in time.',
  'error.github_unavailable.timeout.remedy': 'See https://www.githubstatus.com, then run the job again.',
  'error.github_unavailable.certificate.message': '{attempt}: the certificate of the GitHub server is not trusted.',
  'error.github_unavailable.certificate.remedy':
    'Give the runner the certificate of your server or proxy: NODE_EXTRA_CA_CERTS names its file.',
  'error.github_unavailable.closed.message': '{attempt}: the run was ending.',
  'error.github_unavailable.closed.remedy': 'Run the job again if it was not meant to end.',
  'error.github_invalid.message': '{attempt}: GitHub does not accept what was sent.',
  'error.github_invalid.remedy': 'Running the job again will not help; report it with the details.',
  'error.github_invalid.not_created.message': '{attempt}: GitHub answered that it waits for something else.',
  'error.github_invalid.not_created.remedy': 'See the details; the app itself is not concerned.',
  'error.github_contract.message': '{attempt}: GitHub answered something we do not understand.',
  'error.github_contract.remedy':
    'Is there a proxy in between that answers in its place? If not, report it with the details.',
} as const satisfies Readonly<Record<string, Text>>;
