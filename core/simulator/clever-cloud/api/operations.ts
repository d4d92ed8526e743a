import { jsonAnswer } from '../../server.ts';
import type { SimulatedApp, SimulatedInstance } from '../world/state.ts';
import { successAnswer, v4Error } from './answers.ts';
import { type Handler, ownerOf, type RouteContext, refuse, withApp, withOwner } from './context.ts';
import {
  deploymentsInV2,
  deploymentsInV4,
  presentDeployment,
  presentDeploymentV4,
  presentInstance,
  presentInstanceV4,
} from './present.ts';

const author = ({ world }: RouteContext) => ({ id: world.userId, name: 'Test user' });

/** Start, restart and redeploy alike: `commit` chooses what runs, `useCache=no` changes nothing here. */
export const startApplication: Handler = withApp((app, context) => {
  const { settings, lifecycle } = context.world;
  if (app.state === 'MODERATED' || app.state === 'DEFAULT_OF_PAYMENT') {
    return refuse(context, settings.blockedStatus, 4010, 'The application is blocked');
  }
  const commit = context.request.query.get('commit') ?? undefined;
  if (app.commitId === null && commit === undefined) {
    return refuse(context, settings.neverDeployedStatus, 4014, 'The application has never been deployed');
  }
  if (isBusy(app) && settings.startWhileBusy === 'conflict') {
    return refuse(context, 409, 4009, 'A deployment is running');
  }
  app.starts += 1;
  const deployment = lifecycle.deploy(app, {
    cause: 'Console',
    author: author(context),
    ...(commit === undefined ? {} : { commit }),
  });
  return successAnswer(
    'The application will be deployed',
    settings.tellsDeploymentId ? { deploymentId: deployment.uuid } : {},
  );
});

/** On an app that is already stopped: 200 and no new row, since no source says otherwise. */
export const stopApplication: Handler = withApp((app, context) => {
  const { settings, lifecycle } = context.world;
  if (isBusy(app) && settings.stopWhileBusy === 'conflict') {
    return refuse(context, 409, 4009, 'A deployment is running');
  }
  app.stops += 1;
  lifecycle.undeploy(app, { cause: 'Console', author: author(context) });
  return successAnswer('The application has been stopped');
});

/** The command line passes v2's integer, the official library the uuid: both do. */
export const cancelDeployment: Handler = withApp((app, context) => {
  const reference = context.params.deployment ?? '';
  if (context.world.lifecycle.cancel(app, reference, author(context))) return successAnswer('Cancelled');
  return refuse(context, 400, 4012, 'There is no such deployment to cancel');
});

/** An injected row that never ends counts too, as long as it is the newest. */
function isBusy(app: SimulatedApp): boolean {
  const newest = deploymentsInV2(app)[0];
  return app.pending.length > 0 || newest?.state === 'WIP' || newest?.state === 'TASK_RUNNING';
}

/** Newest first. */
export const listDeployments: Handler = withApp((app, { request }) => {
  const action = request.query.get('action');
  const rows = deploymentsInV2(app).filter((row) => action === null || row.action === action);
  const offset = Number(request.query.get('offset') ?? 0);
  const limit = Number(request.query.get('limit') ?? rows.length);
  return jsonAnswer(200, rows.slice(offset, offset + limit).map(presentDeployment));
});

/** 404 for about a second after the start that made it. */
export const getDeployment: Handler = withApp((app, context) => {
  const row = deploymentsInV2(app).find(({ uuid }) => uuid === context.params.deployment);
  if (row === undefined) return refuse(context, 404, 4011, 'The deployment does not exist');
  return jsonAnswer(200, presentDeployment(row));
});

/** `DELETED` ones only on request. */
export const listInstances: Handler = withApp((app, { request }) => {
  const withDeleted = request.query.get('withDeleted') === 'true';
  const deploymentId = request.query.get('deploymentId');
  const shown = app.instances.filter(
    (instance) =>
      (withDeleted || instance.state !== 'DELETED') &&
      (deploymentId ?? instance.deploymentId) === instance.deploymentId,
  );
  return jsonAnswer(
    200,
    shown.map((instance) => presentInstance(app, instance)),
  );
});

/** Of all the owner's apps, by app id: a shape no schema promises, but the one the official client reads. */
export const listAllDeployments: Handler = withOwner((context) => {
  const limit = Number(context.request.query.get('limit') ?? Number.POSITIVE_INFINITY);
  return answerByApp(context, (app) => deploymentsInV2(app).slice(0, limit).map(presentDeployment));
});

export const listAllInstances: Handler = withOwner((context) =>
  answerByApp(context, (app) =>
    app.instances.filter(({ state }) => state !== 'DELETED').map((instance) => presentInstance(app, instance)),
  ),
);

function answerByApp(context: RouteContext, present: (app: SimulatedApp) => unknown) {
  const apps = context.world.apps.filter((app) => app.ownerId === ownerOf(context));
  return jsonAnswer(200, Object.fromEntries(apps.map((app) => [app.id, present(app)])));
}

export const listDeploymentsV4: Handler = withApp((app, { request }) => {
  const actions = request.query.getAll('action');
  const rows = deploymentsInV4(app).filter(({ action }) => actions.length === 0 || actions.includes(action));
  if (request.query.get('order') === 'ASC') rows.reverse();
  return jsonAnswer(
    200,
    cut(rows, request.query).map((row) => presentDeploymentV4(app, row)),
  );
});

export const getDeploymentV4: Handler = withApp((app, context) => {
  const row = deploymentsInV4(app).find(({ uuid }) => uuid === context.params.deployment);
  if (row === undefined) return v4Error(404, 'clever.core.not-found', 'No such deployment', context.requestId);
  return jsonAnswer(200, presentDeploymentV4(app, row));
});

/** `includeState` and `excludeState` may be repeated. */
export const listInstancesV4: Handler = withApp((app, { request: { query } }) => {
  const [included, excluded] = [query.getAll('includeState'), query.getAll('excludeState')];
  const [since, until] = [query.get('since'), query.get('until')].map((text) =>
    text === null ? NaN : Date.parse(text),
  );
  const isShown = (instance: SimulatedInstance) =>
    (included.length === 0 || included.includes(instance.state)) &&
    !excluded.includes(instance.state) &&
    !(query.get('excludeDeleted') === 'true' && instance.state === 'DELETED') &&
    (query.get('deploymentId') ?? instance.deploymentId) === instance.deploymentId &&
    // An absent bound is NaN, which no instant is before or after.
    !(instance.createdAtMs < (since ?? NaN)) &&
    !(instance.createdAtMs > (until ?? NaN));
  const instances = app.instances.filter(isShown);
  if (query.get('order') === 'DESC') instances.reverse();
  return jsonAnswer(
    200,
    cut(instances, query).map((instance) => presentInstanceV4(app, instance)),
  );
});

function cut<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const limit = query.get('limit');
  return limit === null ? items : items.slice(0, Number(limit));
}
