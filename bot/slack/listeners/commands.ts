import type { App, webApi } from '@slack/bolt';
import * as z from 'zod';
import {
  type Caller,
  type Clock,
  describeError,
  type Language,
  type Log,
  type Paastis,
  type ProgressReport,
  type Translate,
} from '../../../core/index.ts';
import { outcomeCard, progressCard } from '../cards/operation.ts';
import { actionIds, type Card, plain, readTyped } from '../cards/pieces.ts';
import { noteCard, reportCard } from '../cards/report.ts';
import { LiveMessage } from '../live-message.ts';
import type { Redact } from '../log.ts';
import { ResponseUrl } from '../response-url.ts';

export interface CommandDeps {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  readonly language: Language;
  readonly t: Translate;
  /** Keeps what goes on after the acknowledgement, for the bot to wait for when it stops. */
  readonly track: (work: Promise<void>) => void;
  readonly newReference: () => string;
  /** Aborts when the bot must go although commands are under way. */
  readonly cutOff: AbortSignal;
  /** The workspace the bot is installed in; undefined for a whole organization. */
  readonly teamId: () => string | undefined;
}

/** What we read of a command, https://docs.slack.dev/interactivity/implementing-slash-commands */
const commandSchema = z.object({
  text: z.string().default(''),
  user_id: z.string().regex(/^[UW][A-Z0-9]+$/),
  channel_id: z.string().min(1),
  team_id: z.string().min(1),
  response_url: z.url({ protocol: /^https?$/ }),
});

type Command = z.infer<typeof commandSchema>;

/** `/paastis …`: acknowledged at once, run by the core, told in the channel or to the person alone. */
export function registerCommands(app: App, deps: CommandDeps): void {
  app.command('/paastis', async ({ command: payload, ack, client }) => {
    const command = commandSchema.parse(payload);
    const teamId = deps.teamId();
    // From a shared channel, somebody of another company can reach the bot too.
    if (teamId !== undefined && command.team_id !== teamId)
      return ack({ response_type: 'ephemeral', ...noteCard(deps.t('slack.other_workspace')) });
    const line = readTyped(command.text);
    await ack({ response_type: 'ephemeral', ...noteCard(`:eyes: \`/paastis ${echo(line)}\``) });
    deps.track(answer(line, command, client, deps));
  });
  // A link button tells us of its click all the same, and shows a warning unless that is acknowledged.
  app.action(actionIds.open, async ({ ack }) => {
    await ack();
  });
}

/** Runs the command to its end. Never throws: nobody waits for it but the stop. */
async function answer(line: string, command: Command, client: webApi.WebClient, deps: CommandDeps): Promise<void> {
  const { clock, log, language, t } = deps;
  const asker = command.user_id;
  const responseUrl = new ResponseUrl(command.response_url, clock);
  const message = new LiveMessage({ client, channel: command.channel_id, responseUrl, clock, log });
  const onProgress = progressTeller((progresses) => message.show(progressCard(progresses, asker, t)));
  const tell = async (card: Card): Promise<void> => {
    if (message.begun) return message.finish(card);
    if (!(await responseUrl.post(card))) log.error({ actor: asker }, 'slack answer lost');
  };
  try {
    const channel = `slack:${command.channel_id}`;
    const caller: Caller = { actor: `slack:${asker}`, entryPoint: 'slack', channel, language, onProgress };
    const report = await Promise.race([deps.paastis.run(line, caller), whenAborted(deps.cutOff)]);
    // The operation itself is on record: the next start of the bot finishes or undoes it.
    if (report === 'cut_off') await tell(noteCard(t('slack.cut_off')));
    else if (report.kind === 'operation') await message.finish(outcomeCard(report, asker, t));
    else await tell(reportCard(report, t));
  } catch (error) {
    const reference = deps.newReference();
    log.error({ reference, actor: asker, error: deps.redact(describeError(error)) }, 'slack command failed');
    await tell(noteCard(t('slack.broken', { reference }))).catch(() => undefined);
  }
}

/** Passes on the newest state of every app, and only when a phase has changed: elapsed time alone is no news. */
function progressTeller(tell: (progresses: readonly ProgressReport[]) => void): (progress: ProgressReport) => void {
  const newest = new Map<string, ProgressReport>();
  return (progress) => {
    // What is only read is answered to the person alone: a message of its own would show it to the channel.
    if (progress.verb === 'read') return;
    const known = newest.get(progress.ref)?.phase;
    newest.set(progress.ref, progress);
    if (known === progress.phase) return;
    // Once all have arrived the outcome follows at once: an edit before it would only delay it.
    const progresses = [...newest.values()];
    if (progresses.some(({ phase }) => phase !== 'ready' && phase !== 'asleep')) tell(progresses);
  };
}

function whenAborted(signal: AbortSignal): Promise<'cut_off'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('cut_off'), { once: true }));
}

function echo(line: string): string {
  return plain(line, 200).replaceAll('`', "'");
}
