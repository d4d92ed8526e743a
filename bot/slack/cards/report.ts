import {
  type AppReport,
  type ErrorReport,
  idleText,
  type RegionFailure,
  type Report,
  reasonText,
  type Translate,
} from '../../../core/index.ts';
import { type Card, card, emojis, mentioning, plain, printInstant, section, sections } from './pieces.ts';

/** Reports that only the person who asked reads; operations have a message of their own. */
export type PrivateReport = Exclude<Report, { kind: 'operation' }>;

export function reportCard(report: PrivateReport, t: Translate): Card {
  switch (report.kind) {
    case 'help':
      return helpCard(report, t);
    case 'list':
      return appsCard(report.apps, report.failed, t, (app) => appLine(app, t));
    case 'status':
      return appsCard(report.apps, report.failed, t, (app) => appDetails(app, t));
    case 'history':
      return linesCard(
        report.entries.map(({ at, sentence, actor }) => `${printInstant(at)} ${mentioning(plain(sentence), actor)}`),
        'history.empty',
        t,
      );
    case 'why':
    case 'plan':
    case 'idle':
    case 'sweep':
    case 'savings':
    case 'digest':
    case 'digest_schedule':
    case 'doctor':
      return linesCard([`*${plain(report.title)}*`, ...report.lines.map((line) => plain(line))], 'list.empty', t);
    case 'question':
      return linesCard(
        [plain(report.text), ...report.candidates.map(({ command }) => `• \`${typed(command)}\``)],
        'list.empty',
        t,
      );
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
  return linesCard(lines, 'list.empty', t);
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
  return linesCard([...failures, ...apps.map(line)], 'list.empty', t);
}

function appLine(app: AppReport, t: Translate): string {
  // What is no word of ours may be anything, and is shown by `status` only.
  const reason = app.statusReason === undefined ? undefined : reasonText(app.statusReason, t);
  const words = [
    `*${plain(app.name)}* ${t(`status.${app.status}`)}`,
    ...(reason === undefined || reason === app.statusReason || app.status === 'new' ? [] : [reason]),
    `${plain(app.provider)}/${plain(app.region)}`,
    ...(app.review === undefined ? [] : [`#${app.review.pullRequest}`]),
    ...(app.idleSeconds === undefined || app.idleSeconds < 60 ? [] : [idleText(app.idleSeconds, t)]),
  ];
  return `${emojis[app.status]} ${words.join(' · ')}`;
}

function appDetails(app: AppReport, t: Translate): string {
  const { url, formation, snapshot, operation } = app;
  const by = (actor: string) => mentioning(plain(actor.replace(/^[a-z]+:/, '')), actor);
  return [
    appLine(app, t),
    ...(url === undefined ? [] : [plain(url)]),
    ...(formation === undefined ? [] : [detail(t('detail.formation'), printAmounts(formation), t)]),
    ...(snapshot === undefined
      ? []
      : [
          detail(
            t('detail.snapshot'),
            t('detail.snapshot_value', {
              formation: printAmounts(snapshot.formation),
              at: printInstant(snapshot.takenAt),
              actor: by(snapshot.actor),
            }),
            t,
          ),
        ]),
    ...(operation === undefined
      ? []
      : [
          detail(
            t('detail.operation'),
            t(`detail.operation_${operation.kind}`, {
              at: printInstant(operation.startedAt),
              actor: by(operation.actor),
            }),
            t,
          ),
        ]),
  ].join('\n');
}

function detail(name: string, text: string, t: Translate): string {
  return t('slack.line', { name, text });
}

function linesCard(lines: readonly string[], empty: 'list.empty' | 'history.empty', t: Translate): Card {
  const shown = lines.length === 0 ? [t(empty)] : lines;
  // The notification needs the beginning only, and shows a date's markup as it is; the blocks hold it all.
  return card(
    shown
      .slice(0, 10)
      .join('\n')
      .replaceAll(/<!date\^[^|]*\|([^>]*)>/g, '$1'),
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
