import { type Clock, isRecent } from '../../clock.ts';
import type { ScalingoConfig } from '../../config.ts';
import { ProviderError } from '../../errors.ts';
import { type App, appRef, type ReviewApp } from '../../model/app.ts';
import { type Formation, isEmpty } from '../../model/formation.ts';
import type { Region } from '../../model/region.ts';
import type {
  Account,
  Activity,
  ActivityOptions,
  Busy,
  CallOptions,
  Change,
  ChangeProgress,
  HealthOptions,
  PriceList,
  ProbeAnswer,
  Provider,
  ProviderDeps,
  ProviderHealth,
  SizeFacts,
  StartOptions,
} from '../provider.ts';
import { type ScaleAnswer, ScalingoClient, type Target } from './client.ts';
import { nameAccount, readHealth } from './health.ts';
import {
  findLastHandled,
  findPrevious,
  LONGEST_WINDOW_HOURS,
  mapActivity,
  mapApp,
  mapDeployments,
  mapFormation,
  mapOneOffs,
  tellsOfAutoscaler,
  windowHours,
  withAutoscalers,
} from './map.ts';
import { readProgress } from './progress.ts';
import { readReviews } from './reviews.ts';
import { SharedList } from './shared-list.ts';
import { describeSize, mapPrices } from './sizes.ts';
import { Starts } from './starts.ts';

const HOUR_MS = 3_600_000;
/** Events come 30 to a page: 90 is more than an app sees while it sleeps. */
const MOST_EVENT_PAGES = 3;

/** A stop follows the reading of what it stops; later than this, it reads again. */
const FRESH_MS = 5_000;

type Amounts = Readonly<Record<string, number>>;
type Sizes = Readonly<Record<string, string>>;

interface ScaleReading {
  readonly rows: Awaited<ReturnType<ScalingoClient['listFormation']>>;
  readonly autoscalers: Awaited<ReturnType<ScalingoClient['listAutoscalers']>>;
  readonly atMs: number;
}

export class ScalingoProvider implements Provider {
  readonly region: Region;
  readonly #clock: Clock;
  readonly #client: ScalingoClient;
  /** Read just before a stop, which then needs no reads of its own. */
  readonly #scales = new Map<string, ScaleReading>();
  /** Qualified names last seen, so that errors speak of `scalingo/osc-fr1/shop-pr42` and not of an id. */
  readonly #names = new Map<string, string>();

  readonly #list: SharedList;
  readonly #starts: Starts;
  /** Who we are, asked once however many ask at the same time. */
  #self: ReturnType<ScalingoClient['getAccount']> | undefined;

  constructor(config: ScalingoConfig, deps: ProviderDeps) {
    this.region = { type: 'scalingo', name: config.region };
    this.#clock = deps.clock;
    this.#client = new ScalingoClient(config, deps);
    this.#list = new SharedList(deps.clock, (options) => this.listApps(options));
    this.#starts = new Starts(deps.clock, this.#list);
  }

  async listApps(options: CallOptions = {}): Promise<readonly App[]> {
    const rows = await this.#client.listApps(options);
    const readAt = this.#now();
    // What the list no longer holds is gone: a program that runs for months must not gather names.
    this.#names.clear();
    return rows.map((row) => this.#remember(mapApp(row, this.region, readAt)));
  }

  async getApp(id: string, options: CallOptions = {}): Promise<App> {
    const listed = await this.#list.find(id, options);
    if (listed !== undefined) return listed;
    const row = await this.#client.getApp(this.#target(id, options));
    return this.#remember(mapApp(row, this.region, this.#now()));
  }

  async getFormation(id: string, options: CallOptions = {}): Promise<Formation> {
    const { rows, autoscalers } = await this.#readScale(this.#target(id, options), id);
    return mapFormation(rows, autoscalers);
  }

  async stop(id: string, options: CallOptions = {}): Promise<Change> {
    const target = this.#target(id, options);
    const at = this.#now();
    const read = this.#recallScale(id) ?? (await this.#readScale(target, id));
    this.#scales.delete(id);
    // A scale disables the autoscalers of the types it changes; one left enabled would start containers by itself.
    for (const { id: autoscaler, disabled } of read.autoscalers) {
      if (disabled !== true) await this.#client.switchAutoscaler(target, autoscaler, true);
    }
    const answer = await this.#scale(target, zeros(read.rows), async () => {
      return zeros(await this.#client.listFormation(target));
    });
    return changeOf(answer, at);
  }

  async start(id: string, formation: Formation, options: StartOptions = {}): Promise<Change> {
    const { resizes = false, restart = true, ...call } = options;
    const target = this.#target(id, call);
    await this.#starts.enter(id, call.signal);
    const at = this.#now();
    const answer = await this.#scaleUp(target, formation, resizes ? sizesOf(formation) : {});
    if (answer.kind === 'accepted') return changeOf(answer, at);
    // Nothing was started: the app says why, at the cost of one call.
    const { status } = await this.getApp(id, call);
    if (status === 'new') throw this.#neverDeployed(target);
    if (status !== 'crashed') return changeOf(answer, at);
    if (!restart) throw this.#crashedMeanwhile(target);
    const operation = await this.#client.restart(target);
    return { kind: 'accepted', ...(operation && { id: operation }), at };
  }

  async getProgress(id: string, change: Change, options: CallOptions = {}): Promise<ChangeProgress> {
    if (change.kind === 'none') return { state: 'done' };
    const progress =
      (await this.#starts.look(id, change, options)) ??
      (await readProgress(this.#client, this.#target(id, options), change, () => this.getApp(id, options)));
    if (progress.retryable === true) this.#starts.refuse(id);
    else if (progress.state !== 'pending') this.#starts.leave(id);
    return progress;
  }

  async settle(id: string, formation: Formation, options: CallOptions = {}): Promise<void> {
    const target = this.#target(id, options);
    if (Object.values(formation).every(({ autoscaler }) => autoscaler === undefined)) return;
    // Another process may have put it to sleep meanwhile: enabled at zero, one would start containers by itself.
    const rows = await this.#client.listFormation(target);
    const up = new Set(rows.filter(({ amount }) => amount > 0).map(({ name }) => name));
    // One after the other: enabling one may scale, and the app takes one operation at a time.
    for (const [type, { autoscaler }] of Object.entries(formation)) {
      if (autoscaler !== undefined && up.has(type)) await this.#client.switchAutoscaler(target, autoscaler, false);
    }
  }

  /** At most three calls, and one more for an app that has autoscalers. */
  async getPreviousFormation(id: string, options: CallOptions = {}): Promise<Formation | undefined> {
    const target = this.#target(id, options);
    let page: number | undefined = 1;
    let autoscales = false;
    for (let pages = 0; pages < MOST_EVENT_PAGES && page !== undefined; pages += 1) {
      const { events, nextPage }: Awaited<ReturnType<ScalingoClient['listEvents']>> = await this.#client.listEvents(
        target,
        page,
      );
      autoscales ||= events.some(tellsOfAutoscaler);
      const previous = findPrevious(events);
      if (previous !== undefined) {
        return autoscales ? withAutoscalers(previous, await this.#client.listAutoscalers(target)) : previous.formation;
      }
      page = nextPage;
    }
    return undefined;
  }

  async getBusy(id: string, options: CallOptions = {}): Promise<readonly Busy[]> {
    const target = this.#target(id, options);
    const [deployments, containers] = await Promise.all([
      this.#client.listDeployments(target),
      this.#client.listContainers(target),
    ]);
    return [...mapDeployments(deployments), ...mapOneOffs(containers)];
  }

  async getActivitySince(id: string, since: Date, options: ActivityOptions = {}): Promise<Activity> {
    const { hasWeb, ...rest } = options;
    if (hasWeb === false) return { known: false, reason: 'no_web' };
    try {
      return await this.#readActivity(this.#target(id, rest), since, hasWeb);
    } catch (error) {
      // Unknown, never idle. An abort by the caller is no signal and goes through.
      if (error instanceof ProviderError) return { known: false, reason: error.code };
      throw error;
    }
  }

  listReviews(apps: readonly App[], options: CallOptions = {}): Promise<ReadonlyMap<string, ReviewApp>> {
    return readReviews(this.#client, apps, this.#clock.now(), options);
  }

  /** One call, and once the one that tells who we are. */
  async findLastHandledAt(id: string, options: CallOptions = {}): Promise<string | undefined> {
    this.#self ??= this.#client.getAccount(options).catch((error: unknown) => {
      this.#self = undefined;
      throw error;
    });
    const { id: userId } = await this.#self;
    const { events } = await this.#client.listEvents(this.#target(id, options), 1);
    return findLastHandled(events, userId);
  }

  async getAccount(options: CallOptions = {}): Promise<Account> {
    return nameAccount(await this.#client.getAccount(options));
  }

  async getPrices(options: CallOptions = {}): Promise<PriceList> {
    return mapPrices(await this.#client.listSizes(options), this.#now());
  }

  describeSize(size: string): SizeFacts | undefined {
    return describeSize(size);
  }

  getHealth(options: HealthOptions = {}): Promise<ProviderHealth> {
    return readHealth(this.#client, options);
  }

  isPlaceholder({ status, headers }: ProbeAnswer): boolean {
    // The header alone proves the router; whether it is always there is unknown [A].
    return headers['x-scalingo-error'] !== undefined || status === 502 || status === 503 || status === 504;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** What is not started is not followed. */
  async #scaleUp(target: Target, formation: Formation, sizes: Sizes): Promise<ScaleAnswer> {
    const readAgain = async () => {
      const rows = await this.#client.listFormation(target);
      const known = new Set(rows.map(({ name }) => name));
      const left = Object.fromEntries(Object.entries(formation).filter(([type]) => known.has(type)));
      return isEmpty(left) ? { web: 1 } : amountsOf(left);
    };
    try {
      const answer = await this.#scale(target, amountsOf(formation), readAgain, sizes);
      if (answer.kind !== 'accepted') this.#starts.leave(target.id);
      return answer;
    } catch (error) {
      this.#starts.leave(target.id);
      throw error;
    }
  }

  /** Routers see the web type only: without one, no request says nothing. Asked for when nobody came and nobody knows. */
  async #readActivity(target: Target, since: Date, hasWeb: boolean | undefined): Promise<Activity> {
    const now = this.#clock.now();
    const points = await this.#client.findRouterPoints(target, windowHours(since, now));
    const activity = mapActivity(points, since, now);
    if (!activity.known || activity.lastRequestAt !== undefined) return activity;
    if (now.getTime() - since.getTime() > LONGEST_WINDOW_HOURS * HOUR_MS) {
      return { known: false, reason: 'beyond_history' };
    }
    if (hasWeb === true) return activity;
    const rows = await this.#client.listFormation(target);
    const runs = rows.some(({ name, amount }) => name === 'web' && amount >= 1);
    return runs ? activity : { known: false, reason: 'no_web' };
  }

  /** A type that a deployment removed makes the vendor reject the whole: read what there is and try once more. */
  async #scale(
    target: Target,
    amounts: Amounts,
    readAgain: () => Promise<Amounts>,
    sizes: Sizes = {},
  ): Promise<ScaleAnswer> {
    const first = await this.#client.scale(target, amounts, sizes);
    if (first.kind !== 'rejected') return first;
    const left = await readAgain();
    if (Object.keys(amounts).every((type) => type in left)) throw first.error;
    const second = await this.#client.scale(target, left, sizes);
    if (second.kind === 'rejected') throw second.error;
    return second;
  }

  #neverDeployed({ app }: Target): ProviderError {
    return new ProviderError('provider_refused', `${app} was never deployed: there is nothing to start`, {
      context: { app, region: `scalingo/${this.region.name}`, reason: 'never_deployed' },
    });
  }

  #crashedMeanwhile({ app }: Target): ProviderError {
    return new ProviderError('provider_conflict', `${app} has crashed meanwhile`, {
      retryable: true,
      context: { app, region: `scalingo/${this.region.name}`, reason: 'crashed' },
    });
  }

  #target(id: string, options: CallOptions): Target {
    return { ...options, id, app: this.#names.get(id) ?? id };
  }

  #remember(app: App): App {
    this.#names.set(app.id, appRef(app));
    return app;
  }

  async #readScale(target: Target, id: string): Promise<ScaleReading> {
    const [rows, autoscalers] = await Promise.all([
      this.#client.listFormation(target),
      this.#client.listAutoscalers(target),
    ]);
    const now = this.#clock.now();
    for (const [other, { atMs }] of this.#scales) if (!isRecent(atMs, now, FRESH_MS)) this.#scales.delete(other);
    const reading = { rows, autoscalers, atMs: now.getTime() };
    this.#scales.set(id, reading);
    return reading;
  }

  #recallScale(id: string): ScaleReading | undefined {
    const reading = this.#scales.get(id);
    return reading !== undefined && isRecent(reading.atMs, this.#clock.now(), FRESH_MS) ? reading : undefined;
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }
}

function sizesOf(formation: Formation): Sizes {
  const sized = Object.entries(formation).flatMap(([type, { size }]) => (size === undefined ? [] : [[type, size]]));
  return Object.fromEntries(sized);
}

function amountsOf(formation: Formation): Amounts {
  return Object.fromEntries(Object.entries(formation).map(([type, { amount }]) => [type, amount]));
}

function zeros(rows: ScaleReading['rows']): Amounts {
  return Object.fromEntries(rows.map(({ name }) => [name, 0]));
}

function changeOf(answer: ScaleAnswer, at: string): Change {
  if (answer.kind === 'unchanged') return { kind: 'none', at };
  return { kind: 'accepted', ...(answer.kind === 'accepted' && answer.operation && { id: answer.operation }), at };
}
