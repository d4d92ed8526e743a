import type { App } from '@slack/bolt';
import type { CourtesyDesk, CourtesyEnd, CourtesyNotice } from '../../../core/index.ts';
import type { Card } from '../cards/pieces.ts';
import type { SlackContext } from '../context.ts';
import { trySlack } from '../web-calls.ts';
import { lookOf, registerCourtesyButtons } from './buttons.ts';
import { findNotice, type Posted, putNotice, removeNotice } from './notes.ts';
import { endCard, noticeCard } from './view.ts';

/** Registers the buttons of notices. @returns what posts and edits them */
export function registerCourtesy(app: App, context: SlackContext): CourtesyDesk {
  registerCourtesyButtons(app, context);
  return {
    announce: (notice) => announce(notice, context),
    ended: (end, notice) => tellEnd(end, notice, context),
  };
}

/** Noted before it is posted: its buttons work from the moment somebody sees them. */
async function announce(notice: CourtesyNotice, context: SlackContext): Promise<void> {
  const { notes } = context.paastis;
  await putNotice(notes, { notice, messages: [] });
  const messages = await post(notice, context);
  if (messages.length > 0) return putNotice(notes, { notice, messages });
  await removeNotice(notes, notice.id);
}

/** In the channel; where the bot may not write, to each of the people instead. */
async function post(notice: CourtesyNotice, context: SlackContext): Promise<readonly Posted[]> {
  const card = noticeCard(notice, lookOf(context));
  const channel = notice.channel.replace(/^slack:/, '');
  const posted = await postIn(channel, card, context);
  if (posted.message !== undefined) return [posted.message];
  const people = notice.people.flatMap((actor) => /^slack:([UW][A-Z0-9]+)$/.exec(actor)?.[1] ?? []);
  const answers = posted.refused ? await Promise.all(people.map((person) => postIn(person, card, context))) : [];
  const messages = answers.flatMap(({ message }) => message ?? []);
  const told = { channel, error: posted.error, people: messages.length };
  context.log.warn(told, messages.length > 0 ? 'slack notice told to people instead' : 'slack notice told to nobody');
  return messages;
}

interface PostAnswer {
  readonly message?: Posted;
  readonly error?: string;
  /** For certain: nobody there has read it. */
  readonly refused: boolean;
}

async function postIn(channel: string, card: Card, { background, redact }: SlackContext): Promise<PostAnswer> {
  // An unfurled link makes Slack visit the app, which would count as use.
  const unfurl = { unfurl_links: false, unfurl_media: false };
  const answer = await trySlack(() => background.chat.postMessage({ channel, ...card, ...unfurl }));
  if (!answer.ok) return { error: redact(answer.failure.error), refused: answer.failure.kind === 'refused' };
  const { channel: id = channel, ts } = answer.value;
  return ts === undefined ? { error: 'no_ts', refused: false } : { message: { channel: id, ts }, refused: false };
}

/**
 * Edits whatever was posted; the same edit twice shows nothing new.
 * @throws when Slack could not be reached: then it is worth another try
 */
async function tellEnd(end: CourtesyEnd, notice: CourtesyNotice, context: SlackContext): Promise<void> {
  const { background, log, paastis, redact } = context;
  const { messages = [] } = (await findNotice(paastis.notes, notice.id)) ?? {};
  const card = endCard(end, notice, lookOf(context));
  const failed: string[] = [];
  for (const { channel, ts } of messages) {
    const answer = await trySlack(() => background.chat.update({ channel, ts, ...card }));
    if (answer.ok) continue;
    const error = redact(answer.failure.error);
    if (answer.failure.kind === 'later') failed.push(error);
    else log.warn({ channel, error }, 'slack notice not edited');
  }
  if (failed.length > 0) throw new Error(`Slack: ${failed.join(', ')}`);
  await removeNotice(paastis.notes, notice.id);
}
