import { OperationError } from '../errors.ts';
import { type App, appRef } from '../model/app.ts';
import { type Formation, isEmpty } from '../model/formation.ts';
import { isTransitional } from '../model/status.ts';
import type { OperationScope } from './operation.ts';
import { addressOf, growing, STATE_POLL_MS, waitUntilAnswered, waitUntilStable } from './wait.ts';

/** How an app that is to be woken was found once nothing of somebody else's was under way on it any more. */
export type Met =
  | { readonly kind: 'at_rest'; readonly app: App }
  /** It came up by somebody else's hand, and answers. */
  | { readonly kind: 'woken'; readonly app: App }
  /** Somebody else has started it; nobody waits for the end of that. */
  | { readonly kind: 'under_way'; readonly app: App };

export interface MeetOptions {
  readonly signal: AbortSignal;
  readonly until?: 'requested' | 'ready';
  readonly readyPath?: string;
  /** See `WakeOptions`. */
  readonly expectDeployment?: boolean;
  readonly onWait: () => void;
}

/** A push shows as a deployment within seconds; whoever waits for the app does not wait for longer than that. */
const DEPLOYMENT_PATIENCE_MS = 20_000;

/**
 * Waits for whatever somebody else does to the app: another process, a person in the vendor's console, a push. Joins a
 * start that is under way instead of asking for a second one.
 * @throws {OperationError} wake_failed when that start came to nothing: who asked for it hears the same
 */
export async function meetOthers(scope: OperationScope, read: App, options: MeetOptions): Promise<Met> {
  const app = await untilDeploymentBegins(scope, read, options);
  if (!isTransitional(app.status)) return { kind: 'at_rest', app };
  options.onWait();
  const starting = await findStarting(scope, app, options);
  if (starting !== undefined && options.until === 'requested') return { kind: 'under_way', app };
  return starting === undefined ? followDeployment(scope, app, options) : followStart(scope, app, starting, options);
}

/** An app that a push is about to start shows nothing of it at first. */
async function untilDeploymentBegins(scope: OperationScope, read: App, options: MeetOptions): Promise<App> {
  const { deps, priority, provider } = scope;
  if (options.expectDeployment !== true || provider.startsOnPush !== true || read.status !== 'stopped') return read;
  options.onWait();
  const untilMs = deps.clock.now().getTime() + DEPLOYMENT_PATIENCE_MS;
  let app = read;
  for (const waitMs of growing(STATE_POLL_MS)) {
    const leftMs = untilMs - deps.clock.now().getTime();
    if (leftMs <= 0 || app.status !== 'stopped') return app;
    await deps.clock.delay(Math.min(waitMs, leftMs), options.signal);
    app = await provider.getApp(app.id, { priority, signal: options.signal });
  }
  return app;
}

/** What will run where the app is being started from nothing, as far as the provider tells; undefined: it is not. */
async function findStarting(
  { priority, provider }: OperationScope,
  app: App,
  { signal }: MeetOptions,
): Promise<Formation | undefined> {
  if (app.status !== 'waking' && app.status !== 'scaling') return undefined;
  const formation = await provider.getFormation(app.id, { priority, signal });
  return isEmpty(formation) ? undefined : formation;
}

async function followStart(scope: OperationScope, app: App, formation: Formation, options: MeetOptions): Promise<Met> {
  const { deps, priority, provider } = scope;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const waitOptions = { clock: deps.clock, provider, signal, priority };
  const address = addressOf(app, formation, options.readyPath);
  const answered = waitUntilAnswered(address, { ...waitOptions, prober: deps.prober });
  const settled = waitUntilStable(app, waitOptions, () => undefined);
  // Whichever is not waited for is ended below.
  answered.catch(() => undefined);
  settled.catch(() => undefined);
  try {
    const first = await (address === undefined ? settled : Promise.race([answered, settled]));
    if (first === undefined) return { kind: 'woken', app: { ...app, status: 'running' } };
    if (first.status === 'crashed') throw startFailed(first);
    if (first.status !== 'running') return { kind: 'at_rest', app: first };
    if (address !== undefined) await answered;
    return { kind: 'woken', app: first };
  } finally {
    stop.abort();
  }
}

/** What runs after a deployment, or a stop, is what ran before it, save where the deployment itself starts the app. */
async function followDeployment(scope: OperationScope, read: App, options: MeetOptions): Promise<Met> {
  const { deps, priority, provider } = scope;
  const { signal } = options;
  const waitOptions = { clock: deps.clock, provider, signal, priority };
  const app = await waitUntilStable(read, waitOptions, () => undefined);
  if (app.status !== 'running') return { kind: 'at_rest', app };
  const formation = await provider.getFormation(app.id, { priority, signal });
  // The provider may still tell the state from before a stop: taken at its word, nothing would be started.
  if (isEmpty(formation)) return { kind: 'at_rest', app: { ...app, status: 'stopped' } };
  if (options.until === 'requested') return { kind: 'woken', app };
  await waitUntilAnswered(addressOf(app, formation, options.readyPath), { ...waitOptions, prober: deps.prober });
  return { kind: 'woken', app };
}

/** @param app as it was found after a start that somebody else had asked for */
export function startFailed(app: App): OperationError {
  return new OperationError('wake_failed', `${appRef(app)} did not come up: somebody else's start failed`, {
    context: { app: appRef(app), reason: 'crashed' },
  });
}
