import type { ProgressReport, Report, TargetResult, Translate } from '../../../core/index.ts';
import { type Card, card, context, emojis, MOST_SECTIONS, plain, printSeconds, section } from './pieces.ts';

type OperationReport = Extract<Report, { kind: 'operation' }>;

/** Longer than this the person has looked away. */
const LONG_SECONDS = 30;

/** A wake or sleep under way: every app with its phase. */
export function progressCard(progresses: readonly ProgressReport[], asker: string, t: Translate): Card {
  const lines = progresses.map((progress) => {
    const line = t('slack.underway', { name: `*${plain(progress.name)}*`, phase: plain(progress.text) });
    return `:hourglass_flowing_sand: ${line}`;
  });
  const slowest = Math.max(0, ...progresses.map(({ estimate }) => estimate?.medianMs ?? 0));
  const foot = [
    t('slack.askedBy', { user: `<@${asker}>` }),
    ...(slowest > 0 ? [t('slack.usually', { duration: printSeconds(slowest / 1_000) })] : []),
  ].join(' · ');
  const text = progresses.map(({ name, text: phase }) =>
    t('slack.underway', { name: plain(name), phase: plain(phase) }),
  );
  return card(text.join('\n'), [
    ...lines.slice(0, MOST_SECTIONS).map((line) => section(line)),
    ...more(lines.length, t),
    context(foot),
  ]);
}

/** How it ended, app by app. */
export function outcomeCard(report: OperationReport, asker: string, t: Translate): Card {
  const { results } = report;
  const failed = results.some(({ error }) => error !== undefined);
  const seconds = Math.max(0, ...results.map((result) => result.seconds));
  const foot = [
    t('slack.askedBy', { user: `<@${asker}>` }),
    ...(seconds >= 1 ? [t('slack.took', { duration: printSeconds(seconds) })] : []),
  ].join(' · ');
  const text = results.map((result) => outcomeText(result, t, (name) => name)).join('\n');
  return card(failed || seconds > LONG_SECONDS ? `<@${asker}> ${text}` : text, [
    ...results.slice(0, MOST_SECTIONS).map((result) => resultSection(result, t)),
    ...more(results.length, t),
    context(foot),
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

function outcomeText(result: TargetResult, t: Translate, bold: (name: string) => string): string {
  const name = bold(plain(result.name));
  if (result.error !== undefined) return `${name}: ${plain(result.error.message)} ${plain(result.error.remedy)}`;
  return `${name}: ${t(`slack.status.${result.after}`)}. ${plain(result.reason)}`;
}

function more(count: number, t: Translate) {
  return count > MOST_SECTIONS ? [context(t('slack.more', { count: count - MOST_SECTIONS }))] : [];
}
