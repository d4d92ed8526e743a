import { createHash } from 'node:crypto';
import type { Access, NewComment, NewPullRequest, NewTimelineEvent } from './shapes.ts';

/** Who did something; null: the account was deleted. */
export type Author = { readonly login: string; readonly bot: boolean; readonly app: boolean } | null;

export interface StoredPullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly headRef: string;
  readonly headSha: string;
  /** Null: the fork was deleted. */
  readonly headRepo: string | null;
  readonly login: string | null;
  readonly draft: boolean;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
}

export interface StoredComment {
  readonly id: number;
  readonly number: number;
  readonly author: Author;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
  readonly edits: string[];
}

export interface StoredEvent extends NewTimelineEvent {
  readonly id: number;
  readonly number: number;
}

export interface StoredReaction {
  readonly id: number;
  readonly commentId: number;
  readonly login: string;
  readonly content: string;
  readonly at: string;
}

export interface StoredStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly author: Author;
  readonly at: string;
}

export interface StoredDeployment {
  readonly id: number;
  readonly ref: string;
  readonly sha: string;
  readonly task: string;
  readonly payload: unknown;
  readonly environment: string;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly author: Author;
  readonly at: string;
  readonly statuses: StoredStatus[];
}

/** As GitHub writes instants: seconds, UTC. */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** 40 digits that are always the same for a text. */
export function shaOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** What there is on GitHub: one repository and its people. */
export class World {
  readonly repository: string;
  readonly defaultBranch = 'main';
  readonly pullRequests = new Map<number, StoredPullRequest>();
  /** Numbers of issues that are no pull requests. */
  readonly issues = new Set<number>();
  readonly comments = new Map<number, StoredComment>();
  readonly events: StoredEvent[] = [];
  readonly reactions: StoredReaction[] = [];
  readonly deployments = new Map<number, StoredDeployment>();
  /** By login, in lower case. */
  readonly people = new Map<string, { readonly login: string; readonly access: Access | undefined }>();
  /** Text by `ref:path`. */
  readonly files = new Map<string, string>();
  /** Branches and commits by name, with what they point at. */
  readonly refs = new Map<string, string>();
  private: boolean;
  readonly #now: () => Date;
  // Beyond 32 bits, as real ones have been for years.
  #lastId = 3_100_000_000;

  constructor(repository: string, isPrivate: boolean, now: () => Date) {
    this.repository = repository;
    this.private = isPrivate;
    this.#now = now;
    this.refs.set(this.defaultBranch, shaOf(this.defaultBranch));
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  now(): string {
    return instant(this.#now());
  }

  addPullRequest(given: NewPullRequest): void {
    if (this.has(given.number)) throw new Error(`There is a number ${given.number} already`);
    const { number, headRef = 'feat/x', state = given.merged === true ? 'closed' : 'open' } = given;
    const createdAt = given.createdAt ?? given.updatedAt ?? this.now();
    const pullRequest: StoredPullRequest = {
      title: `Change ${number}`,
      body: null,
      headSha: shaOf(`${number}:${headRef}`),
      headRepo: this.repository,
      login: 'ada',
      draft: false,
      labels: [],
      merged: false,
      updatedAt: createdAt,
      ...given,
      number,
      headRef,
      state,
      createdAt,
      closedAt: state === 'closed' ? (given.closedAt ?? given.updatedAt ?? createdAt) : null,
    };
    this.#keep(pullRequest);
  }

  patchPullRequest(number: number, changes: Partial<Omit<NewPullRequest, 'number'>>): void {
    const before = this.pullRequests.get(number);
    if (before === undefined) throw new Error(`There is no pull request ${number}`);
    const after = { ...before, updatedAt: this.now(), ...changes };
    const state = changes.state ?? (changes.merged === true ? 'closed' : after.state);
    const closedAt = state === 'open' ? null : (changes.closedAt ?? before.closedAt ?? this.now());
    this.#keep({ ...after, state, closedAt });
  }

  #keep(pullRequest: StoredPullRequest): void {
    const { number, headRef, headSha, headRepo, login } = pullRequest;
    this.pullRequests.set(number, pullRequest);
    this.refs.set(headSha, headSha).set(`refs/pull/${number}/head`, headSha);
    this.refs.set(`refs/pull/${number}/merge`, shaOf(`merge:${headSha}`));
    if (headRepo === this.repository) this.refs.set(headRef, headSha);
    if (login !== null) this.addPerson(login);
  }

  has(number: number): boolean {
    return this.pullRequests.has(number) || this.issues.has(number);
  }

  addPerson(login: string): void {
    const known = this.people.get(login.toLowerCase());
    if (known === undefined) this.people.set(login.toLowerCase(), { login, access: undefined });
  }

  setAccess(login: string, access: Access): void {
    this.people.set(login.toLowerCase(), { login, access });
  }

  /** What somebody may do; undefined: there is nobody of this name. */
  accessOf(login: string): { readonly login: string; readonly access: Access } | undefined {
    const person = this.people.get(login.toLowerCase());
    return person && { login: person.login, access: person.access ?? (this.private ? 'none' : 'read') };
  }

  write(number: number, { login, body, bot = false, at = this.now() }: NewComment): number {
    if (!this.has(number)) this.issues.add(number);
    if (login !== null && !bot) this.addPerson(login);
    return this.post(number, login === null ? null : { login, bot, app: false }, body, at).id;
  }

  post(number: number, author: Author, body: string, at = this.now()): StoredComment {
    const comment = { id: this.nextId(), number, author, createdAt: at, body, updatedAt: at, edits: [] };
    this.comments.set(comment.id, comment);
    const pullRequest = this.pullRequests.get(number);
    if (pullRequest !== undefined && pullRequest.updatedAt < at) {
      this.pullRequests.set(number, { ...pullRequest, updatedAt: at });
    }
    return comment;
  }

  edit(comment: StoredComment, body: string): void {
    comment.edits.push(comment.body);
    comment.body = body;
    comment.updatedAt = this.now();
  }

  commentsOf(number: number): readonly StoredComment[] {
    return [...this.comments.values()].filter((each) => each.number === number).toSorted((a, b) => a.id - b.id);
  }

  addEvent(number: number, event: NewTimelineEvent): void {
    if (!this.has(number)) throw new Error(`There is no pull request ${number}`);
    if (event.login && event.bot !== true) this.addPerson(event.login);
    this.events.push({ ...event, id: this.nextId(), number });
  }

  addFile(path: string, text: string, ref: string): void {
    this.files.set(`${ref}:${path}`, text);
    if (!this.refs.has(ref)) this.refs.set(ref, shaOf(ref));
  }

  /** Files at a ref, by any of the names of what it points at. */
  filesAt(ref: string): ReadonlyMap<string, string> | undefined {
    const sha = this.shaAt(ref);
    if (sha === undefined) return undefined;
    const found = [...this.files].flatMap(([key, text]): [string, string][] => {
      const cut = key.indexOf(':');
      return this.shaAt(key.slice(0, cut)) === sha ? [[key.slice(cut + 1), text]] : [];
    });
    return new Map(found);
  }

  /** The commit that a branch, a tag, `refs/…` or a commit's own name stands for. */
  shaAt(ref: string): string | undefined {
    const bare = ref.replace(/^refs\/(heads|tags)\//, '');
    return this.refs.get(bare) ?? [...this.refs.values()].find((sha) => sha === bare);
  }
}
