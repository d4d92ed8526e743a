import type { DigestContent, DigestDelivery, DigestReceipt, Language } from '../../../core/index.ts';
import type { Card } from '../cards/pieces.ts';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { trySlack } from '../web-calls.ts';
import type { DigestBoard } from './board.ts';
import { contentKey, type DigestLine, freshLines, isQuiet, type LeftOut, leftOut } from './lines.ts';
import {
  type DigestNote,
  listDigests,
  listSuggestions,
  MOST_REFS,
  type PlacedDigest,
  putDigest,
  putPosting,
  removeDigest,
  removePosting,
} from './notes.ts';
import { digestCard } from './view.ts';

/** Nobody can write there, and trying again is no use. */
const closedErrors = new Set(['is_archived', 'not_in_channel', 'channel_not_found']);

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** The same again is told by the message that is there; an older one nobody scrolls up to. */
const SAME_MS = 3 * DAY_MS;

/** Older buttons are clicked by mistake. */
const BUTTONS_MS = 2 * DAY_MS;

const FORGOTTEN_MS = 7 * DAY_MS;

/**
 * Posts a digest, or edits the last one where it said the same. A post of which nobody knows whether Slack has taken it
 * is not repeated: the next digest tells of its period too.
 */
export async function postDigest(
  { channel, report, setBy }: DigestDelivery,
  context: SlackContext,
  board: DigestBoard,
): Promise<DigestReceipt> {
  const { paastis, language, translate, clock } = context;
  const { notes } = paastis;
  const { digest } = report;
  const suggestions = await listSuggestions(notes);
  const lines = freshLines(digest, suggestions);
  const known = newest(await listDigests(notes), channel);
  const place = known === undefined ? {} : { place: `slack:${known.place.channel}` };
  if (isQuiet(digest, lines)) return { outcome: 'quiet', ...place };
  const note = noteOf(channel, digest, lines, { language, now: clock.now() });
  if (known !== undefined && isSame(known, note) && (await renew(known, note, context, board)))
    return { outcome: 'quiet', ...place };
  await putPosting(notes, note);
  const left = leftOut(digest, lines, suggestions);
  const view = { report, lines, left, buttons: 'all', mentions: false, mode: paastis.mode() } as const;
  const to = channel.replace(/^slack:/, '');
  const answer = await send(to, digestCard(view, translate(language)), context);
  if (!answer.ok) return endOrThrow(answer.failure.error, { channel, to, setBy }, context);
  const { ts, channel: id = to } = answer.value;
  if (ts === undefined) return { outcome: 'sent' };
  await putDigest(notes, { channel: id, ts }, note);
  await removePosting(notes, channel);
  // An edit names people without ringing at each of them.
  if (namesPeople(digest, left)) context.track(board.refresh({ channel: id, ts }));
  return { outcome: 'sent', place: `slack:${id}` };
}

function send(channel: string, shown: Card, { background, layout }: SlackContext) {
  return layout.send(shown, (card) =>
    trySlack(() => background.chat.postMessage({ channel, ...card, unfurl_links: false, unfurl_media: false })),
  );
}

/** @throws {Error} where the next digest may be taken */
async function endOrThrow(
  error: string,
  { channel, to, setBy }: { readonly channel: string; readonly to: string; readonly setBy: string | undefined },
  context: SlackContext,
): Promise<DigestReceipt> {
  if (!closedErrors.has(error)) throw new Error(`Slack has not taken the digest of ${channel}: ${error}`);
  await removePosting(context.paastis.notes, channel);
  await tellClosed(to, setBy, context);
  return { outcome: 'closed' };
}

function noteOf(
  channel: string,
  digest: DigestContent,
  lines: readonly DigestLine[],
  { language, now }: { readonly language: Language; readonly now: Date },
): DigestNote {
  return {
    v: 1,
    channel,
    since: digest.since,
    until: digest.until,
    language,
    refs: lines.slice(0, MOST_REFS).map(({ ref }) => ref),
    key: contentKey(digest, lines),
    postedAt: now.toISOString(),
  };
}

function newest(digests: readonly PlacedDigest[], channel: string): PlacedDigest | undefined {
  return digests
    .filter(({ note }) => note.channel === channel)
    .toSorted((a, b) => b.note.postedAt.localeCompare(a.note.postedAt))[0];
}

function isSame({ note: last }: PlacedDigest, { key, postedAt }: DigestNote): boolean {
  return last.key === key && Date.parse(postedAt) - Date.parse(last.postedAt) < SAME_MS;
}

/** @returns false where the message takes no edit any more */
async function renew(
  { place, note: last }: PlacedDigest,
  { since, until, refs, language, key }: DigestNote,
  { paastis, background, layout }: SlackContext,
  board: DigestBoard,
): Promise<boolean> {
  const note: DigestNote = { v: 1, channel: last.channel, since, until, refs, language, key, postedAt: last.postedAt };
  const shown = await board.cardOf(note);
  const answer = await layout.send(shown, (card) => trySlack(() => background.chat.update({ ...place, ...card })));
  if (answer.ok) await putDigest(paastis.notes, place, note);
  return answer.ok;
}

/** Whoever has set it hears of it; what the settings say is told in the log alone. */
async function tellClosed(channel: string, setBy: string | undefined, context: SlackContext): Promise<void> {
  const { background, people, log, translate, teamId } = context;
  const user = /^slack:([UW][A-Z0-9]+)$/.exec(setBy ?? '')?.[1];
  if (user === undefined) return;
  const { language } = await people.find(user, teamId());
  const text = translate(language)('slack_digest.closed', { channel: `<#${channel}>` });
  const answer = await trySlack(() => background.chat.postMessage({ channel: user, ...noteCard(text) }));
  if (!answer.ok) log.warn({ channel, error: answer.failure.error }, 'nobody was told that a digest has ended');
}

function namesPeople({ slept, woken, kept }: DigestContent, left: readonly LeftOut[]): boolean {
  return [...slept, ...woken, ...kept, ...left].some(({ actor }) => actor.startsWith('slack:'));
}

/** Takes the buttons off what is two days old, and forgets what is a week old. */
export async function tidyDigests({ paastis, clock }: SlackContext, board: DigestBoard): Promise<void> {
  for (const { place, note } of await listDigests(paastis.notes)) {
    const ageMs = clock.now().getTime() - Date.parse(note.until);
    if (ageMs >= FORGOTTEN_MS) await removeDigest(paastis.notes, place);
    else if (ageMs >= BUTTONS_MS && note.closed !== true) {
      await putDigest(paastis.notes, place, { ...note, closed: true });
      await board.refresh(place);
    }
  }
}
