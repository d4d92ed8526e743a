import type { Listing } from '../engine/directory.ts';
import { UserError } from '../errors.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { printRegion } from '../model/region.ts';
import { resolveTargets, type TargetResolution } from './line/target.ts';
import type { CommandContext } from './spec.ts';

/** A list this old still tells which app a name means; whether it runs is read again before acting. */
const NAMES_MAX_AGE_MS = 60_000;

/** A region that hangs may take 90 s to fail: so long it may not hold up what is meant for another one. */
const PATIENCE_MS = 3_000;

export type Targets =
  | { readonly kind: 'apps'; readonly apps: readonly App[]; readonly listing: Listing }
  | Extract<TargetResolution, { kind: 'question' }>;

/**
 * The apps that the words mean, each once. Names that the remembered list does not know are looked up in a fresh one.
 * @throws {UserError} app_unknown, naming a region that could not be read if there is one; {ProviderError} when no
 *   region at all could be read
 */
export async function findTargets(context: CommandContext, words: readonly string[]): Promise<Targets> {
  const options = { priority: 'person', maxAgeMs: NAMES_MAX_AGE_MS } as const;
  const early = await context.directory.list({ ...options, patienceMs: PATIENCE_MS });
  const complete = early.failed.every(({ error }) => error.context.reason !== 'slow');
  const remembered = complete || isEnough(early, words, context) ? early : await context.directory.list(options);
  try {
    return resolveAll(context, words, remembered);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'app_unknown') throw error;
  }
  const fresh = await context.directory.list({ priority: 'person', maxAgeMs: 1_000 });
  return resolveAll(context, words, fresh);
}

/** Every word is the name of an app that was read, and nothing else can be meant: the rest need not be waited for. */
function isEnough({ apps }: Listing, words: readonly string[], { config }: CommandContext): boolean {
  const names = new Set(apps.flatMap((app) => [app.name.toLowerCase(), appRef(app).toLowerCase()]));
  const needsOthers = config.rules.some(({ needs = [], group }) => needs.length > 0 || group !== undefined);
  return !needsOthers && words.every((word) => names.has(word.toLowerCase()));
}

function resolveAll(context: CommandContext, words: readonly string[], listing: Listing): Targets {
  const [failure] = listing.failed;
  if (failure !== undefined && listing.apps.length === 0) throw failure.error;
  const apps = new Map<string, App>();
  for (const word of words) {
    const resolution = resolveWord(context, word, listing);
    if (resolution.kind === 'question') return resolution;
    for (const app of resolution.apps) apps.set(appKey(app), app);
  }
  return { kind: 'apps', apps: [...apps.values()], listing };
}

function resolveWord(context: CommandContext, word: string, listing: Listing): TargetResolution {
  try {
    return resolveTargets(word, listing.apps, context.config.rules, listing.beyond);
  } catch (error) {
    const [failure] = listing.failed;
    if (!(error instanceof UserError) || error.code !== 'app_unknown' || failure === undefined) throw error;
    throw new UserError('app_unknown', error.message, {
      cause: failure.error,
      context: { ...error.context, reason: 'region_unread', region: printRegion(failure.region) },
    });
  }
}
