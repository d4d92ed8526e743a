import type { TextKey, TextValues, Translate } from '../../i18n/index.ts';

/** `unknown`: it could not be told. */
export type CheckStatus = 'ok' | 'warning' | 'failure' | 'unknown';

/** One thing that `doctor` looked at, in the reader's words. */
export interface Check {
  /** What was looked at: `credentials`, `clock`, `rules`. */
  readonly part: string;
  readonly status: CheckStatus;
  /** The region, app or rule concerned. */
  readonly subject?: string;
  readonly sentence: string;
  /** What to do next, of anything that is not fine. */
  readonly remedy?: string;
}

export interface DoctorReport {
  readonly title: string;
  readonly lines: readonly string[];
  readonly checks: readonly Check[];
}

/** A check before it is put into words. */
export interface Finding {
  readonly part: string;
  readonly status: CheckStatus;
  readonly subject?: string;
  readonly text: TextKey;
  readonly remedy?: TextKey;
  readonly values?: TextValues;
}

export function checkOf(finding: Finding, translate: Translate): Check {
  const { part, status, subject, text, remedy } = finding;
  const values = { ...(subject === undefined ? {} : { subject }), ...finding.values };
  return {
    part,
    status,
    ...(subject === undefined ? {} : { subject }),
    sentence: translate(text, values),
    ...(remedy === undefined ? {} : { remedy: translate(remedy, values) }),
  };
}

export function doctorReport(checks: readonly Check[], translate: Translate): DoctorReport {
  return {
    title: summaryOf(checks, translate),
    lines: checks.map(({ status, sentence, remedy }) =>
      [translate('doctor.line', { status: translate(`doctor.status.${status}`), sentence }), remedy]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
    checks,
  };
}

function summaryOf(checks: readonly Check[], translate: Translate): string {
  const count = (wanted: CheckStatus) => checks.filter(({ status }) => status === wanted).length;
  const parts = (['failure', 'warning', 'unknown'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => translate(`doctor.count.${status}`, { count: count(status) }));
  const found = parts.length === 0 ? translate('doctor.count.none') : parts.join(', ');
  return translate('doctor.title', { count: checks.length, found });
}
