import type { Text } from './text.ts';

/** English remedies where a workflow of GitHub's ran into the error: nobody is there to type the command again. */
export const enGithubRemedies = {
  'github.error.app_unknown.remedy':
    'Correct it where it was written: in `apps` of the workflow, in its settings file, or in the command.',
  'github.error.app_unknown.close.remedy':
    'Did you mean {candidates}? Correct it where it was written: in `apps` of the workflow, in its settings file, or in the command.',
  'github.error.app_unknown.region_unread.remedy': 'Run the job again once it can be read.',
  'github.error.provider_auth.remedy':
    'Make a new API token at the provider and put it into the secret that the workflow passes as `token`, or that its settings file names.',
  'github.error.provider_not_found.remedy':
    'It was probably deleted or renamed: correct `apps` in the workflow, or its settings file.',
  'github.error.provider_conflict.remedy': 'Wait until that has ended, then run the job again.',
  'github.error.provider_rate_limited.remedy': 'Run the job again in {wait}.',
  'github.error.provider_rate_limited.queue_too_long.remedy': 'Run the job again in {wait}.',
  'github.error.provider_unavailable.remedy':
    'See the provider’s status page, then run the job again; what was done already is not done twice.',
  'github.error.provider_timeout.remedy': 'Run the job again; what was done already is not done twice.',
  'github.error.provider_contract.remedy': 'Run the job again; if it lasts, report it with the request’s number.',
  'github.error.wake_timeout.remedy':
    'It may be up in a moment. Where it always takes that long, give it more time:\nwith:\n  timeout: 20m',
  'github.error.wake_timeout.no_answer.remedy':
    'Read its logs at the provider. Where it needs more time, or answers elsewhere than at its root, say so:\nwith:\n  timeout: 20m\n  ready-path: /health',
  'github.error.wake_timeout.still_booting.remedy':
    'It may be up in a moment. Where it always takes that long, give it more time:\nwith:\n  timeout: 20m',
  'github.error.wake_failed.remedy': 'Read its logs at the provider, then run the job again.',
  'github.error.wake_failed.provider_failed.remedy': 'Read its logs at the provider, then run the job again.',
  'github.error.wake_failed.crashed.remedy': 'Read its logs at the provider, and push what repairs it.',
  'github.error.wake_refused.never_deployed.remedy': 'Deploy it once, then run the job again.',
  'github.error.operation_cancelled.remedy': 'Running the job again is safe, and tells how it ended.',
  'github.error.config_invalid.remedy': 'Correct what is listed, and push it; nothing was changed.',
  'github.error.bug.remedy':
    'Run the job again; if it lasts, report it with this reference and the line of the log that has it.',
} as const satisfies Readonly<Record<string, Text>>;
