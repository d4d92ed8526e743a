import type { Text } from './text.ts';

/** English sentences: digests in Slack, and the mode that they switch. */
export const enSlackDigest = {
  'mode.enforce': 'From now on Paastis puts to sleep by itself what its rules manage.',
  'mode.enforce_already': 'Paastis acts by itself already.',
  'mode.observe': 'From now on Paastis observes only, and touches nothing by itself.',
  'mode.observe_already': 'Paastis observes only already.',
  'mode.until_file':
    'The settings file says `mode: {fileMode}`: this holds until that line changes. Write `mode: {mode}` there to make it last.',
  'reason.enforce': 'enforce mode: Paastis acts by itself',
  'doctor.mode.switched': '{mode} since {at}, switched by {actor}; the settings file says {fileMode}.',
  'doctor.mode.switched.remedy': 'Write `mode: {mode}` into paastis.yml to make it last, or switch back.',
  'program.switched': '{mode} since {at}, switched by {actor}; the settings file says {fileMode}.',
  'error.not_allowed.switch_mode.message': 'You may not switch what Paastis does by itself.',
  'error.not_allowed.switch_mode.remedy': 'Ask an admin of Paastis to do it, or to give you access.',
  'error.command_invalid.nothing_managed.message': 'No rule manages an app, so nothing would fall asleep.',
  'error.command_invalid.nothing_managed.remedy':
    'Write these lines into paastis.yml, after a look at `plan`; they take effect while the bot runs.',
} as const satisfies Readonly<Record<string, Text>>;
