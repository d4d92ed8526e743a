import {
  formatDuration,
  type ProgressReport,
  type Report,
  type TargetResult,
  type Translate,
} from '../../../core/index.ts';
import { type Card, card, context, emojis, MOST_SECTIONS, mentioning, plain, section } from './pieces.ts';

type OperationReport = Extract<Report, { kind: 'operation' }>;

/** Longer than this the person has looked away. */
const LONG_SECONDS = 30;

/** A wake or sleep under way: every app with its phase. */
export function progressCard(progresses: readonly ProgressReport[], asker: string, t: Translate): Card {
  const lines = progresses.map((progress) => {
    const line = t('slack.line', { name: `*${plain(progress.name)}*`, text: plain(progress.text) });
    return `${emojiOf(progress)} ${line}`;
  });
  const slowest = Math.max(0, ...progresses.map(({ estimate }) => estimate?.medianMs ?? 0));
  const foot = [
    t('slack.asked_by', { user: `<@${asker}>` }),
    ...(slowest > 0 ? [t('slack.usually', { duration: formatDuration(slowest, t) })] : []),
  ].join(' · ');
  const text = progresses.map(({ name, text: phase }) => t('slack.line', { name: plain(name), text: plain(phase) }));
  return card(text.join('\n'), [
    ...lines.slice(0, MOST_SECTIONS).map((line) => section(line)),
    ...more(lines.length, t),
    context(foot),
  ]);
}

function emojiOf({ phase }: ProgressReport): string {
  if (phase === 'ready') return emojis.running;
  return phase === 'asleep' ? emojis.asleep : emojis.waking;
}

/** How it ended, app by app. */
export function outcomeCard(report: OperationReport, asker: string, t: Translate): Card {
  const { results } = report;
  const failed = results.some(({ error }) => error !== undefined);
  const seconds = Math.max(0, ...results.map((result) => result.seconds));
  const text = results.map((result) => outcomeText(result, t, (name) => name)).join('\n');
  return card(failed || seconds > LONG_SECONDS ? `<@${asker}> ${text}` : text, [
    ...results.slice(0, MOST_SECTIONS).map((result) => resultSection(result, t)),
    ...more(results.length, t),
    context(t('slack.asked_by', { user: `<@${asker}>` })),
  ]);
}

function resultSection(result: TargetResult, t: Translate) {
  const emoji = result.error === undefined ? emojis[result.after] : ':x:';
  const opens = result.url !== undefined && result.after === 'running';
  return section(
    `${emoji} ${outcomeText(result, t, (name) => `*${name}*`)}`,
    opens ? { url: result.url, label: t('slack.open') } : undefined,
  );
}

/** The core's reason goes on where the name ends: "shop woke in 25 s". */
function outcomeText(
  { name, reason, joined, error }: TargetResult,
  t: Translate,
  bold: (name: string) => string,
): string {
  const text =
    error === undefined ? mentioning(plain(reason), joined?.actor) : `${plain(error.message)} ${plain(error.remedy)}`;
  return t('slack.line', { name: bold(plain(name)), text });
}

function more(count: number, t: Translate) {
  return count > MOST_SECTIONS ? [context(t('slack.more', { count: count - MOST_SECTIONS }))] : [];
}
