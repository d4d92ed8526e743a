import { isLive, label, type Platform } from '../platform/platform.ts';
import type {
  SimApp,
  SimAutoscaler,
  SimContainer,
  SimDeployment,
  SimEvent,
  SimLink,
  SimNotifier,
  SimOperation,
  SimPull,
  SimUser,
} from '../platform/state.ts';
import { containerSizes } from './sizes.ts';

/** What the vendor writes where there is no date (Go's zero time). */
const ZERO_DATE = '0001-01-01T00:00:00Z';

/** What it writes for a deletion that is not planned. */
const NEVER = '2135-01-17T08:41:44Z';

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : iso(ms);
}

function isoOrZero(ms: number | undefined): string {
  return ms === undefined ? ZERO_DATE : iso(ms);
}

export function userJson(user: SimUser) {
  return { id: user.id, username: user.username, email: user.email };
}

export function appJson(platform: Platform, app: SimApp) {
  return {
    id: app.id,
    name: app.name,
    region: platform.region,
    parent_app_name: app.parentName,
    status: platform.visibleStatus(app),
    url: app.url,
    base_url: app.url,
    git_url: `git@ssh.${platform.region}.scalingo.com:${app.name}.git`,
    git_source: null,
    owner: userJson(app.owner),
    project: projectJson(app),
    created_at: iso(app.createdAtMs),
    updated_at: iso(app.updatedAtMs),
    last_deployed_at: isoOrNull(app.lastDeployedAtMs),
    last_deployed_by: app.lastDeployedBy ?? null,
    last_deployment_id: app.lastDeploymentId ?? null,
    links: { deployments_stream: `wss://deployments.${platform.region}.scalingo.com/apps/${app.name}` },
    stack_id: 'st-scalingo-24',
    force_https: app.forceHttps,
    sticky_session: app.stickySession,
    router_logs: app.routerLogs,
    flags: {},
    limits: {},
    hds_resource: false,
    private_networks_ids: [],
  };
}

export function projectJson(app: SimApp) {
  return { id: `pr-${app.project}`, name: app.project };
}

/** The formation: one row per type, zeros included. */
export function formationJson(app: SimApp) {
  return [...app.formation].map(([name, { command, amount, size }]) => ({
    name,
    command,
    amount,
    size,
    app_id: app.id,
  }));
}

/** A container that exists, one-offs included. */
export function containerJson(platform: Platform, app: SimApp, container: SimContainer) {
  const size = containerSizes(platform).find(({ name }) => name === container.size);
  return {
    id: container.id,
    app_id: app.id,
    type: container.type,
    type_index: container.index,
    label: label(container),
    created_at: iso(container.createdAtMs),
    deleted_at: null,
    state: container.state,
    size: '',
    command: container.command,
    container_size: size ?? null,
  };
}

export function operationJson(operation: SimOperation) {
  return {
    id: operation.id,
    app_id: operation.appId,
    created_at: iso(operation.createdAtMs),
    status: operation.status,
    type: operation.type,
    message: null,
    ...(operation.finishedAtMs === undefined ? {} : { finished_at: iso(operation.finishedAtMs) }),
    ...(operation.error === undefined ? {} : { error: operation.error }),
  };
}

export function autoscalerJson(app: SimApp, autoscaler: SimAutoscaler) {
  return {
    id: autoscaler.id,
    app_id: app.id,
    container_type: autoscaler.containerType,
    min_containers: autoscaler.minContainers,
    max_containers: autoscaler.maxContainers,
    metric: autoscaler.metric,
    target: autoscaler.target,
    disabled: autoscaler.disabled,
    last_scale: isoOrZero(autoscaler.lastScaleAtMs),
    created_at: iso(autoscaler.createdAtMs),
    updated_at: iso(autoscaler.updatedAtMs),
    alert_id_scale_up: autoscaler.id.replace('au-', 'al-1'),
    alert_id_scale_down: autoscaler.id.replace('au-', 'al-2'),
  };
}

export function eventJson(event: SimEvent) {
  return {
    id: event.id,
    created_at: iso(event.createdAtMs),
    user: userJson(event.user),
    app_id: event.appId,
    app_name: event.appName,
    type: event.type,
    type_data: event.typeData,
  };
}

export function deploymentJson(platform: Platform, app: SimApp, deployment: SimDeployment) {
  const { finishedAtMs, createdAtMs } = deployment;
  const output = `${platform.apiUrl}/v1/apps/${app.id}/deployments/${deployment.id}/output`;
  return {
    id: deployment.id,
    app_id: app.id,
    created_at: iso(createdAtMs),
    finished_at: isoOrNull(finishedAtMs),
    status: deployment.status,
    git_ref: deployment.gitRef,
    previous_git_ref: null,
    type: app.link === undefined ? 'git' : 'github',
    duration: finishedAtMs === undefined ? 0 : Math.round((finishedAtMs - createdAtMs) / 1_000),
    image_size: 104_857_600,
    stack_base_image: 'scalingo/scalingo-24:v1',
    pusher: userJson(deployment.pusher),
    links: { output },
  };
}

/** Everybody who has a role but the owner (developers.scalingo.com/collaborators). */
export function collaboratorsJson(platform: Platform, app: SimApp) {
  return [...app.roles].flatMap(([userId, role]) => {
    const user = platform.users.get(userId);
    if (user === undefined || user.id === app.owner.id) return [];
    return [
      {
        id: `${app.id}-${user.id}`,
        email: user.email,
        user_id: user.id,
        username: user.username,
        tfa_status: true,
        status: 'accepted',
        is_limited: role === 'limited',
        invitation_link: '',
        app_id: app.id,
        app_name: app.name,
      },
    ];
  });
}

export function linkJson(app: SimApp, link: SimLink) {
  return {
    id: link.id,
    app_id: app.id,
    auth_integration_uuid: '14235182-54f4-4951-be65-d78020615818',
    linker: userJson(app.owner),
    url: 'https://github.com',
    owner: link.owner,
    repo: link.repo,
    branch: link.branch,
    scm_type: 'github',
    auto_deploy_enabled: link.autoDeploy,
    deploy_review_apps_enabled: link.deployReviewApps,
    delete_on_close_enabled: link.deleteOnClose,
    hours_before_delete_on_close: link.hoursBeforeDeleteOnClose,
    delete_stale_enabled: false,
    hours_before_delete_stale: 0,
    automatic_creation_from_forks_allowed: false,
    created_at: iso(link.createdAtMs),
    updated_at: iso(link.updatedAtMs),
    last_auto_deploy_at: isoOrZero(app.lastDeployedAtMs),
  };
}

export function pullJson(link: SimLink, pull: SimPull) {
  return {
    number: pull.number,
    branch_name: `${link.owner}:${pull.branch}`,
    title: pull.title,
    url: `https://api.github.com/repos/${link.owner}/${link.repo}/pulls/${pull.number}`,
    html_url: `https://github.com/${link.owner}/${link.repo}/pull/${pull.number}`,
    ref: pull.number.toString(16).padStart(40, '0'),
    base_ref: '',
    source_repo_id: 0,
    source_repo_name: '',
    source_repo_url: '',
    target_repo_id: 0,
    created_at: iso(pull.createdAtMs),
    closed_at: isoOrZero(pull.closedAtMs),
  };
}

export function reviewAppJson(parent: SimApp, link: SimLink, app: SimApp) {
  const deployment = app.deployments.at(-1);
  const { review } = app;
  return {
    id: review?.id,
    repo_link_id: link.id,
    app_id: app.id,
    app_name: app.name,
    parent_app_id: parent.id,
    parent_app_name: parent.name,
    created_at: iso(review?.createdAtMs ?? app.createdAtMs),
    stale_deletion_date: ZERO_DATE,
    on_close_deletion_date: review?.deletionAtMs === undefined ? NEVER : iso(review.deletionAtMs),
    pull_request: review === undefined ? null : pullJson(link, review.pull),
    last_deployment:
      deployment === undefined
        ? null
        : {
            id: deployment.shortId,
            upstream_deployment_id: deployment.id,
            created_at: iso(deployment.createdAtMs),
            status: deployment.status,
            git_ref: deployment.gitRef,
            pusher: { username: 'scalingo-platform-scm', email: 'deploy-scm@scalingo.com' },
          },
  };
}

export function notifierJson(app: SimApp, notifier: SimNotifier) {
  return {
    id: notifier.id,
    app_id: app.id,
    platform_id: notifier.platformId,
    name: notifier.name,
    active: notifier.active,
    send_all_events: notifier.sendAllEvents,
    send_all_alerts: false,
    selected_event_ids: notifier.selectedEventIds,
    type_data: { webhook_url: notifier.webhookUrl ?? '' },
  };
}

export function regionJson(platform: Platform, name: string, displayName: string) {
  return {
    name,
    display_name: displayName,
    api: name === platform.region ? platform.apiUrl : `https://api.${name}.scalingo.com`,
    dashboard: `https://my.${name}.scalingo.com`,
    database_api: `https://db-api.${name}.scalingo.com`,
    ssh: `ssh.${name}.scalingo.com:22`,
    default: name === platform.region,
  };
}

/** Load of what runs: small, steady figures, since nobody decides by them. */
export function statsJson(app: SimApp) {
  return app.containers.filter(isLive).map((container) => ({
    id: label(container),
    cpu_usage: 2,
    memory_usage: 90_000_000,
    memory_limit: 268_435_456,
    highest_memory_usage: 120_000_000,
    swap_usage: 0,
    swap_limit: 0,
    highest_swap_usage: 0,
  }));
}
