import type { PullRequest } from '../trigger/event.ts';

/** What a comment carries that we look at. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Login; absent: the account was deleted. */
  readonly author?: string;
  /** Written by a bot with the bot's own token: a person cannot do that, not even through an app. */
  readonly bot: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'error' | 'inactive' | 'queued' | 'pending';

export interface DeploymentStatus {
  readonly state: DeploymentState;
  /** At most 140 characters are shown; cut here. */
  readonly description?: string;
  readonly environmentUrl?: string;
  readonly logUrl?: string;
}

export interface Deployment {
  readonly id: number;
  readonly environment: string;
  readonly sha: string;
}

/** Something people did on a pull request. */
export interface Activity {
  readonly kind: 'commit' | 'comment' | 'review' | 'label' | 'other';
  readonly at: string;
  readonly login?: string;
}

/**
 * The calls to GitHub, one method each. Every one throws GitHubError and nothing else; reading is tried again where that
 * helps, a creation only where it certainly was not taken: after `github_unavailable` a comment may exist all the same.
 */
export interface GitHub {
  /** Requests sent so far, tries included. */
  readonly calls: number;
  getPullRequest(number: number): Promise<PullRequest>;
  /** All that are open; a call per hundred. */
  listOpenPullRequests(): Promise<readonly PullRequest[]>;
  /** Ascending by id, page by page: stop when found. `since`: created or edited then or later, ISO 8601. */
  listComments(number: number, since?: string): AsyncIterable<readonly Comment[]>;
  getComment(id: number): Promise<Comment>;
  createComment(number: number, body: string): Promise<Comment>;
  updateComment(id: number, body: string): Promise<Comment>;
  /** It is gone afterwards; one that was gone before is no failure. */
  deleteComment(id: number): Promise<void>;
  react(commentId: number, content: '+1' | '-1' | 'eyes' | 'rocket' | 'confused'): Promise<void>;
  /** Whose personal token this is; undefined: a workflow's own or an app's, who writes as a bot. Asks once at most. */
  findOwnLogin(): Promise<string | undefined>;
  /** What this person may do in the repository; unknown people may nothing. */
  getPermission(login: string): Promise<'admin' | 'write' | 'read' | 'none'>;
  createDeployment(deployment: Omit<Deployment, 'id'> & { readonly description?: string }): Promise<Deployment>;
  createDeploymentStatus(id: number, status: DeploymentStatus): Promise<void>;
  /** The newest hundred, newest first. */
  listDeployments(environment: string): Promise<readonly Deployment[]>;
  /** As its last status says; `pending` as long as it has none. */
  getDeploymentState(id: number): Promise<DeploymentState>;
  /** What people did there since then, newest last; bots left out. */
  listActivity(number: number, since: string): Promise<readonly Activity[]>;
  /** Text of a file at a ref, default the default branch; undefined when there is none. */
  findFile(path: string, ref?: string): Promise<string | undefined>;
  /** Ends what waits and lets go of connections. */
  close(): Promise<void>;
}
