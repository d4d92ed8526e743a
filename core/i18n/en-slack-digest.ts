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
  'doctor.mode.switched': 'Mode {mode} since {at}, switched by {actor}; the settings file says {fileMode}.',
  'doctor.mode.switched.remedy': 'Write `mode: {mode}` into paastis.yml to make it last, or switch back.',
  'error.command_invalid.nothing_managed.message': 'No rule manages an app, so nothing would fall asleep.',
  'error.command_invalid.nothing_managed.remedy':
    'Write these lines into paastis.yml, after a look at `plan`; they take effect while the bot runs.',
  'slack_digest.idle': { one: '{count} app idle', other: '{count} apps idle' },
  'slack_digest.idle_priced': {
    one: '{count} app idle, about {price} a month',
    other: '{count} apps idle, about {price} a month',
  },
  'slack_digest.none_left': 'None of these apps is idle any more',
  'slack_digest.text': '{head}: {names}',
  'slack_digest.more': {
    one: 'and {count} more: `/paastis idle` and the Home of Paastis show all',
    other: 'and {count} more: `/paastis idle` and the Home of Paastis show all',
  },
  'slack_digest.period': 'Since {since}',
  'slack_digest.since': 'idle since {at}',
  'slack_digest.price': 'about {price} a month',
  'slack_digest.unmanaged': 'managed by no rule',
  'slack_digest.going': 'goes to sleep, asked by {actor}',
  'slack_digest.asleep': 'asleep',
  'slack_digest.asleep_by': 'asleep, by {actor} at {at}',
  'slack_digest.woken': 'woken',
  'slack_digest.woken_by': 'woken by {actor} at {at}',
  'slack_digest.kept': 'kept until {until}, by {actor}',
  'slack_digest.never': 'never to be managed, suggested by {actor}',
  'slack_digest.left': {
    one: 'Left out, suggested never to be managed: {names}',
    other: 'Left out, suggested never to be managed: {names}',
  },
  'slack_digest.left_by': '{app} (by {actor})',
  'slack_digest.used': 'in use again',
  'slack_digest.gone': 'is gone',
  'slack_digest.do.sleep': 'Sleep now',
  'slack_digest.do.keep_tomorrow': 'Keep until tomorrow 8:00',
  'slack_digest.do.keep_week': 'Keep 7 days',
  'slack_digest.do.never': 'Never manage…',
  'slack_digest.do.why': 'Why?',
  'slack_digest.sleep_all': { one: 'Sleep {count}', other: 'Sleep all {count}' },
  'slack_digest.sleep_all_label': { one: 'Put {count} idle app to sleep', other: 'Put all {count} idle apps to sleep' },
  'slack_digest.sleep_all_confirm': {
    one: 'Put {count} app to sleep? {names}',
    other: 'Put {count} apps to sleep? {names}',
  },
  'slack_digest.sure': 'Are you sure?',
  'slack_digest.cancel': 'Cancel',
  'slack_digest.enforce': 'Enforce from now on',
  'slack_digest.enforce_confirm':
    'Paastis will put to sleep by itself what its rules manage, in all channels. “/paastis plan” shows what comes first.',
  'slack_digest.enforce_yes': 'Enforce',
  'slack_digest.enforcing': 'Paastis acts by itself since {at}, switched by {actor}',
  'slack_digest.unknown': 'This digest is too old to be acted on here. `/paastis digest` shows what is idle now.',
  'slack_digest.app_gone': 'This digest does not know that app any more. `/paastis idle` shows what is idle now.',
  'slack_digest.nothing_left': 'None of these apps is idle any more: nothing was done.',
  'slack_digest.not_allowed': 'You may not do that. Ask an operator or an admin of Paastis.',
  'slack_digest.suggested':
    'It is only a suggestion, and shown to the admins: who keeps the settings adds this line above the other rules of paastis.yml. Until then digests leave {app} out.',
  'slack_digest.odd_name': {
    one: '{names}: nothing was done to it, since a command would read its name as something else. Rename it at its provider.',
    other:
      '{names}: nothing was done to them, since a command would read their names as something else. Rename them at their provider.',
  },
  'slack_digest.closed':
    'The digest of {channel} is off: I cannot write there any more. Invite me again and type `/paastis digest here Mon-Fri 09:00` there to have it back.',
} as const satisfies Readonly<Record<string, Text>>;
