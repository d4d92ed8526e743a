import type { types } from '@slack/bolt';
import {
  type AppReport,
  formatEuros,
  idleText,
  priceText,
  type Report,
  reasonText,
  type Translate,
} from '../../../core/index.ts';
import { actions, appButton, type ButtonVerb, type May, moreMenu, openButton } from './buttons.ts';
import { failureLines } from './failures.ts';
import {
  type Card,
  card,
  context,
  emojis,
  link,
  MOST_LINES,
  MOST_SECTIONS,
  mentioning,
  plain,
  printInstant,
  section,
  sections,
} from './pieces.ts';

type ListReport = Extract<Report, { kind: 'list' }>;
type StatusReport = Extract<Report, { kind: 'status' }>;

/** Every app in a line: state, use, price, what comes next. Regions that failed come first. */
export function listCard({ apps, failed }: ListReport, t: Translate): Card {
  // Where nothing could be read, nothing is known: that no app was found would be a lie.
  const empty = apps.length === 0 && failed.length === 0 ? [t('list.empty')] : [];
  const failures = failureLines(failed.slice(0, MOST_LINES));
  const lines = apps.slice(0, MOST_LINES).map((app) => appLine(app, t));
  const all = [...failures, ...lines, ...empty];
  const more = (left: number) => t('slack.more', { count: left });
  return card(all.slice(0, 10).join('\n'), [
    ...sections(all, more, failures.length + apps.length + empty.length),
    ...(apps.length === 0 ? [] : [context(t('list.count', { count: apps.length }))]),
  ]);
}

/** One app or several with everything known of them; of one, what can be done. */
export function statusCard({ apps, failed }: StatusReport, t: Translate, may: May): Card {
  const failures = failureLines(failed);
  const empty = apps.length === 0 && failed.length === 0 ? [t('list.empty')] : [];
  const [only] = apps;
  const details = apps.slice(0, MOST_SECTIONS).map((app) => appDetails(app, t).join('\n'));
  const left = apps.length - MOST_SECTIONS;
  return card([...failures, ...details.slice(0, 10), ...empty].join('\n'), [
    ...[...failures, ...empty].slice(0, MOST_SECTIONS).map((line) => section(line)),
    ...details.map((text) => section(text)),
    ...(left > 0 ? [context(t('slack.more', { count: left }))] : []),
    ...actions('row', apps.length === 1 && only !== undefined ? appButtons(only, t, may) : allButtons(apps, t, may)),
  ]);
}

/** What can be done with one app as it is now, by somebody who may. @param more of its menu */
export function appButtons(
  app: Pick<AppReport, 'ref' | 'name' | 'status' | 'review' | 'url'>,
  t: Translate,
  may: May,
  more: readonly ButtonVerb[] = ['why', 'status'],
): readonly (types.Button | types.Overflow | undefined)[] {
  const down = app.status === 'asleep' || app.status === 'stopped';
  const up = app.status === 'running' || app.status === 'crashed';
  return [
    up ? openButton(app.url, app.name, t) : undefined,
    down && may('wake', app.ref) ? appButton('wake', [app], t) : undefined,
    up && may('keep', app.ref) ? appButton('keep', [app], t) : undefined,
    up && may('sleep', app.ref) ? appButton('sleep', [app], t) : undefined,
    more.includes('why') && !up ? appButton('why', [app], t) : undefined,
    up ? moreMenu(more, app, t) : undefined,
  ];
}

/** For all of them where all are alike. */
function allButtons(apps: readonly AppReport[], t: Translate, may: May): readonly (types.Button | undefined)[] {
  if (apps.length === 0) return [];
  const all = (status: AppReport['status'], action: 'wake' | 'sleep') =>
    apps.every((app) => app.status === status && may(action, app.ref));
  if (all('asleep', 'wake')) return [appButton('wake', apps, t)];
  return all('running', 'sleep') ? [appButton('sleep', apps, t)] : [];
}

/** `:zzz: *shop-pr42* asleep · scalingo/osc-fr1 · #42`: the state in words, its name leading to it. */
export function appLine(app: AppReport, t: Translate): string {
  // What is no word of ours may be anything, and is shown by `status` only.
  const reason = app.statusReason === undefined ? undefined : reasonText(app.statusReason, t);
  const words = [
    `${link(app.url, `*${plain(app.name)}*`)} ${t(`status.${app.status}`)}`,
    ...(reason === undefined || reason === app.statusReason || app.status === 'new' ? [] : [reason]),
    `${plain(app.provider)}/${plain(app.region)}`,
    ...(app.review === undefined ? [] : [`#${app.review.pullRequest}`]),
    ...(app.idleSeconds === undefined || app.idleSeconds < 60 ? [] : [idleText(app.idleSeconds, t)]),
    ...(app.status === 'asleep' && app.snapshot !== undefined
      ? [t('slack.since', { at: printInstant(app.snapshot.takenAt) })]
      : []),
    ...(app.pricePerHour === undefined || app.status === 'asleep' ? [] : [priceText(app.pricePerHour, t)]),
    ...(app.next === undefined ? [] : [nextLine(app.next, t)]),
  ];
  return `${emojis[app.status]} ${words.join(' · ')}`;
}

/** `sleeps today at 14:32, idle`, in the reader's own time zone. */
export function nextLine({ action, at, reason, would }: NonNullable<AppReport['next']>, t: Translate): string {
  const key = would === true ? (`next.would_${action}` as const) : (`next.${action}` as const);
  return t(key, { at: printInstant(at), reason: plain(reasonText(reason, t)) });
}

function appDetails(app: AppReport, t: Translate): readonly string[] {
  const { formation, snapshot, operation, pricePerHour, lastRequestAt, lastDeployedAt, keepUntil } = app;
  const by = (actor: string) => mentioning(plain(actor.replace(/^[a-z]+:/, '')), actor);
  const detail = (name: string, text: string) => t('slack.line', { name, text });
  const { next: _next, pricePerHour: _price, snapshot: _snapshot, ...short } = app;
  return [
    appLine(short, t),
    ...(app.url === undefined ? [] : [link(app.url, plain(app.url))]),
    ...(operation === undefined
      ? []
      : [
          detail(
            t('detail.operation'),
            t(`detail.operation_${operation.kind}`, {
              at: printInstant(operation.startedAt),
              actor: by(operation.actor),
            }),
          ),
        ]),
    ...(formation === undefined ? [] : [detail(t('detail.formation'), printAmounts(formation))]),
    ...(snapshot === undefined
      ? []
      : [
          detail(
            t('detail.snapshot'),
            t('detail.snapshot_value', {
              formation: printAmounts(snapshot.formation),
              at: printInstant(snapshot.takenAt),
              actor: by(snapshot.actor),
            }),
          ),
        ]),
    ...(pricePerHour === undefined ? [] : [detail(t('detail.price'), priceOf(app, pricePerHour, t))]),
    ...(lastRequestAt === undefined ? [] : [detail(t('detail.last_request'), printInstant(lastRequestAt))]),
    ...(lastDeployedAt === undefined ? [] : [detail(t('detail.deployed'), printInstant(lastDeployedAt))]),
    ...(keepUntil === undefined ? [] : [detail(t('detail.keep'), printInstant(keepUntil))]),
    ...(app.rule === undefined ? [] : [detail(t('detail.rule'), `\`${plain(app.rule).replaceAll('`', "'")}\``)]),
    ...(app.next === undefined ? [] : [detail(t('detail.next'), nextLine(app.next, t))]),
  ];
}

/** What sleeps costs nothing: its price is that of being awake. */
function priceOf({ status }: AppReport, perHour: number, t: Translate): string {
  const price = t('price.per_day_and_hour', { day: formatEuros(perHour * 24, t), hour: formatEuros(perHour, t, 4) });
  return status === 'asleep' ? t('price.when_awake', { price }) : price;
}

function printAmounts(formation: NonNullable<AppReport['formation']>): string {
  const types = Object.entries(formation).map(([type, { amount, size }]) =>
    plain([type, amount, size].filter((part) => part !== undefined).join(':')),
  );
  return types.length === 0 ? '0' : types.join(' ');
}
