import type { Clock } from '../../../clock.ts';
import type { ApiAnswer, ApiRequest } from '../../server.ts';
import type { SimulatedApp } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { errorAnswer } from './answers.ts';

/** What a route needs to answer one request. */
export interface RouteContext {
  readonly request: ApiRequest;
  readonly world: World;
  readonly clock: Clock;
  /** Parts of the path, decoded: `owner`, `app`, `deployment`… */
  readonly params: Readonly<Record<string, string>>;
  /** Also sent as `Sozu-Id`. */
  readonly requestId: string;
  /** Aborts when the simulator closes. */
  readonly closing: AbortSignal;
  /** Counts an answer that only the clock can end; call the result once it has ended. */
  readonly hold: () => () => void;
}

export type Handler = (context: RouteContext) => ApiAnswer;

export function refuse(context: RouteContext, status: number, id: number, message: string): ApiAnswer {
  return errorAnswer(context.request.path, status, id, message, context.requestId);
}

/** The owner a path names: an id, or the user behind `/v2/self`. */
export function ownerOf({ params, world }: RouteContext): string {
  return params.owner ?? world.userId;
}

/** Runs the handler on the app of the path, or answers why it cannot be seen there. */
export function withApp(handler: (app: SimulatedApp, context: RouteContext) => ApiAnswer): Handler {
  return withOwner((context) => {
    const app = context.world.findApp(context.params.app ?? '');
    if (app === undefined) return refuse(context, 404, 4001, 'The application does not exist');
    if (app.ownerId !== ownerOf(context)) {
      const message = "The provided application id doesn't belong to you";
      return refuse(context, context.world.settings.foreignAppStatus, 4002, message);
    }
    return handler(app, context);
  });
}

/** Checks the owner of the path: a user id is refused below `/v2/organisations`, rights may be missing. */
export function withOwner(handler: Handler): Handler {
  return (context) => {
    const { params, request, world } = context;
    if (params.owner?.startsWith('user_') === true && request.path.startsWith('/v2/organisations/')) {
      return refuse(context, 403, 5000, 'You are not allowed to access this organisation');
    }
    if (![world.ownerId, world.userId].includes(ownerOf(context))) {
      return refuse(context, 404, 5001, 'The organisation does not exist');
    }
    if (world.settings.missingRight) {
      return refuse(context, 403, 6201, "You are not allowed to access this organisation's applications");
    }
    return handler(context);
  };
}

/** The JSON of the body, undefined when it is none. */
export function parseBody({ request }: RouteContext): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    return undefined;
  }
}
