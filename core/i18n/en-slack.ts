import type { Text } from './text.ts';

/** English sentences: messages in Slack. */
export const enSlack = {
  'slack.line': '{name}: {text}',
  'slack.asked_by': 'Asked by {user}',
  'slack.usually': 'usually takes {duration}',
  'slack.open': 'Open',
  'slack.broken':
    'Something broke on our side, and it has been noted. Try again; if it happens again, give your operator the reference {reference}.',
  'slack.connecting': 'Paastis has not reached Slack yet. Try again in a minute.',
  'slack.refused':
    'Paastis is not connected to Slack: its bot token is refused. Your operator must renew SLACK_BOT_TOKEN.',
  'slack.stopping': 'Paastis is restarting. Try again in a minute.',
  'slack.cut_off': 'Paastis restarts while this goes on. `/paastis status` will tell how it ended.',
  'slack.other_workspace': 'Paastis answers only people of the workspace it is installed in.',
  'slack.more': { one: 'and {count} more', other: 'and {count} more' },
} as const satisfies Readonly<Record<string, Text>>;
