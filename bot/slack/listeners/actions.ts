import type { App } from '@slack/bolt';
import * as z from 'zod';
import { OPERATION_ROW } from '../cards/operation.ts';
import { plain } from '../cards/pieces.ts';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { actionIds, appValue, keepValue, lineValue, readValue } from '../ids.ts';
import { composeEnd, composeLine, findFormVerb } from '../lines.ts';
import { ResponseUrl } from '../response-url.ts';
import { echoOf } from './commands.ts';
import { openCommandForm } from './modals.ts';
import { withoutGone } from './still-there.ts';

const slackId = z.string().min(1).max(50);

/** What we read of a click, https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const clickSchema = z.object({
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: slackId.nullish() }),
  channel: z.object({ id: slackId }).nullish(),
  message: z.object({ ts: slackId, thread_ts: slackId.nullish() }).nullish(),
  container: z.object({ is_ephemeral: z.boolean().nullish(), message_ts: slackId.nullish() }).nullish(),
  response_url: z.url({ protocol: /^https?$/ }).nullish(),
  trigger_id: z.string().min(1).nullish(),
});

const actionSchema = z.object({
  action_id: z.string(),
  block_id: z.string().nullish(),
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

interface Click {
  readonly body: z.infer<typeof clickSchema>;
  readonly action: z.infer<typeof actionSchema>;
  /** JSON of the button, or of the option that was chosen. */
  readonly value: string | undefined;
}

/** The line that a click stands for; undefined when its value cannot be used. */
type ReadLine = (click: Click) => string | undefined;

const lines: readonly (readonly [string | RegExp, ReadLine])[] = [
  [actionIds.wake, ({ value }) => appLine(value, 'wake')],
  [actionIds.sleep, ({ value }) => appLine(value, 'sleep')],
  [actionIds.keep, ({ value }) => keepLine(value, '2h')],
  [actionIds.keepUntil, ({ value }) => keepLine(value)],
  [actionIds.why, ({ value }) => appLine(value, 'why')],
  [actionIds.more, ({ value }) => appLine(value)],
  [new RegExp(`^${actionIds.run.replace('.', '\\.')}(?:\\.\\d+)?$`), ({ value }) => readValue(value, lineValue)?.line],
  [actionIds.pick, ({ value }) => readValue(value, lineValue)?.line],
  [actionIds.retry, ({ value }) => readValue(value, lineValue)?.line],
];

/** What is to be done, undefined when that cannot be read; and which of its apps are not there any more. */
interface Meant {
  readonly line: string | undefined;
  readonly gone: readonly string[];
}

/** Buttons, selects and overflows of cards. */
export function registerActions(app: App, context: SlackContext): void {
  // A link button tells us of its click all the same, and shows a warning unless that is acknowledged.
  app.action(actionIds.open, async ({ ack }) => {
    await ack();
  });
  const doubles = new DoubleClicks();
  for (const [id, read] of lines) {
    app.action(id, async ({ ack, body: payload, action: clicked }) => {
      const body = clickSchema.parse(payload);
      const action = actionSchema.parse(clicked);
      await ack();
      const click = { body, action, value: action.selected_option?.value ?? action.value ?? undefined };
      if (doubles.isDouble(click, context.clock.now().getTime())) return;
      const { value, gone } = await withoutGone(click.value, () => context.paastis.overview());
      const now = { ...click, value };
      await runClick(now, { line: read(now), gone }, context);
    });
  }
}

async function runClick(click: Click, { line, gone }: Meant, context: SlackContext): Promise<void> {
  const { people, operations, clock } = context;
  const { user, channel, message, container, response_url: url, trigger_id: triggerId } = click.body;
  const known = people.recall(user.id);
  const t = context.translate(known.language);
  const teamId = context.teamId();
  // A question or a suggestion that only one person sees is over once it is answered.
  const ends = container?.is_ephemeral === true && isAnswer(click) && line !== undefined;
  const responseUrl = url == null ? undefined : new ResponseUrl(url, clock, { send: context.fetch, replaces: ends });
  const refuse = (sentence: string) => context.track(tell(responseUrl, sentence, context));
  if (teamId !== undefined && user.team_id != null && user.team_id !== teamId)
    return refuse(t('slack.other_workspace'));
  if (line === undefined) return refuse(t('slack.stale_button'));
  if (gone.length > 0) refuse(t('slack.gone', { count: gone.length, names: gone.map((ref) => plain(ref)).join(', ') }));
  const place = {
    ...(channel != null && { channel: channel.id }),
    ...(message?.thread_ts != null && { threadTs: message.thread_ts }),
    ...(responseUrl !== undefined && { responseUrl }),
  };
  const verb = findFormVerb(line);
  if (verb !== undefined && triggerId != null)
    return openCommandForm(context, { ...place, triggerId, verb, person: known });
  const replaces =
    channel != null && message != null && container?.is_ephemeral !== true && click.action.block_id === OPERATION_ROW
      ? { replaces: { channel: channel.id, ts: message.ts } }
      : {};
  const answer = async () => {
    if (ends) await responseUrl?.post(noteCard(echoOf(line)));
    const person = await people.find(user.id, user.team_id ?? undefined);
    await operations.run({ line, person, ...place, ...replaces });
  };
  context.track(answer());
}

function isAnswer({ action }: Click): boolean {
  return action.action_id.startsWith(actionIds.run) || action.action_id === actionIds.pick;
}

async function tell(responseUrl: ResponseUrl | undefined, sentence: string, { log }: SlackContext): Promise<void> {
  const told = await responseUrl?.post(noteCard(sentence));
  if (told !== true) log.warn({}, 'slack click could not be answered');
}

function appLine(value: string | undefined, fixed?: 'wake' | 'sleep' | 'why'): string | undefined {
  const read = readValue(value, appValue);
  const verb = fixed ?? read?.verb;
  if (read === undefined || verb === undefined) return undefined;
  return composeLine(verb, read.apps, verb === 'keep' ? ['--for', '2h'] : []);
}

function keepLine(value: string | undefined, fixed?: string): string | undefined {
  const read = readValue(value, keepValue);
  if (read === undefined) return undefined;
  const end = composeEnd(fixed === undefined ? read : { for: fixed });
  return end === undefined ? undefined : composeLine('keep', read.apps, end);
}

/** Two clicks of one person on one button within this long are one. */
const DOUBLE_MS = 2_000;

/** Slack sends each click of a double click by itself, with nothing to tell them by but when and on what. */
class DoubleClicks {
  readonly #seen = new Map<string, number>();

  isDouble({ body, action, value }: Click, nowMs: number): boolean {
    for (const [id, atMs] of this.#seen) {
      if (nowMs - atMs < DOUBLE_MS) break;
      this.#seen.delete(id);
    }
    const ts = body.message?.ts ?? body.container?.message_ts;
    if (ts == null) return false;
    const id = JSON.stringify([body.channel?.id, ts, body.user.id, action.action_id, value]);
    if (this.#seen.has(id)) return true;
    this.#seen.set(id, nowMs);
    return false;
  }
}
