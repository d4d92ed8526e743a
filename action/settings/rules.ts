import type { Config, RuleConfig } from '../../core/config.ts';
import { compilePattern, LONGEST_PATTERN } from '../../core/model/pattern.ts';
import type { Inputs } from '../inputs.ts';

/** How long nobody may have asked for an app, where neither the workflow nor a rule says so. */
export const DEFAULT_IDLE_MS = 2 * 3_600_000;

type RuleInputs = Pick<Inputs, 'apps' | 'idleAfterMs' | 'readyPath' | 'readyPathGiven' | 'timeoutMs' | 'timeoutGiven'>;

/**
 * The rules of the settings, then one for each target that is a name or a pattern of names: the first that matches
 * speaks, so what the file says of an app holds. What the file neither manages nor leaves alone is managed once the
 * workflow names it. What the workflow gives itself beats the file.
 */
export function rulesFor(
  inputs: RuleInputs,
  { rules, defaults }: Pick<Config, 'rules' | 'defaults'>,
): readonly RuleConfig[] {
  const matches = inputs.apps.flatMap((app) => matchOf(app) ?? []);
  const own = rules.map((rule) => ({ ...rule, ...managedBy(rule, matches, defaults.manage) }));
  const known = new Set(rules.map(({ match }) => match.toLowerCase()));
  const added = matches
    .filter((match) => !known.has(match.toLowerCase()))
    .map((match): RuleConfig => ({ match, manage: true, idleAfterMs: DEFAULT_IDLE_MS }));
  const all = [...own, ...added, ...restOf(inputs)].map((rule) => ({ ...rule, ...readyOf(rule, inputs) }));
  return all.map((rule): RuleConfig => ({ ...rule, courtesyMs: 'off' }));
}

/** What a target is in a rule; undefined: a pull request, a group or an address, which no rule can match. */
export function matchOf(target: string): string | undefined {
  if (/^[#@]|:\/\//.test(target)) return undefined;
  const [, type, name] = /^(scalingo|clever-cloud|clever):([^/]+)$/i.exec(target) ?? [];
  if (type === undefined || name === undefined) return target;
  return `${type.toLowerCase() === 'scalingo' ? 'scalingo' : 'clever-cloud'}/*/${name}`;
}

/** Only a pattern that can be read makes a rule. */
export function isReadable(match: string): boolean {
  if (match.length > LONGEST_PATTERN) return false;
  try {
    compilePattern(match);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether anything may be slept at all. */
export function managesAny({ rules, defaults }: Pick<Config, 'rules' | 'defaults'>): boolean {
  return defaults.manage || rules.some(({ manage }) => manage === true);
}

/** Another limit for every rule; `never` stays: it is a protection. */
export function withIdleAfter(config: Config, idleAfterMs: number): Config {
  const limit = (own: number | 'never' | undefined) => (own === 'never' ? own : idleAfterMs);
  return {
    ...config,
    defaults: { ...config.defaults, idleAfterMs: limit(config.defaults.idleAfterMs) },
    rules: config.rules.map((rule) => ({ ...rule, idleAfterMs: limit(rule.idleAfterMs) })),
  };
}

function managedBy(rule: RuleConfig, matches: readonly string[], byDefault: boolean): Partial<RuleConfig> {
  if (rule.manage !== undefined || rule.protect === true || byDefault) return {};
  return matches.some((match) => overlap(rule.match, match)) ? { manage: true } : {};
}

/** For apps that no rule names, and that are told by their pull request, group or address. */
function restOf({ readyPathGiven, timeoutGiven }: RuleInputs): readonly RuleConfig[] {
  return readyPathGiven || timeoutGiven ? [{ match: '*' }] : [];
}

function readyOf({ ready }: RuleConfig, inputs: RuleInputs): Pick<RuleConfig, 'ready'> {
  const { readyPath, readyPathGiven, timeoutMs, timeoutGiven } = inputs;
  if (!readyPathGiven && !timeoutGiven) return ready === undefined ? {} : { ready };
  return {
    ready: {
      path: readyPathGiven ? readyPath : (ready?.path ?? readyPath),
      timeoutMs: timeoutGiven ? timeoutMs : (ready?.timeoutMs ?? timeoutMs),
    },
  };
}

/** Whether two patterns speak of the same apps, as far as one name of each tells. */
function overlap(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() || covers(one, other) || covers(other, one);
}

function covers(pattern: string, other: string): boolean {
  const sample = sampleOf(other);
  if (sample === undefined) return false;
  const qualified = pattern.includes('/') && !pattern.startsWith('/');
  const name = qualified ? sample : (sample.split('/').at(-1) ?? sample);
  return compilePattern(pattern).match(name) !== undefined;
}

/** A name that the pattern matches; undefined: a regular expression, of which none is known. */
function sampleOf(pattern: string): string | undefined {
  if (pattern.startsWith('/')) return undefined;
  return pattern
    .replaceAll('{pr}', '730519628')
    .replaceAll('{branch}', 'q730519628z')
    .replace(/\{([^{},]*),[^{}]*\}/g, '$1')
    .replace(/[*?]/g, 'x');
}
