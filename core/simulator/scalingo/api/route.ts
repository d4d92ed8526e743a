import type * as z from 'zod';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../../server.ts';
import type { Platform } from '../platform/platform.ts';
import type { SimApp, SimUser } from '../platform/state.ts';
import { type Auth, mayDo, type Right } from './auth.ts';

/** What every handler is given. */
export interface Call {
  readonly platform: Platform;
  readonly auth: Auth;
  readonly request: ApiRequest;
  /** The named parts of the path. */
  readonly params: Readonly<Record<string, string>>;
}

export interface UserCall extends Call {
  readonly user: SimUser;
}

export interface AppCall extends UserCall {
  readonly app: SimApp;
  /** The app as the path names it: its id or its name. */
  readonly given: string;
}

type Answer = ApiAnswer | Promise<ApiAnswer>;

export interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  answer(call: Call): Answer;
}

/** A route anybody may call. */
export function open(method: string, path: string, handler: (call: Call) => Answer): Route {
  return { method, segments: path.split('/'), answer: handler };
}

/** A route of the auth host: needs a bearer, is not counted. */
export function own(method: string, path: string, handler: (call: UserCall) => Answer): Route {
  return open(method, path, (call) => {
    const user = call.auth.findUser(call.request);
    return user === undefined ? jsonAnswer(401, { error: 'authentication required' }) : handler({ ...call, user });
  });
}

/** A route of the regional host: needs a bearer, counts towards the user's limit. */
export function user(method: string, path: string, handler: (call: UserCall) => Answer): Route {
  return own(method, path, (call) => {
    if (call.auth.allows(call.user)) return handler(call);
    return { status: 429, headers: { 'content-type': 'text/plain' }, body: 'Retry later' };
  });
}

/** A route below `/v1/apps/:app`: the app must be visible, the role must have the right. */
export function app(method: string, path: string, right: Right, handler: (call: AppCall) => Answer): Route {
  return user(method, `/v1/apps/:app${path}`, (call) => {
    const given = call.params.app ?? '';
    const found = call.platform.findApp(given);
    const role = found === undefined ? undefined : call.platform.roleOf(call.user, found);
    if (found === undefined || role === undefined) return notFound('app');
    if (!mayDo(role, right)) return jsonAnswer(401, { error: 'not authorized' });
    return handler({ ...call, app: found, given });
  });
}

export function matchRoute(route: Route, request: ApiRequest): Readonly<Record<string, string>> | undefined {
  const segments = request.path.split('/');
  if (route.method !== request.method || route.segments.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, pattern] of route.segments.entries()) {
    const segment = segments[place] ?? '';
    if (pattern.startsWith(':')) params[pattern.slice(1)] = decodePart(segment);
    else if (pattern !== segment) return undefined;
  }
  return params;
}

export function notFound(resource: string): ApiAnswer {
  return jsonAnswer(404, { resource, error: 'not found' });
}

export function invalid(errors: Readonly<Record<string, readonly string[]>>): ApiAnswer {
  return jsonAnswer(422, { errors });
}

/** The body checked, or the 400 to answer. */
export function readBody<Body>(
  request: ApiRequest,
  schema: z.ZodType<Body>,
): { readonly body: Body } | { readonly refusal: ApiAnswer } {
  let json: unknown;
  try {
    json = request.body === '' ? {} : JSON.parse(request.body);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { refusal: jsonAnswer(400, { error: `There was a problem in the JSON you submitted: ${detail}` }) };
  }
  const result = schema.safeParse(json);
  if (result.success) return { body: result.data };
  const [issue] = result.error.issues;
  return { refusal: jsonAnswer(400, { error: `'${issue?.path.join('.') ?? ''}' ${issue?.message ?? 'is invalid'}` }) };
}

/** One page of a list kept oldest first and shown newest first, with what the vendor tells about it (section 5.7). */
export function paginate<Row>(rows: readonly Row[], query: URLSearchParams, defaultSize: number) {
  const size = Math.min(positive(query.get('per_page')) ?? defaultSize, 100);
  const current = positive(query.get('page')) ?? 1;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  return {
    rows: rows
      .slice(Math.max(0, rows.length - current * size), Math.max(0, rows.length - (current - 1) * size))
      .toReversed(),
    meta: {
      pagination: {
        current_page: current,
        next_page: current < pages ? current + 1 : null,
        prev_page: current > 1 ? current - 1 : null,
        total_pages: pages,
        total_count: rows.length,
      },
    },
  };
}

export function positive(text: string | null): number | undefined {
  const number = Number(text);
  return text !== null && Number.isInteger(number) && number > 0 ? number : undefined;
}

function decodePart(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
