import { priceText, reasonText, type SweepReport, type SweptReport } from '../../core/index.ts';
import { escapeText, link, table } from '../markdown.ts';
import { failureLines } from './apps.ts';
import { appLink, statusText } from './status.ts';
import { failureItem, type Reader, secondsText, sentence } from './words.ts';

/** More rows are not read. */
const MOST_ROWS = 100;

/** More names say no more than their number. */
const MOST_NAMES = 20;

/** What was put to sleep first, most expensive on top, then what else was done. */
const order: readonly SweptReport['did'][] = ['slept', 'would_sleep', 'woken', 'would_wake', 'failed'];

/** What one pass did and what it saves, what failed, what is left of closed pull requests, then why the rest stays. */
export function renderSweep(report: SweepReport, reader: Reader): readonly string[] {
  const { translate } = reader;
  const { dryRun, failed, observe } = report;
  const items = report.items.filter((item) => !isRefused(item));
  const done = order.flatMap((did) => items.filter((item) => item.did === did).toSorted(byPrice));
  const note = dryRun ? translate('sweep.dry_run') : observe ? translate('sweep.observe') : '';
  return [
    `**${sentence(report.title)}**${note === '' ? '' : ` ${sentence(note)}`}`,
    ...part(report.items.length + failed.length === 0 ? [sentence(translate('summary.no_apps'))] : []),
    ...part([savedText(done, reader)]),
    ...part([tableOf(done.slice(0, MOST_ROWS), reader), moreApps(done.length - MOST_ROWS, reader)]),
    ...part([...done.flatMap(failureOf), ...failureLines(failed, reader)]),
    ...part(unreadText(report, reader)),
    ...part(orphansOf(report)),
    ...part(leftOf(report, reader)),
  ];
}

/** A paragraph of its own; nothing where there is nothing to say. */
function part(lines: readonly string[]): readonly string[] {
  const told = lines.filter((line) => line !== '');
  return told.length === 0 ? [] : ['', ...told];
}

function byPrice(a: SweptReport, b: SweptReport): number {
  return (b.pricePerHour ?? 0) - (a.pricePerHour ?? 0) || a.name.localeCompare(b.name, 'en', { numeric: true });
}

function savedText(items: readonly SweptReport[], { translate }: Reader): string {
  const sleeping = items.filter(({ did }) => did === 'slept' || did === 'would_sleep');
  const prices = sleeping.flatMap(({ pricePerHour }) => pricePerHour ?? []);
  if (prices.length === 0) return '';
  const sum = priceText(
    prices.reduce((total, each) => total + each, 0),
    translate,
  );
  const price = prices.length === sleeping.length ? sum : translate('sweep.at_least', { price: sum });
  return translate(sleeping.some(({ did }) => did === 'slept') ? 'summary.saved' : 'summary.would_save', { price });
}

function tableOf(items: readonly SweptReport[], reader: Reader): string {
  if (items.length === 0) return '';
  const { translate } = reader;
  const heads = [
    translate('table.name'),
    translate('summary.pull_request'),
    translate('summary.before'),
    translate('summary.after'),
    translate('summary.took'),
    translate('comment.costs'),
    translate('summary.why'),
  ];
  return table([heads, ...items.map((item) => rowOf(item, reader))]);
}

function rowOf(item: SweptReport, { translate }: Reader): readonly string[] {
  const { after, before, did, error, name, pricePerHour, pullRequest, reason, seconds, url } = item;
  const state = statusText(after, translate, error !== undefined);
  return [
    appLink({ name, status: after, ...(url !== undefined && { url }) }),
    pullRequest === undefined ? '' : link(`#${pullRequest.number}`, pullRequest.url),
    statusText(before, translate),
    did === 'would_sleep' || did === 'would_wake' ? translate(`summary.${did}`, { state }) : state,
    secondsText(seconds, translate),
    pricePerHour === undefined ? '' : priceText(pricePerHour, translate),
    // Told below, with what to do.
    error === undefined ? sentence(reasonText(reason, translate)) : '',
  ];
}

/** A refusal is a decision with its reason. */
function isRefused({ error }: SweptReport): boolean {
  return error?.code === 'sleep_refused';
}

function failureOf({ error, name }: SweptReport): readonly string[] {
  return error === undefined ? [] : failureItem(name, error);
}

function unreadText({ pullRequestsError }: SweepReport, { translate }: Reader): readonly string[] {
  if (pullRequestsError === undefined) return [];
  const { message, remedy } = pullRequestsError;
  return [sentence(`${translate('sweep.pull_requests_unread', { message })} ${remedy}`)];
}

/** What they cost, then those that go on costing one by one: of the others the table tells. */
function orphansOf({ orphanTexts, orphans }: SweepReport): readonly string[] {
  const running = orphans.filter((orphan) => orphan.running).slice(0, MOST_ROWS);
  return [...orphanTexts.map((text) => `- ${sentence(text)}`), ...running.map(({ text }) => `  - ${sentence(text)}`)];
}

/** Why the others were left as they are, the most frequent reason first. */
function leftOf({ items }: SweepReport, reader: Reader): readonly string[] {
  const { translate } = reader;
  const byReason = Map.groupBy(
    items.filter(({ did }) => did === 'nothing'),
    ({ reason }) => reason,
  );
  const refused = items.filter(isRefused).flatMap(failureOf);
  const left = [...byReason]
    .toSorted(([a, some], [b, others]) => others.length - some.length || a.localeCompare(b))
    .map(([reason, apps]) => {
      const told = leftText(reason, translate);
      return `- ${sentence(translate('summary.left', { count: apps.length, reason: told }))} ${namesOf(apps, reader)}`;
    });
  return [...refused.map((line) => line.replace('✗ ', '')), ...left];
}

/** Whether an earlier run of ours or somebody else has stopped it, a program without a memory cannot tell. */
export function leftText(reason: string, translate: Reader['translate']): string {
  return reason === 'stopped_by_other' ? translate('action.sweep.stopped') : reasonText(reason, translate);
}

function namesOf(apps: readonly SweptReport[], reader: Reader): string {
  const names = apps.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const shown = names.slice(0, MOST_NAMES).map((name) => escapeText(name, 80));
  const more = moreApps(names.length - shown.length, reader);
  return [...shown, ...(more === '' ? [] : [more])].join(', ');
}

function moreApps(count: number, { translate }: Reader): string {
  return count <= 0 ? '' : translate('comment.more_apps', { count });
}
