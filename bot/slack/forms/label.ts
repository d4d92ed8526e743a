import type { types } from '@slack/bolt';

/** Slack's limit of the text of an option, a button and the like, in characters. */
const LABEL_LIMIT = 75;

/**
 * Foreign text for where Slack reads no markup: on one line and cut, and left as it is otherwise, since escaped signs
 * would be seen.
 */
export function label(text: string, limit = LABEL_LIMIT): types.PlainTextElement {
  const points = Array.from(text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim());
  // Slack refuses an empty text.
  if (points.length === 0) return { type: 'plain_text', text: '-' };
  const shown = points.length <= limit ? points : [...points.slice(0, limit - 1), '…'];
  return { type: 'plain_text', text: shown.join('') };
}
