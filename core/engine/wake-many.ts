import { type App, type AppKey, appKey } from '../model/app.ts';
import type { Engine } from './engine.ts';
import type { Outcome, Requester } from './operation.ts';
import type { OnProgress } from './progress.ts';
import type { WakeOptions } from './wake.ts';

/** One app to wake, and the apps it needs, which are woken first. */
export interface WakeTarget {
  readonly app: App;
  readonly options: WakeOptions;
  readonly needs: readonly App[];
}

export interface WakeResult {
  readonly app: App;
  readonly result: PromiseSettledResult<Outcome>;
}

/** How many are woken, and whom to tell of each. */
export interface WakeManyOptions {
  readonly requester: Requester;
  /** Settings of any app, those that are only needed included. */
  readonly targetFor: (app: App) => WakeTarget;
  readonly onProgress?: (app: App, progress: Parameters<OnProgress>[0]) => void;
}

/**
 * Wakes several apps side by side, those that others need first. A need that fails does not keep its dependent asleep:
 * both results are told. A circle of needs is woken at once instead of waiting for itself.
 */
export async function wakeMany(
  engine: Pick<Engine, 'wake'>,
  apps: readonly App[],
  options: WakeManyOptions,
): Promise<WakeResult[]> {
  const needed = findNeeded(apps, options);
  const started = new Map<AppKey, { app: App; work: Promise<Outcome> }>();

  const start = (app: App, path: readonly AppKey[]): Promise<Outcome> => {
    const key = appKey(app);
    const known = started.get(key);
    if (known !== undefined) return known.work;
    const work = wakeOne(app, [...path, key]);
    started.set(key, { app, work });
    return work;
  };

  const wakeOne = async (app: App, path: readonly AppKey[]): Promise<Outcome> => {
    const target = options.targetFor(app);
    const needs = target.needs.filter((need) => !path.includes(appKey(need)));
    if (needs.length > 0) {
      options.onProgress?.(app, { phase: 'needs', elapsedMs: 0 });
      await Promise.allSettled(needs.map((need) => start(need, path)));
    }
    const { onProgress } = options;
    // What others wait for has to be ready, whoever else does not wait for it.
    const { until, ...waited } = target.options;
    return engine.wake(app, until === undefined || needed.has(appKey(app)) ? waited : { ...waited, until }, {
      ...options.requester,
      ...(onProgress && { onProgress: (progress) => onProgress(app, progress) }),
    });
  };

  for (const app of apps) start(app, []).catch(() => undefined);
  // Every need was started along with what needs it. Those that were asked for come first.
  const keys = new Set([...apps.map(appKey), ...started.keys()]);
  const all = [...keys].flatMap((key) => started.get(key) ?? []);
  const results = await Promise.allSettled(all.map(({ work }) => work));
  return all.flatMap(({ app }, index) => {
    const result = results[index];
    return result === undefined ? [] : [{ app, result }];
  });
}

/** Every app that another one of these needs, directly or not. */
function findNeeded(apps: readonly App[], { targetFor }: Pick<WakeManyOptions, 'targetFor'>): ReadonlySet<AppKey> {
  const needed = new Set<AppKey>();
  const visited = new Set<AppKey>();
  const visit = (app: App): void => {
    if (visited.has(appKey(app))) return;
    visited.add(appKey(app));
    for (const need of targetFor(app).needs) {
      needed.add(appKey(need));
      visit(need);
    }
  };
  for (const app of apps) visit(app);
  return needed;
}
