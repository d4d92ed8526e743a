import { type Environment, readVariable } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';

/** What the runner tells of itself and of the run, read from the environment once. */
export interface Runner {
  readonly eventName: string;
  /** `owner/name` */
  readonly repository: string;
  /** `https://api.github.com`, or that of GitHub Enterprise Server; without a trailing slash. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** Commit the run is for; of `pull_request` the merge commit, of privileged events the base's. */
  readonly sha: string;
  readonly runId: string;
  readonly runAttempt: number;
  readonly workflow: string;
  readonly job: string;
  /** Login of who caused the run. */
  readonly actor: string;
  /** Absolute; may be empty, where nothing was checked out. */
  readonly workspace: string;
  /** The page of this run. */
  readonly runUrl: string;
}

/** Without these nothing could be said about what the run is for. */
const required = [
  'GITHUB_EVENT_NAME',
  'GITHUB_REPOSITORY',
  'GITHUB_API_URL',
  'GITHUB_SERVER_URL',
  'GITHUB_SHA',
  'GITHUB_RUN_ID',
] as const;

/** @throws {ConfigError} config_invalid, reason no_runner, with the names of all variables that are missing */
export function readRunner(env: Environment): Runner {
  const missing = required.filter((name) => readVariable(env, name) === undefined);
  if (missing.length > 0) throw notARunner(missing);
  const read = (name: string) => readVariable(env, name) ?? '';
  const repository = read('GITHUB_REPOSITORY');
  const serverUrl = withoutSlash(read('GITHUB_SERVER_URL'));
  const runId = read('GITHUB_RUN_ID');
  const runAttempt = attemptOf(read('GITHUB_RUN_ATTEMPT'));
  const attempt = runAttempt > 1 ? `/attempts/${runAttempt}` : '';
  return {
    eventName: read('GITHUB_EVENT_NAME'),
    repository,
    apiUrl: withoutSlash(read('GITHUB_API_URL')),
    serverUrl,
    sha: read('GITHUB_SHA').toLowerCase(),
    runId,
    runAttempt,
    workflow: read('GITHUB_WORKFLOW'),
    job: read('GITHUB_JOB'),
    // Not GITHUB_TRIGGERING_ACTOR: whoever runs it again, secrets stay those of who caused it first.
    actor: read('GITHUB_ACTOR'),
    workspace: read('GITHUB_WORKSPACE'),
    runUrl: `${serverUrl}/${repository}/actions/runs/${runId}${attempt}`,
  };
}

function notARunner(missing: readonly string[]): ConfigError {
  const names = missing.join(', ');
  return new ConfigError('config_invalid', `Not run by a runner of GitHub Actions: ${names} missing`, {
    context: { reason: 'no_runner', subject: names },
  });
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function attemptOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Math.max(1, Number(text)) : 1;
}
