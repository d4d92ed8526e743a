import type { enSlack } from './en-slack.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frSlack: Readonly<Record<keyof typeof enSlack, Text>> = {
  'slack.line': '{name} : {text}',
  'slack.asked_by': 'Demandé par {user}',
  'slack.usually': 'prend d’habitude {duration}',
  'slack.open': 'Ouvrir',
  'slack.broken':
    'Quelque chose a cassé de notre côté, et c’est noté. Réessayez ; si cela se répète, donnez la référence {reference} à votre opérateur.',
  'slack.connecting': 'Paastis n’a pas encore joint Slack. Réessayez dans une minute.',
  'slack.refused':
    'Paastis n’est pas connecté à Slack : son jeton est refusé. Votre opérateur doit renouveler SLACK_BOT_TOKEN.',
  'slack.stopping': 'Paastis redémarre. Réessayez dans une minute.',
  'slack.cut_off': 'Paastis redémarre pendant que ceci continue. `/paastis status` dira comment cela a fini.',
  'slack.other_workspace': 'Paastis ne répond qu’aux personnes de l’espace de travail où il est installé.',
  'slack.more': { one: 'et {count} autre', other: 'et {count} autres' },
};
