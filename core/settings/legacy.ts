import { stringify } from 'yaml';
import * as z from 'zod';
import type { SettingsDocument } from './document.ts';
import type { Fault } from './faults.ts';

/** A rule as the older proxy wrote it. */
const legacyRule = z.looseObject({
  pattern: z.string().min(1),
  linked_apps: z.array(z.string()).exactOptional(),
  /** Minutes; 0 was "at once", which the least limit comes closest to. */
  app_max_idle_time: z.number().min(0).exactOptional(),
});

const rulesHolder = z.looseObject({ rules: z.array(z.unknown()) });

/** Reads rules of the older proxy as today's, with a warning that shows the new form. */
export function withoutLegacyRules({ value, place }: SettingsDocument, warnings: Fault[]): unknown {
  const holder = rulesHolder.safeParse(value);
  if (!holder.success) return value;
  const legacyAt: number[] = [];
  const rules = holder.data.rules.map((rule, index) => {
    const legacy = legacyRule.safeParse(rule);
    if (!legacy.success) return rule;
    const { pattern, linked_apps: linked, app_max_idle_time: minutes, ...rest } = legacy.data;
    const modern = modernRule(pattern, linked, minutes);
    const yaml = stringify([modern], { flowCollectionPadding: false }).trimEnd().replace(/^/gm, '  ');
    warnings.push({ ...place(['rules', index]), key: 'warning.legacy', values: { yaml } });
    legacyAt.push(index);
    return { ...modern, ...rest };
  });
  if (legacyAt.length > 1) warnings.push({ ...place(['rules']), key: 'warning.legacy_order' });
  return { ...holder.data, rules };
}

/** The older patterns matched anywhere in a name, as expressions between slashes do. */
function modernRule(pattern: string, linked: readonly string[] | undefined, minutes: number | undefined) {
  // `$1` in a linked app stood for the first group of the pattern: groups have names today.
  const numbered = linked?.some((app) => /\$\d/.test(app)) === true;
  return {
    match: `/${numbered ? nameGroups(pattern) : pattern}/`,
    ...(linked === undefined ? {} : { needs: linked.map((app) => app.replace(/\$(\d)/g, '{g$1}')) }),
    ...(minutes === undefined ? {} : { idle_after: `${Math.max(1, Math.ceil(minutes))}m` }),
  };
}

/** `^shop-pr(\d+)` to `^shop-pr(?P<g1>\d+)`; brackets that are escaped or inside a class stay. */
function nameGroups(pattern: string): string {
  let count = 0;
  return pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|\((?!\?)/g, (part) => (part === '(' ? `(?P<g${++count}>` : part));
}
