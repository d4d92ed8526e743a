import type { CleverCloudConfig } from '../../config.ts';
import type { App } from '../../model/app.ts';
import type { Formation } from '../../model/formation.ts';
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
  StopOptions,
} from '../provider.ts';
import { readActivity } from './activity.ts';
import { drawStartDelay, startApp, stopApp } from './changes.ts';
import { CleverCloudClient } from './client.ts';
import { nameAccount, readHealth } from './health.ts';
import { mapApp, mapBusy, mapScaling, mapStoppedScaling } from './map.ts';
import { Memory } from './memory.ts';
import { readProgress } from './progress.ts';
import { type Context, readApp, readApps, recallApp, understood } from './reading.ts';
import { describeSize, mapPrices } from './sizes.ts';
import { isNeverDeployed } from './status.ts';

/** One zone of one owner at Clever Cloud. */
export class CleverCloudProvider implements Provider {
  readonly region: Region;
  readonly startsOnPush = true;
  readonly #context: Context;

  constructor(config: CleverCloudConfig, deps: ProviderDeps) {
    this.region = { type: 'clever-cloud', name: config.region };
    this.#context = {
      zone: config.region,
      client: new CleverCloudClient(config, deps),
      memory: new Memory(deps.clock),
      contended: deps.contended === true,
      startAfterMs: deps.contended === true ? drawStartDelay(deps.random ?? Math.random) : 0,
      clock: deps.clock,
      log: deps.log,
    };
  }

  async listApps(options: CallOptions = {}): Promise<readonly App[]> {
    const readings = await readApps(this.#context, options);
    return readings.map((reading) => mapApp(this.region, reading));
  }

  async getApp(id: string, options: CallOptions = {}): Promise<App> {
    return mapApp(this.region, await readApp(this.#context, id, options));
  }

  async getFormation(id: string, options: CallOptions = {}): Promise<Formation> {
    const { application, status } = await recallApp(this.#context, id, options);
    const down = status.status === 'stopped' || status.status === 'new';
    // A failed wake may leave the app either wanting to be up or down.
    const failedDown = status.status === 'crashed' && application.state === 'SHOULD_BE_DOWN';
    return down || failedDown ? mapStoppedScaling(application) : mapScaling(application);
  }

  stop(id: string, options: StopOptions = {}): Promise<Change> {
    return stopApp(this.#context, id, options);
  }

  /** The formation is not needed: the vendor keeps the scaling of a stopped app and starts exactly that. */
  start(id: string, _formation: Formation, options: StartOptions = {}): Promise<Change> {
    return startApp(this.#context, id, options);
  }

  getProgress(id: string, change: Change, options: CallOptions = {}): Promise<ChangeProgress> {
    return readProgress(this.#context, id, change, options);
  }

  /** The configured scaling: what ran, since a stop leaves it untouched, and what a start brings back. */
  async getPreviousFormation(id: string, options: CallOptions = {}): Promise<Formation | undefined> {
    const { application } = await recallApp(this.#context, id, options);
    return isNeverDeployed(application) ? undefined : mapScaling(application);
  }

  async getBusy(id: string, options: CallOptions = {}): Promise<readonly Busy[]> {
    const { client, clock } = this.#context;
    const [application, rows] = await Promise.all([
      client.getApplication(id, options),
      client.listDeployments(id, 1, options),
    ]);
    return mapBusy(application, rows[0], clock.now().getTime());
  }

  getActivitySince(id: string, since: Date, options: ActivityOptions = {}): Promise<Activity> {
    return readActivity(this.#context, id, since, options);
  }

  async getAccount(options: CallOptions = {}): Promise<Account> {
    return nameAccount(await this.#context.client.getSelf(options));
  }

  async getPrices(options: CallOptions = {}): Promise<PriceList> {
    const { client, clock, zone } = this.#context;
    const own = await understood(client.findOwnPrices(zone, options));
    const readAt = clock.now().toISOString();
    const prices = own && mapPrices(own, 'account', readAt);
    if (prices !== undefined && Object.keys(prices.perHour).length > 0) return prices;
    return mapPrices(await client.getListPrices(zone, options), 'list', readAt);
  }

  describeSize(size: string): SizeFacts | undefined {
    return describeSize(size);
  }

  getHealth(options: HealthOptions = {}): Promise<ProviderHealth> {
    return readHealth(this.#context, options);
  }

  /** Without an instance the load balancer answers a 404 that bears a header of its own. */
  isPlaceholder({ status, headers }: ProbeAnswer): boolean {
    if (status === 502 || status === 503 || status === 504) return true;
    return status === 404 && String(headers['x-clevercloudupgrade']).toLowerCase() === 'true';
  }

  close(): Promise<void> {
    return this.#context.client.close();
  }
}
