import type { Text } from './text.ts';

/** English sentences: forms and shortcuts of Slack. */
export const enModals = {
  'modals.title.wake': 'Wake apps',
  'modals.title.sleep': 'Put apps to sleep',
  'modals.title.keep': 'Keep apps awake',
  'modals.title.status': 'Look at apps',
  'modals.title.why': 'Why are they like this?',
  'modals.submit.wake': 'Wake',
  'modals.submit.sleep': 'Put to sleep',
  'modals.submit.keep': 'Keep awake',
  'modals.submit.status': 'Show',
  'modals.submit.why': 'Explain',
  'modals.close': 'Cancel',
  'modals.apps': 'Which apps',
  'modals.apps_placeholder': 'Name, pull request (#42) or group',
  'modals.asleep_since': 'asleep since {at}',
  'modals.end': 'Keep awake',
  'modals.end_hint': 'Times of {timezone}.',
  'modals.end.rule': 'as the rule of each app says',
  'modals.end.for_1h': 'for 1 hour',
  'modals.end.for_2h': 'for 2 hours',
  'modals.end.for_4h': 'for 4 hours',
  'modals.end.tonight': 'until 19:00 tonight',
  'modals.end.tomorrow': 'until 8:00 tomorrow',
  'modals.end.monday': 'until 8:00 on Monday',
  'modals.sleep_note':
    'What runs is recorded first and comes back on wake. What is protected, deploying, in use or kept awake by somebody else is left alone, with its reason.',
  'modals.fault.nothing': 'Choose at least one app.',
  'modals.fault.gone': 'One of these apps is no longer there. Take it out, or choose again.',
  'modals.fault.odd':
    'The name of one of these apps holds `*` or `?`, which a command would read as several apps. Take it out, or rename it at its provider.',
  'modals.fault.too_long': 'These names are too long together. Choose fewer of them.',
  'modals.fault.outdated': 'This form is of an older version. Close it and open it again.',
  'modals.not_opened':
    'Slack did not let the form open ({error}). Try again, or type `/paastis {verb}` and the name of the app.',
  'modals.none_in_message':
    'This message holds no address of a known app, nor the name of one as `code`. Which one do you mean?',
  'modals.many_in_message': {
    one: 'This message names {count} app. Wake it?',
    other: 'This message names {count} apps. Which of them shall wake?',
  },
  'modals.which_in_message': 'Several apps have the name that stands in this message. Which one do you mean?',
} as const satisfies Readonly<Record<string, Text>>;
