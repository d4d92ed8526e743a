import { getOctokit } from '@actions/github';
import * as z from 'zod';
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from '../fake-github.ts';

const opened: FakeGitHub[] = [];

/** Cuts every connection of the fakes opened since. */
export async function closeAll(): Promise<void> {
  for (const github of opened.splice(0)) await github.close();
}

export const repo = { owner: 'acme', repo: 'shop', headers: { 'X-GitHub-Api-Version': '2022-11-28' } };

type Octokit = ReturnType<typeof getOctokit>;

export interface Stage {
  readonly github: FakeGitHub;
  /** The judge: what it cannot read is not GitHub. */
  readonly rest: Octokit['rest'];
  readonly paginate: Octokit['paginate'];
}

export async function open(options: FakeGitHubOptions = {}): Promise<Stage> {
  const github = await startFakeGitHub(options);
  opened.push(github);
  const { rest, paginate } = getOctokit(github.token, { baseUrl: github.url });
  return { github, rest, paginate };
}

export async function withPullRequest(options: FakeGitHubOptions = {}): Promise<Stage> {
  const stage = await open(options);
  stage.github.addPullRequest({ number: 7 });
  return stage;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const good = {
  accept: 'application/vnd.github+json',
  'user-agent': 'test',
  'x-github-api-version': '2022-11-28',
  'content-type': 'application/json',
};

/** Without the help of a client that would set things right. */
export async function send(
  github: FakeGitHub,
  path: string,
  { method = 'GET', headers, body }: Sent = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const { 'content-type': json, ...rest } = { authorization: `Bearer ${github.token}`, ...good, ...headers };
  const answer = await fetch(`${github.url}${path}`, {
    method,
    headers: body === undefined ? rest : { ...rest, 'content-type': json },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** How a call of Octokit failed. */
export async function failureOf(call: Promise<unknown>) {
  const shape = z.object({
    status: z.number(),
    message: z.string(),
    response: z.object({ headers: z.record(z.string(), z.unknown()) }).optional(),
  });
  return shape.parse(await call.then(() => ({}), Object));
}
