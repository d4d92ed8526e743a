import type { enAccess } from './en-access.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frAccess: Readonly<Record<keyof typeof enAccess, Text>> = {
  'access.deed.read': 'utiliser Paastis',
  'access.deed.wake': 'réveiller {app}',
  'access.deed.sleep': 'endormir {app}',
  'access.deed.keep': 'garder {app} éveillée',
  'access.deed.force': 'endormir {app} avec `--force`',
  'access.deed.schedule': 'régler quand Paastis agit ou informe de lui-même',
  'access.deed.settings': 'changer le comportement de Paastis',
  'access.by_rules': '{deed} ({rules})',
  'access.by_default': '{deed} (aucune règle ne dit autre chose)',
  'access.rule': 'règle {number}, `{match}`',
  'access.and_more': { one: '{shown} et une autre', other: '{shown} et {count} autres' },
  'event.digest_scheduled': '{actor} a réglé quand un canal reçoit son récapitulatif',
  'reason.digest_off': 'plus jamais',
  'reason.with_another': 'avec une autre app',
  'access.workspace_admin': 'un admin de l’espace de travail',
};
