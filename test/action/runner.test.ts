import { readRunner } from '../../action/runner.ts';
import { errorReport } from '../../core/commands/report/error-report.ts';
import { createTranslate } from '../../core/i18n/index.ts';

const env = {
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: 'ABCDEF0123456789ABCDEF0123456789ABCDEF01',
  GITHUB_RUN_ID: '4711',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_WORKFLOW: 'Review apps',
  GITHUB_JOB: 'paastis',
  GITHUB_ACTOR: 'octocat',
  GITHUB_TRIGGERING_ACTOR: 'monalisa',
  GITHUB_WORKSPACE: '/runner/shop',
};

describe('what the runner tells', () => {
  it('is read from the environment', () => {
    expect(readRunner(env)).toEqual({
      eventName: 'pull_request',
      repository: 'acme/shop',
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      sha: 'abcdef0123456789abcdef0123456789abcdef01',
      runId: '4711',
      runAttempt: 1,
      workflow: 'Review apps',
      job: 'paastis',
      actor: 'octocat',
      workspace: '/runner/shop',
      runUrl: 'https://github.com/acme/shop/actions/runs/4711',
    });
  });

  it('leads to the attempt that is running, on GitHub Enterprise Server too', () => {
    const runner = readRunner({
      ...env,
      GITHUB_API_URL: 'https://git.acme.test/api/v3/',
      GITHUB_SERVER_URL: 'https://git.acme.test/',
      GITHUB_RUN_ATTEMPT: '3',
    });

    expect(runner.apiUrl).toBe('https://git.acme.test/api/v3');
    expect(runner.runUrl).toBe('https://git.acme.test/acme/shop/actions/runs/4711/attempts/3');
  });

  it('may lack what only decorates', () => {
    const { GITHUB_JOB: _, GITHUB_WORKFLOW: __, GITHUB_WORKSPACE: ___, ...rest } = env;

    const runner = readRunner({ ...rest, GITHUB_RUN_ATTEMPT: 'x' });

    expect(runner).toMatchObject({ job: '', workflow: '', workspace: '', runAttempt: 1 });
  });

  it('names every variable that is missing where no runner started it', () => {
    const started = () => readRunner({ ...env, GITHUB_SHA: ' ', GITHUB_RUN_ID: undefined });

    expect(started).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    expect(told(started)).toBe(
      'No runner of GitHub Actions started this: the environment lacks GITHUB_SHA, GITHUB_RUN_ID.',
    );
  });
});

function told(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return errorReport(error, createTranslate('en')).message;
  }
  return '';
}
