import { systemClock } from '../../core/clock.ts';
import { secondaryLimit } from './fake-github/answers.ts';
import { createDesk } from './fake-github/desk.ts';
import { createFaults } from './fake-github/faults.ts';
import { serve } from './fake-github/server.ts';
import type {
  Access,
  Failure,
  FakeDeployment,
  FakeGitHubComment,
  FakeGitHubRequest,
  Grant,
  Held,
  NewComment,
  NewPullRequest,
  NewTimelineEvent,
  Pattern,
  SecondaryLimit,
} from './fake-github/shapes.ts';
import { type StoredDeployment, World } from './fake-github/world.ts';

export interface FakeGitHubOptions {
  readonly clock?: { now(): Date };
  /** `ghs_…` unless told. */
  readonly token?: string;
  /**
   * `app`: a workflow's own token, whose comments are by `github-actions[bot]`. A login: a personal token of this person.
   */
  readonly owner?: 'app' | { readonly login: string };
  /** `acme/shop` unless told. */
  readonly repository?: string;
  readonly private?: boolean;
  /** `pull-requests: write`, `deployments: write`, `contents: read`, `metadata: read` unless told. */
  readonly grant?: Grant;
  /** GitHub Enterprise Server: the API is below `/api/v3`. */
  readonly enterprise?: boolean;
  /** Comments, reactions, deployments and statuses in any minute; 80 as on GitHub. */
  readonly contentsPerMinute?: number;
  /** Requests in an hour; 1,000 as of a workflow's token. */
  readonly requestsPerHour?: number;
}

/**
 * GitHub's REST API on loopback, as far as the Action needs it, and stricter than GitHub: every request and every answer
 * is checked against GitHub's own description of its API. Tests end with `expect(github.mistakes()).toEqual([])`.
 */
export interface FakeGitHub {
  /** What `GITHUB_API_URL` is: without a trailing slash, with the Enterprise prefix. */
  readonly url: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  /** Every request that arrived, answered or not, oldest first. */
  readonly requests: readonly FakeGitHubRequest[];
  /** How many requests arrived. */
  calls(): number;
  /**
   * What GitHub's description of its API does not know: paths, fields, types, missing headers; and answers of this fake
   * that break it.
   */
  mistakes(): readonly string[];

  addPullRequest(pullRequest: NewPullRequest): void;
  /** Something about it changes; its `updatedAt` becomes now, unless told. */
  patchPullRequest(number: number, changes: Partial<Omit<NewPullRequest, 'number'>>): void;
  /** Somebody writes below a pull request, or below an issue when there is none of this number. @returns its id */
  addComment(number: number, comment: NewComment): number;
  /** Somebody edits or ticks a box. */
  editComment(id: number, body: string): void;
  /** Somebody deletes it. */
  removeComment(id: number): void;
  addTimeline(number: number, event: NewTimelineEvent): void;
  /** Somebody exists; people who wrote something or have access exist anyway. */
  addPerson(login: string): void;
  /** Strangers have `read` where the repository is public, else `none`. */
  setAccess(login: string, access: Access): void;
  /** A file at a ref; `main`, the default branch, unless told. */
  addFile(path: string, text: string, ref?: string): void;

  /**
   * Replaces what the token may do; `metadata: read` is always there. Of a public repository everything can be read
   * without; a private one answers 403 to what is not granted.
   */
  grant(permissions: Grant): void;
  /** From now on the repository is private and not of those the token sees: 404. */
  hide(): void;
  /** From now on the token is good for nothing: 401. */
  revoke(): void;

  /** The next requests are answered like this, without any effect. */
  fail(failure: Failure): void;
  /** 403, or 429, for too many requests in a short time; with `retry-after` when told. */
  failSecondary(pattern: Pattern, options?: SecondaryLimit): void;
  /** The hour's requests are used up, until then. */
  exhaust(resetAt: Date): void;
  /** The next requests get no answer at all, and have no effect. @param times all, unless told */
  hang(pattern: Pattern, times?: number): void;
  /** Requests wait before they have any effect. */
  hold(pattern: Pattern): Held;
  /** Does the work, then cuts the connection. @param times once, unless told */
  lose(pattern: Pattern, times?: number): void;
  /** Answers after so much real time. */
  slow(pattern: Pattern, ms: number): void;
  /** No more failures, hung, lost, slow or held requests; those that hang are cut. */
  heal(): void;

  /** Below a pull request or issue, ascending by id; deleted ones are gone. */
  comments(number: number): readonly FakeGitHubComment[];
  /** `+1`, `eyes`… of a comment, oldest first. */
  reactions(commentId: number): readonly string[];
  /** Oldest first; of one environment when told. */
  deployments(environment?: string): readonly FakeDeployment[];
  /** Cuts all connections. */
  close(): Promise<void>;
}

export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const { clock = systemClock, repository = 'acme/shop' } = options;
  const world = new World(repository, options.private === true, () => clock.now());
  const faults = createFaults();
  const desk = createDesk(world, {
    now: () => clock.now(),
    token: options.token ?? 'ghs_fake0000000000000000000000000000000000',
    person: options.owner === undefined || options.owner === 'app' ? undefined : options.owner.login,
    grant: options.grant ?? { 'pull-requests': 'write', deployments: 'write', contents: 'read', metadata: 'read' },
    perHour: options.requestsPerHour ?? 1_000,
    writesPerMinute: options.contentsPerMinute ?? 80,
  });
  const prefix = options.enterprise === true ? '/api/v3' : '';
  const server = await serve({ desk, faults, repository, now: () => clock.now(), prefix });

  return {
    url: server.url,
    token: desk.token,
    repository,
    requests: server.requests,
    calls: () => server.requests.length,
    mistakes: () => [...server.mistakes],
    ...peopleOf(world),
    grant: (permissions) => desk.grant(permissions),
    revoke: () => desk.revoke(),
    hide: () => desk.hide(),
    fail: (failure) => faults.fail(failure),
    failSecondary: (pattern, { retryAfterS, times = 1, status = 403 } = {}) => {
      const { body, headers = {} } = secondaryLimit(status, retryAfterS);
      const where = pattern instanceof RegExp ? { path: pattern } : pattern;
      faults.fail({ ...where, status, headers, body, times });
    },
    exhaust: (resetAt) => desk.limits.exhaust(resetAt),
    hang: (pattern, times = Number.POSITIVE_INFINITY) => faults.hang(pattern, times),
    hold: (pattern) => faults.hold(pattern),
    lose: (pattern, times = 1) => faults.lose(pattern, times),
    slow: (pattern, ms) => faults.slow(pattern, ms),
    heal: () => {
      faults.heal();
      server.cutHung();
    },
    ...looksOf(world),
    close: () => server.close(),
  };
}

/** What people do. */
function peopleOf(world: World) {
  const commentOf = (id: number) => {
    const comment = world.comments.get(id);
    if (comment === undefined) throw new Error(`There is no comment ${id}`);
    return comment;
  };
  return {
    addPullRequest: (pullRequest) => world.addPullRequest(pullRequest),
    patchPullRequest: (number, changes) => world.patchPullRequest(number, changes),
    addComment: (number, comment) => world.write(number, comment),
    editComment: (id, body) => world.edit(commentOf(id), body),
    removeComment: (id) => void world.comments.delete(commentOf(id).id),
    addTimeline: (number, event) => world.addEvent(number, event),
    addPerson: (login) => world.addPerson(login),
    setAccess: (login, access) => world.setAccess(login, access),
    addFile: (path, text, ref = world.defaultBranch) => world.addFile(path, text, ref),
  } satisfies Partial<FakeGitHub>;
}

/** What is there to see. */
function looksOf(world: World) {
  return {
    comments: (number) =>
      world.commentsOf(number).map(({ id, body, author, edits }) => {
        return { id, body, author: author?.login ?? null, edits: [...edits] };
      }),
    reactions: (commentId) => world.reactions.flatMap((each) => (each.commentId === commentId ? [each.content] : [])),
    deployments: (environment) =>
      [...world.deployments.values()]
        .filter((each) => environment === undefined || each.environment === environment)
        .map(lookOf),
  } satisfies Partial<FakeGitHub>;
}

function lookOf({ id, ref, sha, environment, description, ...rest }: StoredDeployment): FakeDeployment {
  const { transient, production } = rest;
  const statuses = rest.statuses.map(({ state, description: text, environmentUrl, logUrl }) => {
    return { state, description: text, environmentUrl, logUrl };
  });
  return { id, ref, sha, environment, description, transient, production, statuses };
}
