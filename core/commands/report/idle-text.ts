import { formatDuration, formatEuros } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { App } from '../../model/app.ts';
import { reasonText } from './reason-text.ts';
import type { AppReport } from './report.ts';

/** A running app with what is known of its use. */
export interface MeasuredApp {
  readonly app: App;
  readonly kind: 'measured' | 'not_measurable' | 'unread';
  readonly report: AppReport;
  readonly managed: boolean;
  readonly idleMs?: number;
  readonly reason?: string;
}

export interface IdleFacts {
  readonly idle: readonly MeasuredApp[];
  readonly unread: readonly MeasuredApp[];
  readonly notMeasurable: readonly MeasuredApp[];
  readonly sinceMs: number;
  /** EUR, of those whose price is known. */
  readonly pricePerHour: number | undefined;
}

export function idleTitle({ idle, sinceMs, pricePerHour }: IdleFacts, translate: Translate): string {
  const values = { count: idle.length, since: formatDuration(sinceMs, translate) };
  if (idle.length === 0) return translate('idle.none', values);
  const title = translate('idle.title', values);
  return pricePerHour === undefined
    ? title
    : translate('idle.title_price', { title, price: pricePerDay(pricePerHour, translate) });
}

export function idleLines({ idle, unread, notMeasurable }: IdleFacts, translate: Translate): readonly string[] {
  const names = (apps: readonly MeasuredApp[]) => apps.map(({ report }) => report.name).join(', ');
  return [
    ...idle.map((app) => idleLine(app, translate)),
    ...unread.map(({ report, reason = '' }) =>
      translate('idle.unread', { name: report.name, reason: reasonText(reason, translate) }),
    ),
    ...(notMeasurable.length === 0
      ? []
      : [translate('idle.not_measurable', { count: notMeasurable.length, names: names(notMeasurable) })]),
  ];
}

function idleLine({ report, idleMs = 0, managed }: MeasuredApp, translate: Translate): string {
  const parts = [
    idleText(idleMs / 1_000, translate),
    priceText(report.pricePerHour, translate),
    ...(managed ? [] : [translate('idle.unmanaged')]),
    ...(report.pullRequest?.closed === true ? [reasonText('pr_closed', translate)] : []),
  ];
  return `${report.name}: ${parts.join(', ')}`;
}

/** `idle 3 h`: seconds are of no interest once there are minutes. */
export function idleText(idleSeconds: number, translate: Translate): string {
  return translate('idle.for', { duration: idleDuration(idleSeconds, translate) });
}

export function idleDuration(idleSeconds: number, translate: Translate): string {
  const whole = idleSeconds < 60 ? idleSeconds : Math.floor(idleSeconds / 60) * 60;
  return formatDuration(whole * 1_000, translate);
}

export function priceText(perHour: number | undefined, translate: Translate): string {
  return perHour === undefined ? translate('price.unknown') : pricePerDay(perHour, translate);
}

export function pricePerDay(perHour: number, translate: Translate): string {
  return translate('price.per_day', { euros: formatEuros(perHour * 24, translate) });
}
