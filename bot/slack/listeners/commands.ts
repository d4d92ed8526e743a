import type { App } from '@slack/bolt';
import * as z from 'zod';
import { plain, readTyped } from '../cards/pieces.ts';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { actionIds } from '../ids.ts';
import { ResponseUrl } from '../response-url.ts';

/** What we read of a command, https://docs.slack.dev/interactivity/implementing-slash-commands */
const commandSchema = z.object({
  text: z.string().default(''),
  user_id: z.string().regex(/^[UW][A-Z0-9]+$/),
  channel_id: z.string().min(1),
  team_id: z.string().min(1),
  response_url: z.url({ protocol: /^https?$/ }),
});

/** `/paastis …`: acknowledged at once, run by the core, told in the channel or to the person alone. */
export function registerCommands(app: App, context: SlackContext): void {
  app.command('/paastis', async ({ command: payload, ack }) => {
    const command = commandSchema.parse(payload);
    const { people, clock, operations } = context;
    const known = people.recall(command.user_id);
    const t = context.translate(known.language);
    const teamId = context.teamId();
    // From a shared channel, somebody of another company can reach the bot too.
    if (teamId !== undefined && command.team_id !== teamId)
      return ack({ response_type: 'ephemeral', ...noteCard(t('slack.other_workspace')) });
    const line = readTyped(command.text);
    await ack({ response_type: 'ephemeral', ...noteCard(`:eyes: \`/paastis ${echo(line)}\``) });
    const responseUrl = new ResponseUrl(command.response_url, clock, { send: context.fetch });
    const answer = async () => {
      const person = await people.find(command.user_id, command.team_id);
      await operations.run({ line, person, channel: command.channel_id, responseUrl });
    };
    context.track(answer());
  });
  // A link button tells us of its click all the same, and shows a warning unless that is acknowledged.
  app.action(actionIds.open, async ({ ack }) => {
    await ack();
  });
}

function echo(line: string): string {
  return plain(line, 200).replaceAll('`', "'");
}
