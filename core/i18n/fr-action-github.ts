import type { enActionGithub } from './en-action-github.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frActionGithub: Readonly<Record<keyof typeof enActionGithub, Text>> = {
  'error.attempt.read_pull_request': 'La pull request n’a pas pu être lue',
  'error.attempt.list_pull_requests': 'Les pull requests ouvertes n’ont pas pu être listées',
  'error.attempt.read_comments': 'Les commentaires de la pull request n’ont pas pu être lus',
  'error.attempt.write_comment': 'Le commentaire sur la pull request n’a pas pu être écrit',
  'error.attempt.delete_comment': 'Le commentaire sur la pull request n’a pas pu être supprimé',
  'error.attempt.react': 'La réaction au commentaire n’a pas pu être ajoutée',
  'error.attempt.read_account': 'Impossible de savoir à qui est ce jeton',
  'error.attempt.read_access': 'Impossible de savoir si cette personne a le droit d’écriture',
  'error.attempt.create_deployment': 'Le déploiement n’a pas pu être créé sur GitHub',
  'error.attempt.update_deployment': 'L’état du déploiement n’a pas pu être écrit sur GitHub',
  'error.attempt.read_deployments': 'Les déploiements n’ont pas pu être lus sur GitHub',
  'error.attempt.read_activity': 'L’activité de la pull request n’a pas pu être lue',
  'error.attempt.read_file': 'Le fichier n’a pas pu être lu dans le dépôt',

  'error.github_auth.message': '{attempt} : GitHub refuse le jeton.',
  'error.github_auth.remedy':
    'Retirez l’entrée `github-token` : le jeton du job est alors utilisé. Un jeton personnel a pu expirer ou être révoqué.',
  'error.github_auth.missing.message': '{attempt} : aucun jeton GitHub n’arrive à l’étape.',
  'error.github_auth.missing.remedy':
    'Retirez l’entrée `github-token`, ou vérifiez le secret qu’elle nomme : un secret qui n’existe pas est vide.',
  'error.github_auth.malformed.message':
    '{attempt} : le jeton GitHub contient une espace, un saut de ligne ou un autre signe qu’aucun jeton ne contient.',
  'error.github_auth.malformed.remedy':
    'Copiez à nouveau le jeton dans son secret, ou retirez l’entrée `github-token`.',

  'error.github_forbidden.message': '{attempt} : il manque un droit au jeton de cette exécution.',
  'error.github_forbidden.remedy':
    'Une exécution pour un fork ou par Dependabot ne peut que lire ; toute autre reçoit ce droit par ces lignes dans son job :\n\npermissions:\n  {subject}',
  'error.github_forbidden.hidden.message': '{attempt} : GitHub n’y montre rien à ce jeton.',
  'error.github_forbidden.hidden.remedy':
    'Il manque un droit au jeton, ou il appartient à un autre dépôt. Le job reçoit ce droit par ces lignes :\n\npermissions:\n  {subject}',
  'error.github_forbidden.personal_token.message': '{attempt} : il manque un droit au jeton donné dans `github-token`.',
  'error.github_forbidden.personal_token.remedy':
    'Donnez-lui ce droit là où il a été créé, ou retirez l’entrée `github-token` et écrivez ces lignes dans le job :\n\npermissions:\n  {subject}',
  'error.github_forbidden.read_only.message':
    '{attempt} : une exécution pour un fork ou par Dependabot reçoit un jeton qui ne peut que lire.',
  'error.github_forbidden.read_only.remedy':
    'Aucune ligne du workflow n’y change rien ; le résumé de l’exécution dit la même chose.',
  'error.github_forbidden.locked.message': '{attempt} : la conversation est verrouillée.',
  'error.github_forbidden.locked.remedy': 'Déverrouillez-la, ou mettez `comment: false`.',
  'error.github_forbidden.archived.message': '{attempt} : le dépôt est archivé.',
  'error.github_forbidden.archived.remedy': 'Rien ne peut y être écrit tant qu’il n’est pas désarchivé.',
  'error.github_forbidden.refused.message': '{attempt} : GitHub refuse.',
  'error.github_forbidden.refused.remedy': 'Retirez l’entrée `github-token`, ou donnez à son jeton l’accès à ce dépôt.',

  'error.github_not_found.message': '{attempt} : GitHub ne connaît pas cela.',
  'error.github_not_found.remedy':
    'Cela a sans doute été supprimé entre-temps ; si ce n’est pas le cas, le jeton n’a peut-être pas le droit de le voir.',
  'error.github_rate_limited.message': '{attempt} : GitHub n’accepte plus de requêtes de ce jeton pour l’instant.',
  'error.github_rate_limited.remedy':
    'Relancez le job dans {wait} ; les autres workflows du dépôt partagent cette limite.',
  'error.github_unavailable.message': '{attempt} : GitHub est injoignable ou en panne.',
  'error.github_unavailable.remedy': 'Voyez https://www.githubstatus.com, puis relancez le job.',
  'error.github_unavailable.timeout.message': '{attempt} : GitHub n’a pas répondu à temps.',
  'error.github_unavailable.timeout.remedy': 'Voyez https://www.githubstatus.com, puis relancez le job.',
  'error.github_unavailable.certificate.message': '{attempt} : le certificat du serveur GitHub n’est pas reconnu.',
  'error.github_unavailable.certificate.remedy':
    'Donnez au runner le certificat de votre serveur ou proxy : NODE_EXTRA_CA_CERTS nomme son fichier.',
  'error.github_unavailable.closed.message': '{attempt} : l’exécution prenait fin.',
  'error.github_unavailable.closed.remedy': 'Relancez le job s’il ne devait pas s’arrêter.',
  'error.github_invalid.message': '{attempt} : GitHub n’accepte pas ce qui a été envoyé.',
  'error.github_invalid.remedy': 'Relancer le job n’y changera rien ; signalez-le avec les détails.',
  'error.github_invalid.not_created.message': '{attempt} : GitHub répond qu’il attend autre chose.',
  'error.github_invalid.not_created.remedy': 'Voyez les détails ; l’app elle-même n’est pas concernée.',
  'error.github_contract.message': '{attempt} : GitHub a répondu quelque chose que nous ne comprenons pas.',
  'error.github_contract.remedy': 'Un proxy répond-il à sa place ? Sinon, signalez-le avec les détails.',
};
