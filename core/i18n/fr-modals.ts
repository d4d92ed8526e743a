import type { enModals } from './en-modals.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frModals: Readonly<Record<keyof typeof enModals, Text>> = {
  'modals.title.wake': 'Réveiller des apps',
  'modals.title.sleep': 'Endormir des apps',
  'modals.title.keep': 'Garder éveillées',
  'modals.title.status': 'Regarder des apps',
  'modals.title.why': 'Pourquoi cet état ?',
  'modals.submit.wake': 'Réveiller',
  'modals.submit.sleep': 'Endormir',
  'modals.submit.keep': 'Garder éveillées',
  'modals.submit.status': 'Afficher',
  'modals.submit.why': 'Expliquer',
  'modals.close': 'Annuler',
  'modals.apps': 'Quelles apps',
  'modals.apps_placeholder': 'Nom, pull request (#42) ou groupe',
  'modals.asleep_since': 'endormie depuis {at}',
  'modals.end': 'Garder éveillées',
  'modals.end_hint': 'Heures de {timezone}.',
  'modals.end.rule': 'selon la règle de chaque app',
  'modals.end.for_1h': 'pendant 1 heure',
  'modals.end.for_2h': 'pendant 2 heures',
  'modals.end.for_4h': 'pendant 4 heures',
  'modals.end.tonight': 'jusqu’à ce soir 19:00',
  'modals.end.tomorrow': 'jusqu’à demain 8:00',
  'modals.end.monday': 'jusqu’à lundi 8:00',
  'modals.sleep_note':
    'Ce qui tourne est d’abord noté et revient au réveil. Ce qui est protégé, en déploiement, utilisé ou gardé éveillé par quelqu’un d’autre est laissé tel quel, avec sa raison.',
  'modals.fault.nothing': 'Choisissez au moins une app.',
  'modals.fault.gone': 'L’une de ces apps n’est plus là. Retirez-la, ou choisissez à nouveau.',
  'modals.fault.odd':
    'Le nom de l’une de ces apps contient `*` ou `?`, qu’une commande lirait comme plusieurs apps. Retirez-la, ou renommez-la chez son fournisseur.',
  'modals.fault.too_long': 'Ces noms sont trop longs ensemble. Choisissez-en moins.',
  'modals.fault.outdated': 'Ce formulaire est d’une ancienne version. Fermez-le et rouvrez-le.',
  'modals.not_opened':
    'Slack n’a pas laissé s’ouvrir le formulaire ({error}). Réessayez, ou tapez `/paastis {verb}` et le nom de l’app.',
  'modals.none_in_message':
    'Ce message ne contient l’adresse d’aucune app connue, ni le nom d’une app en `code`. Laquelle voulez-vous dire ?',
  'modals.many_in_message': {
    one: 'Ce message cite {count} app. La réveiller ?',
    other: 'Ce message cite {count} apps. Lesquelles réveiller ?',
  },
  'modals.which_in_message': 'Plusieurs apps portent le nom qui est dans ce message. Laquelle voulez-vous dire ?',
};
