import type { types } from '@slack/bolt';
import * as z from 'zod';
import {
  type AccessAction,
  type AppStatus,
  idleText,
  type OverviewApp,
  priceText,
  reasonText,
  type Translate,
} from '../../../core/index.ts';
import { confirmSleep, looksPrecious } from '../cards/buttons.ts';
import { emojis, plain, printInstant, section } from '../cards/pieces.ts';
import { label } from '../forms/label.ts';
import { actionIds, readValue, writeValue } from '../ids.ts';
import { isAwake } from './arrange.ts';

/** For whom an app is shown, and what was asked for and has not begun yet. */
export interface AppReader {
  readonly t: Translate;
  readonly favourites: readonly string[];
  readonly may: (action: AccessAction, ref: string) => boolean;
}

/** What an option of an app's menu does. */
export const menuVerbs = ['open', 'keep', 'why', 'favourite', 'unfavourite'] as const;

export type MenuVerb = (typeof menuVerbs)[number];

/** An option of a menu is short, so the app is named by the block that it stands in, see `refOfBlock`. */
export const menuValue = z.object({ v: z.literal(1), verb: z.enum(menuVerbs) });

/** A vendor's names are far shorter; what is longer than this is nobody's app. */
const NAME_LIMIT = 100;
const REF_LIMIT = 230;
const URL_LIMIT = 1_000;

/** Slack's limit of a text for screen readers and of an option. */
const LABEL_LIMIT = 75;

/**
 * Its line, and what can be done about it.
 * @param place tells apart apps of the same qualified name: Slack takes each block id once
 */
export function appBlocks(app: OverviewApp, place: number, reader: AppReader): types.KnownBlock[] {
  const line = section(appLine(app, reader.t));
  if (Array.from(app.ref).length > REF_LIMIT) return [line];
  const blockId = `app.${place}:${app.ref}`;
  const [menu, button] = [appMenu(app, reader), mainButton(app, reader)];
  if (button === undefined) return [{ ...line, block_id: blockId, accessory: menu }];
  return [line, { type: 'actions', block_id: blockId, elements: [button, menu] }];
}

/** @returns the app that a menu belongs to */
export function refOfBlock(blockId: string | undefined): string | undefined {
  return /^app\.\d+:(.+)$/su.exec(blockId ?? '')?.[1];
}

export function appLine(app: OverviewApp, t: Translate): string {
  const words = [
    `${emojis[app.status]} *${plain(app.name, NAME_LIMIT)}* ${t(`status.${app.status}`)}`,
    ...reasonOf(app, t),
    ...(app.review === undefined ? [] : [`#${app.review.pullRequest}`]),
    ...(app.idleSeconds === undefined || app.idleSeconds < 60 ? [] : [idleText(app.idleSeconds, t)]),
    ...(app.pricePerHour === undefined || !isAwake(app) ? [] : [priceText(app.pricePerHour, t)]),
    ...(app.keepUntil === undefined ? [] : [t('home.kept', { at: printInstant(app.keepUntil) })]),
    ...(app.protected ? [t('home.protected')] : []),
  ];
  return words.join(' · ');
}

/** What is no word of ours may be anything, and is not shown here. */
function reasonOf({ status, statusReason }: OverviewApp, t: Translate): readonly string[] {
  if (statusReason === undefined || status === 'new') return [];
  const text = reasonText(statusReason, t);
  return text === statusReason ? [] : [text];
}

const wakeable: readonly AppStatus[] = ['asleep', 'stopped', 'crashed'];

/** The one thing that is most likely wanted. */
export function mainButton(app: OverviewApp, { t, may }: AppReader): types.Button | undefined {
  const { name } = app;
  const value = writeValue({ v: 1, apps: [app.ref] });
  if (value === undefined) return undefined;
  if (wakeable.includes(app.status) && may('wake', app.ref))
    return button(actionIds.homeWake, { text: t('home.wake'), aloud: t('home.wake_label', { name }), value });
  if (app.status !== 'running' || app.protected || !may('sleep', app.ref)) return undefined;
  return {
    ...button(actionIds.homeSleep, { text: t('home.sleep'), aloud: t('home.sleep_label', { name }), value }),
    ...(looksPrecious(app) && { confirm: confirmSleep(label(name).text, t) }),
  };
}

export function favouriteButton(app: OverviewApp, { t, favourites }: AppReader): types.Button | undefined {
  const value = writeValue({ v: 1, apps: [app.ref] });
  const text = t(favourites.includes(app.ref) ? 'home.unfavourite' : 'home.favourite');
  return value === undefined ? undefined : button(actionIds.homeFavourite, { text, aloud: text, value });
}

function button(
  id: string,
  { text, aloud, value }: { readonly text: string; readonly aloud: string; readonly value: string },
): types.Button {
  const spoken = label(aloud, LABEL_LIMIT).text;
  return { type: 'button', action_id: id, text: label(text), value, accessibility_label: spoken };
}

function appMenu(app: OverviewApp, { t, favourites, may }: AppReader): types.Overflow {
  const option = (verb: MenuVerb): types.PlainTextOption => ({
    text: label(t(`home.${verb}`)),
    value: JSON.stringify({ v: 1, verb }),
  });
  const link = linkOf(app);
  return {
    type: 'overflow',
    action_id: actionIds.homeMore,
    options: [
      ...(link === undefined ? [] : [{ ...option('open'), url: link }]),
      ...(isAwake(app) && may('keep', app.ref) ? [option('keep')] : []),
      option('why'),
      option(favourites.includes(app.ref) ? 'unfavourite' : 'favourite'),
    ],
  };
}

function linkOf({ url, status }: OverviewApp): string | undefined {
  if (url === undefined || url.length > URL_LIMIT || status !== 'running') return undefined;
  return /^https?:\/\//.test(url) && URL.canParse(url) ? url : undefined;
}

/** What was chosen in a menu, of which app; undefined when it cannot be read. */
export function readMenu(action: {
  readonly block_id?: string | undefined;
  readonly value: string | undefined;
}): { readonly verb: MenuVerb; readonly ref: string } | undefined {
  const verb = readValue(action.value, menuValue)?.verb;
  const ref = refOfBlock(action.block_id);
  return verb === undefined || ref === undefined ? undefined : { verb, ref };
}
