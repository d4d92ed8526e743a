import type { Clock } from '../../../clock.ts';
import { type Invoice, Meter } from '../../invoice.ts';
import type { OAuthCredentials } from '../api/auth.ts';
import { eurPerHour } from '../api/products.ts';
import type { EventFeed } from '../events/feed.ts';
import type { Agenda } from './agenda.ts';
import type { Ids } from './ids.ts';
import { billInstance, Lifecycle } from './lifecycle.ts';
import type { WorldSettings } from './settings.ts';
import {
  defaultDomain,
  type Scaling,
  type SimulatedApp,
  type SimulatedDeployment,
  type SimulatedToken,
} from './state.ts';
import { type Visit, Visits } from './visits.ts';

/** What a new app is like; everything has a default: one XS, up, deployed a day ago. */
export interface AppOptions {
  readonly id?: string;
  readonly name: string;
  /** Default: the organisation. */
  readonly ownerId?: string;
  readonly zone?: string;
  readonly scaling?: Partial<Scaling>;
  /** Default `SHOULD_BE_UP`, with instances up; with any other state nothing runs. */
  readonly state?: string;
  /** `null`: never deployed. */
  readonly commitId?: string | null;
  readonly homogeneous?: boolean;
  readonly lifetime?: string;
  readonly archived?: boolean;
  readonly branch?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** Domains besides the default one. */
  readonly domains?: readonly string[];
  readonly deployedAt?: Date;
  readonly bootMs?: number;
  readonly stopMs?: number;
  readonly failingStarts?: number;
  /** False: no port of its own, no loopback domain. */
  readonly listens?: boolean;
}

export interface WorldDeps {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly ids: Ids;
  readonly settings: WorldSettings;
  readonly feed: EventFeed;
  readonly oauth: OAuthCredentials;
  /** Opens a loopback address for an app. */
  readonly listen: (appId: string) => Promise<string>;
}

/** The organisation of the reference's signature vectors, so that those can be sent as they are. */
export const DEFAULT_OWNER_ID = 'orga_11111111-2222-3333-4444-555555555555';
export const DEFAULT_USER_ID = 'user_22222222-3333-4444-5555-666666666666';

const DAY_MS = 86_400_000;
const TOKEN_LIFE_MS = 365 * DAY_MS;
const person = { id: DEFAULT_USER_ID, name: 'Test user' };

/** Apps, deployments, instances and visits of one simulated account, moved by the clock. */
export class World {
  readonly settings: WorldSettings;
  readonly ownerId: string = DEFAULT_OWNER_ID;
  readonly userId: string = DEFAULT_USER_ID;
  readonly visits: Visits;
  readonly feed: EventFeed;
  readonly lifecycle: Lifecycle;
  readonly oauth: OAuthCredentials;
  /** API tokens, by their value. */
  readonly #tokens = new Map<string, SimulatedToken>();
  /** End of the OAuth token, a year after the start of the simulation as for the vendor's command line. */
  readonly oauthExpiresAtMs: number;
  /** Part of `revokeCredentials`: OAuth fails from then on. */
  oauthRevoked = false;
  readonly #deps: WorldDeps;
  readonly #meter = new Meter(eurPerHour);
  readonly #apps = new Map<string, SimulatedApp>();
  readonly #limits = { v2: 0, v4: 0 };

  constructor(deps: WorldDeps) {
    this.#deps = deps;
    this.settings = deps.settings;
    this.feed = deps.feed;
    this.oauth = deps.oauth;
    this.oauthExpiresAtMs = this.#nowMs() + TOKEN_LIFE_MS;
    this.visits = new Visits(deps.clock, deps.ids);
    this.lifecycle = new Lifecycle({
      ...deps,
      meter: this.#meter,
      publish: (app, deployment, moment) => deps.feed.publishDeployment(app, deployment, moment),
    });
  }

  /** In the order they were added, of all owners. */
  get apps(): readonly SimulatedApp[] {
    return [...this.#apps.values()];
  }

  /** What the instances of a period cost, by the vendor's own book. */
  invoice(from: Date, until: Date): Invoice {
    return this.#meter.invoice(from.getTime(), until.getTime(), this.#nowMs());
  }

  /** The app itself: change what you like in it, unknown states included. */
  getApp(id: string): SimulatedApp {
    const app = this.#apps.get(id);
    if (app === undefined) throw new Error(`The simulated account has no app ${id}`);
    return app;
  }

  findApp(id: string): SimulatedApp | undefined {
    return this.#apps.get(id);
  }

  /** Adds an app as if it had lived for a month, with the rows and instances its state needs. */
  async addApp(options: AppOptions): Promise<SimulatedApp> {
    const id = options.id ?? `app_${this.#deps.ids()}`;
    const url = options.listens === false ? undefined : await this.#deps.listen(id);
    const app = this.#createApp(id, options, url);
    this.#apps.set(id, app);
    this.#addHistory(app, options.deployedAt?.getTime() ?? this.#nowMs() - DAY_MS);
    return app;
  }

  removeApp(id: string): void {
    for (const instance of this.#apps.get(id)?.instances ?? []) this.#meter.end(instance, this.#nowMs());
    this.#apps.delete(id);
  }

  /** A deployment nobody asked us for: a push, the console, maintenance. */
  injectDeployment(
    id: string,
    request: {
      readonly cause: string;
      readonly action?: string;
      readonly commit?: string;
      readonly byPlatform?: boolean;
    },
  ): SimulatedDeployment {
    const { byPlatform, ...rest } = request;
    return this.lifecycle.deploy(this.getApp(id), { ...rest, author: byPlatform === true ? null : person });
  }

  /** Somebody stops the app in the console. */
  injectStop(id: string): void {
    this.lifecycle.undeploy(this.getApp(id), { cause: 'Console', author: person });
  }

  /** A row as it is, in any state and of any action; it never moves by itself. */
  injectRow(id: string, row: Partial<SimulatedDeployment> = {}): SimulatedDeployment {
    const app = this.getApp(id);
    app.lastNumber += 1;
    const deployment: SimulatedDeployment = {
      uuid: `deployment_${this.#deps.ids()}`,
      number: app.lastNumber,
      phase: 'ended',
      state: 'OK',
      action: 'DEPLOY',
      commit: app.commitId,
      cause: 'Console',
      instances: app.scaling.minInstances,
      author: person,
      startedAtMs: this.#nowMs(),
      ...row,
    };
    app.deployments.push(deployment);
    return deployment;
  }

  /** An instance in any state, of the newest deployment. */
  injectInstance(id: string, state: string, isBuildVm = false): void {
    const app = this.getApp(id);
    this.#addInstance(app, this.#instance(app, app.deployments.at(-1), 0, state, this.#nowMs(), isBuildVm));
  }

  /** Requests to an app's public side at a given time, whether it is up or not. */
  addVisits(id: string, visit: Partial<Omit<Visit, 'id'>> & { readonly count?: number } = {}): void {
    const { count, ...rest } = visit;
    for (let left = count ?? 1; left > 0; left -= 1) this.visits.add(this.getApp(id).id, rest);
  }

  /** The next `calls` of that version are turned away: v2 with its 403, v4 with 429. */
  limitRate(version: 'v2' | 'v4', calls: number): void {
    this.#limits[version] = calls;
  }

  /** True when this call is one of those turned away. */
  takeLimit(version: 'v2' | 'v4'): boolean {
    if (this.#limits[version] <= 0) return false;
    this.#limits[version] -= 1;
    return true;
  }

  /** What a duration of the settings lasts at the speed of this simulation. */
  scaledMs(ms: number): number {
    return this.#deps.agenda.scaledMs(ms);
  }

  /** A further API token of the user; default life: a year, as the vendor's. */
  addToken(value: string, lifeMs = TOKEN_LIFE_MS): void {
    const createdAtMs = this.#nowMs();
    const id = `api_token_id_${this.#tokens.size + 1}`;
    this.#tokens.set(value, { id, name: id, createdAtMs, expiresAtMs: createdAtMs + lifeMs });
  }

  get tokens(): readonly SimulatedToken[] {
    return [...this.#tokens.values()];
  }

  isToken(value: string): boolean {
    return (this.#tokens.get(value)?.expiresAtMs ?? 0) > this.#nowMs();
  }

  /** API tokens and OAuth stop working, as when a person revokes them. */
  revokeCredentials(): void {
    this.#tokens.clear();
    this.oauthRevoked = true;
  }

  #createApp(id: string, options: AppOptions, url: string | undefined): SimulatedApp {
    const size = options.scaling?.minFlavor ?? 'XS';
    const amount = options.scaling?.minInstances ?? 1;
    const domains = [defaultDomain(id), ...(options.domains ?? []), ...(url === undefined ? [] : [new URL(url).host])];
    return {
      id,
      name: options.name,
      ownerId: options.ownerId ?? this.ownerId,
      zone: options.zone ?? 'par',
      state: options.state ?? 'SHOULD_BE_UP',
      scaling: { minInstances: amount, maxInstances: amount, minFlavor: size, maxFlavor: size, ...options.scaling },
      commitId:
        options.commitId === undefined ? this.#deps.ids().replaceAll('-', '').padEnd(40, '0') : options.commitId,
      homogeneous: options.homogeneous ?? false,
      lifetime: options.lifetime ?? 'REGULAR',
      archived: options.archived ?? false,
      branch: options.branch ?? 'main',
      vhosts: domains.map((domain) => `${domain}/`),
      env: options.env ?? {},
      tags: options.tags ?? [],
      createdAtMs: this.#nowMs() - 30 * DAY_MS,
      bootMs: options.bootMs ?? 40_000,
      stopMs: options.stopMs ?? 5_000,
      failingStarts: options.failingStarts ?? 0,
      deployments: [],
      instances: [],
      pending: [],
      lastNumber: 0,
      starts: 0,
      stops: 0,
      ...(url === undefined ? {} : { url }),
    };
  }

  /** The rows and instances that led to the state the app starts in. */
  #addHistory(app: SimulatedApp, deployedAtMs: number): void {
    if (app.commitId === null) return;
    const row = this.injectRow(app.id, { startedAtMs: deployedAtMs, endedAtMs: deployedAtMs + app.bootMs });
    if (app.state === 'SHOULD_BE_DOWN') {
      this.injectRow(app.id, { action: 'UNDEPLOY', commit: null, startedAtMs: deployedAtMs + 3_600_000 });
    }
    if (app.state !== 'SHOULD_BE_UP') return;
    for (let index = 0; index < app.scaling.minInstances; index += 1) {
      this.#addInstance(app, this.#instance(app, row, index, 'UP', deployedAtMs, false));
    }
  }

  #addInstance(app: SimulatedApp, instance: SimulatedApp['instances'][number]): void {
    app.instances.push(instance);
    billInstance(this.#meter, app, instance);
  }

  #instance(
    app: SimulatedApp,
    row: SimulatedDeployment | undefined,
    index: number,
    state: string,
    createdAtMs: number,
    isBuildVm: boolean,
  ): SimulatedApp['instances'][number] {
    return {
      id: this.#deps.ids(),
      state,
      deploymentId: row?.uuid ?? `deployment_${this.#deps.ids()}`,
      deployNumber: row?.number ?? 0,
      index,
      flavor: app.scaling.minFlavor,
      commit: app.commitId,
      createdAtMs,
      isBuildVm,
    };
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime();
  }
}
