import { posix } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import type { Secret } from '../../core/log.ts';
import type { PullRequest } from '../trigger/event.ts';
import { readActivity } from './activity.ts';
import type { Attempt } from './attempt.ts';
import { type Answer, Caller, type CallerOptions, type Parameters } from './caller.ts';
import { GitHubError } from './errors.ts';
import { notCreatedError } from './failure.ts';
import type { Activity, Comment, Deployment, DeploymentState, DeploymentStatus, GitHub } from './github.ts';
import {
  accessSchema,
  accountSchema,
  commentSchema,
  commentsSchema,
  deploymentSchema,
  deploymentsSchema,
  mapAccess,
  mapComment,
  mapDeployment,
  mapPullRequest,
  mapState,
  pullRequestSchema,
  pullRequestsSchema,
  read,
  statusesSchema,
} from './map.ts';
import { PER_PAGE, pagesOf } from './pages.ts';
import { isPersonal } from './personal.ts';

export interface GitHubOptions extends CallerOptions {
  /** `owner/name` */
  readonly repository: string;
}

/** GitHub's REST API for one repository; nothing is loaded or sent before the first call. */
export function createGitHub(options: GitHubOptions): GitHub {
  return new Client(options);
}

const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const DEPLOYMENTS = '/repos/{owner}/{repo}/deployments';
const STATUSES = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

class Client implements GitHub {
  readonly #caller: Caller;
  readonly #clock: Clock;
  readonly #token: Secret;
  #ownLogin: Promise<string | undefined> | undefined;
  readonly #repository: { readonly owner: string; readonly repo: string };

  constructor(options: GitHubOptions) {
    const [owner = '', repo = ''] = options.repository.split('/');
    this.#caller = new Caller(options);
    this.#token = options.token;
    this.#clock = options.clock;
    this.#repository = { owner, repo };
  }

  get calls(): number {
    return this.#caller.calls;
  }

  async getPullRequest(number: number): Promise<PullRequest> {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
    const answer = await this.#send('read_pull_request', route, { pull_number: number });
    return mapPullRequest(read(answer, pullRequestSchema));
  }

  async listOpenPullRequests(): Promise<readonly PullRequest[]> {
    const pulls: PullRequest[] = [];
    for await (const page of this.#pages('list_pull_requests', 'GET /repos/{owner}/{repo}/pulls', { state: 'open' }))
      pulls.push(...read(page, pullRequestsSchema).map(mapPullRequest));
    return pulls;
  }

  async *listComments(number: number, since?: string): AsyncIterable<readonly Comment[]> {
    const parameters = { issue_number: number, ...(since === undefined ? {} : { since }) };
    for await (const page of this.#pages('read_comments', `GET ${COMMENTS}`, parameters))
      yield read(page, commentsSchema).map(mapComment);
  }

  async getComment(id: number): Promise<Comment> {
    const answer = await this.#send('read_comments', `GET ${COMMENT}`, { comment_id: id });
    return mapComment(read(answer, commentSchema));
  }

  async createComment(number: number, body: string): Promise<Comment> {
    const answer = await this.#send('write_comment', `POST ${COMMENTS}`, { issue_number: number, body });
    return mapComment(read(answer, commentSchema));
  }

  async updateComment(id: number, body: string): Promise<Comment> {
    const answer = await this.#send('write_comment', `PATCH ${COMMENT}`, { comment_id: id, body });
    return mapComment(read(answer, commentSchema));
  }

  async deleteComment(id: number): Promise<void> {
    await absentWhenNotFound(this.#send('delete_comment', `DELETE ${COMMENT}`, { comment_id: id }));
  }

  async react(commentId: number, content: '+1' | '-1' | 'eyes' | 'rocket' | 'confused'): Promise<void> {
    await this.#send('react', `POST ${COMMENT}/reactions`, { comment_id: commentId, content });
  }

  findOwnLogin(): Promise<string | undefined> {
    this.#ownLogin ??= this.#readOwnLogin();
    return this.#ownLogin;
  }

  async getPermission(login: string): Promise<'admin' | 'write' | 'read' | 'none'> {
    const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    const answer = await absentWhenNotFound(this.#send('read_access', route, { username: login }));
    return answer === undefined ? 'none' : mapAccess(read(answer, accessSchema).permission);
  }

  async createDeployment(deployment: Omit<Deployment, 'id'> & { readonly description?: string }): Promise<Deployment> {
    const { environment, sha, description } = deployment;
    const answer = await this.#send('create_deployment', `POST ${DEPLOYMENTS}`, {
      ref: sha,
      environment,
      ...(description === undefined ? {} : { description: cut(description) }),
      // Else GitHub merges the base branch first, or waits for checks, and creates no deployment.
      auto_merge: false,
      required_contexts: [],
      transient_environment: true,
      production_environment: false,
    });
    if (answer.status === 202) throw notCreatedError(answer.asked, answer.text);
    return mapDeployment(read(answer, deploymentSchema));
  }

  async createDeploymentStatus(id: number, status: DeploymentStatus): Promise<void> {
    const { state, description, environmentUrl, logUrl } = status;
    await this.#send('update_deployment', `POST ${STATUSES}`, {
      deployment_id: id,
      state,
      ...(description === undefined ? {} : { description: cut(description) }),
      ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
      ...(logUrl === undefined ? {} : { log_url: logUrl }),
      // It passes over transient environments, which all of ours are; said so that nobody counts on it.
      auto_inactive: false,
    });
  }

  async listDeployments(environment: string): Promise<readonly Deployment[]> {
    const parameters = { environment, per_page: PER_PAGE };
    const answer = await this.#send('read_deployments', `GET ${DEPLOYMENTS}`, parameters);
    return read(answer, deploymentsSchema).map(mapDeployment);
  }

  async getDeploymentState(id: number): Promise<DeploymentState> {
    const answer = await this.#send('read_deployments', `GET ${STATUSES}`, { deployment_id: id, per_page: 1 });
    return mapState(read(answer, statusesSchema));
  }

  listActivity(number: number, since: string): Promise<readonly Activity[]> {
    const parameters = { ...this.#repository, issue_number: number };
    return readActivity(this.#caller, parameters, { since, now: this.#clock.now() });
  }

  async findFile(path: string, ref?: string): Promise<string | undefined> {
    const encoded = encodePath(path);
    if (encoded === undefined) return undefined;
    const parameters = {
      headers: { accept: 'application/vnd.github.raw+json' },
      ...(ref === undefined ? {} : { ref }),
    };
    const route = `GET /repos/{owner}/{repo}/contents/${encoded}`;
    const answer = await absentWhenNotFound(this.#send('read_file', route, parameters));
    // A folder is listed as JSON, whatever was asked for.
    const folder = /^application\/json\b/.test(String(answer?.headers['content-type'] ?? ''));
    return folder ? undefined : answer?.text;
  }

  async close(): Promise<void> {
    this.#caller.close();
  }

  async #readOwnLogin(): Promise<string | undefined> {
    if (!isPersonal(this.#token.reveal())) return undefined;
    const answer = await this.#caller.send('read_account', 'GET /user', {});
    return read(answer, accountSchema).login;
  }

  #send(attempt: Attempt, route: string, parameters: Parameters): Promise<Answer> {
    return this.#caller.send(attempt, route, { ...this.#repository, ...parameters });
  }

  #pages(attempt: Attempt, route: string, parameters: Parameters): AsyncIterable<Answer> {
    return pagesOf(this.#caller, attempt, route, { ...this.#repository, ...parameters });
  }
}

async function absentWhenNotFound(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'github_not_found') return undefined;
    throw error;
  }
}

/** Segment by segment; undefined where it leads out of the repository, or nowhere. */
function encodePath(path: string): string | undefined {
  const normal = posix.normalize(path).replace(/^\/+|\/+$/g, '');
  if (normal === '' || normal === '.' || normal.split('/')[0] === '..') return undefined;
  return normal.split('/').map(encodeURIComponent).join('/');
}

/** Longer descriptions are refused. */
const LONGEST_DESCRIPTION = 140;

function cut(text: string): string {
  if (text.length <= LONGEST_DESCRIPTION) return text;
  // Half a surrogate pair is no character.
  return `${text.slice(0, LONGEST_DESCRIPTION - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
