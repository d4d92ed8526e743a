/** Requests by path, as in `/repos/acme/shop/issues/7/comments?per_page=100`: without Enterprise prefix, with the query. */
export type Pattern = RegExp | { readonly method: string; readonly path: RegExp };

/** What a fine-grained token may do, in the words of a workflow's `permissions`. What is not named is none. */
export type Grant = Readonly<
  Partial<
    Record<'pull-requests' | 'issues' | 'deployments' | 'contents' | 'metadata' | 'administration', 'read' | 'write'>
  >
>;

/** What somebody may do in the repository. */
export type Access = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface NewPullRequest {
  readonly number: number;
  readonly title?: string;
  readonly body?: string | null;
  /** `feat/x` unless told. */
  readonly headRef?: string;
  readonly headSha?: string;
  /** `owner/name`; null: the fork was deleted. Absent: the repository itself. */
  readonly headRepo?: string | null;
  /** Null: the account was deleted. */
  readonly login?: string | null;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
  readonly state?: 'open' | 'closed';
  readonly merged?: boolean;
  /** ISO 8601; now, unless told. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly closedAt?: string;
}

/** By somebody; null: the account was deleted. */
export interface NewComment {
  readonly login: string | null;
  readonly body: string;
  /** By an app or another bot. */
  readonly bot?: boolean;
  /** ISO 8601; now, unless told. */
  readonly at?: string;
}

/** Comments come into the timeline by themselves. */
export interface NewTimelineEvent {
  readonly event:
    | 'committed'
    | 'head_ref_force_pushed'
    | 'reviewed'
    | 'review_requested'
    | 'labeled'
    | 'unlabeled'
    | 'closed'
    | 'reopened'
    | 'ready_for_review'
    | 'convert_to_draft'
    | 'cross-referenced';
  /** ISO 8601. */
  readonly at: string;
  /** Null: the account was deleted. */
  readonly login?: string | null;
  readonly bot?: boolean;
  readonly label?: string;
}

export interface FakeGitHubComment {
  readonly id: number;
  readonly body: string;
  readonly author: string | null;
  /** What it said before, oldest first. */
  readonly edits: readonly string[];
}

export interface FakeDeploymentStatus {
  readonly state: string;
  readonly description: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
}

export interface FakeDeployment {
  readonly id: number;
  readonly ref: string;
  readonly sha: string;
  readonly environment: string;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  /** Oldest first. */
  readonly statuses: readonly FakeDeploymentStatus[];
}

export interface FakeGitHubRequest {
  readonly method: string;
  /** Without Enterprise prefix and query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** JSON; undefined where there was none. */
  readonly body: unknown;
  /** Of the answer; undefined while there is none, and where the connection was cut. */
  readonly status: number | undefined;
  readonly at: Date;
}

export interface Failure {
  /** Any method unless told. */
  readonly method?: string;
  readonly path: RegExp;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as HTML, anything else as JSON; `{ message, status }` unless told. */
  readonly body?: unknown;
  /** So many requests fail; one unless told. */
  readonly times?: number;
  /** After so many requests that are answered well. */
  readonly after?: number;
}

export interface SecondaryLimit {
  readonly retryAfterS?: number;
  /** Once unless told. */
  readonly times?: number;
  readonly status?: 403 | 429;
}

/** Requests that wait, all of them, until they are let go. */
export interface Held {
  readonly waiting: number;
  /** Resolves once so many wait. */
  arrived(count?: number): Promise<void>;
  /** Lets go those that wait and holds no more. */
  release(): void;
}
