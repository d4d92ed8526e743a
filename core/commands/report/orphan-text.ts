import { formatAgo, formatEuros } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { AppStatus } from '../../model/status.ts';
import type { OrphanReport } from './decision-reports.ts';

/** What a month costs is told for so many hours, as providers do. */
const HOURS_IN_30_DAYS = 720;

/** States in which nothing is paid. */
const unpaid: readonly AppStatus[] = ['asleep', 'stopped', 'new', 'blocked'];

export function isPaid(status: AppStatus): boolean {
  return !unpaid.includes(status);
}

/** `shop-pr42 (#42, closed 3 days ago): running, 0.02 € an hour, 14 € a month` */
export function orphanText(orphan: Omit<OrphanReport, 'text'>, now: Date, translate: Translate): string {
  const { closedAt, did, name, number, pricePerHour, status } = orphan;
  const state = did === 'slept' ? translate('sweep.orphan_slept') : translate(`status.${status}`);
  const price = pricePerHour === undefined || !isPaid(status) ? undefined : hourAndMonth(pricePerHour, translate);
  const values = { name, pr: number, state: price === undefined ? state : `${state}, ${price}` };
  if (closedAt === undefined) return translate('sweep.orphan', values);
  return translate('sweep.orphan_closed', { ...values, ago: formatAgo(closedAt, now, translate) });
}

/** What apps of closed pull requests cost, cost no longer, or wait for; empty without any. */
export function orphansTexts(orphans: readonly OrphanReport[], translate: Translate): readonly string[] {
  const running = orphans.filter(({ status }) => isPaid(status));
  const slept = orphans.filter(({ did, status }) => did === 'slept' && !isPaid(status));
  const asleep = orphans.filter((orphan) => !running.includes(orphan) && !slept.includes(orphan));
  const told = (apps: readonly OrphanReport[]) => ({ count: apps.length, price: priceOf(apps, translate) });
  return [
    ...(running.length === 0 ? [] : [translate('sweep.orphans_running', told(running))]),
    ...(slept.length === 0 ? [] : [translate('sweep.orphans_slept', told(slept))]),
    ...(asleep.length === 0 ? [] : [translate('sweep.orphans_asleep', { count: asleep.length })]),
  ];
}

/** Of all of them, or at least of those whose price is known. */
function priceOf(orphans: readonly OrphanReport[], translate: Translate): string {
  const prices = orphans.flatMap(({ pricePerHour }) => pricePerHour ?? []);
  if (prices.length === 0) return translate('price.unknown');
  const price = hourAndMonth(
    prices.reduce((sum, each) => sum + each, 0),
    translate,
  );
  return prices.length === orphans.length ? price : translate('sweep.at_least', { price });
}

function hourAndMonth(perHour: number, translate: Translate): string {
  const perMonth = perHour * HOURS_IN_30_DAYS;
  return translate('price.per_hour_and_month', {
    hour: formatEuros(perHour, translate, perHour < 0.1 ? 4 : 2),
    month: formatEuros(perMonth, translate, perMonth < 1 ? 2 : 0),
  });
}
