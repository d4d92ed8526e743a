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
  'doctor.mode.switched': '{mode} depuis {at}, choisi par {actor} ; le fichier de configuration dit {fileMode}.',
  'doctor.mode.switched.remedy': 'Écrivez `mode: {mode}` dans paastis.yml pour que cela dure, ou revenez en arrière.',
  'program.switched': '{mode} depuis {at}, choisi par {actor} ; le fichier de configuration dit {fileMode}.',
  'error.not_allowed.switch_mode.message': 'Vous n’avez pas le droit de changer ce que Paastis fait de lui-même.',
  'error.not_allowed.switch_mode.remedy': 'Demandez à un admin de Paastis de le faire, ou de vous donner accès.',
  'error.command_invalid.nothing_managed.message': 'Aucune règle ne gère d’app : rien ne s’endormirait.',
  'error.command_invalid.nothing_managed.remedy':
    'Écrivez ces lignes dans paastis.yml, après avoir regardé `plan` ; elles prennent effet pendant que le bot tourne.',
};
