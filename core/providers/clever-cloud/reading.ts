import type { Clock } from '../../clock.ts';
import { isPaastisError, ProviderError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { CallOptions } from '../provider.ts';
import type { CleverCloudClient } from './client.ts';
import type { Memory, Reading } from './memory.ts';
import type { Application, Deployment, Instance } from './schema.ts';
import { decideStatus } from './status.ts';

/** What every procedure on one zone needs. */
export interface Context {
  readonly zone: string;
  readonly client: CleverCloudClient;
  readonly memory: Memory;
  /** Other processes may start the same apps. */
  readonly contended: boolean;
  /** How long to wait before an app is looked at for the last time and started; see `changes.ts`. */
  readonly startAfterMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Apps whose rows are read at the same time; the pace would hold back more anyway. */
const READ_AT_ONCE = 4;

/** Two calls for a stopped app, three for any other. */
export async function readApp(context: Context, id: string, options: CallOptions = {}): Promise<Reading> {
  const application = await context.client.getApplication(id, options);
  if (application.zone !== context.zone) {
    throw new ProviderError('provider_not_found', `${application.name} runs in ${application.zone}`, {
      context: {
        app: `clever-cloud/${context.zone}/${application.name}`,
        region: `clever-cloud/${context.zone}`,
      },
    });
  }
  const reading = await readDetails(context, application, options);
  context.memory.keep(reading);
  return reading;
}

/** As recently read as a call that follows at once may rely on. */
export async function recallApp(context: Context, id: string, options: CallOptions = {}): Promise<Reading> {
  return context.memory.recall(id) ?? (await readApp(context, id, options));
}

/**
 * Three calls for the whole owner where its two summaries can be understood, else two more per app that is not down.
 * Archived apps are left out: archiving hides an app, it does not stop it.
 */
export async function readApps(context: Context, options: CallOptions = {}): Promise<readonly Reading[]> {
  const applications = (await context.client.listApplications(options)).filter(
    ({ zone, archived }) => zone === context.zone && archived !== true,
  );
  if (applications.length === 0) return [];
  const [rows, instances] = await Promise.all([
    understood(context.client.findOwnerDeployments(options)),
    understood(context.client.findOwnerInstances(options)),
  ]);
  const readings = await mapBounded(applications, READ_AT_ONCE, (application) => {
    const last = rows?.[application.id]?.[0];
    const running = instances?.[application.id];
    // An app that is missing in a summary is asked itself: the limit of the rows may be the owner's, not the app's.
    if (isDown(application)) return interpret(context, application, last, []);
    if (last !== undefined && running !== undefined) return interpret(context, application, last, running);
    return readListed(context, application, options);
  });
  const known = readings.filter((reading) => reading !== undefined);
  context.memory.keepAll(known);
  return known;
}

/** A refusal of what one can do without is no failure: of the summaries, since the apps answer for themselves. */
export async function understood<Value>(asked: Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isPaastisError(error) && !error.retryable) return undefined;
    throw error;
  }
}

/** One app that cannot be read is shown as unknown, so that it does not hide the others. */
async function readListed(
  context: Context,
  application: Application,
  options: CallOptions,
): Promise<Reading | undefined> {
  try {
    return await readDetails(context, application, options);
  } catch (error) {
    if (!isPaastisError(error)) throw error;
    if (error.code === 'provider_not_found') return undefined;
    if (!error.retryable) throw error;
    context.log.warn({ app: application.name, code: error.code }, 'app listed without its status');
    return { application, last: undefined, status: { status: 'unknown' }, readAt: context.clock.now() };
  }
}

async function readDetails(context: Context, application: Application, options: CallOptions): Promise<Reading> {
  const [rows, instances] = await Promise.all([
    context.client.listDeployments(application.id, 1, options),
    isDown(application) ? [] : context.client.listInstances(application.id, options),
  ]);
  return interpret(context, application, rows[0], instances);
}

function interpret(
  { memory, clock }: Context,
  application: Application,
  last: Deployment | undefined,
  instances: readonly Instance[],
): Reading {
  memory.observe(application.id, last);
  const readAt = clock.now();
  const status = decideStatus({
    application,
    last,
    up: countUp(instances),
    startPending: memory.isStartUnseen(application.id),
    nowMs: readAt.getTime(),
  });
  return { application, last, status, readAt };
}

export function countUp(instances: readonly Instance[]): number {
  return instances.filter(({ state }) => state === 'UP').length;
}

function isDown(application: Application): boolean {
  return application.state === 'SHOULD_BE_DOWN';
}

async function mapBounded<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Result | Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  const work = async () => {
    // One iterator shared by all workers: each takes the next item that is left.
    for (const [index, item] of entries) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
