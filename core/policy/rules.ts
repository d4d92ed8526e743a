import type { Config, RuleConfig } from '../config.ts';
import { type App, appRef } from '../model/app.ts';
import { type Captures, compilePattern, expandCaptures, type Pattern } from '../model/pattern.ts';

/** The rule that speaks for an app. */
export interface MatchedRule {
  /** As written, but with the captures of this app in `needs` and `group`. */
  readonly rule: RuleConfig;
  /** Place in the settings, from 0. */
  readonly index: number;
  readonly captures: Captures;
}

/** Patterns are compiled once; the bound keeps a program that reloads its settings from growing. */
const compiled = new Map<string, Pattern>();
const MOST_COMPILED = 1_000;

/**
 * The rule that protects the app, wherever it stands in the file; else the first that matches, since order is precedence.
 * A rule with a `/` looks at the qualified name.
 */
export function ruleFor(app: App, { rules }: Pick<Config, 'rules'>): MatchedRule | undefined {
  return findRule(app, rules, ({ protect }) => protect === true) ?? findRule(app, rules, () => true);
}

function findRule(
  app: App,
  rules: readonly RuleConfig[],
  isMeant: (rule: RuleConfig) => boolean,
): MatchedRule | undefined {
  for (const [index, rule] of rules.entries()) {
    const matched = isMeant(rule) ? matchRule(app, rule.match) : undefined;
    if (matched === undefined) continue;
    const captures = { ...reviewCaptures(app), ...matched };
    return { rule: expandRule(rule, captures), index, captures };
  }
  return undefined;
}

function matchRule(app: App, match: string): Captures | undefined {
  const qualified = match.includes('/') && !match.startsWith('/');
  return patternOf(match).match(qualified ? appRef(app) : app.name);
}

function patternOf(text: string): Pattern {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const pattern = compilePattern(text);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(text, pattern);
  return pattern;
}

/** A review app tells its pull request itself, also to a rule whose pattern does not capture it. */
function reviewCaptures(app: App): Captures {
  if (app.review === undefined) return {};
  const { pullRequest, branch } = app.review;
  return { pr: String(pullRequest), ...(branch === undefined ? {} : { branch }) };
}

function expandRule(rule: RuleConfig, captures: Captures): RuleConfig {
  return {
    ...rule,
    ...(rule.needs === undefined ? {} : { needs: rule.needs.map((need) => expandCaptures(need, captures)) }),
    ...(rule.group === undefined ? {} : { group: expandCaptures(rule.group, captures) }),
  };
}
