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
  'slack.other_workspace':
    'Paastis ne répond qu’aux personnes de l’espace de travail où il est installé. Demandez à l’une d’elles de le faire pour vous.',
  'slack.gone': {
    one: '{names} n’existe plus et a été laissée de côté.',
    other: '{names} n’existent plus et ont été laissées de côté.',
  },
  'slack.outdated':
    'Ceci appartient à un ancien message de Paastis et ne fait plus rien. `/paastis help` montre ce qui fonctionne.',
  'slack.greeting':
    'Bonjour, je suis Paastis : j’endors les applications que personne n’utilise et je les réveille quand quelqu’un en a besoin. `/paastis list` les montre, `/paastis wake` et son nom en ramènent une, `/paastis digest here Mon-Fri 09:00` annonce à ce canal celles qui ne servent pas.',
  'slack.more': { one: 'et {count} autre', other: 'et {count} autres' },
  'slack.also_asked_by': 'aussi par {users}',
  'slack.asked_first': '{user} l’a demandé en premier, {ago}',
  'slack.joined': '{user} l’a demandé en premier, {ago} : la carte de ce canal dira comment cela finit.',
  'slack.price_awake': '{price} par heure éveillée',
  'slack.kept_until': 'gardée éveillée jusqu’à : {at}',
  'slack.since': 'depuis {at}',
  'slack.left': 'Son état : {status}.',
  'slack.done': { one: '{count} sur {total} faite', other: '{count} sur {total} faites' },
  'slack.done_failed': { one: '{done}, {count} échec', other: '{done}, {count} échecs' },
  'slack.retry': 'Réessayer',
  'slack.sleep_anyway': 'Endormir quand même',
  'slack.button.wake': 'Réveiller',
  'slack.button.sleep': 'Endormir',
  'slack.button.keep': 'Garder 2 h',
  'slack.button.why': 'Pourquoi',
  'slack.button.status': 'État',
  'slack.button_all.wake': 'Tout réveiller',
  'slack.button_all.sleep': 'Tout endormir',
  'slack.button_all.keep': 'Tout garder 2 h',
  'slack.button_all.why': 'Pourquoi',
  'slack.label.open': 'Ouvrir {app}',
  'slack.label.wake': 'Réveiller {app}',
  'slack.label.sleep': 'Endormir {app} maintenant',
  'slack.label.keep': 'Garder {app} éveillée 2 h',
  'slack.label.why': 'Pourquoi {app} est ainsi',
  'slack.confirm.sleep_title': 'Endormir maintenant ?',
  'slack.confirm.sleep': {
    one: '{app} s’arrête aussitôt : qui s’en sert est coupé. Ce qui tourne est enregistré et revient au réveil.',
    other: '{app} s’arrêtent aussitôt : qui s’en sert est coupé. Ce qui tourne est enregistré et revient au réveil.',
  },
  'slack.confirm.deny': 'Laisser éveillée',
  'slack.choose': 'Choisir',
  'slack.form.wake': 'Réveiller une app…',
  'slack.form.sleep': 'Endormir une app…',
  'slack.form.keep': 'Garder éveillée…',
  'slack.nothing_allowed': 'Il n’y a rien que vous puissiez faire ici. Demandez à un admin de l’espace de travail.',
  'slack.stale_button':
    'Ce bouton vient d’un ancien message et ne sert plus. Tapez plutôt la commande : `/paastis help` les montre.',
  'slack.chart.asleep': 'Heures de sommeil',
  'slack.chart.hours': 'heures',
  'slack.csv_too_long':
    'Le tableau est trop long pour un message : `paastis savings --csv` dans un terminal l’écrit en entier.',
};
