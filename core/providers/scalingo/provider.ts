import { type Clock, isRecent } from '../../clock.ts';
import type { ScalingoConfig } from '../../config.ts';
import { ProviderError } from '../../errors.ts';
import { toDetail } from '../../http/body.ts';
import { type App, appRef, type ReviewApp } from '../../model/app.ts';
import { type Formation, isEmpty } from '../../model/formation.ts';
import type { Region } from '../../model/region.ts';
import { isTransitional } from '../../model/status.ts';
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
} from '../provider.ts';
import { type ScaleAnswer, ScalingoClient, type Target } from './client.ts';
import { nameAccount, readHealth } from './health.ts';
import {
  findLastHandled,
  findPreviousFormation,
  LONGEST_WINDOW_HOURS,
  mapActivity,
  mapApp,
  mapDeployments,
  mapFormation,
  mapOneOffs,
  windowHours,
} from './map.ts';
import { readReviews } from './reviews.ts';
import { describeSize, mapPrices } from './sizes.ts';

const HOUR_MS = 3_600_000;
/** Events come 30 to a page: 90 is more than an app sees while it sleeps. */
const MOST_EVENT_PAGES = 3;

/** A stop follows the reading of what it stops; later than this, it reads again. */
const FRESH_MS = 5_000;

type Amounts = Readonly<Record<string, number>>;

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

  #userId: string | undefined;

  constructor(config: ScalingoConfig, deps: ProviderDeps) {
    this.region = { type: 'scalingo', name: config.region };
    this.#clock = deps.clock;
    this.#client = new ScalingoClient(config, deps);
  }

  async listApps(options: CallOptions = {}): Promise<readonly App[]> {
    const rows = await this.#client.listApps(options);
    const readAt = this.#now();
    // What the list no longer holds is gone: a program that runs for months must not gather names.
    this.#names.clear();
    return rows.map((row) => this.#remember(mapApp(row, this.region, readAt)));
  }

  async getApp(id: string, options: CallOptions = {}): Promise<App> {
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

  async start(id: string, formation: Formation, options: CallOptions = {}): Promise<Change> {
    const target = this.#target(id, options);
    const at = this.#now();
    const answer = await this.#scale(target, amountsOf(formation), async () => {
      const rows = await this.#client.listFormation(target);
      const known = new Set(rows.map(({ name }) => name));
      const left = Object.fromEntries(Object.entries(formation).filter(([type]) => known.has(type)));
      return isEmpty(left) ? { web: 1 } : amountsOf(left);
    });
    if (answer.kind === 'accepted') return changeOf(answer, at);
    // Nothing was started: the app says why, at the cost of one call.
    const { status } = await this.getApp(id, options);
    if (status === 'new') throw this.#neverDeployed(target);
    if (status !== 'crashed') return changeOf(answer, at);
    const operation = await this.#client.restart(target);
    return { kind: 'accepted', ...(operation && { id: operation }), at };
  }

  async getProgress(id: string, change: Change, options: CallOptions = {}): Promise<ChangeProgress> {
    if (change.kind === 'none') return { state: 'done' };
    const target = this.#target(id, options);
    const operation = change.id === undefined ? undefined : await this.#client.findOperation(target, change.id);
    if (operation === undefined) return progressOf(await this.getApp(id, options));
    if (operation.status === 'done') return { state: 'done' };
    if (operation.status !== 'error') return { state: 'pending' };
    const detail = toDetail(operation.error ?? operation.message ?? '');
    return { state: 'failed', ...(detail && { detail }), ...(isQuota(detail ?? '') && { retryable: true }) };
  }

  async settle(id: string, formation: Formation, options: CallOptions = {}): Promise<void> {
    const target = this.#target(id, options);
    // One after the other: enabling one may scale, and the app takes one operation at a time.
    for (const { autoscaler } of Object.values(formation)) {
      if (autoscaler !== undefined) await this.#client.switchAutoscaler(target, autoscaler, false);
    }
  }

  async getPreviousFormation(id: string, options: CallOptions = {}): Promise<Formation | undefined> {
    const target = this.#target(id, options);
    let page: number | undefined = 1;
    for (let pages = 0; pages < MOST_EVENT_PAGES && page !== undefined; pages += 1) {
      const { events, nextPage }: Awaited<ReturnType<ScalingoClient['listEvents']>> = await this.#client.listEvents(
        target,
        page,
      );
      const formation = findPreviousFormation(events);
      if (formation !== undefined) return formation;
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
    this.#userId ??= (await this.#client.getAccount(options)).id;
    const { events } = await this.#client.listEvents(this.#target(id, options), 1);
    return findLastHandled(events, this.#userId);
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
  async #scale(target: Target, amounts: Amounts, readAgain: () => Promise<Amounts>): Promise<ScaleAnswer> {
    const first = await this.#client.scale(target, amounts);
    if (first.kind !== 'rejected') return first;
    const left = await readAgain();
    if (Object.keys(amounts).every((type) => type in left)) throw first.error;
    const second = await this.#client.scale(target, left);
    if (second.kind === 'rejected') throw second.error;
    return second;
  }

  #neverDeployed({ app }: Target): ProviderError {
    return new ProviderError('provider_refused', `${app} was never deployed: there is nothing to start`, {
      context: { app, region: `scalingo/${this.region.name}`, reason: 'never_deployed' },
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

/** Beyond the quota of simultaneous operations the vendor accepts first and fails then; its wording is unpublished [A]. */
function isQuota(detail: string): boolean {
  return /too many|quota|simultaneous|concurrent/i.test(detail);
}

/** Without an operation to ask: an unknown status is one that still moves. */
function progressOf({ status }: App): ChangeProgress {
  if (status === 'crashed') return { state: 'failed', detail: 'crashed' };
  return { state: isTransitional(status) || status === 'unknown' ? 'pending' : 'done' };
}
