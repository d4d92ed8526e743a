import { UserError } from '../../errors.ts';

/** Longer lines are not commands: Slack's own limit is 4,000 characters. */
export const LONGEST_LINE = 2_000;

/**
 * Cuts a line into words. What chats and phones make of typed text is undone first: curly quotes, long dashes for
 * `--`, unusual spaces, Slack's `<https://x|y>` around addresses and its `&amp;`.
 * @throws {UserError} command_invalid: too long, or a quote that does not end
 */
export function tokenize(line: string): readonly string[] {
  if (line.length > LONGEST_LINE) throw invalid('too_long', `${line.slice(0, 40)}…`);
  const text = plain(line);
  const words = text.match(/"[^"]*"|'[^']*'|(?:[^\s"']|(?<=\p{L})'(?=\p{L}))+|["']/gu) ?? [];
  const open = words.find((word) => word === '"' || word === "'");
  if (open !== undefined) throw invalid('unclosed_quote', text.trim());
  return words.map((word) => (/^["']/.test(word) ? word.slice(1, -1).trim() : word)).filter((word) => word !== '');
}

/** The words of the command itself. */
export function withoutPrefix(tokens: readonly string[]): readonly string[] {
  return /^\/?paastis$/i.test(tokens[0] ?? '') ? tokens.slice(1) : tokens;
}

function plain(line: string): string {
  return (
    line
      .replace(/[“”„«»]/g, '"')
      .replace(/[‘’‚]/g, "'")
      .replace(/(^|\s)[–—](?=\p{L})/gu, '$1--')
      // Links keep their address, not the label, which may be anything.
      .replace(/<((?:https?:\/\/|mailto:)[^<>|\s]+)(?:\|[^<>]*)?>/g, (_, address: string) =>
        address.replace(/^mailto:/, ''),
      )
      // Mentions are the groups and pull requests they were typed as.
      .replace(/<(?:!subteam\^\w+\|@?|@\w+\|)([^<>|]+)>/g, '@$1')
      .replace(/<#\w+\|([^<>|]+)>/g, '#$1')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&')
      // \s knows the no-break spaces; format and control characters are invisible where they are shown.
      .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
      .replace(/\s+/g, ' ')
  );
}

export function invalid(reason: string, subject: string, candidates: readonly string[] = []): UserError {
  return new UserError('command_invalid', `Not a command: ${reason} (${subject})`, {
    context: { reason, subject, candidates },
  });
}
