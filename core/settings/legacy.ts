import * as z from 'zod';
import type { Faults } from './document.ts';

/** A rule as the older proxy wrote it. */
const legacyRule = z.looseObject({
  pattern: z.string().min(1),
  linked_apps: z.array(z.string()).exactOptional(),
  /** Minutes. */
  app_max_idle_time: z.number().int().min(1).exactOptional(),
});

const rulesHolder = z.looseObject({ rules: z.array(z.unknown()) });

/** Reads rules of the older proxy as today's, with a warning that shows the new form. */
export function withoutLegacyRules(
  value: unknown,
  place: (path: readonly PropertyKey[]) => string,
  warnings: Faults,
): unknown {
  const holder = rulesHolder.safeParse(value);
  if (!holder.success) return value;
  const rules = holder.data.rules.map((rule, index) => {
    const legacy = legacyRule.safeParse(rule);
    if (!legacy.success) return rule;
    const { pattern, linked_apps: linked, app_max_idle_time: minutes, ...rest } = legacy.data;
    const modern = {
      match: `/${pattern}/`,
      ...(linked === undefined ? {} : { needs: linked }),
      ...(minutes === undefined ? {} : { idle_after: `${minutes}m` }),
    };
    warnings.push(
      `${place(['rules', index])}: written for the older proxy; write ${JSON.stringify(modern)}, and manage: true to let it sleep`,
    );
    return { ...modern, ...rest };
  });
  return { ...holder.data, rules };
}
