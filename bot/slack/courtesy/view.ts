import type { types } from '@slack/bolt';
import {
  actorText,
  type CourtesyEnd,
  type CourtesyNotice,
  formatEuros,
  formatInstant,
  reasonText,
  type TextKey,
  type Translate,
} from '../../../core/index.ts';
import { type Card, card, context, cut, emojis, mentioning, plain, section } from '../cards/pieces.ts';
import { actionIds, writeValue } from '../ids.ts';

/** In whose words, by whose clock where Slack cannot show the reader's. */
export interface Look {
  readonly t: Translate;
  /** IANA name. */
  readonly timezone: string;
  readonly now: Date;
}

/** More names than this are not read; a group has fewer. */
const MOST_NAMES = 10;

/** What a button's value may name at once, see `keepValue`. */
const MOST_REFS = 50;

const LABEL_LIMIT = 75;

/** Apps that are about to sleep, with what people can do about it. */
export function noticeCard(notice: CourtesyNotice, look: Look): Card {
  const { t } = look;
  const told = (show: Show) =>
    sentence('courtesy.soon', notice, look, { show, values: { at: printTime(notice.sleepsAt, look) } });
  const facts = [
    plain(reasonText(notice.reason, t)),
    ...savedText(notice, t),
    ...(notice.people.length === 0 ? [] : [t('courtesy.people', { people: peopleText(notice, t) })]),
  ];
  return card(told(nameOnly), [
    section(`:hourglass_flowing_sand: ${told(bold)}`),
    context(facts.join(' · ')),
    ...buttons(notice, t),
  ]);
}

/** Somebody has asked for it at once: until it is done, there is nothing to click on. */
export function workingCard(notice: CourtesyNotice, userId: string, look: Look): Card {
  const told = (show: Show) => sentence('courtesy.working', notice, look, { show, values: { by: `<@${userId}>` } });
  return card(told(nameOnly), [section(`:hourglass_flowing_sand: ${told(bold)}`)]);
}

/** How it ended, in the place of the notice. */
export function endCard(end: CourtesyEnd, notice: CourtesyNotice, look: Look): Card {
  const { by, until, at, reason } = end;
  const values = {
    by: by === undefined ? '…' : actorName(by, look.t),
    until: until === undefined ? '…' : printDay(until, look),
    at: at === undefined ? '…' : printDay(at, look),
    reason: plain(reasonText(reason ?? 'unknown_state', look.t)),
  };
  const told = (show: Show) => sentence(endKey(end), notice, look, { show, values });
  return card(told(nameOnly), [section(`${endEmojis[end.outcome]} ${told(bold)}`)]);
}

const endEmojis: Readonly<Record<CourtesyEnd['outcome'], string>> = {
  asleep: emojis.asleep,
  kept: emojis.running,
  used: emojis.running,
  failed: ':warning:',
  changed: ':information_source:',
  gone: emojis.stopped,
};

function endKey({ outcome, by, until }: CourtesyEnd): TextKey {
  if (outcome === 'asleep') return by === undefined ? 'courtesy.asleep' : 'courtesy.asleep_by';
  if (outcome === 'kept') return by === undefined || until === undefined ? 'courtesy.held' : 'courtesy.kept';
  if (outcome === 'used') return 'courtesy.used';
  if (outcome === 'failed') return 'courtesy.failed';
  return outcome === 'gone' ? 'courtesy.gone' : 'courtesy.changed';
}

type Show = (app: Pick<CourtesyNotice['apps'][number], 'name'>) => string;

const nameOnly: Show = ({ name }) => plain(name);

/** No link: Slack visits what an edited message links to, which would count as use. */
const bold: Show = ({ name }) => `*${plain(name)}*`;

function sentence(
  key: TextKey,
  notice: CourtesyNotice,
  { t }: Look,
  { show, values }: { readonly show: Show; readonly values: Readonly<Record<string, string>> },
): string {
  return t(key, { ...values, apps: namesOf(notice, show, t), count: notice.apps.length });
}

/** `shop-pr42 (shop-pr42-front, shop-pr42-back)` of a group. */
function namesOf({ apps, group }: CourtesyNotice, show: Show, t: Translate): string {
  const names = apps.slice(0, MOST_NAMES).map(show);
  const rest = apps.length > MOST_NAMES ? [t('slack.more', { count: apps.length - MOST_NAMES })] : [];
  const all = [...names, ...rest].join(', ');
  return group === undefined || apps.length === 1 ? all : `${show({ name: group })} (${all})`;
}

/** Nothing where one of them has no known price: half a sum would be a wrong one. */
function savedText({ apps }: CourtesyNotice, t: Translate): readonly string[] {
  const perHour = apps.reduce((sum, { pricePerHour }) => sum + (pricePerHour ?? Number.NaN), 0);
  return perHour > 0 ? [t('courtesy.saves', { amount: formatEuros(perHour * 24, t) })] : [];
}

function peopleText({ people }: CourtesyNotice, t: Translate): string {
  return people.map((actor) => actorName(actor, t)).join(', ');
}

function actorName(actor: string, t: Translate): string {
  return mentioning(plain(actorText(actor, t)), actor);
}

/** Within hours: the day goes without saying. */
function printTime(instant: string, look: Look): string {
  return `<!date^${Math.floor(Date.parse(instant) / 1_000)}^{time}|${fallback(instant, look)}>`;
}

function printDay(instant: string, look: Look): string {
  return `<!date^${Math.floor(Date.parse(instant) / 1_000)}^{date_short_pretty} {time}|${fallback(instant, look)}>`;
}

function fallback(instant: string, { t, timezone, now }: Look): string {
  return formatInstant(instant, { translate: t, timezone, now });
}

function buttons(notice: CourtesyNotice, t: Translate): types.ActionsBlock[] {
  const names = notice.group ?? notice.apps.map(({ name }) => name).join(', ');
  const labelled = (key: TextKey) => cut(t(key, { apps: plain(names) }), LABEL_LIMIT);
  const make = (actionId: string, text: TextKey, label: TextKey, what: object): types.Button[] => {
    const value = valueFor(notice, what);
    if (value === undefined) return [];
    return [
      {
        type: 'button',
        action_id: actionId,
        text: { type: 'plain_text', text: t(text) },
        value,
        accessibility_label: labelled(label),
      },
    ];
  };
  const elements = [
    ...make(actionIds.courtesyKeep, 'courtesy.button_keep', 'courtesy.label_keep', { for: '2h' }),
    ...make(actionIds.courtesyTomorrow, 'courtesy.button_tomorrow', 'courtesy.label_tomorrow', {
      until: 'tomorrow 8:00',
    }),
    ...make(actionIds.courtesySleep, 'courtesy.button_sleep', 'courtesy.label_sleep', {}),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: `courtesy.${notice.id}`, elements }];
}

/** A group too long for a button is named as a whole; without one, there is no button. */
function valueFor({ id, apps, group }: CourtesyNotice, what: object): string | undefined {
  const refs = apps.map(({ ref }) => ref);
  const own = refs.length > MOST_REFS ? undefined : writeValue({ v: 1, apps: refs, notice: id, ...what });
  if (own !== undefined || group === undefined) return own;
  return writeValue({ v: 1, apps: [`@${group}`], notice: id, ...what });
}
