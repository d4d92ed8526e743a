import type { Report, Translate } from '../../../core/index.ts';
import { type Card, card, context, header, plain, sections } from './pieces.ts';

type Check = Extract<Report, { kind: 'doctor' }>['checks'][0];

const signs: Readonly<Record<Check['status'], string>> = {
  failure: ':x:',
  warning: ':warning:',
  unknown: ':grey_question:',
  ok: ':white_check_mark:',
};

/** What does not work comes first, with its remedy; what is fine is listed small. */
export function doctorCard({ title, checks }: Extract<Report, { kind: 'doctor' }>, t: Translate): Card {
  const problems = (['failure', 'warning', 'unknown'] as const).flatMap((status) =>
    checks.filter((check) => check.status === status),
  );
  const fine = checks.filter(({ status }) => status === 'ok');
  const lines = problems.map((check) => problemText(check, t));
  return card([plain(title), ...lines].join('\n'), [
    header(plain(title)),
    ...sections(lines, (count) => t('slack.more', { count })),
    ...(fine.length === 0
      ? []
      : [context(fine.map(({ status, sentence }) => `${signs[status]} ${plain(sentence)}`).join('\n'))]),
  ]);
}

function problemText({ status, sentence, remedy }: Check, t: Translate): string {
  const line = t('doctor.line', { status: `*${t(`doctor.status.${status}`)}*`, sentence: plain(sentence, 1_000) });
  return `${signs[status]} ${line}${remedy === undefined ? '' : `\n${plain(remedy, 1_000)}`}`;
}
