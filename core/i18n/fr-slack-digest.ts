import type { enSlackDigest } from './en-slack-digest.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frSlackDigest: Readonly<Record<keyof typeof enSlackDigest, Text>> = {
  'mode.enforce': 'Désormais, Paastis endort de lui-même ce que ses règles gèrent.',
  'mode.enforce_already': 'Paastis agit déjà de lui-même.',
  'mode.observe': 'Désormais, Paastis ne fait qu’observer et ne touche à rien de lui-même.',
  'mode.observe_already': 'Paastis ne fait déjà qu’observer.',
  'mode.until_file':
    'Le fichier de configuration dit `mode: {fileMode}` : ceci vaut jusqu’à ce que cette ligne change. Écrivez-y `mode: {mode}` pour que cela dure.',
  'reason.enforce': 'mode actif : Paastis agit de lui-même',
  'doctor.mode.switched': 'Mode {mode} depuis {at}, choisi par {actor} ; le fichier de configuration dit {fileMode}.',
  'doctor.mode.switched.remedy': 'Écrivez `mode: {mode}` dans paastis.yml pour que cela dure, ou revenez en arrière.',
  'error.command_invalid.nothing_managed.message': 'Aucune règle ne gère d’app : rien ne s’endormirait.',
  'error.command_invalid.nothing_managed.remedy':
    'Écrivez ces lignes dans paastis.yml, après avoir regardé `plan` ; elles prennent effet pendant que le bot tourne.',
  'slack_digest.idle': { one: '{count} app inutilisée', other: '{count} apps inutilisées' },
  'slack_digest.idle_priced': {
    one: '{count} app inutilisée, environ {price} par mois',
    other: '{count} apps inutilisées, environ {price} par mois',
  },
  'slack_digest.none_left': 'Aucune de ces apps n’est plus inutilisée',
  'slack_digest.text': '{head} : {names}',
  'slack_digest.more': {
    one: 'et {count} autre : `/paastis idle` et l’accueil de Paastis montrent tout',
    other: 'et {count} autres : `/paastis idle` et l’accueil de Paastis montrent tout',
  },
  'slack_digest.period': 'Depuis {since}',
  'slack_digest.since': 'inutilisée depuis {at}',
  'slack_digest.price': 'environ {price} par mois',
  'slack_digest.unmanaged': 'gérée par aucune règle',
  'slack_digest.going': 's’endort, à la demande de {actor}',
  'slack_digest.asleep': 'endormie',
  'slack_digest.asleep_by': 'endormie par {actor}, {at}',
  'slack_digest.woken': 'réveillée',
  'slack_digest.woken_by': 'réveillée par {actor}, {at}',
  'slack_digest.kept': 'gardée jusqu’à {until}, par {actor}',
  'slack_digest.never': 'à ne jamais gérer, suggéré par {actor}',
  'slack_digest.left': {
    one: 'Laissée de côté, à ne jamais gérer selon une suggestion : {names}',
    other: 'Laissées de côté, à ne jamais gérer selon des suggestions : {names}',
  },
  'slack_digest.left_by': '{app} (par {actor})',
  'slack_digest.used': 'de nouveau utilisée',
  'slack_digest.gone': 'n’existe plus',
  'slack_digest.do.sleep': 'Endormir maintenant',
  'slack_digest.do.keep_tomorrow': 'Garder jusqu’à demain 8:00',
  'slack_digest.do.keep_week': 'Garder 7 jours',
  'slack_digest.do.never': 'Ne jamais gérer…',
  'slack_digest.do.why': 'Pourquoi ?',
  'slack_digest.sleep_all': { one: 'Endormir {count} app', other: 'Endormir les {count}' },
  'slack_digest.sleep_all_label': {
    one: 'Endormir {count} app inutilisée',
    other: 'Endormir les {count} apps inutilisées',
  },
  'slack_digest.sleep_all_confirm': {
    one: 'Endormir {count} app ? {names}',
    other: 'Endormir {count} apps ? {names}',
  },
  'slack_digest.sure': 'Êtes-vous sûr ?',
  'slack_digest.cancel': 'Annuler',
  'slack_digest.enforce': 'Agir désormais',
  'slack_digest.enforce_confirm':
    'Paastis endormira de lui-même ce que ses règles gèrent, dans tous les canaux. « /paastis plan » montre ce qui vient d’abord.',
  'slack_digest.enforce_yes': 'Agir',
  'slack_digest.enforcing': 'Paastis agit de lui-même depuis {at}, choisi par {actor}',
  'slack_digest.unknown':
    'Ce bilan est trop ancien pour agir d’ici. `/paastis digest` montre ce qui est inutilisé maintenant.',
  'slack_digest.app_gone':
    'Ce bilan ne connaît plus cette app. `/paastis idle` montre ce qui est inutilisé maintenant.',
  'slack_digest.nothing_left': 'Aucune de ces apps n’est plus inutilisée : rien n’a été fait.',
  'slack_digest.not_allowed': 'Vous n’avez pas ce droit. Demandez à un opérateur ou à un admin de Paastis.',
  'slack_digest.suggested':
    'Ce n’est qu’une suggestion, montrée aux admins : qui tient la configuration ajoute cette ligne au-dessus des autres règles de paastis.yml. D’ici là, les bilans laissent {app} de côté.',
  'slack_digest.odd_name': {
    one: '{names} : rien n’a été fait, car une commande lirait son nom comme autre chose. Renommez-la chez son fournisseur.',
    other:
      '{names} : rien n’a été fait, car une commande lirait leurs noms comme autre chose. Renommez-les chez leur fournisseur.',
  },
  'slack_digest.closed':
    'Le bilan de {channel} est arrêté : je ne peux plus y écrire. Invitez-moi de nouveau et tapez-y `/paastis digest here Mon-Fri 09:00` pour le retrouver.',
};
