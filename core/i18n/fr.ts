import type { TextKey } from './en.ts';
import type { Text } from './text.ts';

/** Every French sentence a person reads, under the keys of `en.ts`. */
export const fr: Readonly<Record<TextKey, Text>> = {
  'phase.queued': 'attend son tour',
  'phase.reading': 'lecture de son état',
  'phase.needs': 'réveil des apps dont elle dépend',
  'phase.waiting': 'attend la fin de ce qui tourne dessus',
  'phase.saving': 'note ce qui tourne',
  'phase.requesting': 'demande au fournisseur',
  'phase.booting': 'démarrage',
  'phase.answering': 'attend sa première réponse',
  'phase.ready': 'prête',
  'phase.stopping': 'arrêt',
  'phase.asleep': 'endormie',
};
