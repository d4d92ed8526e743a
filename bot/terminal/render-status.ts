import {
  type AppReport,
  actorText,
  formatAgo,
  formatEuros,
  formatInstant,
  nextText,
  reasonText,
  type TextKey,
} from '../../core/index.ts';
import { printFormation } from '../../core/model/formation.ts';
import type { AppStatus } from '../../core/model/status.ts';
import type { Drawing } from './drawing.ts';
import type { Style } from './paint.ts';
import { type Cell, renderPairs } from './table.ts';
import { plainText } from './width.ts';

const styles: Readonly<Record<AppStatus, Style>> = {
  running: 'green',
  asleep: 'blue',
  stopped: 'dim',
  waking: 'yellow',
  falling_asleep: 'yellow',
  deploying: 'yellow',
  crashed: 'red',
  new: 'dim',
  blocked: 'red',
  unknown: 'yellow',
};

export function statusStyle(status: AppStatus): Style {
  return styles[status];
}

/** Everything known about one app, a line each; what is not known is left out. */
export function renderStatus(app: AppReport, drawing: Drawing): readonly string[] {
  const { paint, translate } = drawing;
  const pair = (key: TextKey, value: string | undefined): readonly (readonly [string, Cell])[] =>
    value === undefined ? [] : [[translate(key), { text: plainText(value) }]];
  const { lastDeployedAt: deployed, lastRequestAt: requested, keepUntil } = app;
  const ago = (at: string | undefined) => (at === undefined ? undefined : formatAgo(at, drawing.now, translate));
  const pairs = [
    [
      translate('detail.status'),
      { text: plainText(statusText(app, drawing)), style: statusStyle(app.status) },
    ] as const,
    ...pair('detail.operation', operationText(app, drawing)),
    ...pair('detail.address', app.url),
    ...pair('detail.review', app.review && translate('detail.review_value', { ...app.review })),
    ...pair('detail.formation', app.formation && (printFormation(app.formation) || translate('detail.nothing'))),
    ...pair('detail.snapshot', snapshotText(app, drawing)),
    ...pair('detail.deployed', ago(deployed)),
    ...pair('detail.last_request', ago(requested)),
    ...pair('detail.keep', keepUntil === undefined ? undefined : formatInstant(keepUntil, drawing)),
    ...pair('detail.price', app.pricePerHour === undefined ? undefined : priceOf(app, app.pricePerHour, drawing)),
    ...pair('detail.rule', app.rule),
    ...pair('detail.next', app.next && nextText(app.next, drawing)),
  ];
  return [paint('bold', plainText(app.ref)), ...renderPairs(pairs, drawing.width, paint)];
}

function statusText({ status, statusReason }: AppReport, { translate }: Drawing): string {
  const text = translate(`status.${status}`);
  if (statusReason === undefined) return text;
  const reason = reasonText(statusReason, translate);
  return reason === text ? text : `${text} (${reason})`;
}

/** What sleeps costs nothing: its price is that of being awake. */
function priceOf({ status }: AppReport, perHour: number, { translate }: Drawing): string {
  const price = translate('price.per_day_and_hour', {
    day: formatEuros(perHour * 24, translate),
    hour: formatEuros(perHour, translate, 4),
  });
  return status === 'asleep' ? translate('price.when_awake', { price }) : price;
}

function snapshotText({ snapshot }: AppReport, drawing: Drawing): string | undefined {
  if (snapshot === undefined) return undefined;
  return drawing.translate('detail.snapshot_value', {
    formation: printFormation(snapshot.formation),
    at: formatInstant(snapshot.takenAt, drawing),
    actor: actorText(snapshot.actor, drawing.translate),
  });
}

function operationText({ operation }: AppReport, drawing: Drawing): string | undefined {
  if (operation === undefined) return undefined;
  return drawing.translate(`detail.operation_${operation.kind}`, {
    at: formatInstant(operation.startedAt, drawing),
    actor: actorText(operation.actor, drawing.translate),
  });
}
