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
  'slack.underway': '{name} : {phase}',
  'slack.askedBy': 'Demandé par {user}',
  'slack.usually': 'prend d’habitude {duration}',
  'slack.took': 'a pris {duration}',
  'slack.open': 'Ouvrir',
  'slack.runs': 'Fait tourner {formation}',
  'slack.snapshot': 'Endormie le {at} ; un réveil ramène {formation}',
  'slack.nothing': 'Rien à montrer.',
  'slack.broken':
    'Quelque chose a cassé de notre côté, et c’est noté. Réessayez ; si cela se répète, donnez la référence {reference} à votre opérateur.',
  'slack.connecting': 'Paastis n’a pas encore joint Slack. Réessayez dans une minute.',
  'slack.refused':
    'Paastis n’est pas connecté à Slack : son jeton est refusé. Votre opérateur doit renouveler SLACK_BOT_TOKEN.',
  'slack.stopping': 'Paastis redémarre. Réessayez dans une minute.',
  'slack.cutOff': 'Paastis redémarre pendant que ceci continue. `/paastis status` dira comment cela a fini.',
  'slack.otherWorkspace': 'Paastis ne répond qu’aux personnes de l’espace de travail où il est installé.',
  'slack.more': { one: 'et {count} autre', other: 'et {count} autres' },
  'slack.status.running': 'en marche',
  'slack.status.asleep': 'endormie',
  'slack.status.stopped': 'arrêtée par quelqu’un d’autre',
  'slack.status.waking': 'se réveille',
  'slack.status.falling_asleep': 's’endort',
  'slack.status.deploying': 'en déploiement',
  'slack.status.crashed': 'plantée',
  'slack.status.new': 'jamais déployée',
  'slack.status.blocked': 'bloquée',
  'slack.status.unknown': 'état inconnu',
};
