import type { Report, Translate } from '../../../core/index.ts';
import { privateErrorText } from '../cards/error-text.ts';
import { type Card, card, emojis, mentioning, plain, section, sections } from '../cards/pieces.ts';

/** Longer than this the person has looked away. */
const LONG_S = 60;

/** What somebody must hear of although they see their Home: what went wrong, and what took long. */
export function outcomeToTell(report: Report, t: Translate): Card | undefined {
  if (report.kind === 'error') return errorCard([`:warning: ${privateErrorText(report.error)}`]);
  if (report.kind === 'question') return errorCard([`:warning: ${plain(report.text)}`]);
  if (report.kind !== 'operation') return undefined;
  const { results } = report;
  const worthIt = results.some(({ error, seconds }) => error !== undefined || seconds > LONG_S);
  if (!worthIt) return undefined;
  const lines = results.map(({ name, reason, error, after, joined }) => {
    const text = error === undefined ? mentioning(plain(reason), joined?.actor) : privateErrorText(error, name);
    const line = t('home.ended', { name: `*${plain(name)}*`, text });
    return `${error === undefined ? emojis[after] : ':x:'} ${line}`;
  });
  const text = lines.join('\n');
  return card(
    text,
    sections(lines, (count) => t('slack.more', { count })),
  );
}

function errorCard(lines: readonly string[]): Card {
  const text = lines.join('\n');
  return card(text, [section(text)]);
}
