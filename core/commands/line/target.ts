import type { RuleConfig } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { type App, appKey, appRef } from '../../model/app.ts';
import { nearest } from '../../model/near.ts';
import { compilePattern, isPattern } from '../../model/pattern.ts';
import { pullRequestOf } from '../../policy/pull-request.ts';
import { ruleFor } from '../../policy/rules.ts';
import { invalid } from './tokens.ts';

/** The apps meant, or the question which one is. */
export type TargetResolution =
  | { readonly kind: 'apps'; readonly apps: readonly App[] }
  | { readonly kind: 'question'; readonly typed: string; readonly candidates: readonly App[] };

/**
 * Text to apps: name, qualified name (with the id too), `provider:name`, glob, `#42`, `@group`, address. Case does not
 * count. Several matches of one plain name are a question, several matches of anything else are all meant.
 * @param beyond names that are only proposed
 * @throws {UserError} app_unknown with the closest names; command_invalid for a pattern that cannot be read
 */
export function resolveTargets(
  text: string,
  apps: readonly App[],
  rules: readonly RuleConfig[],
  beyond: readonly string[] = [],
): TargetResolution {
  const typed = text.trim();
  const { plain, matches } = findMatches(typed, apps, rules);
  if (matches.length === 0) throw unknown(typed, [...apps.map(({ name }) => name), ...beyond]);
  if (plain && matches.length > 1) return { kind: 'question', typed, candidates: matches };
  return { kind: 'apps', apps: matches };
}

/**
 * The apps that a target with `{pr}` or `{branch}` in it means, whatever these stand for: a name, a qualified name,
 * `provider:name`, `#{pr}`, `@group`, an address. Undefined: there is none in it, or it cannot be read.
 */
export function matchCaptures(
  text: string,
  apps: readonly App[],
  rules: readonly RuleConfig[],
): readonly App[] | undefined {
  const typed = text.trim();
  if (!/\{(?:pr|branch)\}/.test(typed)) return undefined;
  if (/^(?:#|pr-?)\{pr\}$/i.test(typed)) return apps.filter((app) => isOfPullRequest(app, rules));
  const [, type, name = typed] = /^(scalingo|clever-cloud|clever):(.+)$/i.exec(typed) ?? [];
  const there = type === undefined ? apps : apps.filter((app) => app.region.type.startsWith(type.toLowerCase()));
  try {
    return matchAny(name, there, rules);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function matchAny(text: string, apps: readonly App[], rules: readonly RuleConfig[]): readonly App[] {
  if (text.startsWith('@')) return byGroup(text.slice(1), apps, rules);
  const address = /^https?:\/\/([^/]+)/i.exec(text)?.[1];
  const pattern = readPattern(address ?? text);
  if (address !== undefined)
    return apps.filter((app) => app.url !== undefined && pattern.match(hostOf(app.url) ?? '') !== undefined);
  const qualified = text.includes('/') && !text.startsWith('/');
  return apps.filter((app) => pattern.match(qualified ? appRef(app) : app.name) !== undefined);
}

/** The name that means this app and no other of these: its qualified name, or its key where two share that. */
export function unambiguousRef(app: App, apps: readonly App[]): string {
  const ref = appRef(app);
  return apps.filter((other) => appRef(other) === ref).length > 1 ? appKey(app) : ref;
}

interface Matches {
  /** One app is meant. */
  readonly plain: boolean;
  readonly matches: readonly App[];
}

function findMatches(typed: string, apps: readonly App[], rules: readonly RuleConfig[]): Matches {
  const pullRequest = /^(?:#|pr-?)(\d{1,9})$/i.exec(typed)?.[1];
  // An app may really be called pr42: then its name says more than the abbreviation.
  const named = byName(typed, apps);
  if (named.length > 0) return { plain: true, matches: named };
  if (pullRequest !== undefined) return { plain: false, matches: byPullRequest(Number(pullRequest), apps, rules) };
  if (typed.startsWith('@')) return { plain: false, matches: byGroup(typed.slice(1), apps, rules) };
  const host = hostOf(typed);
  if (host !== undefined) {
    const matches = apps.filter((app) => app.url !== undefined && hostOf(app.url) === host);
    if (matches.length > 0 || typed.includes('://')) return { plain: true, matches };
  }
  return byQualifiedText(typed, apps);
}

function byName(typed: string, apps: readonly App[]): readonly App[] {
  const wanted = typed.toLowerCase();
  const named = apps.filter((app) => app.name.toLowerCase() === wanted || appRef(app).toLowerCase() === wanted);
  return named.length > 0 ? named : apps.filter((app) => app.id === typed || appKey(app).toLowerCase() === wanted);
}

/** Managed apps only, as soon as some rule manages anything; without such rules everything of the pull request. */
function byPullRequest(pullRequest: number, apps: readonly App[], rules: readonly RuleConfig[]): readonly App[] {
  return apps.filter(
    (app) => isOfPullRequest(app, rules) && pullRequestOf(app, ruleFor(app, { rules })) === pullRequest,
  );
}

function isOfPullRequest(app: App, rules: readonly RuleConfig[]): boolean {
  if (pullRequestOf(app, ruleFor(app, { rules })) === undefined) return false;
  return !rules.some(({ manage }) => manage === true) || ruleFor(app, { rules })?.rule.manage === true;
}

function byGroup(group: string, apps: readonly App[], rules: readonly RuleConfig[]): readonly App[] {
  const pattern = readPattern(group);
  return apps.filter((app) => {
    const own = ruleFor(app, { rules })?.rule.group;
    return own !== undefined && pattern.match(own) !== undefined;
  });
}

/** `provider:name` and globs, over names or, with a `/`, over qualified names. */
function byQualifiedText(typed: string, apps: readonly App[]): Matches {
  const [, type, name] = /^(scalingo|clever-cloud|clever):(.+)$/i.exec(typed) ?? [];
  if (type !== undefined && name !== undefined) {
    const there = apps.filter((app) => app.region.type.startsWith(type.toLowerCase()));
    const named = byName(name, there);
    return named.length > 0 ? { plain: true, matches: named } : byQualifiedText(name, there);
  }
  if (!isPattern(typed)) return { plain: true, matches: [] };
  const pattern = readPattern(typed);
  const qualified = typed.includes('/') && !typed.startsWith('/');
  return {
    plain: false,
    matches: apps.filter((app) => pattern.match(qualified ? appRef(app) : app.name) !== undefined),
  };
}

function readPattern(text: string): ReturnType<typeof compilePattern> {
  try {
    return compilePattern(text);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('invalid_pattern', text.slice(0, 80));
    throw error;
  }
}

/** Host and port of an address, also of one typed without `https://`. */
function hostOf(text: string): string | undefined {
  const address = text.includes('://') ? text : `https://${text}`;
  if (!/^https?:\/\/[^/]*[.:]/i.test(address) || !URL.canParse(address)) return undefined;
  return new URL(address).host.toLowerCase();
}

function unknown(typed: string, names: readonly string[]): UserError {
  const wanted = typed.replace(/[*?]/g, '').split('/').at(-1) ?? typed;
  return new UserError('app_unknown', `No app matches ${typed}`, {
    context: { app: typed, subject: typed, candidates: nearest(wanted, names) },
  });
}
