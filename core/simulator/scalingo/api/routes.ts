import * as z from 'zod';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../../server.ts';
import type { Platform } from '../platform/platform.ts';
import { appRoutes } from './apps.ts';
import { type Auth, tokenJson } from './auth.ts';
import { containerRoutes } from './containers.ts';
import { eventRoutes } from './events.ts';
import { logRoutes } from './logs.ts';
import { metricRoutes } from './metrics.ts';
import { regionJson, userJson } from './present.ts';
import { reviewRoutes } from './review-apps.ts';
import { matchRoute, notFound, open, own, type Route, readBody, type UserCall } from './route.ts';
import { containerSizes } from './sizes.ts';

/** Objects whose keys are data: a further key would be a further process type or field. */
const keyedByData = ['containers', 'previous_containers', 'errors'];

const tokenSchema = z.object({ token: z.object({ name: z.string() }) });

const authRoutes: readonly Route[] = [
  open('POST', '/v1/tokens/exchange', ({ auth, request }) => auth.exchange(request)),
  own('GET', '/v1/tokens', ({ auth, user }) => jsonAnswer(200, { tokens: auth.listTokens(user).map(tokenJson) })),
  own('POST', '/v1/tokens', createToken),
  own('DELETE', '/v1/tokens/:id', deleteToken),
  own('GET', '/v1/users/self', ({ user }) => jsonAnswer(200, { user: userJson(user) })),
  own('GET', '/v1/regions', ({ platform }) => jsonAnswer(200, { regions: listRegions(platform) })),
  open('GET', '/v1/features/container_sizes', ({ platform }) =>
    jsonAnswer(200, { container_sizes: containerSizes(platform) }),
  ),
];

/** Every path the simulated vendor answers. */
const routes: readonly Route[] = [
  ...authRoutes,
  ...appRoutes,
  ...containerRoutes,
  ...eventRoutes,
  ...metricRoutes,
  ...logRoutes,
  ...reviewRoutes,
];

export async function answerApi(platform: Platform, auth: Auth, request: ApiRequest): Promise<ApiAnswer> {
  const answer = await route(platform, auth, request);
  const headers: Readonly<Record<string, string>> = {
    'x-request-id': requestId(platform, request),
    'cache-control': answer.status === 200 ? 'max-age=0, private, must-revalidate' : 'no-cache',
    ...answer.headers,
  };
  const noisy = platform.settings.noise && headers['content-type']?.startsWith('application/json');
  if (!noisy || answer.body === undefined) return { ...answer, headers };
  return { ...answer, headers, body: JSON.stringify(addNoise(JSON.parse(answer.body))) };
}

async function route(platform: Platform, auth: Auth, request: ApiRequest): Promise<ApiAnswer> {
  for (const candidate of routes) {
    const params = matchRoute(candidate, request);
    if (params !== undefined) return candidate.answer({ platform, auth, request, params });
  }
  return jsonAnswer(404, { error: 'not found' });
}

function requestId(platform: Platform, request: ApiRequest): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' ? given : platform.uuid();
}

function createToken({ auth, user, request }: UserCall): ApiAnswer {
  const read = readBody(request, tokenSchema);
  if ('refusal' in read) return read.refusal;
  const token = auth.createToken(user, read.body.token.name);
  return jsonAnswer(201, { token: { ...tokenJson(token), token: token.token } });
}

function deleteToken({ auth, user, params }: UserCall): ApiAnswer {
  const token = auth.listTokens(user).find(({ id }) => id === params.id);
  if (token === undefined) return notFound('token');
  auth.revokeToken(token.token);
  return { status: 204 };
}

function listRegions(platform: Platform) {
  const known = new Map([
    ['osc-fr1', 'Paris - Outscale'],
    ['osc-secnum-fr1', 'Paris - SecNumCloud - Outscale'],
  ]);
  if (!known.has(platform.region)) known.set(platform.region, platform.region);
  return [...known].map(([name, displayName]) => regionJson(platform, name, displayName));
}

/** Fields no client knows, in every object whose keys are not data themselves. */
function addNoise(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => addNoise(each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, addNoise(each, name)]);
  if (!keyedByData.includes(key)) entries.push(['unheard_of', { since: 'tomorrow', list: [1, null] }]);
  return Object.fromEntries(entries);
}
