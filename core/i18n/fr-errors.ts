import type { enErrors } from './en-errors.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frErrors: Readonly<Record<keyof typeof enErrors, Text>> = {
  'error.detail': '{message} Sa réponse : {detail}',
  'error.request': '{message} (requête {requestId})',
  'error.this_app': 'cette app',
  'error.a_while': 'une minute',
  'error.somebody': 'un autre processus',
  'error.the_settings': 'la configuration',
  'error.or': 'ou',

  'error.config_invalid.message': {
    one: '{subject} : configuration inutilisable : {faults}',
    other: '{subject} : configuration inutilisable, {count} erreurs :{faults}',
  },
  'error.config_invalid.remedy': 'Corrigez ce qui est listé, puis relancez ; rien n’a été modifié.',

  'error.app_unknown.message': 'Aucune app ne s’appelle {app}.',
  'error.app_unknown.remedy': '`list` montre toutes les apps.',
  'error.app_unknown.close.remedy': 'Vouliez-vous dire {candidates} ? `list` montre toutes les apps.',
  'error.app_unknown.region_unread.message':
    'Aucune app ne s’appelle {app} là où les apps ont pu être lues ; {region} n’a pas pu l’être.',
  'error.app_unknown.region_unread.remedy':
    '`list` dit pourquoi elle n’a pas pu être lue ; répétez la commande quand elle pourra l’être.',
  'error.app_unknown.region_unread.close.remedy':
    'Vouliez-vous dire {candidates} ? Sinon `list` dit pourquoi elle n’a pas pu être lue ; répétez la commande ensuite.',
  'error.app_ambiguous.message': 'Plusieurs apps s’appellent {app} : {candidates}.',
  'error.app_ambiguous.remedy': 'Précisez laquelle par son nom complet ; rien n’a été modifié.',
  'error.not_allowed.message': 'Vous n’avez pas le droit de faire cela sur {app}.',
  'error.not_allowed.remedy': 'Demandez à un opérateur ou à un admin de Paastis de le faire ou de vous donner accès.',

  'error.command_invalid.message': 'Je ne comprends pas {subject}.',
  'error.command_invalid.remedy': '`help` montre toutes les commandes avec un exemple.',
  'error.command_invalid.unknown_command.message': 'La commande {subject} n’existe pas.',
  'error.command_invalid.unknown_command.close.remedy':
    'Vouliez-vous dire `{candidates}` ? `help` montre toutes les commandes.',
  'error.command_invalid.unknown_option.message': 'L’option {subject} n’existe pas ici.',
  'error.command_invalid.unknown_option.close.remedy':
    'Vouliez-vous dire `{candidates}` ? `help <commande>` montre ses options.',
  'error.command_invalid.unexpected_value.message': '{subject} : cette option ne prend pas de valeur.',
  'error.command_invalid.missing_value.message': '{subject} attend une valeur.',
  'error.command_invalid.missing_value.remedy': 'Par exemple `--for 2h` ou `--until 18:30`.',
  'error.command_invalid.missing_target.message': '`{subject}` doit savoir de quelle app il s’agit.',
  'error.command_invalid.missing_target.remedy': 'Par exemple `{candidates}` ; `list` montre toutes les apps.',
  'error.command_invalid.too_many_words.message': '`{subject}` prend moins de mots que cela.',
  'error.command_invalid.too_many_words.remedy':
    'Écrivez `{candidates}` ; un motif comme `shop-*` désigne plusieurs apps d’un coup.',
  'error.command_invalid.too_long.message': 'C’est trop long pour être une commande : {subject}',
  'error.command_invalid.unclosed_quote.message': 'Un guillemet est ouvert et jamais fermé dans {subject}',
  'error.command_invalid.unclosed_quote.remedy': 'Fermez le guillemet, ou retirez-le : les noms n’en ont pas besoin.',
  'error.command_invalid.invalid_duration.message': '{subject} n’est pas une durée.',
  'error.command_invalid.invalid_duration.remedy': 'Écrivez `90s`, `30m`, `2h` ou `3d`.',
  'error.command_invalid.invalid_when.message': '{subject} n’est pas un moment.',
  'error.command_invalid.invalid_when.remedy': 'Écrivez `18:30`, `demain 8:00`, `lundi` ou `2026-12-24T18:00Z`.',
  'error.command_invalid.past_when.message': '{subject} est déjà passé.',
  'error.command_invalid.past_when.remedy': 'Donnez un moment à venir, comme `18:30` ou `demain 8:00`.',
  'error.command_invalid.for_and_until.message': '`--for` et `--until` disent deux fois la même chose.',
  'error.command_invalid.for_and_until.remedy': 'Gardez l’une des deux.',
  'error.command_invalid.invalid_pattern.message': 'Le motif {subject} est illisible.',
  'error.command_invalid.invalid_pattern.remedy':
    'Utilisez `*` et `?`, ou une expression régulière entre barres : `/^shop-/`.',

  'error.provider_auth.message': '{where} : le fournisseur refuse notre jeton.',
  'error.provider_auth.remedy':
    'Créez un jeton d’API chez le fournisseur, mettez-le dans l’environnement ou la configuration, relancez.',
  'error.provider_auth.missing_right.message': '{where} : le jeton est valable mais n’a pas le droit de faire cela.',
  'error.provider_auth.missing_right.remedy':
    'Donnez à son titulaire l’accès à l’app chez le fournisseur, ou utilisez le jeton de quelqu’un qui l’a.',
  'error.provider_not_found.message': '{where} : le fournisseur ne la connaît plus.',
  'error.provider_not_found.remedy': 'Elle a sans doute été supprimée ou renommée ; `list` montre ce qui existe.',
  'error.provider_conflict.message': '{where} : le fournisseur y travaille déjà (déploiement ou autre opération).',
  'error.provider_conflict.remedy': 'Attendez la fin, puis répétez la commande.',
  'error.provider_refused.message': '{where} : le fournisseur refuse.',
  'error.provider_refused.remedy':
    'Regardez l’app sur le tableau de bord du fournisseur ; répéter la commande ne suffira pas.',
  'error.provider_refused.never_deployed.message': '{where} n’a jamais été déployée : il n’y a rien à démarrer.',
  'error.provider_refused.never_deployed.remedy': 'Déployez-la une fois, puis répétez la commande.',
  'error.provider_refused.last_deployment_failed.message':
    '{where} : son dernier déploiement a échoué ou a été annulé ; arrêtée maintenant, elle pourrait ne pas revenir.',
  'error.provider_refused.last_deployment_failed.remedy': 'Déployez-la d’abord avec succès, ou utilisez `--force`.',
  'error.provider_refused.payment.message': '{where} : le fournisseur la bloque jusqu’au paiement d’une facture.',
  'error.provider_refused.payment.remedy': 'Voyez la page de facturation du fournisseur.',
  'error.provider_refused.moderated.message': '{where} : le fournisseur l’a suspendue.',
  'error.provider_refused.moderated.remedy': 'Contactez le support du fournisseur.',
  'error.provider_refused.task.message': '{where} est une tâche ponctuelle : ni sommeil ni réveil.',
  'error.provider_refused.task.remedy': 'Lancez-la chez le fournisseur.',
  'error.provider_rate_limited.message': '{where} : le fournisseur n’accepte plus de requêtes pour l’instant.',
  'error.provider_rate_limited.remedy': 'Répétez la commande dans {wait}.',
  'error.provider_unavailable.message': '{where} : le fournisseur est injoignable ou en panne.',
  'error.provider_unavailable.remedy':
    'Voyez sa page d’état et répétez la commande ; ce qui est déjà fait ne sera pas refait.',
  'error.provider_timeout.message': '{where} : le fournisseur n’a pas répondu à temps.',
  'error.provider_timeout.remedy': 'Répétez la commande ; ce qui est déjà fait ne sera pas refait.',
  'error.provider_contract.message': '{where} : la réponse du fournisseur est incompréhensible.',
  'error.provider_contract.remedy': 'Répétez la commande ; si cela dure, signalez-le avec le numéro de la requête.',

  'error.wake_timeout.message': '{app} n’a pas répondu à temps ; elle démarre peut-être encore.',
  'error.wake_timeout.remedy': '`status {app}` montre où elle en est ; `wake {app}` l’attend de nouveau.',
  'error.wake_failed.message': '{app} n’a pas pu être réveillée.',
  'error.wake_failed.remedy':
    'Lisez ses logs chez le fournisseur, puis `wake {app}` ; ce qui tournait avant reste enregistré.',
  'error.wake_failed.crashed.message': '{app} a démarré puis planté.',
  'error.wake_failed.crashed.remedy': 'Lisez ses logs chez le fournisseur ; ce qui tournait avant reste enregistré.',
  'error.wake_refused.message': '{app} n’est pas réveillée.',
  'error.wake_refused.remedy': '`status {app}` montre son état.',
  'error.wake_refused.never_deployed.message': '{app} n’a jamais été déployée : il n’y a rien à réveiller.',
  'error.wake_refused.never_deployed.remedy': 'Déployez-la une fois, puis répétez la commande.',
  'error.wake_refused.payment.message': '{app} est bloquée par son fournisseur jusqu’au paiement d’une facture.',
  'error.wake_refused.payment.remedy': 'Voyez la page de facturation du fournisseur.',
  'error.wake_refused.moderated.message': '{app} est suspendue par son fournisseur.',
  'error.wake_refused.moderated.remedy': 'Contactez le support du fournisseur.',
  'error.wake_refused.blocked.message': '{app} est bloquée par son fournisseur.',
  'error.wake_refused.blocked.remedy': 'Voyez-en la raison sur le tableau de bord du fournisseur.',
  'error.wake_refused.task.message': '{app} est une tâche ponctuelle : on ne la réveille pas.',
  'error.wake_refused.task.remedy': 'Lancez-la chez le fournisseur.',
  'error.sleep_timeout.message': '{app} tournait encore à la fin du délai.',
  'error.sleep_timeout.remedy': '`status {app}` montre où elle en est ; ce qui tournait est enregistré.',
  'error.sleep_failed.message': '{app} n’a pas pu être endormie.',
  'error.sleep_failed.remedy': 'Elle reste telle quelle ; `status {app}` montre son état, puis répétez la commande.',
  'error.sleep_refused.message': '{app} n’est pas endormie.',
  'error.sleep_refused.remedy': '`status {app}` montre son état.',
  'error.sleep_refused.protected.message': '{app} est protégée par une règle : personne ne l’endort.',
  'error.sleep_refused.protected.remedy': 'Pour changer cela, modifiez la règle dans la configuration.',
  'error.sleep_refused.deploying.message': '{app} est en cours de déploiement.',
  'error.sleep_refused.deploying.remedy': 'Répétez la commande après le déploiement.',
  'error.sleep_refused.one_off.message': 'Une tâche ponctuelle tourne sur {app}.',
  'error.sleep_refused.one_off.remedy': 'Répétez la commande quand elle sera finie, ou utilisez `--force`.',
  'error.sleep_refused.waking.message': '{app} est en train de se réveiller.',
  'error.sleep_refused.waking.remedy': 'Répétez la commande quand elle tournera.',
  'error.sleep_refused.in_use.message': '{app} est utilisée.',
  'error.sleep_refused.in_use.remedy': 'Répétez la commande plus tard, ou utilisez `--force`.',
  'error.sleep_refused.kept.message': 'Quelqu’un garde {app} éveillée.',
  'error.sleep_refused.kept.remedy': 'Répétez la commande plus tard, ou utilisez `--force`.',
  'error.sleep_refused.crashed.message': '{app} a planté ; endormie maintenant, cela pourrait passer inaperçu.',
  'error.sleep_refused.crashed.remedy': 'Réparez-la d’abord, ou utilisez `--force`.',
  'error.sleep_refused.never_deployed.message': '{app} n’a jamais été déployée : rien ne tourne.',
  'error.sleep_refused.never_deployed.remedy': 'Il n’y a rien à faire.',
  'error.sleep_refused.blocked.message': '{app} est bloquée par son fournisseur.',
  'error.sleep_refused.blocked.remedy': 'Voyez-en la raison sur le tableau de bord du fournisseur.',
  'error.sleep_refused.task.message': '{app} est une tâche ponctuelle : on ne l’endort pas.',
  'error.sleep_refused.task.remedy': 'Elle se termine d’elle-même.',
  'error.sleep_refused.unknown.message':
    'Le fournisseur ne dit pas l’état de {app}, et l’inconnu n’est jamais de l’inactivité.',
  'error.sleep_refused.unknown.remedy':
    'Regardez l’app sur le tableau de bord du fournisseur, puis répétez la commande.',
  'error.sleep_refused.last_deployment_failed.message':
    'Le dernier déploiement de {app} a échoué ou a été annulé ; arrêtée maintenant, elle pourrait ne pas revenir.',
  'error.sleep_refused.last_deployment_failed.remedy': 'Déployez-la d’abord avec succès, ou utilisez `--force`.',
  'error.operation_cancelled.message': 'Plus d’attente pour {app} ; ce qui a été demandé au fournisseur continue.',
  'error.operation_cancelled.remedy': '`status {app}` montre son état ; répéter la commande est sans risque.',

  'error.store_locked.message': 'Le dossier de données {subject} est utilisé par {holder}.',
  'error.store_locked.remedy': 'Arrêtez ce processus, ou donnez un autre dossier par PAASTIS_DATA.',
  'error.store_unwritable.message': 'Le dossier de données {subject} n’est pas accessible en écriture.',
  'error.store_unwritable.remedy':
    'Vérifiez son propriétaire, ses droits et la place libre, ou donnez un autre dossier par PAASTIS_DATA.',
  'error.store_invalid.message': 'Les données de {subject} sont illisibles.',
  'error.store_invalid.remedy':
    'Elles viennent peut-être d’un Paastis plus récent : mettez à jour, ou restaurez une copie. Rien n’a été écrasé.',

  'error.bug.message': 'Une erreur interne à Paastis est survenue (référence {reference}).',
  'error.bug.remedy':
    'Répétez la commande ; si cela dure, donnez cette référence à qui gère Paastis : elle est dans les logs.',
};
