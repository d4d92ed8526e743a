import type { CommentState } from '../comment/state.ts';
import { GitHubError } from '../github/errors.ts';
import type { DeploymentStatus, GitHub } from '../github/github.ts';

type ToldDeployment = CommentState['deployments'][number];

interface DeployedApp {
  /** `scalingo/osc-fr1/shop-pr42` */
  readonly ref: string;
  readonly name: string;
}

/** What is shown beside a deployment. */
interface Shown {
  /** Where the app answers. */
  readonly url?: string;
  /** The page of the run. */
  readonly logUrl?: string;
  readonly description?: string;
}

/** A deployment this run speaks for. */
interface Begun extends ToldDeployment {
  /** Made by this run: shown as pending until something is said of it. */
  readonly created: boolean;
  /** The one before, shown as active until this one is told of. */
  readonly older?: number;
  told: boolean;
}

/** Older ones than these were retired when newer ones came. */
const MOST_RETIRED = 10;

/** Runs that may be creating one for the same app at the same time. */
const MOST_BEGUN = 3;

/** Environment names are cut there by GitHub's own limit. */
const LONGEST_ENVIRONMENT = 255;

/** One per app: in a shared one each app would retire the others. */
export function environmentOf(name: string): string {
  return `paastis/${name.replace(/\p{Cc}/gu, '')}`.slice(0, LONGEST_ENVIRONMENT);
}

/**
 * Tells GitHub's deployments of apps, and never stands in the way of anything: nothing here throws, what fails is kept
 * as a problem, and the first refusal ends all further tries. GitHub retires no transient deployment by itself, so the
 * older ones are retired here. Calls: one to begin, one to tell the end, one where there was an older one; a commit that
 * has a deployment already costs the second alone.
 */
export class Deployments {
  readonly #github: GitHub;
  /** Our latest deployment of each app, by `ref`. */
  readonly #told: Map<string, ToldDeployment>;
  readonly #begun = new Map<string, Promise<Begun | undefined>>();
  /** Those that GitHub shows as pending because of us. */
  readonly #pending = new Set<number>();
  /** Environments in which one is being created, of which nobody knows the number yet. */
  readonly #creating = new Set<string>();
  /** By `ref`: shown as active until ours is told of. */
  readonly #older = new Map<string, number>();
  readonly #problems: unknown[] = [];
  #refused = false;
  #abandoned = false;

  /** @param told what earlier runs have told of, from the state of the comment */
  constructor(github: GitHub, told: readonly ToldDeployment[] = []) {
    this.#github = github;
    this.#told = new Map(told.map((deployment) => [deployment.ref, deployment]));
  }

  /** Each kind of failure once, for a warning: what GitHub refused, or a bug of ours. */
  get problems(): readonly unknown[] {
    return this.#problems;
  }

  /** Our latest deployment of each app, for the state of the comment. */
  get told(): readonly ToldDeployment[] {
    return [...this.#told.values()];
  }

  /** What must not stay as it is should this run break off, for `abandon` in its post step. */
  get pending(): readonly number[] {
    return [...this.#pending];
  }

  /** Where one may be there already whose number is not known yet, for the same. */
  get creating(): readonly string[] {
    return [...this.#creating];
  }

  /**
   * What earlier runs have told of, where it is read after this one has begun: what they made for an app is older than
   * ours, or, where ours has not begun, the one there is.
   */
  recall(told: readonly ToldDeployment[]): void {
    for (const deployment of told) {
      const ours = this.#told.get(deployment.ref);
      if (ours === undefined) this.#told.set(deployment.ref, deployment);
      else if (ours.id > deployment.id) this.#older.set(deployment.ref, deployment.id);
    }
  }

  /** Whether this run or an earlier one has told, or is about to tell, of this commit of the app. */
  isTold({ ref }: DeployedApp, sha: string): boolean {
    return this.#begun.has(ref) || this.#told.get(ref)?.sha === sha;
  }

  /** Nobody has to wait for it: what is said later of this app waits by itself. @returns the id, where there is one */
  async begin(app: DeployedApp, sha: string): Promise<number | undefined> {
    const begun = this.#begin(app, sha);
    this.#begun.set(app.ref, begun);
    return (await begun)?.id;
  }

  succeed(app: DeployedApp, shown: Shown): Promise<void> {
    return this.#end(app, { state: 'success', ...statusOf(shown) });
  }

  fail(app: DeployedApp, shown: Shown): Promise<void> {
    return this.#end(app, { state: 'failure', ...statusOf(shown) });
  }

  /** The app sleeps: its deployment is shown as inactive. Once nothing is known of one, all are looked for. */
  async retire(app: DeployedApp, shown: Shown = {}): Promise<void> {
    const known = this.#told.get(app.ref);
    if (known === undefined) return this.retireAll(app, shown);
    await this.#say(known.id, { state: 'inactive', ...statusOf(shown) });
  }

  /**
   * The pull request is closed: the newest is retired unseen, a call that a look would cost as well; the older ones as
   * far as the first that is inactive, for whatever is behind it was retired before.
   */
  async retireAll(app: DeployedApp, shown: Shown = {}): Promise<void> {
    const environment = environmentOf(app.name);
    const ours = (await this.#listOurs(environment)).slice(0, MOST_RETIRED);
    for (const [index, { id }] of ours.entries()) {
      const state = index === 0 ? 'success' : await this.#try(() => this.#github.getDeploymentState(id));
      if (state === undefined || state === 'inactive') return;
      if (state !== 'error' && state !== 'failure') await this.#say(id, { state: 'inactive', ...statusOf(shown) });
    }
  }

  /**
   * The run ends before its time: whatever is pending is told as an error at once, what is just being created as soon as
   * it exists; nothing is begun any more.
   * @param ids of a run that could not do so itself
   * @param environments where that run was creating one
   */
  async abandon(shown: Shown = {}, ids: readonly number[] = [], environments: readonly string[] = []): Promise<void> {
    this.#abandoned = true;
    const say = (id: number) => this.#say(id, { state: 'error', ...statusOf(shown) });
    const ours = [...this.#begun.values()].map(async (begin) => {
      const begun = await begin;
      if (begun?.created === true && !begun.told) await say(begun.id);
    });
    const found = environments.map(async (environment) => {
      for (const { id } of (await this.#listOurs(environment)).slice(0, MOST_BEGUN)) {
        if ((await this.#try(() => this.#github.getDeploymentState(id))) === 'pending') await say(id);
      }
    });
    await Promise.all([...ours, ...ids.map(say), ...found]);
  }

  /** Newest first. */
  async #listOurs(environment: string): Promise<readonly { readonly id: number }[]> {
    const listed = (await this.#try(() => this.#github.listDeployments(environment))) ?? [];
    return listed.filter((deployment) => deployment.environment === environment);
  }

  async #begin(app: DeployedApp, sha: string): Promise<Begun | undefined> {
    if (this.#abandoned) return undefined;
    const before = this.#told.get(app.ref);
    if (before?.sha === sha) return { ...before, created: false, told: false };
    return this.#create(app, sha, before?.id);
  }

  async #create({ ref, name }: DeployedApp, sha: string, older?: number): Promise<Begun | undefined> {
    const environment = environmentOf(name);
    this.#creating.add(environment);
    const created = await this.#try(() => this.#createOrFind({ environment, sha }));
    this.#creating.delete(environment);
    if (created === undefined) return undefined;
    const { id } = created;
    this.#told.set(ref, { ref, id, sha });
    this.#pending.add(id);
    return { ref, id, sha, created: true, ...(older === undefined ? {} : { older }), told: false };
  }

  /** Not repeated when the answer is lost: looked for instead, or one that nobody knows of would be pending for ever. */
  async #createOrFind({ environment, sha }: { readonly environment: string; readonly sha: string }) {
    try {
      return await this.#github.createDeployment({ environment, sha });
    } catch (error) {
      if (!(error instanceof GitHubError) || error.code !== 'github_unavailable') throw error;
      const [newest] = await this.#github.listDeployments(environment);
      if (newest?.sha !== sha || newest.environment !== environment) throw error;
      return newest;
    }
  }

  async #end(app: DeployedApp, status: DeploymentStatus): Promise<void> {
    const begun = await this.#begun.get(app.ref);
    if (begun === undefined || begun.told || this.#abandoned) return;
    begun.told = true;
    const known = await this.#say(begun.id, status);
    if (!known && !begun.created) await this.#endAnew(app, begun.sha, status);
    // Only now: until the new one has an address, the old one's is the best there is.
    const older = begun.older ?? this.#older.get(app.ref);
    if (older !== undefined) await this.#say(older, { state: 'inactive' });
  }

  /** Somebody has deleted the deployment that an earlier run made for this commit. */
  async #endAnew(app: DeployedApp, sha: string, status: DeploymentStatus): Promise<void> {
    const created = await this.#create(app, sha);
    if (created !== undefined) await this.#say(created.id, status);
  }

  /** @returns false: GitHub does not know this deployment (any more), which is no problem of its own */
  async #say(id: number, status: DeploymentStatus): Promise<boolean> {
    if (this.#refused) return true;
    try {
      await this.#github.createDeploymentStatus(id, status);
      this.#pending.delete(id);
    } catch (error) {
      if (isGone(error)) {
        this.#pending.delete(id);
        return false;
      }
      this.#note(error);
    }
    return true;
  }

  async #try<Value>(call: () => Promise<Value>): Promise<Value | undefined> {
    if (this.#refused) return undefined;
    try {
      return await call();
    } catch (error) {
      this.#note(error);
      return undefined;
    }
  }

  #note(error: unknown): void {
    const refused = error instanceof GitHubError && ['github_forbidden', 'github_auth'].includes(error.code);
    this.#refused ||= refused;
    if (!this.#problems.some((problem) => isAlike(problem, error))) this.#problems.push(error);
  }
}

function isAlike(one: unknown, other: unknown): boolean {
  if (!(one instanceof GitHubError && other instanceof GitHubError)) return one === other;
  return one.code === other.code && one.context.reason === other.context.reason;
}

function isGone(error: unknown): boolean {
  return error instanceof GitHubError && error.code === 'github_not_found';
}

function statusOf({ url, logUrl, description }: Shown): Omit<DeploymentStatus, 'state'> {
  return {
    ...(url === undefined ? {} : { environmentUrl: url }),
    ...(logUrl === undefined ? {} : { logUrl }),
    ...(description === undefined ? {} : { description }),
  };
}
