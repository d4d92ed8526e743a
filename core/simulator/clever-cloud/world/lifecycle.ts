import type { Clock } from '../../../clock.ts';
import type { Meter } from '../../invoice.ts';
import type { Agenda } from './agenda.ts';
import type { Ids } from './ids.ts';
import type { WorldSettings } from './settings.ts';
import { isServing, type SimulatedApp, type SimulatedDeployment, type SimulatedInstance } from './state.ts';

/** What a deployment is asked with. */
export interface DeploymentRequest {
  /** Default: the app's current commit. */
  readonly commit?: string;
  readonly action?: string;
  readonly cause: string;
  readonly author: SimulatedDeployment['author'];
}

export interface LifecycleDeps {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly ids: Ids;
  readonly settings: WorldSettings;
  readonly meter: Meter;
  /** Told of each beginning and end. */
  readonly publish: (app: SimulatedApp, deployment: SimulatedDeployment, moment: 'begin' | 'end') => void;
}

/** Instances kept to be shown as `DELETED`; older ones are forgotten. */
const REMEMBERED_INSTANCES = 100;
/** Rows of one app: more than any client reads, few enough for thousands of cycles in one test. */
const REMEMBERED_DEPLOYMENTS = 200;

/** Starts, stops and cancels apps along the time model of section 5.1. */
export class Lifecycle {
  readonly #deps: LifecycleDeps;

  constructor(deps: LifecycleDeps) {
    this.#deps = deps;
  }

  /** Accepts a deployment; nothing shows until the visibility lag has passed. */
  deploy(app: SimulatedApp, request: DeploymentRequest): SimulatedDeployment {
    const deployment = this.#create(app, request.action ?? 'DEPLOY', request);
    this.#accept(app, deployment, []);
    return deployment;
  }

  /** Accepts a stop, which ends what runs or waits; undefined when there is nothing to stop. */
  undeploy(app: SimulatedApp, request: DeploymentRequest): SimulatedDeployment | undefined {
    const last = app.pending.at(-1);
    if (last?.action === 'UNDEPLOY') return undefined;
    if (last === undefined && app.state === 'SHOULD_BE_DOWN') return undefined;
    const deployment = this.#create(app, 'UNDEPLOY', request);
    const doomed = app.pending.filter(({ action }) => action !== 'UNDEPLOY');
    this.#accept(app, deployment, doomed);
    return deployment;
  }

  /** Accepts a cancel; false when that deployment is not running. */
  cancel(app: SimulatedApp, reference: string, author: SimulatedDeployment['author']): boolean {
    const running = app.pending[0];
    if (running?.number === undefined || running.action === 'UNDEPLOY') return false;
    if (reference !== running.uuid && reference !== String(running.number)) return false;
    this.#deps.agenda.schedule(this.#deps.settings.visibilityLagMs, () => {
      // It may have ended meanwhile: the cancel came too late.
      if (running.phase !== 'ended') this.#cancelNow(app, running, author);
    });
    return true;
  }

  /** An `UNDEPLOY` row names no commit at the vendor; all others name the one that will run. */
  #create(app: SimulatedApp, action: string, request: DeploymentRequest): SimulatedDeployment {
    return {
      uuid: `deployment_${this.#deps.ids()}`,
      phase: 'unseen',
      state: 'WIP',
      action,
      commit: action === 'UNDEPLOY' ? null : (request.commit ?? app.commitId),
      cause: request.cause,
      instances: app.scaling.minInstances,
      author: request.author,
      startedAtMs: this.#nowMs(),
    };
  }

  /** `doomed`: what was accepted before a stop and ends with it; later starts wait behind the stop. */
  #accept(app: SimulatedApp, deployment: SimulatedDeployment, doomed: readonly SimulatedDeployment[]): void {
    app.pending.push(deployment);
    app.deployments = [...app.deployments, deployment].slice(-REMEMBERED_DEPLOYMENTS);
    this.#deps.agenda.schedule(this.#deps.settings.visibilityLagMs, () => {
      for (const other of doomed) this.#abandon(app, other);
      if (deployment.phase === 'ended') return;
      if (app.pending[0] === deployment) this.#begin(app, deployment);
      else deployment.phase = 'waiting';
    });
  }

  #begin(app: SimulatedApp, deployment: SimulatedDeployment): void {
    const { settings } = this.#deps;
    this.#show(app, deployment);
    this.#later(deployment, settings.queuedMs, () => {
      deployment.phase = 'running';
      deployment.runningAtMs = this.#nowMs();
    });
    if (deployment.action === 'UNDEPLOY') this.#beginStop(app, deployment);
    else this.#beginStart(app, deployment);
  }

  /** Gives the row its number; the list is in the order of these. */
  #show(app: SimulatedApp, deployment: SimulatedDeployment): void {
    app.lastNumber += 1;
    deployment.number = app.lastNumber;
    deployment.phase = 'queued';
    this.#deps.publish(app, deployment, 'begin');
  }

  /** `homogeneous` means downtime, against its name: the old instances go before the new ones come. */
  #beginStart(app: SimulatedApp, deployment: SimulatedDeployment): void {
    const { settings } = this.#deps;
    const old = app.instances.filter(({ state }) => state === 'UP');
    if (old.length === 0) app.state = 'WANTS_TO_BE_UP';
    if (app.homogeneous) for (const instance of old) instance.state = 'STOPPING';

    const upMs = Math.max(0, app.bootMs - settings.visibilityLagMs);
    const bootingMs = Math.min(Math.max(0, settings.instanceAfterMs - settings.visibilityLagMs), upMs / 2);
    this.#later(deployment, bootingMs, () => {
      this.#remove(app, ({ state }) => state === 'STOPPING');
      this.#boot(app, deployment);
    });
    this.#later(deployment, (bootingMs + upMs) / 2, () => this.#setStates(app, deployment, 'DEPLOYING'));
    this.#later(deployment, upMs, () => {
      if (app.failingStarts > 0) return this.#fail(app, deployment);
      this.#setStates(app, deployment, 'UP');
      this.#later(deployment, settings.settleMs, () => this.#succeed(app, deployment));
    });
  }

  #boot(app: SimulatedApp, deployment: SimulatedDeployment): void {
    for (let index = 0; index < deployment.instances; index += 1) {
      const instance: SimulatedInstance = {
        id: this.#deps.ids(),
        state: 'BOOTING',
        deploymentId: deployment.uuid,
        deployNumber: deployment.number ?? 0,
        index,
        flavor: app.scaling.minFlavor,
        commit: deployment.commit,
        createdAtMs: this.#nowMs(),
        isBuildVm: false,
      };
      app.instances.push(instance);
      billInstance(this.#deps.meter, app, instance);
    }
    app.instances = app.instances.slice(-REMEMBERED_INSTANCES);
  }

  /** Only now do a new commit and the new instances replace the old ones. */
  #succeed(app: SimulatedApp, deployment: SimulatedDeployment): void {
    this.#remove(app, ({ deploymentId }) => deploymentId !== deployment.uuid);
    app.state = 'SHOULD_BE_UP';
    app.commitId = deployment.commit;
    this.#end(app, deployment, 'OK');
  }

  /** A failed restart leaves the old instances serving; a failed start leaves nothing. */
  #fail(app: SimulatedApp, deployment: SimulatedDeployment): void {
    app.failingStarts -= 1;
    this.#remove(app, ({ deploymentId }) => deploymentId === deployment.uuid);
    if (!isServing(app)) app.state = this.#deps.settings.failedStartState;
    this.#end(app, deployment, 'FAIL');
  }

  #beginStop(app: SimulatedApp, deployment: SimulatedDeployment): void {
    for (const instance of app.instances) if (instance.state !== 'DELETED') instance.state = 'STOPPING';
    this.#later(deployment, Math.max(0, app.stopMs - this.#deps.settings.visibilityLagMs), () => {
      this.#remove(app, () => true);
      app.state = 'SHOULD_BE_DOWN';
      this.#end(app, deployment, 'OK');
    });
  }

  /** By default the row vanishes, as seen on the real platform: a `CANCEL` row with another uuid stands in for it. */
  #cancelNow(app: SimulatedApp, running: SimulatedDeployment, author: SimulatedDeployment['author']): void {
    const { settings } = this.#deps;
    this.#remove(app, ({ deploymentId }) => deploymentId === running.uuid);
    if (!isServing(app)) app.state = settings.cancelledStartState;
    if (settings.cancelledRow === 'replaced') {
      app.deployments = app.deployments.filter((other) => other !== running);
      const row = this.#create(app, 'CANCEL', { cause: running.cause, author });
      app.deployments.push(row);
      app.lastNumber += 1;
      Object.assign(row, { number: app.lastNumber, phase: 'ended', state: settings.cancelRowState });
      row.endedAtMs = this.#nowMs();
    }
    this.#end(app, running, 'CANCELLED');
  }

  /** A stop ends this one: its row shows as `CANCELLED`, unless it never reached the head of the queue. */
  #abandon(app: SimulatedApp, deployment: SimulatedDeployment): void {
    if (deployment.phase === 'ended') return;
    if (deployment.number === undefined && app.pending[0] === deployment) this.#show(app, deployment);
    this.#remove(app, ({ deploymentId }) => deploymentId === deployment.uuid);
    this.#close(app, deployment, 'CANCELLED');
  }

  /** Closes this one and lets the next in line begin. */
  #end(app: SimulatedApp, deployment: SimulatedDeployment, state: string): void {
    this.#close(app, deployment, state);
    const next = app.pending[0];
    if (next?.phase === 'waiting') this.#begin(app, next);
  }

  /** What waited and never began is told to nobody: v2 had no row for it. */
  #close(app: SimulatedApp, deployment: SimulatedDeployment, state: string): void {
    deployment.state = state;
    deployment.phase = 'ended';
    deployment.endedAtMs = this.#nowMs();
    app.pending = app.pending.filter((other) => other !== deployment);
    if (deployment.number !== undefined) this.#deps.publish(app, deployment, 'end');
  }

  /** A step that is void once the deployment has ended otherwise. */
  #later(deployment: SimulatedDeployment, ms: number, step: () => void): void {
    this.#deps.agenda.schedule(ms, () => {
      if (deployment.phase !== 'ended') step();
    });
  }

  #setStates(app: SimulatedApp, deployment: SimulatedDeployment, state: string): void {
    for (const instance of app.instances) {
      if (instance.deploymentId === deployment.uuid && instance.state !== 'DELETED') instance.state = state;
    }
  }

  #remove(app: SimulatedApp, concerned: (instance: SimulatedApp['instances'][number]) => boolean): void {
    for (const instance of app.instances) {
      if (instance.state === 'DELETED' || !concerned(instance)) continue;
      instance.state = 'DELETED';
      instance.deletedAtMs = this.#nowMs();
      this.#deps.meter.end(instance, this.#nowMs());
    }
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime();
  }
}

/** From its creation until it is deleted; machines that build are not the app's. */
export function billInstance(meter: Meter, app: SimulatedApp, instance: SimulatedInstance): void {
  if (instance.state === 'DELETED' || instance.isBuildVm) return;
  const { flavor, createdAtMs } = instance;
  meter.begin(instance, { appId: app.id, app: app.name, size: flavor, fromMs: createdAtMs });
}
