import { type Answer, invalid, notFound, problem } from '../answers.ts';
import { mapDeployment, mapStatus } from '../bodies/bodies.ts';
import type { StoredDeployment, World } from '../world.ts';
import { type Call, listed, type Route, textIn } from './call.ts';

const inRepository = '/repos/{owner}/{repo}';
const deployment = `${inRepository}/deployments/{deployment_id}`;

export const deploymentRoutes: Readonly<Record<string, Route>> = {
  [`get ${inRepository}/deployments`]: listDeployments,
  [`post ${inRepository}/deployments`]: createDeployment,
  [`get ${deployment}`]: (call) =>
    withDeployment(call, (found) => ({ status: 200, body: mapDeployment(found, call.scene) })),
  [`delete ${deployment}`]: deleteDeployment,
  [`get ${deployment}/statuses`]: (call) =>
    withDeployment(call, (found) =>
      listed(
        found.statuses.toReversed().map((each) => mapStatus(each, found, call.scene)),
        call,
      ),
    ),
  [`post ${deployment}/statuses`]: createStatus,
  [`delete ${inRepository}/environments/{environment_name}`]: deleteEnvironment,
};

function withDeployment({ params, scene }: Call, answer: (found: StoredDeployment) => Answer): Answer {
  const found = scene.world.deployments.get(Number(params.deployment_id));
  return found === undefined ? notFound : answer(found);
}

function listDeployments(call: Call): Answer {
  const { scene, url } = call;
  const wanted = (['sha', 'ref', 'task', 'environment'] as const).map((field) => [field, url.searchParams.get(field)]);
  const found = [...scene.world.deployments.values()]
    .toSorted((a, b) => b.id - a.id)
    .map((each) => mapDeployment(each, scene))
    .filter((each) => wanted.every(([field, value]) => value === null || Reflect.get(each, field ?? '') === value));
  return listed(found, call);
}

function createDeployment({ body, me, scene }: Call): Answer {
  const { world } = scene;
  const ref = textIn(body, 'ref');
  const sha = world.shaAt(ref);
  if (sha === undefined) return invalid('Deployment', 'ref', `No ref found for: ${ref}`);
  const environment = textIn(body, 'environment') || 'production';
  if (environment.length > 255) return invalid('Deployment', 'environment', 'environment is too long');
  // What is deployed without these two is seldom what was meant: the default branch is merged into it first, and no
  // check may be pending.
  if (body.auto_merge !== false && sha !== world.shaAt(world.defaultBranch)) {
    return { status: 202, body: { message: `Auto-merged ${world.defaultBranch} into ${ref} on deployment.` } };
  }
  if (!Array.isArray(body.required_contexts) || body.required_contexts.length > 0) {
    return problem(409, `Conflict: Commit status checks failed for ${ref}.`);
  }
  const created: StoredDeployment = {
    id: world.nextId(),
    ref,
    sha,
    task: textIn(body, 'task') || 'deploy',
    payload: body.payload ?? {},
    environment,
    description: typeof body.description === 'string' ? body.description : null,
    transient: body.transient_environment === true,
    production:
      typeof body.production_environment === 'boolean' ? body.production_environment : isProduction(environment),
    author: me,
    at: world.now(),
    statuses: [],
  };
  world.deployments.set(created.id, created);
  return { status: 201, body: mapDeployment(created, scene) };
}

function isProduction(environment: string): boolean {
  return environment === 'production';
}

const DESCRIPTION_LIMIT = 140;

function refusedStatus(body: Readonly<Record<string, unknown>>): Answer | undefined {
  const address = ['environment_url', 'log_url', 'target_url'].find((field) => {
    const text = textIn(body, field);
    return text !== '' && !(/^https?:\/\//.test(text) && URL.canParse(text));
  });
  if (address !== undefined) return invalid('DeploymentStatus', address, `${address} must use http(s) scheme`);
  if (Array.from(textIn(body, 'description')).length <= DESCRIPTION_LIMIT) return undefined;
  return invalid(
    'DeploymentStatus',
    'description',
    `description is too long (maximum is ${DESCRIPTION_LIMIT} characters)`,
  );
}

function createStatus(call: Call): Answer {
  const { body, me, scene } = call;
  const { world } = scene;
  return withDeployment(call, (found) => {
    const refused = refusedStatus(body);
    if (refused !== undefined) return refused;
    const status = {
      id: world.nextId(),
      state: textIn(body, 'state'),
      description: textIn(body, 'description'),
      environmentUrl: textIn(body, 'environment_url'),
      logUrl: textIn(body, 'log_url') || textIn(body, 'target_url'),
      author: me,
      at: world.now(),
    };
    found.statuses.push(status);
    if (status.state === 'success' && body.auto_inactive !== false) retireOthers(found, world);
    return { status: 201, body: mapStatus(status, found, scene) };
  });
}

/** What `auto_inactive` does, which leaves transient environments alone: their owner has to clean up. */
function retireOthers(latest: StoredDeployment, world: World): void {
  for (const other of world.deployments.values()) {
    const last = other.statuses.at(-1);
    const older = other.id < latest.id && other.environment === latest.environment;
    if (!older || other.transient || other.production || last?.state !== 'success') continue;
    other.statuses.push({ ...last, id: world.nextId(), state: 'inactive', at: world.now() });
  }
}

function deleteDeployment(call: Call): Answer {
  const { deployments } = call.scene.world;
  return withDeployment(call, ({ id, statuses }) => {
    if (deployments.size > 1 && statuses.at(-1)?.state !== 'inactive') {
      return {
        status: 422,
        body: {
          message: 'We cannot delete an active deployment unless it is the only deployment in a given environment.',
          documentation_url: 'https://docs.github.com/rest/deployments/deployments#delete-a-deployment',
          status: '422',
        },
      };
    }
    deployments.delete(id);
    return { status: 204 };
  });
}

function deleteEnvironment({ params, scene }: Call): Answer {
  const { deployments } = scene.world;
  const found = [...deployments.values()].filter(({ environment }) => environment === params.environment_name);
  if (found.length === 0) return notFound;
  for (const { id } of found) deployments.delete(id);
  return { status: 204 };
}
