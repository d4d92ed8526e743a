import type { types } from '@slack/bolt';
import { type AppReport, idleText, priceText, type Report, type Translate } from '../../../core/index.ts';
import { type ButtonVerb, looksPrecious, type May, moreMenu } from './buttons.ts';
import { failureLines } from './failures.ts';
import { type Card, card, context, header, link, plain, section } from './pieces.ts';

/** More rows are not read: the rest is counted. */
const MOST_ROWS = 8;

/** Apps that run and serve nobody, the most expensive first, each with what can be done. */
export function idleCard(report: Extract<Report, { kind: 'idle' }>, t: Translate, may: May): Card {
  const { title, unread, notMeasurable, failed } = report;
  const apps = report.apps.toSorted((a, b) => (b.pricePerHour ?? -1) - (a.pricePerHour ?? -1));
  const rows = apps.slice(0, MOST_ROWS);
  const left = apps.length - rows.length;
  const names = notMeasurable.map(({ name }) => plain(name)).join(', ');
  const notes = [
    ...(left > 0 ? [t('slack.more', { count: left })] : []),
    ...unread
      .slice(0, MOST_ROWS)
      .map(({ name, reason }) => t('idle.unread', { name: plain(name), reason: plain(reason) })),
    ...(unread.length > MOST_ROWS ? [t('slack.more', { count: unread.length - MOST_ROWS })] : []),
    ...(names === '' ? [] : [t('idle.not_measurable', { count: notMeasurable.length, names })]),
  ];
  const failures = failureLines(failed);
  return card([plain(title), ...rows.map((app) => rowText(app, t)), ...failures].join('\n'), [
    ...failures.slice(0, MOST_ROWS).map((line) => section(line)),
    header(plain(title)),
    ...rows.map((app) => section(rowText(app, t), rowMenu(app, t, may))),
    ...notes.map((note) => context(note)),
  ]);
}

function rowText(app: AppReport, t: Translate): string {
  const words = [
    link(app.url, `*${plain(app.name)}*`),
    ...(app.idleSeconds === undefined ? [] : [idleText(app.idleSeconds, t)]),
    priceText(app.pricePerHour, t),
    `${plain(app.provider)}/${plain(app.region)}`,
    ...(app.rule === undefined ? [t('idle.unmanaged')] : []),
  ];
  return words.join(' · ');
}

/** A menu asks for no confirmation of one of its options: what looks like production sleeps from its status only. */
function rowMenu(app: AppReport, t: Translate, may: May): types.Overflow | types.Button | undefined {
  const verbs: readonly (ButtonVerb | undefined)[] = [
    looksPrecious(app) || !may('sleep', app.ref) ? undefined : 'sleep',
    may('keep', app.ref) ? 'keep' : undefined,
    'why',
    'status',
  ];
  return moreMenu(
    verbs.filter((verb) => verb !== undefined),
    app,
    t,
  );
}
