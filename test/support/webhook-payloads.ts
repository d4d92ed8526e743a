import { createRequire } from 'node:module';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

interface WebhookDefinition {
  readonly name: string;
  readonly examples: readonly JsonObject[];
}

const require = createRequire(import.meta.url);

/** What GitHub has sent to others, by event. */
const definitions: readonly WebhookDefinition[] = require('@octokit/webhooks-examples');

export const webhookNames = definitions.map(({ name }) => name);

/** All samples of an event, in the order of the package. */
export function examplesOf(event: string): readonly JsonObject[] {
  const found = definitions.find(({ name }) => name === event);
  if (found === undefined) throw new Error(`No sample payloads of ${event}`);
  return found.examples;
}

/** The sample with what differs: objects are merged; lists, null and everything else take the place of what was there. */
export function withOverlay(sample: JsonObject, overlay: JsonObject): JsonObject {
  const changes = Object.entries(overlay).map(([key, change]): [string, Json | undefined] => {
    const before = sample[key];
    return [key, isObject(before) && isObject(change) ? withOverlay(before, change) : change];
  });
  return { ...sample, ...Object.fromEntries(changes) };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The newest sample of that activity: the oldest ones no longer have GitHub's own shape. */
function sampleOf(event: string, activity: string): JsonObject {
  const found = examplesOf(event).findLast(({ action }) => action === activity);
  if (found === undefined) throw new Error(`No sample payload of ${event} ${activity}`);
  return found;
}

export interface PullRequestEventOptions {
  /** GitHub's word: `opened`. */
  readonly action: string;
  readonly number?: number;
  readonly state?: 'open' | 'closed';
  readonly draft?: boolean;
  readonly merged?: boolean;
  readonly headRef?: string;
  readonly headSha?: string;
  /** `owner/name`; null: a fork that was deleted. Default: the repository itself. */
  readonly headRepository?: string | null;
  /** `owner/name` */
  readonly repository?: string;
  /** Of the pull request. */
  readonly labels?: readonly string[];
  /** The one that `labeled` and `unlabeled` are about. */
  readonly label?: string;
  /** Null: the account was deleted. */
  readonly author?: string | null;
  readonly sender?: string;
}

/** A payload of `pull_request` and `pull_request_target`, made of the sample of that activity. */
export function pullRequestEvent(options: PullRequestEventOptions): JsonObject {
  const { action, number = 42, draft = action === 'converted_to_draft', merged = false } = options;
  const { repository = 'octo-org/shop', headRepository = repository, headRef = 'feature/basket' } = options;
  const { state = action === 'closed' ? 'closed' : 'open', labels = [], label = labels[0] ?? 'bug' } = options;
  const {
    author = 'octocat',
    sender = author ?? 'octocat',
    headSha = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
  } = options;
  const closedAt = state === 'closed' ? '2019-05-15T15:21:18Z' : null;
  return withOverlay(sampleOf('pull_request', action), {
    number,
    ...(action.endsWith('labeled') ? { label: labelNamed(label) } : {}),
    pull_request: {
      number,
      state,
      draft,
      merged,
      merged_at: merged ? closedAt : null,
      closed_at: closedAt,
      html_url: `https://github.com/${repository}/pull/${number}`,
      labels: labels.map(labelNamed),
      user: author === null ? null : account(author),
      head: { ref: headRef, sha: headSha, repo: headRepository === null ? null : repositoryNamed(headRepository) },
      base: { repo: repositoryNamed(repository) },
    },
    repository: repositoryNamed(repository),
    sender: account(sender),
  });
}

export interface CommentEventOptions {
  readonly action?: 'created' | 'edited' | 'deleted';
  readonly number?: number;
  /** False: on an issue that is no pull request. */
  readonly pullRequest?: boolean;
  readonly state?: 'open' | 'closed';
  readonly body: string;
  /** Before the edit. */
  readonly bodyBefore?: string;
  readonly commentId?: number;
  /** Who wrote the comment; null: the account was deleted. */
  readonly author?: string | null;
  /** Who caused the event; default: the author. */
  readonly sender?: string;
  readonly repository?: string;
}

/** A payload of `issue_comment`; the package has none on a pull request. */
export function commentEvent(options: CommentEventOptions): JsonObject {
  const { action = 'created', number = 42, pullRequest = true, state = 'open', body, bodyBefore } = options;
  const { commentId = 492_700_400, author = 'octocat', sender = author ?? 'octocat' } = options;
  const { repository = 'octo-org/shop' } = options;
  const page = `https://github.com/${repository}/${pullRequest ? 'pull' : 'issues'}/${number}`;
  const api = `https://api.github.com/repos/${repository}/pulls/${number}`;
  const links = { url: api, html_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch`, merged_at: null };
  return withOverlay(sampleOf('issue_comment', action), {
    ...(bodyBefore === undefined ? {} : { changes: { body: { from: bodyBefore } } }),
    issue: { number, state, html_url: page, ...(pullRequest ? { pull_request: links } : {}) },
    comment: {
      id: commentId,
      body,
      html_url: `${page}#issuecomment-${commentId}`,
      user: author === null ? null : account(author),
    },
    repository: repositoryNamed(repository),
    sender: account(sender),
  });
}

/** GitHub sends no webhook for it: a workflow's event file holds this. */
export function scheduleEvent(cron: string, repository = 'octo-org/shop'): JsonObject {
  return {
    schedule: cron,
    workflow: '.github/workflows/review-apps.yml',
    repository: { ...repositoryNamed(repository), default_branch: 'main', private: true, fork: false },
  };
}

function labelNamed(name: string): JsonObject {
  return { id: 1_362_934_389, name, color: '5319e7', default: false, description: null };
}

/** GitHub's bots are known by `[bot]` at the end of their logins. */
function account(login: string): JsonObject {
  return { login, type: login.endsWith('[bot]') ? 'Bot' : 'User', html_url: `https://github.com/${login}` };
}

function repositoryNamed(repository: string): JsonObject {
  const [owner = '', name = ''] = repository.split('/');
  return { name, full_name: repository, owner: account(owner), html_url: `https://github.com/${repository}` };
}
