import type { Text } from './text.ts';

/** English sentences: what is told before an app sleeps by itself. */
export const enCourtesy = {
  'courtesy.soon': {
    one: '{apps} sleeps at {at}, unless somebody uses it or keeps it awake.',
    other: '{apps} sleep at {at}, unless somebody uses them or keeps them awake.',
  },
  'courtesy.saves': 'saves {amount} a day',
  'courtesy.people': 'woken or kept by {people}',
  'courtesy.working': {
    one: '{apps} is being put to sleep for {by}…',
    other: '{apps} are being put to sleep for {by}…',
  },
  'courtesy.asleep': { one: '{apps} has been asleep since {at}.', other: '{apps} have been asleep since {at}.' },
  'courtesy.asleep_by': {
    one: '{apps} has been asleep since {at}: {by} put it to sleep.',
    other: '{apps} have been asleep since {at}: {by} put them to sleep.',
  },
  'courtesy.kept': {
    one: '{apps} stays awake: kept by {by} until {until}.',
    other: '{apps} stay awake: kept by {by} until {until}.',
  },
  'courtesy.held': {
    one: '{apps} stays awake: somebody keeps it awake.',
    other: '{apps} stay awake: somebody keeps them awake.',
  },
  'courtesy.used': { one: '{apps} stays awake: used at {at}.', other: '{apps} stay awake: used at {at}.' },
  'courtesy.failed': {
    one: '{apps} is not asleep yet: {reason}. Paastis tries again by itself.',
    other: '{apps} are not asleep yet: {reason}. Paastis tries again by itself.',
  },
  'courtesy.changed': {
    one: '{apps} is not put to sleep after all: {reason}.',
    other: '{apps} are not put to sleep after all: {reason}.',
  },
  'courtesy.gone': { one: '{apps} no longer exists.', other: '{apps} no longer exist.' },
  'courtesy.button_keep': 'Keep 2 h',
  'courtesy.button_tomorrow': 'Until tomorrow',
  'courtesy.button_sleep': 'Sleep now',
  'courtesy.label_keep': 'Keep awake for two hours: {apps}',
  'courtesy.label_tomorrow': 'Keep awake until tomorrow morning: {apps}',
  'courtesy.label_sleep': 'Put to sleep now: {apps}',
  'courtesy.over':
    'This notice is over: nothing was changed. `/paastis status` tells how things are, `/paastis help` what you can do.',
  'decision.announced': 'announced, people may still say no',
  'why.announced': 'Announced: it sleeps at {look} unless somebody uses it or keeps it awake.',
  'check.courtesy': 'announced',
  'fact.announced_at': 'announced at {value}',
  'fact.sleeps_at': 'sleeps at {value}',
  'fault.courtesy': 'expected a duration such as 90s, 10m or 1h, or off',
} as const satisfies Readonly<Record<string, Text>>;
