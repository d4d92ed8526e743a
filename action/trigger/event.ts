import { at, idAt, listAt, textAt } from './json.ts';

/** A pull request as the webhook or the API tells of it, checked at the edge. */
export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly draft: boolean;
  readonly merged: boolean;
  /** The branch's name, as anybody may have chosen it. */
  readonly headRef: string;
  readonly headSha: string;
  /** `owner/name`; absent: the fork was deleted. */
  readonly headRepository?: string;
  readonly baseRepository: string;
  readonly labels: readonly string[];
  /** Login; absent: the account was deleted. */
  readonly author?: string;
  /** The page people read. */
  readonly url: string;
  /** ISO 8601, UTC. */
  readonly updatedAt?: string;
  readonly closedAt?: string;
}

export interface Account {
  readonly login: string;
  readonly bot: boolean;
}

/** What every event tells. */
interface EventBase {
  /** GitHub's word: `pull_request_target`. */
  readonly name: string;
  /** `opened`; GitHub calls it the action. */
  readonly activity?: string;
  /** Who caused it; absent for what runs by itself, and for deleted accounts. */
  readonly sender?: Account;
}

/** What triggered the run, as far as we look at it. */
export type TriggerEvent =
  | (EventBase & { readonly kind: 'pull_request'; readonly pullRequest: PullRequest; readonly label?: string })
  | (EventBase & { readonly kind: 'review'; readonly pullRequest: PullRequest })
  | (EventBase & {
      readonly kind: 'comment';
      /** Absent: of an issue that is no pull request. */
      readonly number?: number;
      readonly commentId: number;
      readonly body: string;
      /** The body before an edit. */
      readonly bodyBefore?: string;
      /** Absent: the account was deleted. */
      readonly author?: Account;
    })
  | (EventBase & { readonly kind: 'schedule'; readonly cron?: string })
  | (EventBase & { readonly kind: 'dispatch' })
  | (EventBase & {
      readonly kind: 'workflow_run';
      readonly conclusion?: string;
      /** Of this repository; GitHub names none for the runs of forks. */
      readonly pullRequests: readonly number[];
      readonly fork: boolean;
    })
  /** `number`: the pull request at the head of the group. */
  | (EventBase & { readonly kind: 'merge_group'; readonly number?: number })
  | (EventBase & { readonly kind: 'other' })
  /** One that we know, without what it takes to act on it. */
  | (EventBase & { readonly kind: 'broken' });

type EventKind = Exclude<TriggerEvent['kind'], 'other' | 'broken'>;

const kinds: ReadonlyMap<string, EventKind> = new Map([
  ['pull_request', 'pull_request'],
  ['pull_request_target', 'pull_request'],
  ['pull_request_review', 'review'],
  ['pull_request_review_comment', 'review'],
  ['pull_request_review_thread', 'review'],
  ['issue_comment', 'comment'],
  ['schedule', 'schedule'],
  ['workflow_dispatch', 'dispatch'],
  ['workflow_run', 'workflow_run'],
  ['merge_group', 'merge_group'],
]);

/** @param payload any JSON value: it comes from a file. Never throws. */
export function parseEvent(name: string, payload: unknown): TriggerEvent {
  const activity = textAt(payload, 'action');
  const sender = parseAccount(at(payload, 'sender'));
  const base = { name, ...(activity === undefined ? {} : { activity }), ...(sender === undefined ? {} : { sender }) };
  const kind = kinds.get(name);
  if (kind === undefined) return { ...base, kind: 'other' };
  return parseKnown(kind, base, payload) ?? { ...base, kind: 'broken' };
}

function parseKnown(kind: EventKind, base: EventBase, payload: unknown): TriggerEvent | undefined {
  switch (kind) {
    case 'pull_request':
    case 'review':
      return parsePullRequestEvent(kind, base, payload);
    case 'comment':
      return parseCommentEvent(base, payload);
    case 'schedule': {
      const cron = textAt(payload, 'schedule');
      return { ...base, kind, ...(cron === undefined ? {} : { cron }) };
    }
    case 'dispatch':
      return { ...base, kind };
    case 'workflow_run':
      return parseWorkflowRun(base, payload);
    case 'merge_group': {
      // `refs/heads/gh-readonly-queue/main/pr-104-929f8209…`: told nowhere else.
      const [, digits] = /\/pr-(\d{1,9})-[0-9a-f]{7,64}$/.exec(textAt(payload, 'merge_group', 'head_ref') ?? '') ?? [];
      return { ...base, kind, ...(digits === undefined ? {} : { number: Number(digits) }) };
    }
  }
}

function parsePullRequestEvent(
  kind: 'pull_request' | 'review',
  base: EventBase,
  payload: unknown,
): TriggerEvent | undefined {
  const pullRequest = parsePullRequest(at(payload, 'pull_request'));
  if (pullRequest === undefined) return undefined;
  const label = textAt(payload, 'label', 'name');
  return { ...base, kind, pullRequest, ...(label === undefined ? {} : { label }) };
}

function parseCommentEvent(base: EventBase, payload: unknown): TriggerEvent | undefined {
  const number = idAt(payload, 'issue', 'number');
  const commentId = idAt(payload, 'comment', 'id');
  if (number === undefined || commentId === undefined) return undefined;
  const bodyBefore = textAt(payload, 'changes', 'body', 'from');
  const author = parseAccount(at(payload, 'comment', 'user'));
  return {
    ...base,
    kind: 'comment',
    commentId,
    body: textAt(payload, 'comment', 'body') ?? '',
    ...(isPresent(at(payload, 'issue', 'pull_request')) ? { number } : {}),
    ...(bodyBefore === undefined ? {} : { bodyBefore }),
    ...(author === undefined ? {} : { author }),
  };
}

function parseWorkflowRun(base: EventBase, payload: unknown): TriggerEvent | undefined {
  const run = at(payload, 'workflow_run');
  if (!isPresent(run)) return undefined;
  const conclusion = textAt(run, 'conclusion');
  const repository = textAt(run, 'repository', 'full_name') ?? textAt(payload, 'repository', 'full_name');
  const own = listAt(run, 'pull_requests').filter((each) => isOfRepository(each, payload));
  const numbers = own.map((each) => idAt(each, 'number')).filter((number) => number !== undefined);
  return {
    ...base,
    kind: 'workflow_run',
    ...(conclusion === undefined ? {} : { conclusion }),
    pullRequests: numbers,
    fork: repository === undefined || textAt(run, 'head_repository', 'full_name') !== repository,
  };
}

/** In a fork GitHub also names the pull requests that its branches have in the repository it was forked from. */
function isOfRepository(pullRequest: unknown, payload: unknown): boolean {
  return idAt(pullRequest, 'base', 'repo', 'id') === idAt(payload, 'repository', 'id');
}

/** One as webhooks and the REST API describe it alike; undefined when it lacks what every pull request has. */
export function parsePullRequest(value: unknown): PullRequest | undefined {
  const number = idAt(value, 'number');
  const state = at(value, 'state');
  const headRef = textAt(value, 'head', 'ref');
  const headSha = matchAt(/^[0-9a-f]{40,64}$/, value, 'head', 'sha');
  const headRepository = matchAt(repositoryName, value, 'head', 'repo', 'full_name');
  const baseRepository = matchAt(repositoryName, value, 'base', 'repo', 'full_name');
  const url = matchAt(/^https?:\/\/\S+$/, value, 'html_url');
  const author = textAt(value, 'user', 'login');
  const updatedAt = matchAt(instant, value, 'updated_at');
  const closedAt = matchAt(instant, value, 'closed_at');
  if (number === undefined || (state !== 'open' && state !== 'closed') || url === undefined) return undefined;
  if (headRef === undefined || headSha === undefined || baseRepository === undefined) return undefined;
  return {
    number,
    state,
    draft: at(value, 'draft') === true,
    // Payloads of reviews and lists have only the time.
    merged: at(value, 'merged') === true || textAt(value, 'merged_at') !== undefined,
    headRef,
    headSha,
    ...(headRepository === undefined ? {} : { headRepository }),
    baseRepository,
    labels: listAt(value, 'labels').flatMap((label) => textAt(label, 'name') ?? []),
    ...(author === undefined ? {} : { author }),
    url,
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
  };
}

const repositoryName = /^[\w.-]+\/[\w.-]+$/;

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

function matchAt(shape: RegExp, value: unknown, ...path: readonly string[]): string | undefined {
  const text = textAt(value, ...path);
  return text !== undefined && shape.test(text) ? text : undefined;
}

function parseAccount(value: unknown): Account | undefined {
  const login = textAt(value, 'login');
  if (login === undefined) return undefined;
  return { login, bot: at(value, 'type') === 'Bot' || login.endsWith('[bot]') };
}

function isPresent(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
