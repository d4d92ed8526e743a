import type { types } from '@slack/bolt';
import type { AppStatus } from '../../../core/index.ts';
import { actionIds } from '../ids.ts';

/** What is sent: `text` is the notification and what a screen reader says, `blocks` what is seen. */
export interface Card {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** Slack's limits, in characters; blocks per message: 50, of which some stay free for a head and a foot. */
const SECTION_LIMIT = 3_000;
const TEXT_LIMIT = 3_500;
const URL_LIMIT = 3_000;

/** All lines of one answer: more is not read, and Slack refuses a message whose blocks are long in all. */
const LINES_LIMIT = 12_000;

export const MOST_SECTIONS = 40;

/** Longest piece of foreign text in a card; a provider's name or sentence is far shorter. */
const PIECE_LIMIT = 400;

/** Foreign text made harmless: on one line, cut, and unable to mention anybody. */
export function plain(text: string, limit = PIECE_LIMIT): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return escapeMarkup(cut(line, limit));
}

/** The only three characters Slack reads as markup of its own, https://docs.slack.dev/messaging/formatting-message-text */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A typed command as it was typed: Slack escapes it, and wraps addresses and channels in `<…>`. */
export function readTyped(text: string): string {
  return text
    .replaceAll(/<(https?:\/\/[^|>\s]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll(/<[#@][A-Z0-9]+\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

export function section(
  mrkdwn: string,
  openUrl?: { readonly url: string; readonly label: string },
): types.SectionBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cut(mrkdwn, SECTION_LIMIT), verbatim: true },
    ...(openUrl !== undefined && isWebUrl(openUrl.url)
      ? {
          accessory: {
            type: 'button',
            action_id: actionIds.open,
            text: { type: 'plain_text', text: cut(openUrl.label, 75) },
            url: openUrl.url,
          },
        }
      : {}),
  };
}

export function context(mrkdwn: string): types.ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(mrkdwn, SECTION_LIMIT), verbatim: true }] };
}

/** Lines in as few sections as their limit allows, whole lines only; what is too much is told by `rest`. */
export function sections(lines: readonly string[], rest: (left: number) => string): types.SectionBlock[] {
  const texts: string[] = [];
  let total = 0;
  for (const [index, line] of lines.entries()) {
    total += line.length + 1;
    if (total > LINES_LIMIT && index > 0) return [...texts, rest(lines.length - index)].map((text) => section(text));
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < SECTION_LIMIT) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map((text) => section(text));
}

export function card(text: string, blocks: types.KnownBlock[]): Card {
  return { text: cut(text, TEXT_LIMIT), blocks };
}

/** A sentence that names somebody of this workspace by their id: Slack shows the person instead. */
export function mentioning(sentence: string, actor: string | undefined): string {
  const id = /^slack:([UW][A-Z0-9]{6,})$/.exec(actor ?? '')?.[1];
  return id === undefined ? sentence : sentence.replaceAll(id, `<@${id}>`);
}

/** Shown in the reader's own time zone; the fallback is for clients that cannot. */
export function printInstant(instant: string): string {
  const fallback = instant.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ');
  return `<!date^${Math.floor(Date.parse(instant) / 1_000)}^{date_short_pretty} {time}|${fallback} UTC>`;
}

/** Never the only sign of a state: its word stands beside it. */
export const emojis: Readonly<Record<AppStatus, string>> = {
  running: ':large_green_circle:',
  asleep: ':zzz:',
  stopped: ':black_square_for_stop:',
  waking: ':hourglass_flowing_sand:',
  falling_asleep: ':hourglass_flowing_sand:',
  deploying: ':hammer_and_wrench:',
  crashed: ':red_circle:',
  new: ':new:',
  blocked: ':no_entry:',
  unknown: ':grey_question:',
};

/** By code point, as Slack counts, so that no emoji is torn. */
function cut(text: string, limit: number): string {
  const points = Array.from(text);
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

function isWebUrl(url: string): boolean {
  return url.length <= URL_LIMIT && /^https?:\/\//.test(url) && URL.canParse(url);
}
