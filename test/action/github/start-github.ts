import { createGitHub, type GitHubOptions } from '../../../action/github/client.ts';
import { GitHubError } from '../../../action/github/errors.ts';
import type { GitHub } from '../../../action/github/github.ts';
import { Secret, silentLog } from '../../../core/log.ts';
import { type ApiAnswer, type ApiRequest, type SimulatorServer, startServer } from '../../../core/simulator/server.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export const TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

/** A comment as GitHub's documentation shows it, shortened. */
export const comment = {
  id: 1,
  body: 'Me too',
  user: { login: 'github-actions[bot]', type: 'Bot' },
  created_at: '2026-11-20T10:00:00Z',
};

const closers: (() => Promise<void>)[] = [];

/** Ends everything a test has started. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

export interface Started {
  readonly clock: FakeClock;
  readonly github: GitHub;
  /** Passes time until the promise settles. */
  readonly run: <T>(promise: Promise<T>) => Promise<T>;
  /** The same for a promise that must reject with an error of GitHub. */
  readonly fail: (promise: Promise<unknown>) => Promise<GitHubError>;
}

/** A client of the API at that address, both on one fake clock. */
export function startClient(
  apiUrl: string,
  options: Partial<GitHubOptions> & { readonly clock?: FakeClock } = {},
  held: () => number = () => 0,
): Started {
  const clock = options.clock ?? new FakeClock();
  const defaults = { token: new Secret(TOKEN), apiUrl, repository: 'acme/shop', log: silentLog };
  const github = createGitHub({ ...defaults, ...options, clock });
  closers.unshift(() => github.close());
  return {
    clock,
    github,
    run: (promise) => clock.run(promise, held),
    fail: async (promise) => {
      const error: unknown = await clock.run(
        promise.then(
          () => new Error('It was expected to fail'),
          (reason: unknown) => reason,
        ),
        held,
      );
      if (error instanceof GitHubError) return error;
      throw error;
    },
  };
}

/** A server that answers in GitHub's place, with faults on request, and a client of it. */
export async function startGitHub(
  answer: (request: ApiRequest) => Promise<ApiAnswer> | ApiAnswer,
  options: Partial<GitHubOptions> = {},
): Promise<Started & { readonly server: SimulatorServer }> {
  const clock = new FakeClock();
  const server = await startServer(answer, { clock });
  closers.push(() => server.close());
  return { ...startClient(server.url, { ...options, clock }, () => server.held), server };
}

/** All pages. */
export async function collect<Page>(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
