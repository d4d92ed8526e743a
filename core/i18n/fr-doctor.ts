import type { enDoctor } from './en-doctor.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frDoctor: Readonly<Record<keyof typeof enDoctor, Text>> = {
  'help.doctor': 'vérifie les identifiants, droits, horloge, stockage, configuration et apps, chacun avec son remède',
  'doctor.title': { one: '{count} vérification : {found}', other: '{count} vérifications : {found}' },
  'doctor.count.none': 'tout va bien',
  'doctor.count.failure': { one: '{count} échec', other: '{count} échecs' },
  'doctor.count.warning': { one: '{count} avertissement', other: '{count} avertissements' },
  'doctor.count.unknown': { one: '{count} inconnue', other: '{count} inconnues' },
  'doctor.status.ok': 'bon',
  'doctor.status.warning': 'avertissement',
  'doctor.status.failure': 'échec',
  'doctor.status.unknown': 'inconnu',
  'doctor.line': '{status} : {sentence}',
  'doctor.region.none': 'Aucun compte de fournisseur n’est configuré.',
  'doctor.region.none.remedy': 'Écrivez-en un sous `providers` dans paastis.yml, ou définissez SCALINGO_API_TOKEN.',
  'doctor.region.slow': '{subject} : pas de réponse en une demi-minute.',
  'doctor.region.slow.remedy': 'Consultez la page d’état du fournisseur ; les autres régions ne sont pas touchées.',
  'doctor.credentials.ok': '{subject} : le jeton de {account} est accepté.',
  'doctor.token.untold': '{subject} : le fournisseur n’indique aucune fin pour ce type de jeton.',
  'doctor.token.valid': '{subject} : le jeton est valable jusqu’au {at}.',
  'doctor.token.soon': '{subject} : le jeton expire dans {duration} ({at}).',
  'doctor.token.expired': '{subject} : le jeton a expiré le {at}.',
  'doctor.token.remedy': 'Créez un nouveau jeton chez le fournisseur et mettez-le à la place de l’ancien.',
  'doctor.token.rejected': '{subject} : le fournisseur a refusé le jeton {ago}.',
  'doctor.token.rejected.remedy':
    'S’il est de nouveau accepté, il n’y a rien à faire ; sinon, renouvelez-le ou parlez à son propriétaire.',
  'doctor.clock.ok': '{subject} : notre horloge s’accorde avec celle du fournisseur.',
  'doctor.clock.behind': '{subject} : notre horloge retarde de {duration} sur celle du fournisseur.',
  'doctor.clock.ahead': '{subject} : notre horloge avance de {duration} sur celle du fournisseur.',
  'doctor.clock.remedy':
    'Réglez l’horloge de cette machine par NTP : les durées d’inactivité et les requêtes signées en dépendent.',
  'doctor.budget.ok': '{subject} : {left} appels par minute sur {total} sont libres.',
  'doctor.budget.low': '{subject} : seulement {left} appels par minute sur {total} sont libres.',
  'doctor.budget.remedy':
    'Les commandes peuvent devoir attendre. Donnez à Paastis son propre compte, ou gérez moins d’apps avec un `idle_after` court.',
  'doctor.rights.ok': '{subject} : toutes les apps visibles peuvent être endormies et réveillées.',
  'doctor.rights.untold': '{subject} : le fournisseur ne dit pas quelles apps ce compte peut arrêter et démarrer.',
  'doctor.rights.missing': {
    one: '{subject} : {count} app ne peut être ni arrêtée ni démarrée par ce compte : {names}.',
    other: '{subject} : {count} apps ne peuvent être ni arrêtées ni démarrées par ce compte : {names}.',
  },
  'doctor.rights.remedy': 'Donnez au compte du jeton un rôle qui le permet, ou ne soumettez ces apps à aucune règle.',
  'doctor.store.ok': 'Le stockage se lit et s’écrit.',
  'doctor.store.shared': 'Le stockage est sur un système de fichiers réseau ({kind}) : son verrou peut ne pas tenir.',
  'doctor.store.shared.remedy': 'Mettez PAASTIS_DATA sur un disque de cette machine, avec un seul Paastis.',
  'doctor.settings.ok': 'La configuration est en ordre.',
  'doctor.settings.warning': 'Configuration : {warning}',
  'doctor.mode.observe': 'Mode observation : les décisions sont prises et dites, rien n’est endormi tout seul.',
  'doctor.mode.remedy': 'Écrivez `mode: enforce` dans paastis.yml quand `plan` montre ce que vous voulez.',
  'doctor.rules.shadowed':
    'La règle {number} ({match}) ne peut jamais servir : la règle {by} ({other}) prend toutes ses apps.',
  'doctor.rules.shadowed.remedy':
    'Placez-la avant la règle {by}, ou supprimez-la : c’est la première règle qui convient qui parle.',
  'doctor.rules.unused': 'La règle {number} ({match}) ne correspond à aucune app actuelle.',
  'doctor.rules.unused.remedy': '`list` montre les noms ; corrigez le motif, ou supprimez la règle.',
  'doctor.rules.no_review': 'La règle {number} ({match}) ne correspond à aucune app de pull request actuelle.',
  'doctor.rules.no_review.remedy':
    'Sans pull request ouverte c’est normal ; sinon comparez le motif aux noms de `list`.',
  'doctor.rules.unread': 'La règle {number} ({match}) ne correspond à aucune app qui a pu être lue.',
  'doctor.apps.none': 'Aucune app n’est gérée : rien n’est jamais endormi tout seul.',
  'doctor.apps.none.remedy': 'Ajoutez une règle comme `{ match: "*-pr*", manage: true }` à paastis.yml.',
  'doctor.apps.managed': { one: '{count} app est gérée.', other: '{count} apps sont gérées.' },
  'doctor.apps.not_measurable': {
    one: '{count} app gérée n’est pas mesurable et n’a pas d’horaires, donc ne dort jamais : {names}.',
    other: '{count} apps gérées ne sont pas mesurables et n’ont pas d’horaires, donc ne dorment jamais : {names}.',
  },
  'doctor.apps.not_measurable.remedy': 'Donnez des `hours` à leur règle, par exemple `Mon-Fri 08:00-19:00`.',
  'doctor.apps.unknown': {
    one: 'Les chiffres de {count} app gérée sont illisibles, donc elle reste éveillée : {names}.',
    other: 'Les chiffres de {count} apps gérées sont illisibles, donc elles restent éveillées : {names}.',
  },
  'doctor.apps.unknown.remedy': '`why <app>` dit ce qui a été demandé et répondu.',
  'doctor.apps.fight': {
    one: 'Quelque chose réveille sans cesse {count} app, laissée tranquille pour un jour : {names}.',
    other: 'Quelque chose réveille sans cesse {count} apps, laissées tranquilles pour un jour : {names}.',
  },
  'doctor.apps.fight.remedy': 'Trouvez le script ou la personne par `history <app>`, ou sortez l’app des règles.',
  'doctor.apps.no_hours': {
    one: '{count} app gérée n’a pas d’horaires et ne dort que si elle ne sert à personne : {names}.',
    other: '{count} apps gérées n’ont pas d’horaires et ne dorment que si elles ne servent à personne : {names}.',
  },
  'doctor.sweep.ok': 'Dernier passage sur les apps : {ago}.',
  'doctor.sweep.late': 'Dernier passage sur les apps : {ago}.',
  'doctor.sweep.never': 'Aucun passage automatique sur les apps n’a encore eu lieu.',
  'doctor.sweep.remedy': 'Le robot tourne-t-il ? `paastis start` passe chaque minute, `paastis sweep` une fois.',
  'doctor.slack.ok': 'Slack accepte le jeton du bot ; l’espace de travail est {team}.',
  'doctor.slack.refused': 'Slack refuse le jeton du bot ({error}).',
  'doctor.slack.refused.remedy':
    'Copiez le Bot User OAuth Token de « OAuth & Permissions » sur api.slack.com/apps dans SLACK_BOT_TOKEN et redémarrez.',
  'doctor.slack.unreachable': 'Slack ne répond pas ({error}).',
  'doctor.slack.network.remedy':
    'Cette machine peut-elle joindre slack.com ? S’il y a un proxy, renseignez HTTPS_PROXY ; sinon voyez slack-status.com.',
  'doctor.slack.scope.needed': 'Slack : le droit `{scope}` manque, et rien ne fonctionne sans lui.',
  'doctor.slack.scope.useful': 'Slack : le droit `{scope}` manque : {lost}.',
  'doctor.slack.scope.remedy':
    'Ajoutez-le dans « OAuth & Permissions » sur api.slack.com/apps, puis réinstallez l’application dans l’espace de travail.',
  'doctor.slack.lost.public':
    'dans les canaux où le bot n’est pas invité, seule la personne qui demande lit la réponse',
  'doctor.slack.lost.people':
    'langues, fuseaux et invités ne sont pas connus, et ce qui est restreint est refusé sauf aux identifiants nommés dans `access`',
  'doctor.slack.lost.groups': 'les groupes nommés dans `access` n’ont pas de membres',
  'doctor.slack.lost.channels': 'les canaux ne se trouvent pas par leur nom',
  'doctor.slack.socket.ok': 'La connexion (socket) à Slack est ouverte.',
  'doctor.slack.socket': 'La connexion (socket) à Slack n’est pas ouverte ({error}).',
  'doctor.slack.socket.remedy':
    'SLACK_APP_TOKEN est-il un App-Level Token avec `connections:write`, et Socket Mode est-il activé ? Un nouvel essai se fait tout seul.',
  'doctor.url.none': 'PAASTIS_PUBLIC_URL n’est pas définie : aucun lien des messages ne peut mener à Paastis.',
  'doctor.url.none.remedy': 'Donnez-lui l’adresse à laquelle le robot est joint de l’extérieur.',
  'doctor.url.ok': 'Le robot est joint à {url}.',
  'doctor.url.local': 'PAASTIS_PUBLIC_URL vaut {url}, que personne ne joint hors de cette machine.',
  'doctor.url.plain': 'PAASTIS_PUBLIC_URL vaut {url} : Slack et GitHub veulent https.',
  'doctor.url.remedy': 'Donnez-lui l’adresse https à laquelle le robot est joint de l’extérieur.',
};
