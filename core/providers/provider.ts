import type { Clock } from '../clock.ts';
import type { ProxySettings } from '../http/agent.ts';
import type { Priority } from '../http/request.ts';
import type { Log, Secret } from '../log.ts';
import type { App, ReviewApp } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import type { Region } from '../model/region.ts';

export interface CallOptions {
  /** Default: `background`. */
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

export interface StopOptions extends CallOptions {
  /** Stops even where the vendor may not bring the same back, such as after a failed deployment. */
  readonly force?: boolean;
}

export interface StartOptions extends CallOptions {
  /** Whether an app that has crashed is restarted; default: yes. */
  readonly restart?: boolean;
  /** The sizes are asked for as well, because somebody has written them down; default: what there is stays as it is. */
  readonly resizes?: boolean;
}

export interface ActivityOptions extends CallOptions {
  /**
   * Whether a web container runs, where the caller knows: without one nothing can be measured and nothing is asked.
   * Left out: asked for where it matters, at the cost of a call.
   */
  readonly hasWeb?: boolean;
}

/** What the provider answered to a start or a stop. */
export interface Change {
  /** `none`: the app was already as asked, nothing was started. */
  readonly kind: 'accepted' | 'none';
  /** The vendor's id of what now runs (operation, deployment); absent where it gives none. */
  readonly id?: string;
  /** When it was asked for, ISO 8601, UTC: finds the deployment again when the id is missing. */
  readonly at: string;
}

/** One look at a change under way. */
export interface ChangeProgress {
  readonly state: 'pending' | 'done' | 'failed';
  /** The vendor's explanation of a failure, one line. */
  readonly detail?: string;
  /** Of a failure: nothing was changed and the same may be asked for again, later. */
  readonly retryable?: boolean;
}

/** Something on the app that must not be interrupted. */
export interface Busy {
  readonly kind: 'deployment' | 'one_off';
  /** ISO 8601, UTC. */
  readonly since?: string;
  readonly detail?: string;
}

/**
 * Requests served in a period: a count and the last instant, or why it cannot be told. Unknown is never zero.
 * Two reasons say that it never can be: `no_web`, no web container runs; `tcp`, the app serves no HTTP.
 */
export type Activity =
  | {
      readonly known: true;
      /** ISO 8601, UTC; absent: no request since the asked instant. */
      readonly lastRequestAt?: string;
      readonly requests?: number;
      /**
       * The requests one by one or minute by minute, oldest first, where the vendor tells: what a monitor is recognised
       * by. They hold the whole period, and the 3 h before now although the period began later. Absent where only hours
       * or thinned points are known of a part of it, or where they are too many to be read: an app that is in use.
       */
      readonly hits?: readonly Hit[];
      /** The figures are complete up to here; between this and now nothing is proven. ISO 8601, UTC. */
      readonly completeUntil: string;
    }
  | { readonly known: false; readonly reason: string };

/** Requests at one instant, or in the minute that ends there. */
export interface Hit {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly count: number;
  /** What asked, where the vendor tells: the same for the same caller and path. */
  readonly source?: string;
}

/** What a container of each size costs, EUR per hour without VAT; a size that is not here has no known price. */
export interface PriceList {
  readonly perHour: Readonly<Record<string, number>>;
  /** When it was read, or, of a built-in list, published; ISO 8601, UTC. */
  readonly at: string;
  /** `list`: the public price; `account`: the account's own. */
  readonly source: 'list' | 'account';
}

/** What a size is made of, for estimates of energy. */
export interface SizeFacts {
  readonly memoryGb: number;
  /** Absent where the vendor sells memory only. */
  readonly vcpus?: number;
}

/** How the credentials and the account stand, for `doctor`. Whatever the vendor does not tell is absent. */
export interface ProviderHealth {
  readonly account: Account;
  /** ISO 8601, UTC. */
  readonly tokenExpiresAt?: string;
  /** The provider's clock minus ours, in ms, to the second. */
  readonly skewMs?: number;
  /** Requests still allowed in the running minute, as counted here. */
  readonly budget?: { readonly perMinute: number; readonly left: number };
  /** Apps the account sees but may not scale, by the vendor's id. */
  readonly withoutRight?: readonly { readonly id: string; readonly name: string; readonly detail: string }[];
}

export interface HealthOptions extends CallOptions {
  /** Whether to ask for the rights on each app too, which costs up to a call for each; default: yes. */
  readonly rights?: boolean;
}

/** Whose credentials these are. */
export interface Account {
  readonly id: string;
  readonly name: string;
}

/** What an HTTP probe of an app's address got. */
export interface ProbeAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * One PaaS in one region. Throws ProviderError and nothing else.
 * Every call names apps by the vendor's id; a name would do too at both vendors, but is reused and not unique.
 */
export interface Provider {
  readonly region: Region;

  /** A push to an app that is stopped starts it, so that a start at the same moment would be a second one. */
  readonly startsOnPush?: boolean;

  /** Every app of this region the account can see. As few calls as the vendor allows. */
  listApps(options?: CallOptions): Promise<readonly App[]>;

  /** @throws {ProviderError} provider_not_found */
  getApp(id: string, options?: CallOptions): Promise<App>;

  /** The target amounts of every process type, zeros included, with sizes and enabled autoscalers. */
  getFormation(id: string, options?: CallOptions): Promise<Formation>;

  /**
   * Takes every container away. Resolves when the provider has accepted, not when they are gone. Safe to repeat.
   * @throws {ProviderError} provider_conflict (retryable) while a deployment or another operation runs
   */
  stop(id: string, options?: StopOptions): Promise<Change>;

  /**
   * Brings this formation up: amounts only, sizes are the owner's. Types the app no longer has are left out.
   * Restarts a crashed app whose formation is already right. Safe to repeat.
   * @throws {ProviderError} provider_conflict (retryable) while a deployment or another operation runs, or where it has
   *   crashed and is not to be restarted; provider_refused when it can never start (never deployed, unpaid)
   */
  start(id: string, formation: Formation, options?: StartOptions): Promise<Change>;

  /** One look at a change accepted before; costs at most two calls. */
  getProgress(id: string, change: Change, options?: CallOptions): Promise<ChangeProgress>;

  /**
   * Puts back what the scale itself undid (Scalingo: autoscalers). Called once the containers run; safe to repeat.
   * Left out where there is nothing to put back.
   */
  settle?(id: string, formation: Formation, options?: CallOptions): Promise<void>;

  /** What ran before the last scale to zero, from the vendor's own history; left out where stop keeps the formation. */
  getPreviousFormation?(id: string, options?: CallOptions): Promise<Formation | undefined>;

  /** Deployments and one-off tasks under way. */
  getBusy(id: string, options?: CallOptions): Promise<readonly Busy[]>;

  /** Requests served since then. Never throws for a signal that is merely missing: says unknown. */
  getActivitySince(id: string, since: Date, options?: ActivityOptions): Promise<Activity>;

  /**
   * When somebody last restarted or scaled the app or ran a task on it by hand, ISO 8601, UTC; undefined: not lately.
   * What Paastis itself asked for, and what the vendor does by itself, does not count. Left out where the list of apps
   * tells all of that.
   */
  findLastHandledAt?(id: string, options?: CallOptions): Promise<string | undefined>;

  /** Whose credentials these are. @throws {ProviderError} provider_auth */
  getAccount(options?: CallOptions): Promise<Account>;

  /**
   * Pull requests of the review apps among these, where the vendor knows them: whether they are closed and when it will
   * delete the app. As few calls as possible; what cannot be told is left out. By the app's id.
   */
  listReviews?(apps: readonly App[], options?: CallOptions): Promise<ReadonlyMap<string, ReviewApp>>;

  /** Prices per size, the account's own where the vendor tells them. @throws {ProviderError} */
  getPrices(options?: CallOptions): Promise<PriceList>;

  /** What a size is made of; undefined for a size nobody has described. No call. */
  describeSize(size: string): SizeFacts | undefined;

  /** How credentials and account stand; costs a few calls. @throws {ProviderError} provider_auth */
  getHealth(options?: HealthOptions): Promise<ProviderHealth>;

  /** True when the vendor's router answered in the app's place, so that the app itself is not up. */
  isPlaceholder(answer: ProbeAnswer): boolean;

  /** Ends connections and whatever waits. */
  close(): Promise<void>;
}

/** What every provider is given. */
export interface ProviderDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Other processes that know nothing of this one may ask for the same start at the same moment; default: no. */
  readonly contended?: boolean;
  /** In [0, 1): what is drawn once per process. Default: Math.random. */
  readonly random?: () => number;
  /** Hears of every credential that is had in exchange for the settings' own, before it is used. */
  readonly onSecret?: (secret: Secret) => void;
  /** What the program's environment says; left out: none. */
  readonly proxy?: ProxySettings | undefined;
}
