import { type IdleReport, idleDuration, priceText } from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import { renderTable } from './table.ts';
import { plainText } from './width.ts';

/** The idle ones as a table, what could not be told below it. */
export function renderIdle(report: IdleReport, drawing: Drawing): readonly string[] {
  const { paint, translate, width } = drawing;
  const { apps, notMeasurable, unread } = report;
  const title = indented(plainText(report.title), '', 0, width).map((line) => paint('bold', line));
  const cells = (text: (app: IdleReport['apps'][number]) => string) =>
    apps.map((app) => ({ text: plainText(text(app)) }));
  const table = renderTable(
    [
      { title: translate('table.name'), cells: cells(({ name }) => name), importance: 9, least: 16 },
      {
        title: translate('table.idle'),
        cells: cells(({ idleSeconds = 0 }) => idleDuration(idleSeconds, translate)),
        importance: 8,
        least: 10,
      },
      {
        title: translate('table.price'),
        cells: cells(({ pricePerHour }) => priceText(pricePerHour, translate)),
        importance: 7,
        least: 12,
      },
      {
        title: translate('table.managed'),
        cells: cells(({ rule }) => rule ?? translate('idle.unmanaged')),
        importance: 5,
        least: 10,
      },
      {
        title: translate('table.review'),
        cells: cells(({ pullRequest, review }) => {
          const number = pullRequest?.number ?? review?.pullRequest;
          return number === undefined ? '' : `#${number}`;
        }),
        importance: 4,
      },
      {
        title: translate('table.region'),
        cells: cells(({ provider, region }) => `${provider}/${region}`),
        importance: 3,
        least: 16,
      },
    ],
    width,
    paint,
  );
  const names = notMeasurable.map(({ name }) => name).join(', ');
  return [
    ...title,
    ...(apps.length === 0 ? [] : table),
    ...unread.flatMap(({ name, reason }) =>
      indented(plainText(translate('idle.unread', { name, reason })), `${paint('yellow', '!')} `, 2, width),
    ),
    ...(notMeasurable.length === 0
      ? []
      : indented(plainText(translate('idle.not_measurable', { count: notMeasurable.length, names })), '· ', 2, width)),
  ];
}
