import type { HelpEntry, Report, Translate } from '../../../core/index.ts';
import { actions, lineButton } from './buttons.ts';
import { type Card, card, context, plain, section, sections, typed } from './pieces.ts';

/** Commands that open a form when they are asked for without an app. */
const forms = ['wake', 'sleep', 'keep'] as const;

/** What this person may run, on one screen: an example each, and forms for those who would rather not type. */
export function helpCard({ entries, detailed }: Extract<Report, { kind: 'help' }>, t: Translate): Card {
  if (entries.length === 0) return card(t('slack.nothing_allowed'), [section(t('slack.nothing_allowed'))]);
  const lines = detailed ? entries.flatMap(details) : entries.map(entryLine);
  const offered = forms.filter((verb) => entries.some(({ name }) => name === verb));
  const buttons = offered.map((verb, at) => lineButton(verb, t(`slack.form.${verb}`), at));
  return card(lines.join('\n'), [
    ...sections(lines, (count) => t('slack.more', { count })),
    ...(detailed ? [] : [context(plain(t('help.more')))]),
    ...actions('row', buttons),
  ]);
}

function entryLine({ summary, example }: HelpEntry): string {
  return `\`${typed(example)}\` ${plain(summary)}`;
}

function details({ usage, summary, example, options }: HelpEntry): readonly string[] {
  return [
    `*${plain(usage)}*`,
    plain(summary),
    // What programs read is no message.
    ...options
      .filter(({ flag }) => flag !== '--json')
      .map(({ flag, summary: says }) => `• \`${plain(flag).replaceAll('`', "'")}\` ${plain(says)}`),
    `\`${typed(example)}\``,
  ];
}
