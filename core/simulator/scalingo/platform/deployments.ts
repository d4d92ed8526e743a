import { logManager } from './logs.ts';
import { formationTexts, settleStatus } from './moves.ts';
import type { Platform } from './platform.ts';
import type { SimApp, SimDeployment, SimUser } from './state.ts';

/** A sandbox left open for weeks must not grow for ever. */
const REMEMBERED_DEPLOYMENTS = 500;

const unfinished = ['queued', 'building', 'pushing', 'starting'];

export function isUnfinished(deployment: SimDeployment): boolean {
  return unfinished.includes(deployment.status);
}

/** A deployment: `booting` until its end, then whatever the formation says. Never changes the formation. */
export function deploy(platform: Platform, app: SimApp, user: SimUser): SimDeployment {
  const statusBefore = app.status;
  const deployment = recordDeployment(platform, app, user, 'queued');
  const event = platform.writeEvent(app, 'deployment', deploymentData(app, deployment), user);
  platform.setStatus(app, 'booting');
  const move = (status: string) => {
    if (!isUnfinished(deployment)) return;
    deployment.status = status;
    event.typeData = deploymentData(app, deployment);
  };
  if (app.stuck) return deployment;
  platform.after(app.deployMs * 0.1, () => move('building'));
  platform.after(app.deployMs * 0.7, () => move('pushing'));
  platform.after(app.deployMs * 0.9, () => move('starting'));
  platform.after(app.deployMs, () => {
    if (!isUnfinished(deployment) || !platform.apps.has(app.id)) return;
    deployment.finishedAtMs = platform.nowMs();
    if (app.failingDeployments > 0) {
      app.failingDeployments -= 1;
      move('build-error');
      platform.setStatus(app, statusBefore);
      return;
    }
    move('success');
    finishDeployment(platform, app, deployment);
  });
  return deployment;
}

export function recordDeployment(platform: Platform, app: SimApp, pusher: SimUser, status: string): SimDeployment {
  const deployment: SimDeployment = {
    id: platform.uuid(),
    shortId: platform.hex(24),
    pusher,
    gitRef: platform.hex(40),
    createdAtMs: platform.nowMs(),
    finishedAtMs: undefined,
    status,
  };
  app.deployments.push(deployment);
  if (app.deployments.length > REMEMBERED_DEPLOYMENTS) app.deployments.shift();
  app.lastDeployedAtMs = deployment.createdAtMs;
  app.lastDeployedBy = pusher.username;
  return deployment;
}

/** The new version runs in new containers, where the formation asks for any. */
export function finishDeployment(platform: Platform, app: SimApp, deployment: SimDeployment): void {
  const first = app.lastDeploymentId === undefined;
  app.lastDeploymentId = deployment.shortId;
  if (first) {
    const zeros = Object.fromEntries([...app.formation].map(([type, { size }]) => [type, `0:${size}`]));
    platform.writeEvent(
      app,
      'scale',
      { previous_containers: zeros, containers: formationTexts(app) },
      deployment.pusher,
    );
  }
  app.containers = [];
  app.containers = platform.missingContainers(app, 'running');
  for (const container of app.containers) logManager(platform, app, container, 'started');
  settleStatus(platform, app);
}

export function deploymentData(app: SimApp, deployment: SimDeployment): Record<string, unknown> {
  const { finishedAtMs } = deployment;
  return {
    deployment_id: deployment.shortId,
    deployment_uuid: deployment.id,
    deployment_type: app.link === undefined ? 'git' : 'github',
    pusher: deployment.pusher.username,
    git_ref: deployment.gitRef,
    status: deployment.status,
    duration: finishedAtMs === undefined ? 0 : Math.round((finishedAtMs - deployment.createdAtMs) / 1_000),
    finished_at: finishedAtMs === undefined ? null : new Date(finishedAtMs).toISOString(),
  };
}
