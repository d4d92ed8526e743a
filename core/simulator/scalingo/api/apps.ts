import * as z from 'zod';
import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import { deploy } from '../platform/deployments.ts';
import { isBusy } from '../platform/moves.ts';
import { appJson, collaboratorsJson, deploymentJson, projectJson } from './present.ts';
import { type AppCall, app, invalid, notFound, paginate, type Route, readBody, type UserCall, user } from './route.ts';

const createSchema = z.object({ app: z.object({ name: z.string(), parent_id: z.string().nullish() }) });

const updateSchema = z.object({
  app: z.object({
    router_logs: z.boolean().optional(),
    force_https: z.boolean().optional(),
    sticky_session: z.boolean().optional(),
    project_id: z.string().optional(),
  }),
});

const renameSchema = z.object({ current_name: z.string(), new_name: z.string() });

/** Apps, their deployments and projects. */
export const appRoutes: readonly Route[] = [
  user('GET', '/v1/apps', listApps),
  user('POST', '/v1/apps', createApp),
  user('GET', '/v1/projects', listProjects),
  app('GET', '', 'read', ({ platform, app: found }) => jsonAnswer(200, { app: appJson(platform, found) })),
  app('PATCH', '', 'change', updateApp),
  app('DELETE', '', 'own', deleteApp),
  app('POST', '/rename', 'own', renameApp),
  app('GET', '/child_apps', 'read', listChildApps),
  app('GET', '/collaborators', 'read', ({ platform, app: found }) =>
    jsonAnswer(200, { collaborators: collaboratorsJson(platform, found) }),
  ),
  app('GET', '/cron_tasks', 'read', ({ app: found }) => jsonAnswer(200, { jobs: found.cronTasks })),
  app('GET', '/deployments', 'read', listDeployments),
  app('POST', '/deployments', 'change', startDeployment),
  app('GET', '/deployments/:id', 'read', getDeployment),
];

/** Every visible app at once; `page` and `per_page` change nothing. */
function listApps({ platform, user: reader }: UserCall): ApiAnswer {
  const visible = [...platform.apps.values()].filter((each) => platform.roleOf(reader, each) !== undefined);
  return jsonAnswer(200, { apps: visible.map((each) => appJson(platform, each)) });
}

async function createApp({ platform, user: owner, request }: UserCall): Promise<ApiAnswer> {
  const read = readBody(request, createSchema);
  if ('refusal' in read) return read.refusal;
  const { name, parent_id: parentId } = read.body.app;
  const faults = nameFaults(name);
  if (platform.findApp(name) !== undefined) faults.push('has already been taken');
  if (faults.length > 0) return invalid({ name: faults });
  const parent = platform.findApp(parentId ?? '');
  if (request.headers['x-dry-run'] === 'true') return jsonAnswer(201, { app: { name } });
  const created = await platform.addApp(
    { name, status: 'new', ...(parent === undefined ? {} : { parent: parent.name }) },
    owner,
  );
  platform.writeEvent(created, 'new_app', {}, owner);
  return jsonAnswer(201, { app: appJson(platform, created) });
}

/** The rule for new names (reference, section 1.4). */
function nameFaults(name: string): string[] {
  return [
    ...(name.length < 6 ? ['is too short (minimum is 6 characters)'] : []),
    ...(name.length > 48 ? ['is too long (maximum is 48 characters)'] : []),
    ...(/^[a-z0-9-]*$/.test(name) ? [] : ['should only contain lowercase letters, digits and hyphens']),
    ...(name.startsWith('-') ? ["can't start with an hyphen"] : []),
    ...(name.endsWith('-') ? ["can't end with an hyphen"] : []),
    ...(name.includes('--') ? ["can't contain 2 consecutive hyphens"] : []),
  ];
}

function updateApp({ platform, app: found, request, user: author }: AppCall): ApiAnswer {
  const read = readBody(request, updateSchema);
  if ('refusal' in read) return read.refusal;
  const { router_logs: routerLogs, force_https: forceHttps, sticky_session: stickySession } = read.body.app;
  found.routerLogs = routerLogs ?? found.routerLogs;
  found.forceHttps = forceHttps ?? found.forceHttps;
  found.stickySession = stickySession ?? found.stickySession;
  found.project = read.body.app.project_id?.replace(/^pr-/, '') ?? found.project;
  found.updatedAtMs = platform.nowMs();
  platform.writeEvent(found, 'edit_app', {}, author);
  return jsonAnswer(200, { app: appJson(platform, found) });
}

function deleteApp({ platform, app: found, request }: AppCall): ApiAnswer {
  if (request.query.get('current_name') !== found.name)
    return invalid({ current_name: ['Provided name does not match app name'] });
  platform.removeApp(found);
  return { status: 204 };
}

function renameApp({ platform, app: found, request, user: author }: AppCall): ApiAnswer {
  const read = readBody(request, renameSchema);
  if ('refusal' in read) return read.refusal;
  const { current_name: currentName, new_name: newName } = read.body;
  if (currentName !== found.name) return invalid({ current_name: ['Provided name does not match app name'] });
  const faults = nameFaults(newName);
  if (platform.findApp(newName) !== undefined) faults.push('has already been taken');
  if (faults.length > 0) return invalid({ new_name: faults });
  found.name = newName;
  found.updatedAtMs = platform.nowMs();
  platform.writeEvent(found, 'rename_app', { old_name: currentName, new_name: newName }, author);
  return jsonAnswer(200, { app: appJson(platform, found) });
}

function listChildApps({ platform, app: parent, request, user: reader }: AppCall): ApiAnswer {
  const children = [...platform.apps.values()].filter(
    (each) => each.parentName === parent.name && platform.roleOf(reader, each) !== undefined,
  );
  const { rows, meta } = paginate(children, request.query, 20);
  return jsonAnswer(200, { child_apps: rows.map((each) => appJson(platform, each)), meta });
}

function listProjects({ platform, user: reader }: UserCall): ApiAnswer {
  const visible = [...platform.apps.values()].filter((each) => platform.roleOf(reader, each) !== undefined);
  const projects = new Map(visible.map((each) => [each.project, projectJson(each)]));
  return jsonAnswer(200, {
    projects: [...projects.values()].map((project) => ({ ...project, default: project.name === 'default' })),
  });
}

function listDeployments({ platform, app: found, request }: AppCall): ApiAnswer {
  const { rows, meta } = paginate(found.deployments, request.query, 20);
  return jsonAnswer(200, { deployments: rows.map((each) => deploymentJson(platform, found, each)), meta });
}

function getDeployment({ platform, app: found, params }: AppCall): ApiAnswer {
  const deployment = found.deployments.find(({ id, shortId }) => id === params.id || shortId === params.id);
  if (deployment === undefined) return notFound('deployment');
  return jsonAnswer(200, { deployment: deploymentJson(platform, found, deployment) });
}

/** Also behind `manual_deploy`. */
export function startDeployment({ platform, app: found, user: author }: AppCall): ApiAnswer {
  if (isBusy(found)) return invalid({ app: [`is ${found.status}`] });
  const deployment = deploy(platform, found, author);
  return jsonAnswer(200, { deployment: deploymentJson(platform, found, deployment) });
}
