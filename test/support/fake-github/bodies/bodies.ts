import {
  type Author,
  type StoredComment,
  type StoredDeployment,
  type StoredPullRequest,
  type StoredReaction,
  type StoredStatus,
  shaOf,
  type World,
} from '../world.ts';
import { type Addresses, mapActionsApp, mapPerson, mapRepository, mapUser, nodeId, numberOf } from './accounts.ts';

/** Everything below is as GitHub answers it, checked against its own description on the way out. */
export interface Scene {
  readonly world: World;
  readonly addresses: Addresses;
}

function associationOf({ world }: Scene, author: Author): string {
  if (author === null || author.bot) return 'NONE';
  const access = world.accessOf(author.login)?.access ?? 'none';
  // The viewerless answer of webhooks: members of an organisation that keep it private are contributors at most.
  return access === 'none' || access === 'read' ? 'NONE' : 'CONTRIBUTOR';
}

function mapAppOf(author: Author, { addresses }: Scene) {
  return author?.app === true ? mapActionsApp(addresses) : null;
}

export function mapComment(comment: StoredComment, scene: Scene) {
  const { world, addresses } = scene;
  const { id, number, author, body, createdAt, updatedAt } = comment;
  const repo = `${addresses.api}/repos/${world.repository}`;
  const url = `${repo}/issues/comments/${id}`;
  const kind = world.pullRequests.has(number) ? 'pull' : 'issues';
  return {
    url,
    html_url: `${addresses.web}/${world.repository}/${kind}/${number}#issuecomment-${id}`,
    issue_url: `${repo}/issues/${number}`,
    id,
    node_id: nodeId('IssueComment', id),
    user: mapUser(author, addresses),
    created_at: createdAt,
    updated_at: updatedAt,
    body,
    author_association: associationOf(scene, author),
    reactions: { url: `${url}/reactions`, ...countsOf(world.reactions.filter(({ commentId }) => commentId === id)) },
    performed_via_github_app: mapAppOf(author, scene),
  };
}

function countsOf(reactions: readonly StoredReaction[]) {
  const kinds = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];
  const counts = kinds.map((kind) => [kind, reactions.filter(({ content }) => content === kind).length]);
  return { total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function mapReaction({ id, login, content, at }: StoredReaction, { addresses }: Scene) {
  const bot = login.endsWith('[bot]');
  return { id, node_id: nodeId('Reaction', id), user: mapUser({ login, bot }, addresses), content, created_at: at };
}

/** As in the list of them; one by itself says more. */
export function mapPullRequest(pullRequest: StoredPullRequest, scene: Scene) {
  const { world, addresses } = scene;
  const { number, headRef, headSha, login, labels, state } = pullRequest;
  const repo = `${addresses.api}/repos/${world.repository}`;
  const page = `${addresses.web}/${world.repository}/pull/${number}`;
  const links = {
    self: `${repo}/pulls/${number}`,
    html: page,
    issue: `${repo}/issues/${number}`,
    comments: `${repo}/issues/${number}/comments`,
    review_comments: `${repo}/pulls/${number}/comments`,
    review_comment: `${repo}/pulls/comments{/number}`,
    commits: `${repo}/pulls/${number}/commits`,
    statuses: `${repo}/statuses/${headSha}`,
  };
  return {
    url: links.self,
    id: numberOf(page),
    node_id: nodeId('PullRequest', number),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: links.issue,
    number,
    state,
    locked: false,
    title: pullRequest.title,
    user: mapPerson(login, addresses),
    body: pullRequest.body,
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    closed_at: pullRequest.closedAt,
    merged_at: pullRequest.merged ? pullRequest.closedAt : null,
    merge_commit_sha: shaOf(`merge:${headSha}`),
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: labels.map((name) => mapLabel(name, repo)),
    milestone: null,
    draft: pullRequest.draft,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    head: mapEnd({ fullName: pullRequest.headRepo, ref: headRef, sha: headSha, fork: true }, scene),
    base: mapEnd(
      { fullName: world.repository, ref: world.defaultBranch, sha: shaOf(world.defaultBranch), fork: false },
      scene,
    ),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: associationOf(scene, login === null ? null : { login, bot: false, app: false }),
    auto_merge: null,
    active_lock_reason: null,
  };
}

export function mapWholePullRequest(pullRequest: StoredPullRequest, scene: Scene) {
  return {
    ...mapPullRequest(pullRequest, scene),
    merged: pullRequest.merged,
    mergeable: pullRequest.state === 'open' ? true : null,
    rebaseable: null,
    mergeable_state: pullRequest.draft ? 'draft' : 'clean',
    merged_by: pullRequest.merged ? mapPerson('ada', scene.addresses) : null,
    comments: scene.world.commentsOf(pullRequest.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: 3,
    deletions: 1,
    changed_files: 1,
  };
}

function mapLabel(name: string, repo: string) {
  const id = numberOf(name);
  return {
    id,
    node_id: nodeId('Label', id),
    url: `${repo}/labels/${encodeURIComponent(name)}`,
    name,
    description: '',
    color: 'ededed',
    default: false,
  };
}

/** Head or base. */
function mapEnd(end: { fullName: string | null; ref: string; sha: string; fork: boolean }, scene: Scene) {
  const { world, addresses } = scene;
  const { fullName, ref, sha } = end;
  if (fullName === null) return { label: `unknown:${ref}`, ref, sha, user: null, repo: null };
  const [owner = ''] = fullName.split('/');
  const fork = end.fork && fullName !== world.repository;
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: mapPerson(owner, addresses),
    repo: mapRepository(fullName, { private: world.private, fork }, addresses),
  };
}

export function mapDeployment(deployment: StoredDeployment, scene: Scene) {
  const { world, addresses } = scene;
  const { id, at, author } = deployment;
  const repo = `${addresses.api}/repos/${world.repository}`;
  const url = `${repo}/deployments/${id}`;
  return {
    url,
    id,
    node_id: nodeId('Deployment', id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: at,
    updated_at: deployment.statuses.at(-1)?.at ?? at,
    statuses_url: `${url}/statuses`,
    repository_url: repo,
    creator: mapUser(author, addresses),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: mapAppOf(author, scene),
  };
}

export function mapStatus(status: StoredStatus, deployment: StoredDeployment, scene: Scene) {
  const { world, addresses } = scene;
  const { id, author, at } = status;
  const repo = `${addresses.api}/repos/${world.repository}`;
  return {
    url: `${repo}/deployments/${deployment.id}/statuses/${id}`,
    id,
    node_id: nodeId('DeploymentStatus', id),
    state: status.state,
    creator: mapUser(author, addresses),
    description: status.description,
    environment: deployment.environment,
    // The old name of the log's address, kept in step with it.
    target_url: status.logUrl,
    created_at: at,
    updated_at: at,
    deployment_url: `${repo}/deployments/${deployment.id}`,
    repository_url: repo,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: mapAppOf(author, scene),
  };
}

const rights = ['pull', 'triage', 'push', 'maintain', 'admin'] as const;
const roles: readonly string[] = ['read', 'triage', 'write', 'maintain', 'admin'];

/** Older and newer names of what somebody may do: `maintain` counts as write, `triage` as read. */
export function mapPermission({ login, access }: { login: string; access: string }, { addresses }: Scene) {
  const level = roles.indexOf(access);
  const legacy = { maintain: 'write', triage: 'read' }[access] ?? access;
  return {
    permission: legacy,
    user: {
      ...mapPerson(login, addresses),
      permissions: Object.fromEntries(rights.map((right, index) => [right, index <= level])),
      role_name: access,
    },
    role_name: access,
  };
}
