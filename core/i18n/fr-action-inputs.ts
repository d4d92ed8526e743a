import type { enActionInputs } from './en-action-inputs.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frActionInputs: Readonly<Record<keyof typeof enActionInputs, Text>> = {
  'input.given': 'Entrée `{input}`, valeur « {given} » : {fault}.',
  'input.unfit': 'Entrée `{input}` : {fault}.',
  'input.fault.command_lines': 'attendu : une seule commande, sur une ligne',
  'input.fault.config_path': 'attendu : le chemin d’un fichier sous la racine du dépôt',
  'input.fault.owner_provider': 'seul Clever Cloud a des organisations, et le fournisseur en est un autre',
  'input.fault.secret_name': `attendu : le secret lui-même, qui s’écrit \${{ secrets.NAME }} dans un workflow`,
  'input.fault.target_long': 'trop long pour être le nom d’une app',
  'input.fault.target_control': 'contient des caractères invisibles',
  'input.fault.target_dash': 'écrivez une app par ligne, sans tiret devant',
  'input.fault.target_blank': 'écrivez une app par ligne ; une espace dans un nom s’écrit ?',
  'input.fault.target_quote': 'les noms s’écrivent sans guillemets ni chevrons',
  'input.fault.target_number': 'attendu : une pull request comme #42, ou un commentaire avec une espace après le #',
  'input.fault.target_comma': 'écrivez une app par ligne, sans virgules',
  'input.fault.target_capture': 'entre accolades, seuls {pr}, le numéro de la pull request, et {branch} sont connus',
  'input.fault.target_pattern': 'ce motif est illisible',

  'error.config_invalid.inputs.message': {
    one: 'L’étape a une entrée inutilisable : {faults}',
    other: 'L’étape a {count} entrées inutilisables :{faults}',
  },
  'error.config_invalid.inputs.remedy': 'Rien n’a été modifié. Écrivez dans le workflow :\n{paste}',
  'error.config_invalid.no_runner.message':
    'Aucun runner de GitHub Actions n’a lancé ceci : {subject} absents de l’environnement.',
  'error.config_invalid.no_runner.remedy':
    'Utilisez-la comme étape d’un workflow, ou lancez plutôt le programme `paastis`.',
  'error.config_invalid.event_file.message': 'Ce que GitHub a envoyé avec l’événement ne peut être lu dans {subject}.',
  'error.config_invalid.event_file.remedy':
    'Le runner écrit ce fichier et le nomme dans GITHUB_EVENT_PATH : aucune étape ne doit y toucher, et un conteneur a besoin que le dossier soit monté.',
  'error.config_invalid.token_input.message': 'Aucun jeton d’API de fournisseur n’arrive à cette étape.',
  'error.config_invalid.token_input.remedy':
    'Gardez le jeton comme secret du dépôt ou de l’organisation, et transmettez-le :\n{paste}',
  'error.config_invalid.token_variable.message':
    'La configuration prend un jeton dans {subject}, et rien de ce nom n’arrive à cette étape.',
  'error.config_invalid.token_variable.remedy':
    'Gardez le jeton comme secret du dépôt ou de l’organisation, et transmettez-le à côté de `uses` :\n{paste}',
  'error.config_invalid.no_apps.message':
    'Il n’y a rien à faire : `apps` est vide, et aucune règle de configuration ne gère d’app.',
  'error.config_invalid.no_apps.remedy':
    'Nommez les apps dans le workflow, ou dans une règle de la configuration :\n{paste}',
  'error.config_invalid.no_file.message': 'Il n’y a pas de fichier de configuration {subject}.',
  'error.config_invalid.no_file.remedy':
    'Corrigez l’entrée `config`. Là où aucune étape ne récupère le dépôt, le fichier est demandé à GitHub, ce qui exige une permission :\n{paste}',
  'error.config_invalid.unreadable.message': 'Le fichier de configuration {subject} existe et reste illisible.',
  'error.config_invalid.unreadable.remedy':
    'L’entrée `config` doit nommer un fichier, que le runner a le droit de lire.',

  'input.no_token.fork': 'La pull request vient d’un fork, qui ne reçoit aucun secret : rien n’est fait ici.',
  'input.no_token.dependabot':
    'Dependabot ne reçoit que ses propres secrets, et aucun jeton n’en fait partie : rien n’est fait ici.',
  'input.no_token.asked':
    'Aucun jeton d’API de fournisseur n’arrive à cette étape : rien n’est fait ici, comme le demande `missing-token: skip`.',
};
