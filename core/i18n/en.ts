import type { Text } from './text.ts';

/** Every English sentence a person reads. `fr.ts` has the same keys; a test compares the two. */
export const en = {
  'phase.queued': 'waiting for its turn',
  'phase.reading': 'reading its state',
  'phase.needs': 'waking what it needs first',
  'phase.waiting': 'waiting for what runs on it',
  'phase.saving': 'noting what runs',
  'phase.requesting': 'asking the provider',
  'phase.booting': 'booting',
  'phase.answering': 'waiting for its first answer',
  'phase.ready': 'ready',
  'phase.stopping': 'stopping',
  'phase.asleep': 'asleep',
  'slack.underway': '{name}: {phase}',
  'slack.askedBy': 'Asked by {user}',
  'slack.usually': 'usually takes {duration}',
  'slack.took': 'took {duration}',
  'slack.open': 'Open',
  'slack.runs': 'Runs {formation}',
  'slack.snapshot': 'Slept at {at}; a wake brings back {formation}',
  'slack.nothing': 'Nothing to show.',
  'slack.broken':
    'Something broke on our side, and it has been noted. Try again; if it happens again, give your operator the reference {reference}.',
  'slack.connecting': 'Paastis has not reached Slack yet. Try again in a minute.',
  'slack.refused':
    'Paastis is not connected to Slack: its bot token is refused. Your operator must renew SLACK_BOT_TOKEN.',
  'slack.stopping': 'Paastis is restarting. Try again in a minute.',
  'slack.cutOff': 'Paastis restarts while this goes on. `/paastis status` will tell how it ended.',
  'slack.otherWorkspace': 'Paastis answers only people of the workspace it is installed in.',
  'slack.more': { one: 'and {count} more', other: 'and {count} more' },
  'slack.status.running': 'running',
  'slack.status.asleep': 'asleep',
  'slack.status.stopped': 'stopped by somebody else',
  'slack.status.waking': 'waking',
  'slack.status.falling_asleep': 'falling asleep',
  'slack.status.deploying': 'deploying',
  'slack.status.crashed': 'crashed',
  'slack.status.new': 'never deployed',
  'slack.status.blocked': 'blocked',
  'slack.status.unknown': 'state unknown',
} as const satisfies Readonly<Record<string, Text>>;

export type TextKey = keyof typeof en;
