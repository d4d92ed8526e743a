import type { enGithubRemedies } from './en-github-remedies.ts';
import type { Text } from './text.ts';

/** French remedies where a workflow of GitHub's ran into the error: nobody is there to type the command again. */
export const frGithubRemedies: Readonly<Record<keyof typeof enGithubRemedies, Text>> = {
  'github.error.app_unknown.remedy':
    'Corrigez-la là où elle est écrite : dans `apps` du workflow, dans son fichier de configuration ou dans la commande.',
  'github.error.app_unknown.close.remedy':
    'Vouliez-vous dire {candidates} ? Corrigez-la là où elle est écrite : dans `apps` du workflow, dans son fichier de configuration ou dans la commande.',
  'github.error.app_unknown.region_unread.remedy': 'Relancez le job quand elle pourra l’être.',
  'github.error.provider_auth.remedy':
    'Créez un nouveau jeton d’API chez le fournisseur et mettez-le dans le secret que le workflow passe comme `token`, ou que nomme son fichier de configuration.',
  'github.error.provider_not_found.remedy':
    'Elle a sans doute été supprimée ou renommée : corrigez `apps` dans le workflow, ou son fichier de configuration.',
  'github.error.provider_conflict.remedy': 'Attendez la fin, puis relancez le job.',
  'github.error.provider_rate_limited.remedy': 'Relancez le job dans {wait}.',
  'github.error.provider_rate_limited.queue_too_long.remedy': 'Relancez le job dans {wait}.',
  'github.error.provider_unavailable.remedy':
    'Voyez la page d’état du fournisseur, puis relancez le job ; ce qui est déjà fait ne sera pas refait.',
  'github.error.provider_timeout.remedy': 'Relancez le job ; ce qui est déjà fait ne sera pas refait.',
  'github.error.provider_contract.remedy': 'Relancez le job ; si cela dure, signalez-le avec le numéro de la requête.',
  'github.error.wake_timeout.remedy':
    'Elle sera peut-être prête dans un instant. Si elle met toujours aussi longtemps, laissez-lui plus de temps :\nwith:\n  timeout: 20m',
  'github.error.wake_timeout.no_answer.remedy':
    'Lisez ses logs chez le fournisseur. S’il lui faut plus de temps, ou si elle répond ailleurs qu’à sa racine, dites-le :\nwith:\n  timeout: 20m\n  ready-path: /health',
  'github.error.wake_timeout.still_booting.remedy':
    'Elle sera peut-être prête dans un instant. Si elle met toujours aussi longtemps, laissez-lui plus de temps :\nwith:\n  timeout: 20m',
  'github.error.wake_failed.remedy': 'Lisez ses logs chez le fournisseur, puis relancez le job.',
  'github.error.wake_failed.provider_failed.remedy': 'Lisez ses logs chez le fournisseur, puis relancez le job.',
  'github.error.wake_failed.crashed.remedy': 'Lisez ses logs chez le fournisseur, et poussez de quoi la réparer.',
  'github.error.wake_refused.never_deployed.remedy': 'Déployez-la une fois, puis relancez le job.',
  'github.error.operation_cancelled.remedy': 'Relancer le job est sans risque, et dit comment cela a fini.',
  'github.error.config_invalid.remedy': 'Corrigez ce qui est indiqué, et poussez-le ; rien n’a été modifié.',
  'github.error.bug.remedy':
    'Relancez le job ; si cela dure, signalez-le avec cette référence et la ligne du journal qui la porte.',
};
