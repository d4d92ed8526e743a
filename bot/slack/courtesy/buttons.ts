import type { App } from '@slack/bolt';
import * as z from 'zod';
import { type Caller, describeError, type Report, type Translate } from '../../../core/index.ts';
import { privateErrorText } from '../cards/error-text.ts';
import { type Card, card, plain, section } from '../cards/pieces.ts';
import { noteCard, reportCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { actionIds, appValue, keepValue, readValue } from '../ids.ts';
import { composeEnd, composeLine } from '../lines.ts';
import type { Person } from '../people.ts';
import { tellPerson } from '../private-answer.ts';
import { ResponseUrl } from '../response-url.ts';
import { trySlack } from '../web-calls.ts';
import { findNotice, type NoticeNote, type Posted } from './notes.ts';
import { type Look, noticeCard, workingCard } from './view.ts';

/** What we read of a click, https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const clickSchema = z.object({
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: z.string().exactOptional() }),
  channel: z.object({ id: z.string() }).exactOptional(),
  message: z.object({ ts: z.string() }).exactOptional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().exactOptional() })).min(1),
  response_url: z.url({ protocol: /^https?$/ }).exactOptional(),
});

type Click = z.infer<typeof clickSchema>;

const ofNotice = { notice: z.string().min(1).max(64) };
const keepOfNotice = keepValue.extend({
  ...ofNotice,
  for: z
    .string()
    .regex(/^\w{1,20}$/)
    .exactOptional(),
  until: z
    .string()
    .regex(/^[\w: ]{1,40}$/)
    .exactOptional(),
});
const sleepOfNotice = appValue.extend(ofNotice);

/** What a button asks for. */
interface Wish {
  readonly verb: 'keep' | 'sleep';
  readonly line: string;
  readonly notice: string;
}

/** Keep 2 h, Until tomorrow, Sleep now: each click is asked of the core, whoever clicks, however old the message is. */
export function registerCourtesyButtons(app: App, context: SlackContext): void {
  for (const id of [actionIds.courtesyKeep, actionIds.courtesyTomorrow, actionIds.courtesySleep]) {
    app.action(id, async ({ body, ack }) => {
      const click = clickSchema.parse(body);
      await ack();
      context.track(answer(click, context));
    });
  }
}

/** Never rejects: what goes wrong is told to the person. */
async function answer(click: Click, context: SlackContext): Promise<void> {
  const { people, log, redact, newReference } = context;
  const person = await people.find(click.user.id, click.user.team_id);
  const t = context.translate(person.language);
  try {
    await grant(click, person, context);
  } catch (error) {
    const reference = newReference();
    log.error({ reference, actor: person.id, error: redact(describeError(error)) }, 'slack click failed');
    await whisper(noteCard(t('slack.broken', { reference })), click, context);
  }
}

async function grant(click: Click, person: Person, context: SlackContext): Promise<void> {
  const { paastis } = context;
  const t = context.translate(person.language);
  const wish = readWish(click.actions[0]);
  const note = wish && (await findNotice(paastis.notes, wish.notice));
  if (wish === undefined || note === undefined) return whisper(noteCard(t('courtesy.over')), click, context);
  const place = placeOf(click, note);
  const caller: Caller = {
    actor: `slack:${person.id}`,
    entryPoint: 'slack',
    standing: person.standing,
    language: person.language,
    ...(click.channel !== undefined && { channel: `slack:${click.channel.id}` }),
  };
  const begins = wish.verb === 'sleep' && paastis.may(caller, 'sleep', note.notice.apps[0]?.ref).allowed;
  if (begins) await edit(place, workingCard(note.notice, person.id, lookOf(context)), context);
  const report = await paastis.run(wish.line, caller);
  // What went well is told by the message itself, as soon as the core says that the notice has ended.
  const refusal = refusalCard(report, t);
  if (refusal === undefined) return;
  await whisper(refusal, click, context);
  if (begins) await restore(place, note, context);
}

/** `undefined` when the button is not one of ours, or of a version that nobody knows any more. */
function readWish(action: Click['actions'][number] | undefined): Wish | undefined {
  if (action?.action_id === actionIds.courtesySleep) {
    const value = readValue(action.value, sleepOfNotice);
    const line = value && composeLine('sleep', value.apps);
    return value && line !== undefined ? { verb: 'sleep', line, notice: value.notice } : undefined;
  }
  const value = readValue(action?.value, keepOfNotice);
  const end = value && composeEnd(value);
  if (value === undefined || end === undefined || end.length === 0) return undefined;
  const line = composeLine('keep', value.apps, end);
  return line === undefined ? undefined : { verb: 'keep', line, notice: value.notice };
}

/** The message that was clicked on. */
function placeOf({ channel, message }: Click, { messages }: NoticeNote): Posted | undefined {
  if (channel === undefined || message === undefined) return messages[0];
  return { channel: channel.id, ts: message.ts };
}

/** Nothing when all was done as asked. */
function refusalCard(report: Report, t: Translate): Card | undefined {
  if (report.kind !== 'operation') return reportCard(report, t);
  const lines = report.results
    .filter(({ changed, error }) => error !== undefined || !changed)
    .map(({ name, error, reason }) =>
      t('slack.line', {
        name: plain(name),
        text: error === undefined ? plain(reason) : privateErrorText(error, name),
      }),
    );
  return lines.length === 0 ? undefined : card(lines.join('\n'), [section(lines.join('\n'))]);
}

/** With its buttons again, unless it has ended meanwhile. */
async function restore(place: Posted | undefined, note: NoticeNote, context: SlackContext): Promise<void> {
  const open = await findNotice(context.paastis.notes, note.notice.id);
  if (open !== undefined) await edit(place, noticeCard(open.notice, lookOf(context)), context);
}

async function edit(place: Posted | undefined, shown: Card, { web, log, redact }: SlackContext): Promise<void> {
  if (place === undefined) return;
  const edited = await trySlack(() => web.chat.update({ ...place, ...shown }));
  if (!edited.ok) log.info({ ...place, error: redact(edited.failure.error) }, 'slack edit skipped');
}

async function whisper(shown: Card, click: Click, { clock, fetch, layout, log, web }: SlackContext): Promise<void> {
  const { channel, response_url: url, user } = click;
  const told = await tellPerson(shown, {
    person: user.id,
    channel: channel?.id,
    ...(url !== undefined && { responseUrl: new ResponseUrl(url, clock, { send: fetch }) }),
    client: web,
    layout,
    clock,
  });
  if (!told) log.error({ actor: user.id }, 'slack answer lost');
}

/** What a whole channel reads is in the language and by the clock of the settings. */
export function lookOf({ clock, language, timezone, translate }: SlackContext): Look {
  return { t: translate(language), timezone, now: clock.now() };
}
