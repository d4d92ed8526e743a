import type { Formation } from '../../model/formation.ts';
import type { Invoice } from '../invoice.ts';
import type { Auth } from './api/auth.ts';
import * as deployments from './platform/deployments.ts';
import * as moves from './platform/moves.ts';
import type { Platform } from './platform/platform.ts';
import { attachReview, closePull } from './platform/reviews.ts';
import type {
  NewApp,
  NewPull,
  Role,
  ScaleCall,
  ScalingoSettings,
  SimApp,
  SimAutoscaler,
  SimPull,
  SimUser,
} from './platform/state.ts';
import { countRequest } from './platform/traffic.ts';

/** What a test may say about an autoscaler; the rest has ordinary values. */
export interface NewAutoscaler {
  readonly type?: string;
  readonly min?: number;
  readonly max?: number;
  readonly disabled?: boolean;
}

/**
 * The simulated region as tests and the sandbox move it, past the API and its rules.
 * Apps are named by id or by name; an unknown one is a mistake of the caller and throws.
 */
export class ScalingoWorld {
  /** Owner of what is added, and of the simulator's token. */
  readonly owner: SimUser;
  readonly #platform: Platform;
  readonly #auth: Auth;

  constructor(platform: Platform, auth: Auth, owner: SimUser) {
    this.#platform = platform;
    this.#auth = auth;
    this.owner = owner;
  }

  /** Switches, to be written to. */
  get settings(): ScalingoSettings {
    return this.#platform.settings;
  }

  /** Every scale call that reached an app, with what it was answered. */
  get scaleCalls(): readonly ScaleCall[] {
    return this.#platform.scaleCalls;
  }

  /** Calls that were one too many in their minute. */
  get refusedCalls(): number {
    return this.#auth.refusedCalls;
  }

  get apps(): readonly SimApp[] {
    return [...this.#platform.apps.values()];
  }

  /** What the containers of a period cost, by the vendor's own book. */
  invoice(from: Date, until: Date): Invoice {
    return this.#platform.meter.invoice(from.getTime(), until.getTime(), this.#platform.nowMs());
  }

  async addApp(spec: NewApp): Promise<SimApp> {
    const parent = spec.pullRequest === undefined ? undefined : this.app(spec.parent ?? '');
    const app = await this.#platform.addApp(spec, this.owner);
    if (spec.pullRequest !== undefined && parent !== undefined)
      attachReview(this.#platform, app, parent, this.addPullRequest(parent.id, spec.pullRequest));
    return app;
  }

  app(idOrName: string): SimApp {
    const app = this.#platform.findApp(idOrName);
    if (app === undefined) throw new Error(`The simulated world has no app ${idOrName}`);
    return app;
  }

  remove(idOrName: string): void {
    this.#platform.removeApp(this.app(idOrName));
  }

  /** Exactly what the platform holds: amounts, sizes, and the autoscalers that are enabled. */
  formationOf(idOrName: string): Formation {
    const app = this.app(idOrName);
    return Object.fromEntries(
      [...app.formation].map(([type, { amount, size }]) => {
        const autoscaler = app.autoscalers.find(({ containerType, disabled }) => containerType === type && !disabled);
        return [type, { amount, size, ...(autoscaler === undefined ? {} : { autoscaler: autoscaler.id }) }];
      }),
    );
  }

  autoscalersOf(idOrName: string): readonly Readonly<SimAutoscaler>[] {
    return this.app(idOrName).autoscalers;
  }

  /** @returns its id */
  addAutoscaler(idOrName: string, spec: NewAutoscaler = {}): string {
    const app = this.app(idOrName);
    const autoscaler: SimAutoscaler = {
      id: `au-${this.#platform.uuid()}`,
      containerType: spec.type ?? 'web',
      minContainers: spec.min ?? 2,
      maxContainers: spec.max ?? 4,
      metric: 'rpm_per_container',
      target: 150,
      disabled: spec.disabled ?? false,
      createdAtMs: this.#platform.nowMs(),
      updatedAtMs: this.#platform.nowMs(),
      lastScaleAtMs: undefined,
    };
    app.autoscalers.push(autoscaler);
    return autoscaler.id;
  }

  /** A one-off that runs until it is stopped. @returns its container's id */
  addOneOff(idOrName: string, command = 'npm run task'): string {
    return moves.startOneOff(this.#platform, this.app(idOrName), command).id;
  }

  endOneOffs(idOrName: string): void {
    this.app(idOrName).oneOffs = [];
  }

  /** A deployment that runs its course. @returns its id */
  deploy(idOrName: string): string {
    return deployments.deploy(this.#platform, this.#idleApp(idOrName), this.owner).id;
  }

  /** A deployment that stays as it is; an unfinished one keeps the app `booting` until `endDeployment`. */
  addDeployment(idOrName: string, status = 'building'): string {
    const app = this.app(idOrName);
    const deployment = deployments.recordDeployment(this.#platform, app, this.owner, status);
    this.#platform.writeEvent(app, 'deployment', deployments.deploymentData(app, deployment), this.owner);
    if (deployments.isUnfinished(deployment)) this.#platform.setStatus(app, 'booting');
    return deployment.id;
  }

  /** Ends every unfinished deployment of the app well. */
  endDeployment(idOrName: string): void {
    const app = this.app(idOrName);
    for (const deployment of app.deployments.filter(deployments.isUnfinished)) {
      deployment.status = 'success';
      deployment.finishedAtMs = this.#platform.nowMs();
      deployments.finishDeployment(this.#platform, app, deployment);
    }
  }

  /** Requests the app served in the minute of that instant (ISO 8601). */
  addRequests(idOrName: string, at: string, count = 1): void {
    countRequest(this.app(idOrName), Date.parse(at), count);
  }

  /** An entry of the past in the app's history (ISO 8601). */
  addEvent(idOrName: string, type: string, typeData: Readonly<Record<string, unknown>>, at: string): void {
    this.#platform.writeEvent(this.app(idOrName), type, typeData, this.owner, Date.parse(at));
  }

  /** Somebody scales by other means than the token under test. */
  scale(idOrName: string, amounts: Readonly<Record<string, number>>): void {
    const app = this.#idleApp(idOrName);
    const targets = Object.entries(amounts).map(([name, amount]) => ({
      name,
      amount,
      size: app.formation.get(name)?.size ?? 'M',
    }));
    for (const autoscaler of app.autoscalers) if (autoscaler.containerType in amounts) autoscaler.disabled = true;
    moves.scale(this.#platform, app, targets, this.owner);
  }

  /** The platform gives up after a 13th crash in a row. */
  crash(idOrName: string): void {
    moves.crash(this.#platform, this.app(idOrName));
  }

  /** Any text, also one the vendor has not invented yet. */
  setStatus(idOrName: string, status: string): void {
    this.#platform.setStatus(this.app(idOrName), status);
  }

  /** Operations and deployments of the app begin and never end, until `false` ends them well. */
  setStuck(idOrName: string, stuck: boolean): void {
    const app = this.app(idOrName);
    app.stuck = stuck;
    if (stuck) return;
    moves.endOperation(this.#platform, app);
    this.endDeployment(idOrName);
  }

  /** The next starts come to nothing: their operation ends in `error`. */
  failStarts(idOrName: string, times = Number.POSITIVE_INFINITY): void {
    this.app(idOrName).failingStarts = times;
  }

  /** The next deployments end in `build-error`; the old version stays. */
  failDeployments(idOrName: string, times = Number.POSITIVE_INFINITY): void {
    this.app(idOrName).failingDeployments = times;
  }

  /** The forge has this pull request; no app is made for it. */
  addPullRequest(parent: string, spec: NewPull): SimPull {
    const app = this.app(parent);
    const pull: SimPull = {
      number: spec.number,
      title: spec.title ?? `Change ${spec.number}`,
      branch: spec.branch ?? `change-${spec.number}`,
      createdAtMs: this.#platform.nowMs(),
      closedAtMs: spec.closedAt === undefined ? undefined : Date.parse(spec.closedAt),
    };
    app.link ??= this.#platform.makeLink({});
    app.link.pulls.set(pull.number, pull);
    return pull;
  }

  closePullRequest(parent: string, number: number): void {
    const app = this.app(parent);
    const pull = app.link?.pulls.get(number);
    if (pull === undefined) throw new Error(`${app.name} has no pull request ${number}`);
    closePull(this.#platform, app, pull);
  }

  /** A further account, which sees nothing until it is granted a role. */
  addUser(username: string): { readonly user: SimUser; readonly token: string } {
    const user = this.#platform.addUser(username);
    return { user, token: this.#auth.createToken(user).token };
  }

  grant(idOrName: string, user: SimUser, role: Role): void {
    this.app(idOrName).roles.set(user.id, role);
  }

  /** The user sees the app no more. */
  hide(idOrName: string, user: SimUser): void {
    this.app(idOrName).roles.delete(user.id);
  }

  /** Bearers exchanged for it before stay valid until they expire. */
  revokeToken(token: string): void {
    this.#auth.revokeToken(token);
  }

  revokeBearers(): void {
    this.#auth.revokeBearers();
  }

  #idleApp(idOrName: string): SimApp {
    const app = this.app(idOrName);
    if (moves.isBusy(app)) throw new Error(`${app.name} is ${app.status}: let the clock move on first`);
    return app;
  }
}
