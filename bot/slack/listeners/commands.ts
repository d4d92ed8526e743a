import type { App } from '@slack/bolt';
import * as z from 'zod';
import { plain, readTyped } from '../cards/pieces.ts';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { findFormVerb } from '../lines.ts';
import { ResponseUrl } from '../response-url.ts';
import { findSoon, TRIGGER_PATIENCE_MS } from './find-soon.ts';
import { openCommandForm } from './modals.ts';

/** What we read of a command, https://docs.slack.dev/interactivity/implementing-slash-commands */
const commandSchema = z.object({
  text: z.string().default(''),
  user_id: z.string().regex(/^[UW][A-Z0-9]+$/),
  channel_id: z.string().min(1).max(100),
  team_id: z.string().min(1),
  response_url: z.url({ protocol: /^https?$/ }),
  trigger_id: z.string().min(1).exactOptional(),
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
    const { channel_id: channel, trigger_id: triggerId } = command;
    const responseUrl = new ResponseUrl(command.response_url, clock, { send: context.fetch });
    const verb = findFormVerb(line);
    if (verb !== undefined && triggerId !== undefined) {
      await ack();
      const person = await findSoon(context, { id: command.user_id, team_id: command.team_id }, TRIGGER_PATIENCE_MS);
      return openCommandForm(context, { triggerId, verb, person, channel, responseUrl });
    }
    await ack({ response_type: 'ephemeral', ...noteCard(echoOf(line)) });
    const answer = async () => {
      const person = await people.find(command.user_id, command.team_id);
      await operations.run({ line, person, channel, responseUrl });
    };
    context.track(answer());
  });
}

/** What is being done, at once: Slack shows nobody what they typed. */
export function echoOf(line: string): string {
  return `:eyes: \`${`/paastis ${plain(line, 200).replaceAll('`', "'")}`.trim()}\``;
}
