import type { enAction } from './en-action.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frAction: Readonly<Record<keyof typeof enAction, Text>> = {
  'action.nothing.event': 'Rien à faire : {subject} ne réveille ni n’endort aucune app.',
  'action.nothing.payload': 'Rien à faire : ce que GitHub a envoyé avec {subject} ne dit pas de quoi il s’agit.',
  'action.nothing.label': 'Rien à faire : l’étiquette « {subject} » n’est ni paastis:wake ni paastis:sleep.',
  'action.nothing.comment':
    'Rien à faire : ce n’est pas une commande. Une commande est la première ligne d’un commentaire sur une pull request, par exemple /paastis wake.',
  'action.nothing.bot': 'Rien à faire : {subject} est un bot, et seules les personnes donnent des commandes.',
  'action.nothing.boxes': 'Rien à faire : aucune case du commentaire n’a été cochée.',
  'action.nothing.closed': 'Rien à faire : la pull request {subject} est fermée.',
  'action.nothing.merge_group':
    'Rien à faire : une file de fusion n’a pas besoin de review app. Avec une commande à elle, cette étape agit ici aussi.',
  'action.nothing.run_failed':
    'Rien à faire : l’exécution du workflow s’est terminée par {subject}, et seul un succès réveille.',
  'action.nothing.run_unlinked':
    'Rien à faire : GitHub ne nomme aucune pull request pour cette exécution ; pour celles des forks, il ne le fait jamais.',
  'action.nothing.run_ambiguous':
    'Rien à faire : l’exécution du workflow appartient à plusieurs pull requests : {subject}.',
  'action.refused.fork_code':
    'Refusé : cet événement a accès aux secrets, et le code extrait vient d’un fork. Utilisez pull_request, ou retirez l’extraction.',
  'action.progress': '{name} : {text} ({duration})',
  'action.wake.not_there': {
    one: 'Pas encore là : {apps}. Son fournisseur est peut-être en train de la créer ; nouvel essai bientôt.',
    other: 'Pas encore là : {apps}. Leur fournisseur est peut-être en train de les créer ; nouvel essai bientôt.',
  },
  'action.wake.assumed': {
    one: 'Rien ne dit ce qui tournait de {apps} auparavant : elle a été démarrée avec un conteneur web. Si ce n’est pas ce qu’il faut, écrivez dans paastis.yml ce qui doit tourner :\n{paste}',
    other:
      'Rien ne dit ce qui tournait de ces apps auparavant : chacune a été démarrée avec un conteneur web. Si ce n’est pas ce qu’il faut, écrivez dans paastis.yml ce qui doit tourner : {apps}\n{paste}',
  },
  'action.wake.none': 'Rien à faire : aucune app gérée n’appartient à la pull request #{number}.',
  'action.sleep.labelled': 'Rien à faire : l’étiquette {label} garde éveillées les apps de cette pull request.',
  'action.sleep.reopened': 'Rien à faire : la pull request a été rouverte entre-temps.',
  'action.sleep.gone': 'Déjà disparues, donc rien à endormir : {apps}.',
  'action.sweep.slept': 'endormie : {reason}',
  'action.sweep.would_sleep': 'serait endormie : {reason}',
  'action.sweep.woken': 'réveillée : {reason}',
  'action.sweep.would_wake': 'serait réveillée : {reason}',
  'action.sweep.nothing': 'laissée en l’état : {reason}',
  'action.sweep.stopped': 'déjà arrêtée',
  'action.sweep.late':
    'GitHub a lancé cette exécution {duration} après son horaire (`{cron}`, lu en {timezone}). Rien n’est perdu : la passe suivante verra la même chose.',
  'action.comment.no_access':
    'Rien n’a été fait : {login} n’a pas le droit d’écrire dans ce dépôt, et seuls ceux qui l’ont donnent des commandes.',
  'action.keep.forgotten':
    'Rien ne se souvient jusqu’à quand une app doit rester éveillée : il faut pour cela le commentaire de Paastis. L’étiquette paastis:awake la garde aussi.',
  'action.comment.not_ours': 'Rien n’a été fait : le commentaire dont la case a été cochée n’est pas celui de Paastis.',
  'action.comment.target': 'Sans cible, c’est pour les apps de cette pull request.',
  'action.deployment.awake': '{name} est éveillée',
  'action.deployment.started': '{name} a été démarrée, sans attendre',
  'action.deployment.cancelled': 'L’exécution a été annulée',
  'action.post.wanted': 'Laissées éveillées, quelqu’un d’autre les ayant demandées entre-temps : {apps}.',
  'action.post.labelled': 'Laissées éveillées : l’étiquette {label} garde éveillées les apps de cette pull request.',
  'action.group': 'Paastis : déroulement',

  'error.command_invalid.not_in_comments.message': '`{subject}` ne se demande pas en commentaire.',
  'error.command_invalid.not_in_comments.remedy':
    '`help` montre ce qui se demande ; pour le reste, il y a le bot et le terminal.',
  'error.command_invalid.nothing_remembers.message':
    '`{subject}` a besoin du commentaire de Paastis sur la pull request : rien d’autre ne s’en souvient jusqu’à la prochaine exécution.',
  'error.command_invalid.nothing_remembers.remedy':
    'Retirez `comment: false` et `dry-run: true`, ou mettez l’étiquette paastis:awake sur la pull request.',
};
