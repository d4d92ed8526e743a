import type { Clock } from '../../../clock.ts';
import type { AppAddresses } from '../../addresses.ts';
import { Meter } from '../../invoice.ts';
import { seededWords } from '../../random.ts';
import { eurPerHour } from '../api/sizes.ts';
import { metered } from './metered.ts';
import {
  defaultSettings,
  type NewApp,
  type NewLink,
  type Role,
  type ScaleCall,
  type ScalingoSettings,
  type SimApp,
  type SimContainer,
  type SimEvent,
  type SimLink,
  type SimOperation,
  type SimUser,
} from './state.ts';

/** Statuses kept per app for stale reads. */
const REMEMBERED_STATUSES = 50;

/** What a sandbox left open for weeks keeps of the past; the vendor keeps all of it. */
const REMEMBERED = { eventsOfApp: 1_000, events: 10_000, operations: 1_000, scaleCalls: 10_000 } as const;

export interface PlatformOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly speed: number;
  readonly seed: number;
  readonly addresses: Pick<AppAddresses, 'open' | 'shut'>;
}

/** The state of one simulated region and the few things everything else is made of: ids, time, events. */
export class Platform {
  readonly clock: Clock;
  readonly region: string;
  readonly settings: ScalingoSettings = defaultSettings();
  readonly apps = new Map<string, SimApp>();
  readonly operations = new Map<string, SimOperation>();
  readonly users = new Map<string, SimUser>();
  /** All events of all apps, oldest first; deleted apps included. */
  readonly events: SimEvent[] = [];
  readonly scaleCalls: ScaleCall[] = [];
  readonly meter = new Meter(eurPerHour);
  /** The platform itself, author of what no user asked for. */
  readonly robot: SimUser = { id: 'us-platform', username: 'scalingo-platform', email: 'deploy@scalingo.com' };
  /** Base URL of the API; known once the server listens. */
  apiUrl = '';
  /** Called with every event, as soon as it is written. */
  onEvent: (app: SimApp, event: SimEvent) => void = () => undefined;
  readonly #speed: number;
  readonly #addresses: Pick<AppAddresses, 'open' | 'shut'>;
  readonly #closing = new AbortController();
  readonly #nextRandom: () => number;

  constructor(options: PlatformOptions) {
    this.clock = options.clock;
    this.region = options.region;
    this.#speed = options.speed;
    this.#nextRandom = seededWords(options.seed);
    this.#addresses = options.addresses;
  }

  /** Aborts when the simulator closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  nowMs(): number {
    return this.clock.now().getTime();
  }

  /** Runs the action once that much simulated time has passed, unless the simulator is closed first. */
  after(ms: number, action: () => void): void {
    void this.clock.delay(ms / this.#speed, this.closing).then(action, () => undefined);
  }

  close(): void {
    this.#closing.abort();
  }

  /** Hexadecimal digits, the same ones for the same seed. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.#nextRandom().toString(16).padStart(8, '0');
    return text.slice(0, length);
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-8${this.hex(3)}-${this.hex(12)}`;
  }

  addUser(username: string): SimUser {
    const user = { id: `us-${this.uuid()}`, username, email: `${username}@example.com` };
    this.users.set(user.id, user);
    return user;
  }

  /** Paths accept the id or the name. */
  findApp(idOrName: string): SimApp | undefined {
    return this.apps.get(idOrName) ?? [...this.apps.values()].find(({ name }) => name === idOrName);
  }

  roleOf(user: SimUser, app: SimApp): Role | undefined {
    return app.roles.get(user.id);
  }

  /** The app's address is opened before anybody can see the app. */
  async addApp(spec: NewApp, owner: SimUser): Promise<SimApp> {
    const id = this.hex(24);
    const url = await this.#addresses.open(id);
    const app = metered(this.#makeApp(id, url, spec, spec.owner ?? owner), this.meter, () => this.nowMs());
    this.apps.set(id, app);
    if (app.status === 'running') app.containers = this.missingContainers(app, 'running');
    return app;
  }

  removeApp(app: SimApp): void {
    this.apps.delete(app.id);
    app.containers = [];
    void this.#addresses.shut(app.id);
  }

  makeLink(spec: NewLink): SimLink {
    return {
      id: this.uuid(),
      owner: spec.owner ?? 'shop-org',
      repo: spec.repo ?? 'shop',
      branch: spec.branch ?? 'main',
      autoDeploy: true,
      deployReviewApps: true,
      deleteOnClose: spec.deleteOnClose ?? true,
      hoursBeforeDeleteOnClose: spec.hoursBeforeDeleteOnClose ?? 0,
      createdAtMs: this.nowMs(),
      updatedAtMs: this.nowMs(),
      pulls: new Map(),
    };
  }

  setStatus(app: SimApp, status: string): void {
    app.status = status;
    app.statusLog.push({ atMs: this.nowMs(), status });
    if (app.statusLog.length > REMEMBERED_STATUSES) app.statusLog.shift();
  }

  /** The status as readers see it, late when reads are stale. */
  visibleStatus(app: SimApp): string {
    const atMs = this.nowMs() - this.settings.staleReadsMs;
    return (app.statusLog.findLast((entry) => entry.atMs <= atMs) ?? app.statusLog[0])?.status ?? app.status;
  }

  writeEvent(
    app: SimApp,
    type: string,
    typeData: Readonly<Record<string, unknown>>,
    user: SimUser,
    createdAtMs = this.nowMs(),
  ): SimEvent {
    const event: SimEvent = {
      id: this.hex(24),
      createdAtMs,
      user,
      appId: app.id,
      appName: app.name,
      type,
      typeData,
    };
    app.events.push(event);
    this.events.push(event);
    if (app.events.length > REMEMBERED.eventsOfApp) app.events.shift();
    if (this.events.length > REMEMBERED.events) this.events.shift();
    // History written afterwards takes its place in time.
    if (createdAtMs < this.nowMs()) for (const list of [app.events, this.events]) list.sort(byCreation);
    this.onEvent(app, event);
    return event;
  }

  addOperation(operation: SimOperation): void {
    this.operations.set(operation.id, operation);
    if (this.operations.size <= REMEMBERED.operations) return;
    for (const [id, { finishedAtMs }] of this.operations) {
      if (finishedAtMs === undefined) continue;
      this.operations.delete(id);
      return;
    }
  }

  addScaleCall(call: ScaleCall): void {
    this.scaleCalls.push(call);
    if (this.scaleCalls.length > REMEMBERED.scaleCalls) this.scaleCalls.shift();
  }

  /** New containers for whatever the formation asks for and does not have; those being stopped do not count. */
  missingContainers(app: SimApp, state: SimContainer['state']): SimContainer[] {
    const present = new Set(app.containers.filter(isLive).map(({ type, index }) => `${type}-${index}`));
    return [...app.formation].flatMap(([type, { amount }]) =>
      Array.from({ length: amount }, (_, place) => place + 1)
        .filter((index) => !present.has(`${type}-${index}`))
        .map((index) => this.makeContainer(app, type, index, state)),
    );
  }

  makeContainer(app: SimApp, type: string, index: number, state: SimContainer['state']): SimContainer {
    const scale = app.formation.get(type);
    return {
      id: this.hex(24),
      type,
      index,
      createdAtMs: this.nowMs(),
      size: scale?.size ?? 'M',
      command: scale?.command ?? '',
      state,
    };
  }

  #makeApp(id: string, url: string, spec: NewApp, owner: SimUser): SimApp {
    const createdAtMs = spec.createdAt === undefined ? this.nowMs() : Date.parse(spec.createdAt);
    const formation = spec.formation ?? { web: { amount: 1 } };
    const amounts = Object.values(formation).map(({ amount }) => amount);
    const status = spec.status ?? (amounts.some((amount) => amount > 0) ? 'running' : 'stopped');
    const deployed = status !== 'new';
    const deployedAtMs = spec.lastDeployedAt === undefined ? createdAtMs : Date.parse(spec.lastDeployedAt);
    const deployment = {
      id: this.uuid(),
      shortId: this.hex(24),
      pusher: owner,
      gitRef: this.hex(40),
      createdAtMs: deployedAtMs,
      finishedAtMs: deployedAtMs,
      status: 'success',
    };
    return {
      id,
      owner,
      url,
      createdAtMs,
      name: spec.name,
      parentName: spec.parent ?? '',
      roles: new Map([[owner.id, 'owner']]),
      formation: new Map(
        Object.entries(formation).map(([type, { amount, size }]) => [
          type,
          { amount, size: size ?? 'M', command: type === 'web' ? '' : `npm run ${type}` },
        ]),
      ),
      autoscalers: [],
      deployments: deployed ? [deployment] : [],
      events: [],
      notifiers: [],
      logs: [],
      requests: new Map(),
      containers: [],
      oneOffs: [],
      operation: undefined,
      status,
      statusLog: [{ atMs: createdAtMs, status }],
      project: spec.project ?? 'default',
      updatedAtMs: createdAtMs,
      lastDeployedAtMs: deployed ? deployedAtMs : undefined,
      lastDeployedBy: deployed ? owner.username : undefined,
      lastDeploymentId: deployed ? deployment.shortId : undefined,
      review: undefined,
      link: spec.link === undefined ? undefined : this.makeLink(spec.link),
      cronTasks: spec.cronTasks ?? [],
      routerLogs: false,
      forceHttps: false,
      stickySession: false,
      bootMs: spec.bootMs ?? this.settings.bootMs,
      stopMs: spec.stopMs ?? this.settings.stopMs,
      deployMs: spec.deployMs ?? this.settings.deployMs,
      failingStarts: spec.failingStarts ?? 0,
      failingDeployments: 0,
      stuck: false,
      unpaid: false,
      answerStatus: 200,
    };
  }
}

function byCreation(a: SimEvent, b: SimEvent): number {
  return a.createdAtMs - b.createdAtMs;
}

/** Counts towards the formation: runs or will. */
export function isLive(container: SimContainer): boolean {
  return container.state !== 'stopping';
}

export function label(container: SimContainer): string {
  return `${container.type}-${container.index}`;
}
