import type { AppReport, ErrorReport, Language, RegionFailure, Report, Translate } from '../../../core/index.ts';
import { type Card, card, emojis, plain, printInstant, section, sections } from './pieces.ts';

/** Reports that only the person who asked reads; operations have a message of their own. */
export type PrivateReport = Exclude<Report, { kind: 'operation' }>;

export function reportCard(report: PrivateReport, t: Translate, language: Language): Card {
  switch (report.kind) {
    case 'help':
      return helpCard(report, t);
    case 'list':
      return appsCard(report.apps, report.failed, t, (app) => appLine(app, t));
    case 'status':
      return appsCard(report.apps, report.failed, t, (app) => appDetails(app, t, language));
    case 'history':
      return linesCard(
        report.entries.map((entry) => `${printInstant(entry.at, language)} ${plain(entry.sentence)}`),
        t,
      );
    case 'question':
      return linesCard([plain(report.text), ...report.candidates.map(({ command }) => `• \`${typed(command)}\``)], t);
    case 'error':
      return errorCard(report.error);
  }
}

export function errorCard(error: ErrorReport): Card {
  const text = `${plain(error.message)} ${plain(error.remedy)}`;
  return card(text, [section(`:warning: ${plain(error.message, 1_000)}\n${plain(error.remedy, 1_000)}`)]);
}

/** One sentence, for what concerns the bot itself. */
export function noteCard(sentence: string): Card {
  return card(sentence, [section(sentence)]);
}

function helpCard(report: Extract<Report, { kind: 'help' }>, t: Translate): Card {
  const lines = report.entries.flatMap((entry) => [
    `*${plain(entry.usage)}*: ${plain(entry.summary)}\n\`${typed(entry.example)}\``,
    ...(report.detailed ? entry.options.map(({ flag, summary }) => `• \`${plain(flag)}\` ${plain(summary)}`) : []),
  ]);
  return linesCard(lines, t);
}

function appsCard(
  apps: readonly AppReport[],
  failed: readonly RegionFailure[],
  t: Translate,
  line: (app: AppReport) => string,
): Card {
  const failures = failed.map(
    ({ provider, region, error }) =>
      `:warning: *${plain(provider)}/${plain(region)}*: ${plain(error.message)} ${plain(error.remedy)}`,
  );
  return linesCard([...failures, ...apps.map(line)], t);
}

function appLine(app: AppReport, t: Translate): string {
  const words = [
    `*${plain(app.name)}* ${t(`slack.status.${app.status}`)}`,
    `${plain(app.provider)}/${plain(app.region)}`,
    ...(app.review === undefined ? [] : [`#${app.review.pullRequest}`]),
  ];
  return `${emojis[app.status]} ${words.join(' · ')}`;
}

function appDetails(app: AppReport, t: Translate, language: Language): string {
  return [
    appLine(app, t),
    ...(app.url === undefined ? [] : [plain(app.url)]),
    ...(app.formation === undefined ? [] : [t('slack.runs', { formation: printAmounts(app.formation) })]),
    ...(app.snapshot === undefined
      ? []
      : [
          t('slack.snapshot', {
            formation: printAmounts(app.snapshot.formation),
            at: printInstant(app.snapshot.takenAt, language),
          }),
        ]),
  ].join('\n');
}

function linesCard(lines: readonly string[], t: Translate): Card {
  const shown = lines.length === 0 ? [t('slack.nothing')] : lines;
  // The notification needs the beginning only; the blocks hold it all.
  return card(
    shown.slice(0, 10).join('\n'),
    sections(shown, (count) => t('slack.more', { count })),
  );
}

function printAmounts(formation: NonNullable<AppReport['formation']>): string {
  const types = Object.entries(formation).map(([type, { amount, size }]) =>
    plain([type, amount, size].filter((part) => part !== undefined).join(':')),
  );
  return types.length === 0 ? '0' : types.join(' ');
}

/** As one types it here, whatever prefix the core wrote. */
function typed(command: string): string {
  return plain(`/paastis ${command.replace(/^\/?paastis\s+/, '')}`).replaceAll('`', "'");
}
