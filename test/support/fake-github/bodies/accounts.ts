import type { Author } from '../world.ts';

/** Where addresses in answers point: `https://github.com` and the API the caller knows. */
export interface Addresses {
  /** `http://127.0.0.1:1234/api/v3` */
  readonly api: string;
  readonly web: string;
}

/** The opaque name GitHub has for everything. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

/** Always the same number for a name. */
export function numberOf(name: string): number {
  if (name === 'github-actions[bot]') return 41_898_282;
  return Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_007, 7);
}

/** A simple-user; null stays null, as where an account was deleted. */
export function mapUser(author: Pick<NonNullable<Author>, 'login' | 'bot'> | null, { api, web }: Addresses) {
  if (author === null) return null;
  const { login, bot } = author;
  const id = numberOf(login);
  const url = `${api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(bot ? 'Bot' : 'User', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: bot ? `${web}/apps/${login.replace('[bot]', '')}` : `${web}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: bot ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  };
}

export function mapPerson(login: string | null, addresses: Addresses) {
  return mapUser(login === null ? null : { login, bot: false }, addresses);
}

/** `GET /user` of a personal token. */
export function mapMyself(login: string, addresses: Addresses) {
  return {
    ...mapPerson(login, addresses),
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 2,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}

/** The app behind a workflow's own token. */
export function mapActionsApp(addresses: Addresses) {
  return {
    id: 15_368,
    slug: 'github-actions',
    node_id: nodeId('App', 15_368),
    owner: mapPerson('github', addresses),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${addresses.web}/apps/github-actions`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2025-03-07T16:35:00Z',
    permissions: { contents: 'write', deployments: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' },
    events: ['check_run', 'check_suite', 'create', 'delete', 'deployment', 'deployment_status'],
  };
}

/** Everything a repository says of itself; its owner is an organisation or a person of that name. */
export function mapRepository(fullName: string, options: { private: boolean; fork: boolean }, addresses: Addresses) {
  const [owner = '', name = ''] = fullName.split('/');
  const id = numberOf(fullName);
  const { api, web } = addresses;
  const url = `${api}/repos/${fullName}`;
  const page = `${web}/${fullName}`;
  return {
    id,
    node_id: nodeId('Repository', id),
    name,
    full_name: fullName,
    owner: mapPerson(owner, addresses),
    private: options.private,
    html_url: page,
    description: null,
    fork: options.fork,
    url,
    ...Object.fromEntries(repositoryLinks.map((link) => [`${link.split('/')[0]}_url`, linkOf(url, link)])),
    git_url: `${page.replace(/^https?/, 'git')}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: 'TypeScript',
    license: null,
    default_branch: 'main',
    visibility: options.private ? 'private' : 'public',
    topics: [],
    ...Object.fromEntries(repositoryCounts.map((count) => [count, 0])),
    ...Object.fromEntries(repositoryFlags.map((flag) => [flag, false])),
    pushed_at: '2026-11-20T10:00:00Z',
    created_at: '2024-01-01T00:00:00Z',
    updated_at: '2026-11-20T10:00:00Z',
  };
}

/** `<field>/<path where it differs><what callers fill in>` */
const repositoryLinks: readonly string[] = [
  'archive/{archive_format}{/ref}',
  'assignees/assignees{/user}',
  'blobs/git/blobs{/sha}',
  'branches/branches{/branch}',
  'collaborators/collaborators{/collaborator}',
  'comments/comments{/number}',
  'commits/commits{/sha}',
  'compare/compare/{base}...{head}',
  'contents/contents/{+path}',
  'contributors/contributors',
  'deployments/deployments',
  'downloads/downloads',
  'events/events',
  'forks/forks',
  'git_commits/git/commits{/sha}',
  'git_refs/git/refs{/sha}',
  'git_tags/git/tags{/sha}',
  'hooks/hooks',
  'issue_comment/issues/comments{/number}',
  'issue_events/issues/events{/number}',
  'issues/issues{/number}',
  'keys/keys{/key_id}',
  'labels/labels{/name}',
  'languages/languages',
  'merges/merges',
  'milestones/milestones{/number}',
  'notifications/notifications{?since,all,participating}',
  'pulls/pulls{/number}',
  'releases/releases{/id}',
  'stargazers/stargazers',
  'statuses/statuses/{sha}',
  'subscribers/subscribers',
  'subscription/subscription',
  'tags/tags',
  'teams/teams',
  'trees/git/trees{/sha}',
];

function linkOf(url: string, link: string): string {
  return `${url}/${link.slice(link.indexOf('/') + 1)}`;
}

const repositoryCounts = [
  'forks',
  'forks_count',
  'open_issues',
  'open_issues_count',
  'size',
  'stargazers_count',
  'watchers',
  'watchers_count',
] as const;

const repositoryFlags = [
  'archived',
  'disabled',
  'has_discussions',
  'has_downloads',
  'has_issues',
  'has_pages',
  'has_projects',
  'has_wiki',
  'is_template',
  'web_commit_signoff_required',
] as const;
