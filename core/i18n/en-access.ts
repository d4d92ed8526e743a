import type { Text } from './text.ts';

/** English sentences: who may do what. `access.deed`: behind "may". */
export const enAccess = {
  'access.deed.read': 'use Paastis',
  'access.deed.wake': 'wake {app}',
  'access.deed.sleep': 'put {app} to sleep',
  'access.deed.keep': 'keep {app} awake',
  'access.deed.force': 'put {app} to sleep with `--force`',
  'access.deed.schedule': 'set when Paastis acts or reports by itself',
  'access.deed.settings': 'change how Paastis behaves',
  'access.by_rules': '{deed} (by {rules})',
  'access.by_default': '{deed} (no rule says otherwise)',
  'access.rule': 'rule {number}, `{match}`',
  'access.and_more': { one: '{shown} and one more', other: '{shown} and {count} more' },
  'event.digest_scheduled': '{actor} set when a channel gets its digest',
  'reason.digest_off': 'no longer',
  'reason.with_another': 'along with another app',
  'access.workspace_admin': 'an admin of the workspace',
} as const satisfies Readonly<Record<string, Text>>;
