import type { Config } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { type App, type AppKey, appKey } from '../../model/app.ts';
import { printRegion, sameRegion } from '../../model/region.ts';
import { ruleFor } from '../../policy/rules.ts';
import { matchCaptures, resolveTargets } from './target.ts';

/**
 * The apps that a core knows at all: for a door whose line may come from people who have nothing to do with the rest of
 * the account. Without words, and without `managed`, none.
 */
export interface Scope {
  /** Targets of the command language; `{pr}` and `{branch}` in one stand for any pull request and any branch. */
  readonly words?: readonly string[];
  /** The apps that the settings manage, too. */
  readonly managed?: boolean;
  /** Names from beyond may be proposed where one is not known: whoever names apps here may see the account. */
  readonly proposes?: boolean;
}

/**
 * These apps as far as they are within the scope, what any of them needs, and the other members of their groups: a wake
 * of one would be a wake of half of it otherwise.
 */
export function withinScope(scope: Scope, apps: readonly App[], config: Config): readonly App[] {
  const rules = new Map(apps.map((app) => [app, ruleFor(app, config)?.rule]));
  const byGroup = Map.groupBy(apps, (app) => rules.get(app)?.group);
  const found = new Map<AppKey, App>();
  const add = (app: App): void => {
    if (found.has(appKey(app))) return;
    found.set(appKey(app), app);
    const { group, needs = [] } = rules.get(app) ?? {};
    if (group !== undefined) for (const member of byGroup.get(group) ?? []) add(member);
    for (const need of needs) for (const needed of findNeeded(need, app, apps, config)) add(needed);
  };
  for (const word of scope.words ?? []) for (const app of findMeant(word, apps, config)) add(app);
  if (scope.managed === true) {
    for (const app of apps) {
      const rule = rules.get(app);
      if (rule?.protect !== true && (rule?.manage ?? config.defaults.manage)) add(app);
    }
  }
  return apps.filter((app) => found.has(appKey(app)));
}

/** The apps that a rule says are needed; a name that matches nothing here, or cannot be read, means none. */
export function findNeeded(
  need: string,
  app: App,
  apps: readonly App[],
  { rules }: Pick<Config, 'rules'>,
): readonly App[] {
  const found = resolveOrNone(need, apps, rules);
  return found.kind === 'apps' ? found.apps : found.candidates.filter(({ region }) => sameRegion(region, app.region));
}

/** Each region by itself: that an app of another one has this very name takes nothing from a pull request here. */
function findMeant(word: string, apps: readonly App[], { rules }: Config): readonly App[] {
  const regions = [...Map.groupBy(apps, ({ region }) => printRegion(region)).values()];
  return regions.flatMap((there) => {
    const captured = matchCaptures(word, there, rules);
    if (captured !== undefined) return captured;
    const found = resolveOrNone(word, there, rules);
    return found.kind === 'apps' ? found.apps : found.candidates;
  });
}

function resolveOrNone(...asked: Parameters<typeof resolveTargets>): ReturnType<typeof resolveTargets> {
  try {
    return resolveTargets(...asked);
  } catch (error) {
    if (error instanceof UserError) return { kind: 'apps', apps: [] };
    throw error;
  }
}
