import type { types } from '@slack/bolt';
import type { AppStatus } from '../../../core/index.ts';

/**
 * Slack's own chart, https://docs.slack.dev/reference/block-kit/blocks, of June 2026; `@slack/types` 3.2 does not know
 * it. Charts have no alternative text: what one shows always stands in a sentence beside it.
 */
export interface ChartBlock extends types.Block {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'bar' | 'line' | 'area';
    readonly series: readonly ChartSeries[];
    readonly axis_config: {
      readonly categories: readonly string[];
      readonly x_label?: string;
      readonly y_label?: string;
    };
  };
}

interface ChartSeries {
  readonly name: string;
  readonly data: readonly { readonly label: string; readonly value: number }[];
}

export type CardBlock = types.KnownBlock | ChartBlock;

/** What is sent: `text` is the notification and what a screen reader says, `blocks` what is seen. */
export interface Card {
  readonly text: string;
  readonly blocks: CardBlock[];
}

/** Slack's limits, in characters. */
const SECTION_LIMIT = 3_000;
const HEADER_LIMIT = 150;
const TEXT_LIMIT = 3_500;
const URL_LIMIT = 3_000;
const MOST_BLOCKS = 50;

/** All text of one message: Slack refuses 13,200 (`msg_blocks_too_long`), and more is not read. */
const MESSAGE_LIMIT = 12_500;

/** All lines of one answer, so that a head, a foot and buttons have their room beside them. */
const LINES_LIMIT = 10_500;

export const MOST_SECTIONS = 40;

/** Longest piece of foreign text in a card; a provider's name or sentence is far shorter. */
const PIECE_LIMIT = 400;

/** Foreign text made harmless: on one line, cut, and unable to mention anybody. */
export function plain(text: string, limit = PIECE_LIMIT): string {
  // What could still show after all of it was spaces; the rest of 100 kB is not even looked at.
  const start = text.slice(0, limit * 4).toWellFormed();
  const line = start.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return escapeMarkup(cut(start.length < text.length ? `${line}…` : line, limit));
}

/** The only three characters Slack reads as markup of its own, https://docs.slack.dev/messaging/formatting-message-text */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A typed command as it was typed: Slack escapes it, and wraps addresses and channels in `<…>`; phones put in spaces
 * that nobody sees.
 */
export function readTyped(text: string): string {
  return text
    .replaceAll(/<(https?:\/\/[^|>\s]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll(/<[#@][A-Z0-9]+\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/^(?: ?\/?paastis(?= |$))+/i, '')
    .trim();
}

export function section(mrkdwn: string, accessory?: types.Button | types.Overflow): types.SectionBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cut(mrkdwn, SECTION_LIMIT), verbatim: true },
    ...(accessory !== undefined && { accessory }),
  };
}

/** @param text plain: nothing in it is markup */
export function header(text: string): types.HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, HEADER_LIMIT) } };
}

export function context(mrkdwn: string): types.ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(mrkdwn, SECTION_LIMIT), verbatim: true }] };
}

/** More lines than these are never shown: nobody needs to write them. */
export const MOST_LINES = 150;

/**
 * Lines in as few sections as their limit allows, whole lines only; what is too much is told by `rest`.
 * @param total of which `lines` are the first
 */
export function sections(
  lines: readonly string[],
  rest: (left: number) => string,
  total = lines.length,
): types.SectionBlock[] {
  const texts: string[] = [];
  let length = 0;
  for (const [index, line] of lines.entries()) {
    length += line.length + 1;
    if (length > LINES_LIMIT && index > 0) return [...texts, rest(total - index)].map((text) => section(text));
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < SECTION_LIMIT) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  if (total > lines.length) texts.push(rest(total - lines.length));
  return texts.map((text) => section(text));
}

/** Keeps to what Slack takes in one message: text that is too much is left out, buttons and charts stay. */
export function card(text: string, blocks: readonly CardBlock[]): Card {
  let left = MESSAGE_LIMIT;
  const fitting = blocks.filter((block) => {
    if (block.type !== 'section' && block.type !== 'context') return true;
    const length = lengthOf(block);
    if (length > left) return false;
    left -= length;
    return true;
  });
  const spare = fitting.length - MOST_BLOCKS;
  // What is asked of the reader stands at the end, and stays.
  const shown = spare > 0 ? [...fitting.slice(0, MOST_BLOCKS - 2), ...fitting.slice(-2)] : fitting;
  const said = text.trim() === '' ? '…' : text;
  // Slack takes no message without a block.
  return { text: cut(withoutTokens(said), TEXT_LIMIT), blocks: shown.length === 0 ? [section(said)] : shown };
}

function lengthOf(block: types.SectionBlock | types.ContextBlock): number {
  if (block.type === 'section') return block.text?.text.length ?? 0;
  return block.elements.reduce((sum, element) => sum + ('text' in element ? element.text.length : 0), 0);
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

/** For the text beside the blocks, where a notification would show a date's markup as it is. */
function withoutTokens(text: string): string {
  return text.replaceAll(/<!date\^[^|]*\|([^>]*)>/g, '$1').replaceAll(/<https?:[^|>]*\|([^>]*)>/g, '$1');
}

/** A name that leads to its address; the name alone where that is none. */
export function link(url: string | undefined, label: string): string {
  if (url === undefined || !isWebUrl(url)) return label;
  return `<${escapeMarkup(url).replaceAll('|', '%7C')}|${label}>`;
}

/** A command as one types it here, whatever prefix the core wrote. */
export function typed(command: string): string {
  return plain(`/paastis ${command.replace(/^\/?paastis\s+/, '')}`).replaceAll('`', "'");
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
export function cut(text: string, limit: number): string {
  const points = Array.from(text);
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

export function isWebUrl(url: string): boolean {
  return url.length <= URL_LIMIT && /^https?:\/\//.test(url) && URL.canParse(url);
}
