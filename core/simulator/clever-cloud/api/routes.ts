import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import { messageAnswer, refusedAnswer, v4Error } from './answers.ts';
import * as applications from './applications.ts';
import { type AuthMode, isAuthorized } from './auth.ts';
import { type Handler, type RouteContext, refuse } from './context.ts';
import * as operations from './operations.ts';
import { presentFlavors, presentPriceSystem, presentZones } from './products.ts';
import { getStatusCodes, streamAccessLogs } from './signals.ts';
import { getCurrentToken, listApiTokens } from './tokens.ts';
import { createWebhook, deleteWebhook, listWebhooks } from './webhooks.ts';

/** A method on a pattern; a path that matches with another method is answered 405. */
interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly isPublic: boolean;
  readonly handler: Handler;
}

const listZones: Handler = () => jsonAnswer(200, presentZones());

const getZone: Handler = (context) => {
  const zone = presentZones().find(({ name }) => name === context.params.zone);
  return zone === undefined ? refuse(context, 404, 7000, 'There is no such zone') : jsonAnswer(200, zone);
};

const listZonesV2: Handler = () =>
  jsonAnswer(
    200,
    presentZones().map(({ name }) => ({ name, internal: false, correspondingRegion: name })),
  );

const getPriceSystem: Handler = ({ request: { query } }) =>
  jsonAnswer(200, presentPriceSystem(query.get('zone_id') ?? 'par', query.get('currency') ?? 'EUR'));

/** Owner paths exist twice in v2: below an organisation, and below `/v2/self` for the user. */
function ownerRoutes(method: string, path: string, handler: Handler): Route[] {
  return [route(`${method} /v2/organisations/:owner${path}`, handler), route(`${method} /v2/self${path}`, handler)];
}

/** `line` is a method and a path whose `:names` become parameters. */
function route(line: string, handler: Handler, isPublic = false): Route {
  const [method = '', path = ''] = line.split(' ');
  const pattern = new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
  return { method, pattern, isPublic, handler };
}

const v4App = '/v4/orchestration/organisations/:owner/applications/:app';

/** The first route that matches wins. */
const routes: readonly Route[] = [
  route('GET /v4/products/zones', listZones, true),
  route('GET /v4/products/zones/:zone', getZone, true),
  route('GET /v4/billing/price-system', getPriceSystem, true),
  route('GET /v2/products/zones', listZonesV2, true),
  route('GET /v2/products/flavors', () => jsonAnswer(200, presentFlavors()), true),
  route('GET /v4/billing/organisations/:owner/price-system', getPriceSystem),

  route('GET /v2/self', applications.getSelf),
  route('GET /v2/self/tokens/current', getCurrentToken),
  route('GET /api-tokens', listApiTokens),
  route('GET /v2/self/id', applications.getSelfId),
  route('GET /v2/summary', applications.getSummary),
  route('GET /v2/organisations', applications.listOrganisations),
  route('GET /v2/organisations/:owner', applications.getOrganisation),
  route('GET /v2/self/applications/:app', applications.getOwnApplication),

  ...ownerRoutes('GET', '/applications', applications.listApplications),
  ...ownerRoutes('GET', '/applications/:app', applications.getApplication),
  ...ownerRoutes('PUT', '/applications/:app', applications.updateApplication),
  ...ownerRoutes('DELETE', '/applications/:app', applications.deleteApplication),
  ...ownerRoutes('GET', '/applications/:app/env', applications.getEnv),
  ...ownerRoutes('GET', '/applications/:app/tags', applications.getTags),
  ...ownerRoutes('GET', '/applications/:app/branches', applications.getBranches),
  ...ownerRoutes('GET', '/applications/:app/vhosts', applications.getVhosts),
  ...ownerRoutes('GET', '/applications/:app/vhosts/favourite', applications.getFavouriteVhost),

  ...ownerRoutes('GET', '/applications/:app/instances', operations.listInstances),
  ...ownerRoutes('POST', '/applications/:app/instances', operations.startApplication),
  ...ownerRoutes('DELETE', '/applications/:app/instances', operations.stopApplication),
  ...ownerRoutes('GET', '/applications/:app/deployments', operations.listDeployments),
  ...ownerRoutes('GET', '/applications/:app/deployments/:deployment', operations.getDeployment),
  ...ownerRoutes('DELETE', '/applications/:app/deployments/:deployment/instances', operations.cancelDeployment),
  ...ownerRoutes('GET', '/instances', operations.listAllInstances),
  ...ownerRoutes('GET', '/deployments', operations.listAllDeployments),

  route(`GET ${v4App}/instances`, operations.listInstancesV4),
  route(`GET ${v4App}/deployments`, operations.listDeploymentsV4),
  route(`GET ${v4App}/deployments/:deployment`, operations.getDeploymentV4),

  route('GET /v4/stats/organisations/:owner/http-status-codes', getStatusCodes),
  route('GET /v4/accesslogs/organisations/:owner/applications/:app/accesslogs', streamAccessLogs),
  route('GET /v4/logs/organisations/:owner/applications/:app/accesslogs', streamAccessLogs),

  route('GET /v2/notifications/webhooks/:owner', listWebhooks),
  route('POST /v2/notifications/webhooks/:owner', createWebhook),
  route('DELETE /v2/notifications/webhooks/:owner/:webhook', deleteWebhook),
];

/** One request, from the credentials to the route; every answer carries the id the vendor's load balancer adds. */
export function answerRequest(context: Omit<RouteContext, 'params'>, mode: AuthMode): ApiAnswer {
  const answer = dispatch(context, mode);
  return { ...answer, headers: { ...answer.headers, 'sozu-id': context.requestId } };
}

/** Credentials come first, then the rate limit, then the route: nobody learns which paths exist without a token. */
function dispatch(context: Omit<RouteContext, 'params'>, mode: AuthMode): ApiAnswer {
  const { request, requestId, world } = context;
  const { method, path } = request;
  const onPath = routes.filter(({ pattern }) => pattern.test(path));
  const found = onPath.find((candidate) => candidate.method === method);
  const isAllowed = isAuthorized(readAuthorization(context), request, world, mode);
  if (!isAllowed && found?.isPublic !== true) {
    return refusedAnswer(path, world.settings.refusedCredentialsStatus, requestId);
  }
  if (method === 'PATCH' && mode === 'bridge') return refuse({ ...context, params: {} }, 405, 405, 'Not allowed');
  if (path.startsWith('/v2/') && world.takeLimit('v2')) return messageAnswer(403, 403, 'Too many requests');
  if (path.startsWith('/v4/') && world.takeLimit('v4')) {
    return v4Error(429, 'clever.core.too-many-requests', 'Too many requests', requestId);
  }
  if (found === undefined) {
    const status = onPath.length > 0 ? 405 : 404;
    return refuse({ ...context, params: {} }, status, status, 'There is nothing here');
  }
  return found.handler({ ...context, params: readParams(found.pattern, path) });
}

/** Event streams may carry the header in the query, in base64. */
function readAuthorization({ request }: Pick<RouteContext, 'request'>): string | undefined {
  const inQuery = request.query.get('authorization');
  if (request.headers.authorization !== undefined || inQuery === null) return request.headers.authorization;
  return Buffer.from(inQuery, 'base64').toString('utf8');
}

function readParams(pattern: RegExp, path: string): Record<string, string> {
  const groups = pattern.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodePart(value)]));
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
