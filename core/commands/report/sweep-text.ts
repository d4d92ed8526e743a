import { formatDuration } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { SweepReport, SweptReport } from './decision-reports.ts';
import { reasonText } from './reason-text.ts';
import type { ErrorReport } from './report.ts';

/** What was done with one app, as a sentence that begins with its name. */
export function sweptText(
  { name, did, reason }: Pick<SweptReport, 'name' | 'did' | 'reason'>,
  error: ErrorReport | undefined,
  translate: Translate,
): string {
  const because = error?.message ?? reasonText(reason, translate);
  return translate(`sweep.${did}`, { name, reason: because });
}

export function sweepTitle(report: Omit<SweepReport, 'title' | 'lines'>, translate: Translate): string {
  const { items, seconds, totals, dryRun, observe } = report;
  const only = dryRun || observe;
  const values = {
    count: items.length,
    slept: only ? totals.would_sleep : totals.slept,
    woken: only ? totals.would_wake : totals.woken,
    // A refusal is a decision with its reason.
    failed: items.filter(({ did, error }) => did === 'failed' && error?.code !== 'sleep_refused').length,
    duration: formatDuration(seconds * 1_000, translate),
  };
  return translate(only ? 'sweep.title_would' : 'sweep.title', values);
}

/** What was done or failed app by app, then why the others were left as they are. */
export function sweepLines(report: Omit<SweepReport, 'title' | 'lines'>, translate: Translate): readonly string[] {
  const { dryRun, failed, items, observe, orphans, orphanTexts, pullRequestsError, skipped } = report;
  return [
    ...items.filter(({ did }) => did !== 'nothing').map(({ text }) => text),
    ...Object.entries(skipped)
      .toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b))
      .map(([reason, count]) => translate('sweep.skipped', { count, reason: reasonText(reason, translate) })),
    ...(pullRequestsError === undefined
      ? []
      : [translate('sweep.pull_requests_unread', { message: pullRequestsError.message })]),
    ...orphanTexts,
    ...orphans.map(({ text }) => text),
    ...failed.map(({ provider, region, error }) =>
      translate('list.failed', { region: `${provider}/${region}`, message: error.message }),
    ),
    ...(dryRun ? [translate('sweep.dry_run')] : observe ? [translate('sweep.observe')] : []),
  ];
}
