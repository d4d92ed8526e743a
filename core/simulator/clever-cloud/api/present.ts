import type { SimulatedApp, SimulatedDeployment, SimulatedInstance } from '../world/state.ts';
import { presentFlavor, presentFlavors, zoneId } from './products.ts';

const author = (deployment: SimulatedDeployment) => (deployment.author === null ? {} : { author: deployment.author });

const gitRemote = (app: SimulatedApp) =>
  `push-n1-${app.zone}-clevercloud-customers.services.clever-cloud.com/${app.id}.git`;

/** The application object of v2: every field of the vendor's description, most of them unused. */
export function presentApp(app: SimulatedApp) {
  return {
    id: app.id,
    name: app.name,
    description: app.name,
    ownerId: app.ownerId,
    zone: app.zone,
    zoneId: zoneId(app.zone),
    state: app.state,
    instance: presentInstanceSettings(app),
    deployment: {
      shutdownable: false,
      type: 'GIT',
      repoState: 'CREATED',
      url: `git+ssh://git@${gitRemote(app)}`,
      httpUrl: `https://${gitRemote(app)}`,
    },
    vhosts: app.vhosts.map((fqdn) => ({ fqdn })),
    creationDate: app.createdAtMs,
    // An int32 of unclear meaning, far too small for a date.
    last_deploy: app.lastNumber,
    archived: app.archived,
    stickySessions: false,
    homogeneous: app.homogeneous,
    favourite: false,
    cancelOnPush: false,
    separateBuild: false,
    buildFlavor: presentFlavor('XS'),
    commitId: app.commitId,
    appliance: null,
    branch: app.branch,
    forceHttps: 'DISABLED',
    env: presentEnv(app),
    deployUrl: `git+ssh://git@${gitRemote(app)}`,
  };
}

function presentInstanceSettings(app: SimulatedApp) {
  return {
    type: 'node',
    version: '20260701',
    variant: {
      id: '395103fb-d6e2-4fdd-93bc-bc99146f1ea2',
      slug: 'node',
      name: 'Node',
      deployType: 'node',
      logo: 'https://assets.example/node.svg',
    },
    minInstances: app.scaling.minInstances,
    maxInstances: app.scaling.maxInstances,
    maxAllowedInstances: 40,
    minFlavor: presentFlavor(app.scaling.minFlavor),
    maxFlavor: presentFlavor(app.scaling.maxFlavor),
    flavors: presentFlavors(),
    defaultEnv: {},
    lifetime: app.lifetime,
    instanceAndVersion: 'node-20260701',
  };
}

export function presentEnv(app: SimulatedApp) {
  return Object.entries(app.env).map(([name, value]) => ({ name, value }));
}

/** The app as the summary shows it: no zone, no domain, no scaling. */
export function presentSummaryApp(app: SimulatedApp) {
  return {
    id: app.id,
    name: app.name,
    instanceType: 'node',
    instanceVariant: 'Node',
    variantSlug: 'node',
    variantLogoUrl: 'https://assets.example/node.svg',
    archived: app.archived,
    homogeneous: app.homogeneous,
    state: app.state,
    commit: app.commitId,
    systemTags: [],
    customerTags: app.tags,
  };
}

/** The rows v2 shows, newest first. */
export function deploymentsInV2(app: SimulatedApp): SimulatedDeployment[] {
  return app.deployments.filter(({ number }) => number !== undefined).sort((a, b) => (b.number ?? 0) - (a.number ?? 0));
}

export function presentDeployment(deployment: SimulatedDeployment) {
  return {
    id: deployment.number,
    uuid: deployment.uuid,
    date: Math.floor(deployment.startedAtMs),
    state: deployment.state,
    action: deployment.action,
    commit: deployment.commit,
    cause: deployment.cause,
    instances: deployment.instances,
    ...author(deployment),
  };
}

export function presentInstance(app: SimulatedApp, instance: SimulatedInstance) {
  const { name, mem, cpus, price } = presentFlavor(instance.flavor);
  return {
    id: instance.id,
    appId: app.id,
    ip: '10.2.3.4',
    appPort: 5678,
    state: instance.state,
    flavor: { name, mem, cpus, price },
    commit: instance.commit,
    deployNumber: instance.deployNumber,
    deployId: instance.deploymentId,
    instanceNumber: instance.index,
    displayName: `Instance ${instance.index}`,
    creationDate: Math.floor(instance.createdAtMs),
  };
}

const v4States: Readonly<Record<string, string>> = {
  WIP: 'WORK_IN_PROGRESS',
  TASK_RUNNING: 'TASK_IN_PROGRESS',
  OK: 'SUCCEEDED',
  FAIL: 'FAILED',
};

const iso = (ms: number) => new Date(ms).toISOString();

/** v4 shows what waits too; newest first. */
export function deploymentsInV4(app: SimulatedApp): SimulatedDeployment[] {
  return app.deployments.filter(({ phase }) => phase !== 'unseen').reverse();
}

export function presentDeploymentV4(app: SimulatedApp, deployment: SimulatedDeployment) {
  const isQueued = deployment.phase === 'waiting' || deployment.phase === 'queued';
  const state = isQueued ? 'QUEUED' : (v4States[deployment.state] ?? deployment.state);
  const steps = [
    { state: 'QUEUED', date: iso(deployment.startedAtMs) },
    ...(deployment.runningAtMs === undefined ? [] : [{ state: 'WORK_IN_PROGRESS', date: iso(deployment.runningAtMs) }]),
    ...(deployment.endedAtMs === undefined ? [] : [{ state, date: iso(deployment.endedAtMs) }]),
  ];
  return {
    id: deployment.uuid,
    ownerId: app.ownerId,
    applicationId: app.id,
    startDate: iso(deployment.startedAtMs),
    state,
    steps,
    version: { commitId: deployment.commit },
    origin: {
      action: deployment.action,
      cause: deployment.cause,
      source: 'simulator',
      authorId: deployment.author?.id ?? null,
      constraints: [],
      priority: 'DEFAULT',
    },
    hasDedicatedBuild: false,
  };
}

/** Dates of instances carry the `[UTC]` that v4 adds at times and that no date parser takes. */
export function presentInstanceV4(app: SimulatedApp, instance: SimulatedInstance) {
  return {
    id: instance.id,
    ownerId: app.ownerId,
    applicationId: app.id,
    deploymentId: instance.deploymentId,
    name: `Instance ${instance.index}`,
    flavor: instance.flavor,
    index: instance.index,
    state: instance.state,
    hypervisorId: 'hv-par-1',
    creationDate: `${iso(instance.createdAtMs)}[UTC]`,
    ...(instance.deletedAtMs === undefined ? {} : { deletionDate: `${iso(instance.deletedAtMs)}[UTC]` }),
    network: { ip: '10.2.3.4', port: 5678 },
    isBuildVm: instance.isBuildVm,
  };
}
