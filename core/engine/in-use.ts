import type { Clock } from '../clock.ts';
import { isPaastisError } from '../errors.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { printRegion } from '../model/region.ts';
import { withoutMonitor } from '../policy/monitor.ts';
import type { Activity, Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';

/** Who asked for a page so lately may still be reading it. */
const IN_USE_MS = 5 * 60_000;

/** Our own probes of an app that wakes count as requests; they end with its first good answer. */
const PROBES_MS = 60_000;

/** A wake further back than so many events is no part of the last minutes. */
const LATEST_EVENTS = 30;

export interface InUseDeps {
  readonly providers: () => readonly Provider[];
  readonly store: Pick<Store, 'listEvents'>;
  readonly clock: Pick<Clock, 'now'>;
  /** When an earlier process woke an app, by its qualified name, ISO 8601; undefined: not known. */
  readonly wokenAt?: (ref: string) => string | undefined;
}

/** How lately is in use: no longer than the app may be unused before it sleeps by itself; 0: nobody is asked. */
function windowMs(idleAfterMs: number | 'never'): number {
  return idleAfterMs === 'never' ? IN_USE_MS : Math.min(IN_USE_MS, idleAfterMs);
}

/**
 * For `SleepOptions.confirm` of a person's sleep: is somebody using the app this moment? Figures that cannot be read
 * refuse nothing, since a person knows what he asks for.
 * @param idleAfterMs of the app's rule
 */
export function createInUseCheck(
  deps: InUseDeps,
  app: App,
  idleAfterMs: number | 'never',
): (signal: AbortSignal) => Promise<'in_use' | undefined> {
  return async (signal) => {
    if (windowMs(idleAfterMs) === 0) return undefined;
    const now = deps.clock.now();
    const probedUntilMs = await findProbesEnd(deps, app);
    const sinceMs = Math.max(now.getTime() - windowMs(idleAfterMs), probedUntilMs);
    if (sinceMs >= now.getTime()) return undefined;
    const activity = await readActivity(deps, app, new Date(sinceMs), signal);
    const usedAt = activity?.known === true ? lastUse(activity) : undefined;
    return usedAt !== undefined && Date.parse(usedAt) > sinceMs ? 'in_use' : undefined;
  };
}

/** By anybody but a monitor, which must not make every sleep by hand a matter of force. */
function lastUse({ hits, lastRequestAt, completeUntil }: Extract<Activity, { known: true }>): string | undefined {
  const [first] = hits ?? [];
  if (hits === undefined || first === undefined) return lastRequestAt;
  const people = withoutMonitor(hits, { since: first.at, until: completeUntil });
  return people.everyMs === undefined ? lastRequestAt : people.hits.at(-1)?.at;
}

async function findProbesEnd({ store, wokenAt }: InUseDeps, app: App): Promise<number> {
  const events = await store.listEvents({ key: appKey(app), limit: LATEST_EVENTS });
  const woken = events.find(({ name }) => name === 'app_woken' || name === 'app_ready')?.at;
  const instants = [woken, wokenAt?.(appRef(app))].flatMap((at) => (at === undefined ? [] : [Date.parse(at)]));
  return Math.max(0, ...instants.map((ms) => ms + PROBES_MS));
}

async function readActivity(
  { providers }: InUseDeps,
  app: App,
  since: Date,
  signal: AbortSignal,
): Promise<Activity | undefined> {
  const region = printRegion(app.region);
  const provider = providers().find((candidate) => printRegion(candidate.region) === region);
  try {
    return await provider?.getActivitySince(app.id, since, { priority: 'person', signal, hasWeb: true });
  } catch (error) {
    if (!isPaastisError(error)) throw error;
    return undefined;
  }
}
