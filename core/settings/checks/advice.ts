import { nearest } from '../../model/near.ts';
import { compilePattern } from '../../model/pattern.ts';
import { type ProviderType, providerTypes } from '../../model/region.ts';
import type { SettingsDocument } from '../document.ts';
import type { Fault, Finding } from '../faults.ts';
import type { RuleSettings, Settings } from '../schema.ts';
import { knownRegions, knownSizes } from './known.ts';
import { capturesIn, capturesOf } from './patterns.ts';
import { reviewCaptures } from './rules.ts';

/** What is allowed and most likely not meant, at its place. */
type Advice = Finding & { readonly path: readonly PropertyKey[] };

/** Warnings about settings without faults. */
export function adviseOn(settings: Settings, document: SettingsDocument): readonly Fault[] {
  const advice = [
    ...aboutAccounts(settings, document),
    ...settings.rules.flatMap((rule, index) => aboutRule(rule, index, settings)),
    ...aboutOrder(settings.rules),
    ...aboutPrices(settings),
    ...aboutDigests(settings),
    ...aboutAccess(settings),
  ];
  const manages = settings.defaults.manage || settings.rules.some(({ manage }) => manage === true);
  if (settings.mode === 'enforce' && !manages) advice.push({ path: ['mode'], key: 'warning.enforce' });
  return advice.map(({ path, ...finding }) => ({ ...document.place(path), ...finding }));
}

/** What is left to operators where nobody is one. */
function aboutAccess({ access, rules }: Settings): Advice[] {
  if (access.admins.length + access.operators.length > 0) return [];
  return rules.flatMap((rule, index) =>
    (['wake_access', 'sleep_access'] as const).flatMap((key): Advice[] => {
      const level = rule[key];
      return level === undefined || level === 'everyone'
        ? []
        : [{ path: ['rules', index, key], key: 'warning.nobody' }];
    }),
  );
}

const secretKeys = ['token', 'consumer_secret', 'oauth_token', 'oauth_secret'];

function aboutAccounts({ providers }: Settings, document: SettingsDocument): Advice[] {
  return providers.flatMap((provider, index) => {
    const at = ['providers', index];
    // The token of a simulator on this machine is no secret.
    const local = /^https?:\/\/(127\.|localhost\b|\[::1\])/.test(provider.api_url ?? '');
    const written = local
      ? []
      : secretKeys.filter((key) => Object.hasOwn(provider, key) && !document.isReference([...at, key]));
    return [
      ...written.map((key): Advice => ({ path: [...at, key], key: 'warning.token' })),
      ...near(provider.region, knownRegions[provider.type], { path: [...at, 'region'], key: 'warning.region' }),
    ];
  });
}

/** Nothing for a known word; else the advice, with the known word that is closest. */
function near(word: string, known: readonly string[], advice: Advice): readonly Advice[] {
  if (known.includes(word)) return [];
  const [meant] = nearest(word, known, 1);
  return [{ ...advice, ...(meant !== undefined && { meant }) }];
}

function aboutRule(rule: RuleSettings, index: number, { defaults, rules, mode }: Settings): Advice[] {
  const at = ['rules', index];
  const { match, protect, manage = defaults.manage, idle_after = defaults.idle_after, hours } = rule;
  const sizes = Object.values(knownSizes).flat();
  const about: Advice[] = Object.entries(rule.formation ?? {}).flatMap(([type, { size }]) =>
    size === undefined ? [] : near(size, sizes, { path: [...at, 'formation', type], key: 'warning.size' }),
  );
  for (const name of unsureCaptures(rule)) about.push({ path: at, key: 'warning.capture', values: { name } });
  const given = (['manage', 'idle_after', 'hours', 'wake_at_start'] as const).filter((key) => rule[key] !== undefined);
  const wanted = given.filter((key) => rule[key] !== false);
  if (protect === true) {
    if (wanted.length > 0) about.push({ path: at, key: 'warning.protected', values: { keys: wanted.join(', ') } });
    return about;
  }
  // Observing without any managed app, all are watched as if they were: then nothing is without effect.
  const trial = mode === 'observe' && !defaults.manage && rules.every((each) => each.manage !== true);
  const idle = wanted.filter((key) => key !== 'manage');
  if (!manage && !trial && idle.length > 0)
    about.push({ path: at, key: 'warning.unmanaged', values: { keys: idle.join(', ') } });
  if (manage && idle_after === 'never' && hours === undefined && match !== '')
    about.push({ path: at, key: 'warning.never' });
  return about;
}

/** Captures that only a review app brings, because the match does not. */
function unsureCaptures({ match, needs = [], group = '' }: RuleSettings): readonly string[] {
  const captured = capturesOf(match);
  const asked = [...new Set([...needs, group].flatMap(capturesIn))];
  return asked.filter((name) => reviewCaptures.includes(name) && !captured.includes(name)).map((name) => `{${name}}`);
}

/** Rules behind one that already matches all they could. */
function aboutOrder(rules: readonly RuleSettings[]): Advice[] {
  return rules.flatMap(({ match, protect }, index): Advice[] => {
    // A protection reaches its apps wherever it stands.
    if (protect === true) return [];
    const path = ['rules', index, 'match'];
    const before = rules.slice(0, index);
    const same = before.findIndex((each) => each.match.toLowerCase() === match.toLowerCase());
    if (same >= 0) return [{ path, key: 'warning.same_match', values: { rule: `rules[${same}]` } }];
    const wider = before.findIndex((each) => covers(each.match, match));
    return wider < 0 ? [] : [{ path, key: 'warning.after', values: { rule: `rules[${wider}]` } }];
  });
}

/** Stands for any letters: no pattern has it, so only `*` takes it. */
const ANYTHING = '\u0001';

/**
 * Whether whatever the second matches is matched by the first, as far as that can be told for sure: a wildcard of the
 * second can only be taken in by a wildcard of the first.
 */
function covers(first: string, second: string): boolean {
  if (second.startsWith('/')) return false;
  const qualified = first.includes('/') && !first.startsWith('/');
  const wild = /[*?{]/.test(second);
  if (wild && (first.startsWith('/') || first.includes('?'))) return false;
  // A number and a word that no pattern holds: only the same capture, or a wildcard, takes them.
  const sample = second
    .replaceAll('{pr}', '730519628')
    .replaceAll('{branch}', 'q730519628z')
    .replace(/\{[^}]*\}|[*?]/g, ANYTHING);
  return compilePattern(first).match(qualified ? sample : (sample.split('/').at(-1) ?? sample)) !== undefined;
}

function aboutPrices({ prices, providers }: Settings): Advice[] {
  const listed = providers.map(({ type, region }) => `${type}/${region}`);
  return Object.entries(prices).flatMap(([region, sizes]) => {
    const path = ['prices', region];
    const unused = listed.length > 0 ? near(region, listed, { path, key: 'warning.price_unused' }) : [];
    const known = knownSizes[providerOf(region)];
    const strange = Object.keys(sizes).flatMap((size) =>
      near(size, known, { path: [...path, size], key: 'warning.size' }),
    );
    return [...unused, ...strange];
  });
}

function providerOf(region: string): ProviderType {
  return providerTypes.find((type) => region.startsWith(`${type}/`)) ?? 'scalingo';
}

function aboutDigests({ digests }: Settings): Advice[] {
  const keys = digests.map(({ channel, at }) => `${channel} ${at}`);
  return keys.flatMap((key, index): Advice[] =>
    keys.indexOf(key) < index ? [{ path: ['digests', index], key: 'warning.digest_twice' }] : [],
  );
}
