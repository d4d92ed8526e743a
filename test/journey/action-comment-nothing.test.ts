import { endJourneys, startJourney } from '../support/action-journey.ts';
import { type CommentEventOptions, commentEvent } from '../support/webhook-payloads.ts';

afterEach(endJourneys);

const noCommand =
  'Nothing to do: this is no command. One is the first line of a comment on a pull request, such as /paastis wake.';

const command = { body: '/paastis sleep --force', author: 'alice' };

const events: readonly (readonly [what: string, event: CommentEventOptions, told: string])[] = [
  ['a command on an issue', { ...command, pullRequest: false }, noCommand],
  ['words', { body: 'Looks good, /paastis sleep later?' }, noCommand],
  ['a command in the second line', { body: 'please\n/paastis sleep --force' }, noCommand],
  ['a quoted command', { body: '> /paastis sleep --force\n\ndone' }, noCommand],
  ['a command in a block of code', { body: '    /paastis sleep --force' }, noCommand],
  ['a longer word', { body: '/paastisx sleep --force' }, noCommand],
  [
    'a command by a bot',
    { body: '/paastis sleep --force', author: 'helper[bot]' },
    'Nothing to do: helper[bot] is a bot, and only people give commands.',
  ],
  [
    'a command that is edited',
    { ...command, action: 'edited', bodyBefore: 'hello' },
    'Nothing to do: issue_comment.edited neither wakes nor sleeps an app.',
  ],
  [
    'a command that is deleted',
    { ...command, action: 'deleted' },
    'Nothing to do: issue_comment.deleted neither wakes nor sleeps an app.',
  ],
  [
    'our comment with other words',
    { action: 'edited', body: '<!-- paastis -->\nx', bodyBefore: 'y', author: 'github-actions[bot]', sender: 'alice' },
    'Nothing to do: no box of the comment was ticked.',
  ],
];

describe('a comment that asks for nothing', () => {
  it('costs no call at all, and says why nothing is done', async () => {
    const { github, run, scalingo } = await startJourney();
    github.setAccess('alice', 'admin');

    const endings = await Promise.all(
      events.map(([, event]) =>
        run({ event: 'issue_comment', payload: commentEvent({ ...event, repository: github.repository }) }),
      ),
    );

    const told = endings.map(({ log }, at) => [events[at]?.[0], log]);
    expect(told).toEqual(events.map(([what, , text]) => [what, [text]]));
    for (const { outputs } of endings) expect(outputs).toMatchObject({ status: 'skipped', changed: 'false' });
    expect(github.calls()).toBe(0);
    expect(scalingo.requests).toEqual([]);
  });
});
