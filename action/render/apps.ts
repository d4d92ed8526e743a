import {
  type AppReport,
  actorText,
  formatAgo,
  formatInstant,
  type IdleReport,
  idleDuration,
  nextText,
  priceText,
  type RegionFailure,
  type Report,
  reasonText,
  type TextKey,
} from '../../core/index.ts';
import { printFormation } from '../../core/model/formation.ts';
import { code, escapeText, link, table } from '../markdown.ts';
import { appLink, statusText } from './status.ts';
import { failureItem, type Reader, sentence } from './words.ts';

/** An account has more apps than anybody reads in a comment. */
const MOST_ROWS = 50;

type Listing = Pick<Extract<Report, { kind: 'list' }>, 'apps' | 'failed'>;

export function renderList({ apps, failed }: Listing, reader: Reader): readonly string[] {
  const { translate } = reader;
  // Where nothing could be read, nothing is known: that no app was found would be a lie.
  if (apps.length === 0) return failed.length > 0 ? failureLines(failed, reader) : [translate('list.empty')];
  const heads = [
    translate('table.name'),
    translate('table.status'),
    translate('table.idle'),
    translate('table.region'),
    translate('table.next'),
  ];
  const rows = apps
    .slice(0, MOST_ROWS)
    .map((app) => [
      appLink(app),
      statusText(app.status, translate),
      app.idleSeconds === undefined || app.idleSeconds < 60 ? '' : idleDuration(app.idleSeconds, translate),
      escapeText(`${app.provider}/${app.region}`),
      app.next === undefined ? '' : sentence(nextText(app.next, reader)),
    ]);
  return [table([heads, ...rows]), '', ...moreLines(apps.length, reader), ...failureLines(failed, reader)];
}

function moreLines(count: number, { translate }: Reader): readonly string[] {
  return count <= MOST_ROWS ? [] : [translate('comment.more_apps', { count: count - MOST_ROWS }), ''];
}

export function failureLines(failed: readonly RegionFailure[], { translate }: Reader): readonly string[] {
  return failed.flatMap(({ provider, region, error }) => {
    const where = `${provider}/${region}`;
    const message = error.message.includes(where)
      ? error.message
      : translate('list.failed', { region: where, message: error.message });
    return failureItem(where, { message, remedy: error.remedy });
  });
}

/** Everything known about each app, a line a fact; what is not known is left out. */
export function renderStatus({ apps, failed }: Listing, reader: Reader): readonly string[] {
  const blocks = apps.slice(0, MOST_ROWS).flatMap((app) => [...statusLines(app, reader), '']);
  return [...blocks, ...moreLines(apps.length, reader), ...failureLines(failed, reader)];
}

function statusLines(app: AppReport, reader: Reader): readonly string[] {
  const { now, translate } = reader;
  const { formation, keepUntil, next, pricePerHour, review, snapshot, url } = app;
  const ago = (at: string | undefined) => at && formatAgo(at, now, translate);
  const facts: readonly (readonly [TextKey, string | undefined])[] = [
    ['detail.operation', operationText(app, reader)],
    ['detail.address', url && link(shortUrl(url), url)],
    ['detail.review', review && escapeText(translate('detail.review_value', { ...review }))],
    ['detail.formation', formation && (code(printFormation(formation)) || translate('detail.nothing'))],
    ['detail.snapshot', snapshot && snapshotText(snapshot, reader)],
    ['detail.deployed', ago(app.lastDeployedAt)],
    ['detail.last_request', ago(app.lastRequestAt)],
    ['detail.keep', keepUntil && formatInstant(keepUntil, reader)],
    ['detail.price', pricePerHour === undefined ? undefined : priceOf(app, pricePerHour, reader)],
    ['detail.rule', app.rule && sentence(app.rule)],
    ['detail.next', next && sentence(nextText(next, reader))],
  ];
  const shown = facts.flatMap(([key, text]) =>
    text === undefined ? [] : [`- ${translate('list.fact', { label: translate(key), text })}`],
  );
  return [`**${escapeText(app.ref)}** ${statusText(app.status, translate)}${becauseOf(app, reader)}`, '', ...shown];
}

function shortUrl(url: string): string {
  return url.replace(/^https?:\/\/|\/$/g, '');
}

function becauseOf({ status, statusReason }: AppReport, { translate }: Reader): string {
  if (statusReason === undefined) return '';
  const reason = reasonText(statusReason, translate);
  return reason === translate(`status.${status}`) ? '' : ` (${escapeText(reason)})`;
}

/** What sleeps costs nothing: its price is that of being awake. */
function priceOf({ status }: AppReport, perHour: number, { translate }: Reader): string {
  const price = priceText(perHour, translate);
  return status === 'asleep' ? translate('price.when_awake', { price }) : price;
}

function snapshotText({ formation, takenAt, actor }: NonNullable<AppReport['snapshot']>, reader: Reader): string {
  const { translate } = reader;
  const values = { formation: code(printFormation(formation)), at: formatInstant(takenAt, reader) };
  return translate('detail.snapshot_value', { ...values, actor: code(actorText(actor, translate), 60) });
}

function operationText({ operation }: AppReport, reader: Reader): string | undefined {
  if (operation === undefined) return undefined;
  const { translate } = reader;
  const at = formatInstant(operation.startedAt, reader);
  return translate(`detail.operation_${operation.kind}`, {
    at,
    actor: code(actorText(operation.actor, translate), 60),
  });
}

/** The idle ones as a table, what could not be told below it. */
export function renderIdle(report: IdleReport, { translate }: Reader): readonly string[] {
  const { apps, notMeasurable, unread } = report;
  const heads = [translate('table.name'), translate('table.idle'), translate('table.price')];
  const rows = apps
    .slice(0, MOST_ROWS)
    .map((app) => [
      appLink(app),
      idleDuration(app.idleSeconds ?? 0, translate),
      priceText(app.pricePerHour, translate),
    ]);
  const names = notMeasurable.map(({ name }) => name).join(', ');
  return [
    `**${sentence(report.title)}**`,
    '',
    ...(rows.length === 0 ? [] : [table([heads, ...rows]), '']),
    ...unread.map(({ name, reason }) => `- ${sentence(translate('idle.unread', { name, reason }))}`),
    ...(names === ''
      ? []
      : [`- ${sentence(translate('idle.not_measurable', { count: notMeasurable.length, names }))}`]),
  ];
}
