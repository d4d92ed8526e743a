import type { Report, Translate } from '../../../core/index.ts';
import { chart } from './chart.ts';
import { type Card, type CardBlock, card, context, escapeMarkup, header, plain, section } from './pieces.ts';

type SavingsReport = Extract<Report, { kind: 'savings' }>;

/** Apps beyond these are counted. */
const MOST_APPS = 5;

/** A table of sleeps that is longer belongs into a file, which takes a right that Paastis does not ask for. */
const CSV_LIMIT = 2_500;

/** What was saved: money in the headline, the facts below it, a chart, and how it was told. */
export function savingsCard(report: SavingsReport, t: Translate): Card {
  const { title, facts, wouldBe, table, method, csv } = report;
  const factLines = facts.map(({ label, text }) => t('list.fact', { label: `*${plain(label)}*`, text: plain(text) }));
  const apps = table
    .slice(0, MOST_APPS)
    .map(({ name, asleep, saved }) =>
      t('savings.app', { app: plain(name), hours: plain(asleep), euros: plain(saved) }),
    );
  const told = [...factLines, ...wouldBe.map((line) => plain(line, 1_000))];
  const drawn = chartOf(report, t);
  const blocks: readonly CardBlock[] = [
    header(plain(title)),
    ...(told.length === 0 ? [] : [section(told.join('\n'))]),
    ...(drawn === undefined ? [] : [drawn]),
    ...(apps.length === 0
      ? []
      : [section([...apps, ...(report.more === undefined ? [] : [plain(report.more)])].join('\n'))]),
    ...(method.length === 0 ? [] : [context(method.map((line) => plain(line)).join('\n'))]),
    ...(csv === undefined ? [] : [section(csvText(csv, t))]),
  ];
  return card([plain(title), ...told].join('\n'), blocks);
}

/** Hours asleep by day or week; what they come to stands in the facts. */
function chartOf({ chart: bars, period }: SavingsReport, t: Translate) {
  // "week of" before every bar would be longer than what Slack shows of it.
  const before = t('savings.week_of', { day: '' }).trim();
  const categories = bars.map(({ label }) => (label.startsWith(before) ? label.slice(before.length).trim() : label));
  return chart({
    id: `savings:${period}`,
    title: t('slack.chart.asleep'),
    categories,
    series: [{ name: t('slack.chart.hours'), values: bars.map(({ value }) => value) }],
    yLabel: t('slack.chart.hours'),
  });
}

function csvText(csv: string, t: Translate): string {
  const text = escapeMarkup(csv.replaceAll(/[^\P{C}\n]/gu, ' ').trim()).replaceAll('`', "'");
  return text.length > CSV_LIMIT ? t('slack.csv_too_long') : `\`\`\`\n${text}\n\`\`\``;
}
