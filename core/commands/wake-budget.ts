import { type Clock, isRecent } from '../clock.ts';
import type { Outcome } from '../engine/operation.ts';
import type { WakeResult } from '../engine/wake-many.ts';
import { isPaastisError } from '../errors.ts';
import type { Audit } from '../events/audit.ts';
import type { Actor } from '../model/actor.ts';
import { type App, type AppKey, appKey } from '../model/app.ts';
import type { PaastisEvent } from '../model/event.ts';
import type { Store } from '../store/store.ts';

/** Wakes count for as long. */
const PERIOD_MS = 60 * 60_000;

/** The reason kept with a wake that nobody asked for by itself: it goes with one that somebody asked for. */
export const WOKEN_WITH = 'with_another';

/** More events of an hour than this are no people's. */
const MOST_EVENTS = 5_000;

export interface WakeAsk {
  readonly actor: Actor;
  readonly apps: readonly App[];
  /** How many in an hour. */
  readonly limit: number;
  /** Costs nothing: it runs, or somebody's wake of it is under way. */
  readonly isFree: (app: App) => boolean;
}

/** What an ask is allowed. Whoever gets one must end it. */
export interface Allowance {
  readonly granted: readonly App[];
  /** Beyond the budget. */
  readonly beyond: readonly App[];
  /** Until the next wake is possible. */
  readonly waitMs: number;
  /** What has become of what was granted; without results everything counts as not woken. */
  end(results: readonly WakeResult[]): void;
}

/** For whom nothing is counted. */
export function unlimited(apps: readonly App[]): Allowance {
  return { granted: apps, beyond: [], waitMs: 0, end: () => undefined };
}

/** How many apps each person has woken within the last hour. Exact, whoever asks at the same time. */
export interface WakeBudget {
  /** @throws {StoreError} when what was woken before the start cannot be read */
  take(ask: WakeAsk): Promise<Allowance>;
}

export interface WakeBudgetDeps {
  readonly audit: Pick<Audit, 'list'>;
  readonly store: Pick<Store, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
}

interface Spent {
  readonly atMs: number;
}

export function createWakeBudget(deps: WakeBudgetDeps): WakeBudget {
  const spent = new Map<Actor, Spent[]>();
  /** Apps that somebody's ask is about to wake: whoever asks as well joins. */
  const underWay = new Set<AppKey>();
  let loading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    for (const { actor, ...one } of await readSpent(deps)) spent.set(actor, [...(spent.get(actor) ?? []), one]);
  };
  const loaded = (): Promise<void> => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const recentOf = (actor: Actor, now: Date): Spent[] => {
    const recent = (spent.get(actor) ?? []).filter(({ atMs }) => isRecent(atMs, now, PERIOD_MS - 1));
    if (recent.length > 0) spent.set(actor, recent);
    else spent.delete(actor);
    return recent;
  };
  const count = (actor: Actor, one: Spent): void => void spent.set(actor, [...(spent.get(actor) ?? []), one]);
  const uncount = (actor: Actor, one: Spent): void => {
    const left = (spent.get(actor) ?? []).filter((other) => other !== one);
    if (left.length > 0) spent.set(actor, left);
    else spent.delete(actor);
  };

  return {
    take: async ({ actor, apps, limit, isFree }) => {
      await loaded();
      // From here to the end nothing is waited for: who asks at the same time finds what is taken here.
      const now = deps.clock.now();
      let used = recentOf(actor, now).length;
      const taken = new Map<AppKey, Spent>();
      const [granted, beyond]: [App[], App[]] = [[], []];
      for (const app of apps) {
        const key = appKey(app);
        const free = isFree(app) || underWay.has(key);
        if (!free && used >= limit) {
          beyond.push(app);
          continue;
        }
        granted.push(app);
        if (free) continue;
        used += 1;
        const one = { atMs: now.getTime() };
        taken.set(key, one);
        underWay.add(key);
        count(actor, one);
      }
      const end = (results: readonly WakeResult[]): void => {
        const woken = new Set(results.filter(({ result }) => counts(result)).map(({ app }) => appKey(app)));
        for (const [key, one] of taken) {
          underWay.delete(key);
          if (!woken.has(key)) uncount(actor, one);
        }
        const asked = new Set(apps.map(appKey));
        // It was said to run, and did not.
        for (const { app, result } of results) {
          const key = appKey(app);
          if (asked.has(key) && !taken.has(key) && result.status === 'fulfilled' && counts(result))
            count(actor, { atMs: now.getTime() });
        }
      };
      return { granted, beyond, waitMs: waitOf(recentOf(actor, now), limit, now), end };
    },
  };
}

/** What failed was tried; what cannot be woken at all, ran already, or was woken by somebody else's ask, was not. */
function counts(result: PromiseSettledResult<Outcome>): boolean {
  if (result.status === 'fulfilled') return result.value.changed && result.value.joined === undefined;
  return !(isPaastisError(result.reason) && result.reason.code === 'wake_refused');
}

function waitOf(recent: readonly Spent[], limit: number, now: Date): number {
  const next = recent.map(({ atMs }) => atMs).toSorted((a, b) => a - b)[recent.length - limit];
  return next === undefined ? 0 : Math.max(0, next + PERIOD_MS - now.getTime());
}

/** What was woken before this process began: from what is on record, once. */
async function readSpent({ audit, clock, store }: WakeBudgetDeps): Promise<readonly (Spent & { actor: Actor })[]> {
  const now = clock.now();
  const since = new Date(now.getTime() - PERIOD_MS).toISOString();
  const [events, operations] = await Promise.all([audit.list({ since, limit: MOST_EVENTS }), store.list('operation')]);
  const told = events
    .filter(isAsked)
    .map(
      ({ correlationId, actor, at, durationMs = 0 }) =>
        [correlationId, { actor, atMs: Date.parse(at) - durationMs }] as const,
    );
  // Of those under way nothing is told yet, but of some that are tried again.
  const begun = operations
    .filter(({ kind }) => kind === 'wake')
    .map(({ correlationId, actor, startedAt }) => [correlationId, { actor, atMs: Date.parse(startedAt) }] as const);
  return [...new Map([...told, ...begun]).values()];
}

function isAsked({ name, reason }: PaastisEvent): boolean {
  return (name === 'app_woken' || name === 'wake_failed') && reason !== WOKEN_WITH;
}
