import type { Text } from './text.ts';

/** English sentences of the GitHub Action: what a run does and why. */
export const enAction = {
  'action.nothing.event': 'Nothing to do: {subject} neither wakes nor sleeps an app.',
  'action.nothing.payload': 'Nothing to do: what GitHub sent with {subject} does not say what it is about.',
  'action.nothing.label': 'Nothing to do: the label “{subject}” is neither paastis:wake nor paastis:sleep.',
  'action.nothing.comment':
    'Nothing to do: this is no command. One is the first line of a comment on a pull request, such as /paastis wake.',
  'action.nothing.bot': 'Nothing to do: {subject} is a bot, and only people give commands.',
  'action.nothing.boxes': 'Nothing to do: no box of the comment was ticked.',
  'action.nothing.closed': 'Nothing to do: pull request {subject} is closed.',
  'action.nothing.merge_group':
    'Nothing to do: a merge queue needs no review app. With a command of its own, this step acts here too.',
  'action.nothing.run_failed': 'Nothing to do: the workflow run ended with {subject}, and only success wakes.',
  'action.nothing.run_unlinked':
    'Nothing to do: GitHub names no pull request for this workflow run; for runs of forks it never does.',
  'action.nothing.run_ambiguous': 'Nothing to do: the workflow run belongs to several pull requests: {subject}.',
  'action.refused.fork_code':
    'Refused: this event has secrets, and the code that was checked out comes from a fork. Use pull_request, or remove the checkout.',
  'action.progress': '{name}: {text} ({duration})',
  'action.wake.not_there': {
    one: 'Not there yet: {apps}. Its provider may still be making it; looking again soon.',
    other: 'Not there yet: {apps}. Their provider may still be making them; looking again soon.',
  },
  'action.wake.assumed': {
    one: 'Nothing tells what ran of {apps} before: it was started with one web container. If that is wrong, write into paastis.yml what should run:\n{paste}',
    other:
      'Nothing tells what ran of these apps before: each was started with one web container. If that is wrong, write into paastis.yml what should run: {apps}\n{paste}',
  },
  'action.wake.none': 'Nothing to do: no managed app belongs to pull request #{number}.',
  'action.sleep.labelled': 'Nothing to do: the label {label} keeps the apps of this pull request awake.',
  'action.sleep.reopened': 'Nothing to do: the pull request has been opened again since.',
  'action.sleep.gone': 'Gone already, so nothing to put to sleep: {apps}.',
  'action.sweep.slept': 'put to sleep: {reason}',
  'action.sweep.would_sleep': 'would be put to sleep: {reason}',
  'action.sweep.woken': 'woken: {reason}',
  'action.sweep.would_wake': 'would be woken: {reason}',
  'action.sweep.nothing': 'left as it is: {reason}',
  'action.sweep.stopped': 'stopped already',
  'action.sweep.late':
    'GitHub started this run {duration} after its schedule (`{cron}`, read in {timezone}). Nothing is lost by that: the next pass sees the same.',
  'action.comment.no_access':
    'Nothing done: {login} has no write access to this repository, and only who has it gives commands.',
  'action.keep.forgotten':
    'Nothing remembers until when an app is to be kept awake: that takes the comment of Paastis. The label paastis:awake keeps it, too.',
  'action.comment.not_ours': 'Nothing done: the comment whose box was ticked is not that of Paastis.',
  'action.comment.target': 'Without a target it is for the apps of this pull request.',
  'action.deployment.awake': '{name} is awake',
  'action.deployment.started': '{name} was started, not waited for',
  'action.deployment.cancelled': 'The run was cancelled',
  'action.post.wanted': 'Left awake, since somebody else has asked for it meanwhile: {apps}.',
  'action.post.labelled': 'Left awake: the label {label} keeps the apps of this pull request awake.',
  'action.group': 'Paastis: how it goes',

  'error.command_invalid.not_in_comments.message': '`{subject}` is not asked for in comments.',
  'error.command_invalid.not_in_comments.remedy':
    '`help` shows what is; for the rest there are the bot and the terminal.',
  'error.command_invalid.nothing_remembers.message':
    '`{subject}` needs the comment of Paastis on the pull request: nothing else remembers it until the next run.',
  'error.command_invalid.nothing_remembers.remedy':
    'Leave out `comment: false` and `dry-run: true`, or add the label paastis:awake to the pull request.',
} as const satisfies Readonly<Record<string, Text>>;
