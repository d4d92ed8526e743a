import type { Config, RuleConfig } from '../config.ts';
import { type App, appRef } from '../model/app.ts';
import { createHolidays } from './holidays.ts';
import { type Hours, type Place, parseHours } from './hours.ts';
import { type MatchedRule, ruleFor } from './rules.ts';

/** What the settings say about one app. */
export interface Terms {
  /** The rule that speaks; absent: the defaults. `index` counts from 0. */
  readonly rule?: { readonly index: number; readonly match: string };
  /** Never slept, by nobody. */
  readonly protected: boolean;
  readonly managed: boolean;
  /** Managed only to tell what would be saved: nothing in the settings manages anything. */
  readonly trial: boolean;
  readonly idleAfterMs: number | 'never';
  readonly hours?: Hours;
  readonly wakeAtStart: boolean;
  /** Names, qualified names or patterns of apps, captures filled in. */
  readonly needs: readonly string[];
  readonly group?: string;
  readonly channel?: string;
  /** How long before it sleeps by itself people are told. */
  readonly courtesyMs: number | 'off';
}

/** The settings as decisions use them; made once for each version of the settings. */
export interface Policy {
  readonly config: Config;
  readonly place: Place;
  /** Observing without any rule that manages: every unprotected app is looked at. */
  readonly trial: boolean;
  ruleFor(app: App): MatchedRule | undefined;
  termsOf(app: App): Terms;
}

interface Known {
  readonly rule: MatchedRule | undefined;
  readonly terms: Terms;
}

const DEFAULT_COURTESY_MS = 10 * 60_000;

/** More apps than an account has; the bound keeps a program that runs for months from growing. */
const MOST_KNOWN = 20_000;

/** @throws {RangeError} of hours that cannot be read: settings are checked before they come here */
export function createPolicy(config: Config): Policy {
  const place: Place = { timezone: config.timezone, isHoliday: createHolidays(config.holidays) };
  const hours = new Map(
    config.rules.flatMap((rule) => (rule.hours === undefined ? [] : [[rule.hours, parseHours(rule.hours)] as const])),
  );
  const trial = isTrial(config);
  const known = new Map<string, Known>();

  const seen = new WeakMap<App, Known>();

  function look(app: App): Known {
    const same = seen.get(app);
    if (same !== undefined) return same;
    const found = find(app);
    seen.set(app, found);
    return found;
  }

  /** A list that is read again brings the same apps as new objects. */
  function find(app: App): Known {
    const id = identity(app);
    const found = known.get(id);
    if (found !== undefined) return found;
    const rule = ruleFor(app, config);
    const fresh = { rule, terms: termsFrom({ rule, config, trial, hours }) };
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(id, fresh);
    return fresh;
  }

  return { config, place, trial, ruleFor: (app) => look(app).rule, termsOf: (app) => look(app).terms };
}

function isTrial({ mode, defaults, rules }: Config): boolean {
  return mode === 'observe' && !defaults.manage && !rules.some((rule) => rule.manage === true);
}

/** All of an app that a rule looks at. */
function identity(app: App): string {
  return `${appRef(app)} ${app.review?.pullRequest ?? ''} ${app.review?.branch ?? ''}`;
}

interface TermsFacts {
  readonly rule: MatchedRule | undefined;
  readonly config: Config;
  readonly trial: boolean;
  readonly hours: ReadonlyMap<string, Hours>;
}

function termsFrom({ rule: matched, config, trial, hours }: TermsFacts): Terms {
  const rule: Partial<RuleConfig> = matched?.rule ?? {};
  const isProtected = rule.protect === true;
  // A rule that says `manage: false` is heard even where a trial looks at everything else.
  const tried = trial && rule.manage !== false;
  const parsed = rule.hours === undefined ? undefined : hours.get(rule.hours);
  return {
    ...(matched && { rule: { index: matched.index, match: matched.rule.match } }),
    protected: isProtected,
    managed: !isProtected && ((rule.manage ?? config.defaults.manage) || tried),
    trial: tried && !isProtected,
    idleAfterMs: rule.idleAfterMs ?? config.defaults.idleAfterMs,
    ...(parsed && { hours: parsed }),
    wakeAtStart: rule.wakeAtStart === true,
    courtesyMs: rule.courtesyMs ?? config.defaults.courtesyMs ?? DEFAULT_COURTESY_MS,
    needs: rule.needs ?? [],
    ...(rule.group !== undefined && { group: rule.group }),
    ...(rule.channel !== undefined && { channel: rule.channel }),
  };
}
