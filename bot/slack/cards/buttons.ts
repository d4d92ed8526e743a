import type { types } from '@slack/bolt';
import type { AccessAction, Translate } from '../../../core/index.ts';
import { actionIds, writeValue } from '../ids.ts';
import { cut, isWebUrl, plain } from './pieces.ts';

/** What buttons are about. */
export interface Target {
  readonly ref: string;
  readonly name: string;
  /** A review app; left out: it is guessed by the name. */
  readonly review?: object | undefined;
}

/** May the person who reads this do that? Rendering only: every click is asked again in the core. */
export type May = (action: AccessAction, ref?: string) => boolean;

export type ButtonVerb = 'wake' | 'sleep' | 'keep' | 'why' | 'status';

/** Slack's limits, in characters. */
const LABEL_LIMIT = 75;
const OPTION_VALUE_LIMIT = 75;
const CONFIRM_TEXT_LIMIT = 300;

/** What a button's value may name at once, see `appValue`. */
const MOST_APPS = 50;

const ids: Readonly<Record<Exclude<ButtonVerb, 'status'>, string>> = {
  wake: actionIds.wake,
  sleep: actionIds.sleep,
  keep: actionIds.keep,
  why: actionIds.why,
};

/** A row of buttons, or nothing where none is left. @param id tells what was clicked where; unique in its message */
export function actions(
  id: string,
  elements: readonly (types.Button | types.Overflow | types.StaticSelect | undefined)[],
): types.ActionsBlock[] {
  const present = elements.filter((element) => element !== undefined);
  return present.length === 0 ? [] : [{ type: 'actions', block_id: id, elements: present }];
}

/** Leads to the app itself. */
export function openButton(url: string | undefined, name: string, t: Translate): types.Button | undefined {
  if (url === undefined || !isWebUrl(url)) return undefined;
  return {
    type: 'button',
    action_id: actionIds.open,
    text: label(t('slack.open')),
    url,
    accessibility_label: cut(t('slack.label.open', { app: plain(name) }), LABEL_LIMIT),
  };
}

/** Does one thing to one app, or to all of these. */
export function appButton(
  verb: Exclude<ButtonVerb, 'status'>,
  apps: readonly Target[],
  t: Translate,
): types.Button | undefined {
  const value = appsValue(apps);
  if (value === undefined) return undefined;
  const several = apps.length > 1;
  const names = several ? t('list.count', { count: apps.length }) : plain(apps[0]?.name ?? '');
  const confirm = verb === 'sleep' && apps.some(looksPrecious);
  return {
    type: 'button',
    action_id: ids[verb],
    text: label(t(several ? `slack.button_all.${verb}` : `slack.button.${verb}`)),
    value,
    accessibility_label: cut(t(`slack.label.${verb}`, { app: names }), LABEL_LIMIT),
    ...(confirm && { confirm: confirmSleep(names, t, apps.length) }),
  };
}

/** What did not fit into the row, in a menu; where an option would be too long for it, the last of them as a button. */
export function moreMenu(
  verbs: readonly ButtonVerb[],
  app: Target,
  t: Translate,
): types.Overflow | types.Button | undefined {
  const options = verbs.map((verb) => ({
    text: label(t(`slack.button.${verb}`)),
    value: JSON.stringify({ v: 1, apps: [app.ref], verb }),
  }));
  if (options.length === 0) return undefined;
  if (options.every(({ value }) => Array.from(value).length <= OPTION_VALUE_LIMIT))
    return { type: 'overflow', action_id: actionIds.more, options };
  return appButton('why', [app], t);
}

/** Runs a line as if it had been typed. @param at makes its id unique in its row */
export function lineButton(
  line: string,
  text: string,
  at: number,
  options: { readonly retry?: boolean; readonly primary?: boolean; readonly confirm?: types.ConfirmationDialog } = {},
): types.Button | undefined {
  const value = writeValue({ v: 1, line });
  if (value === undefined || line.length > 1_500) return undefined;
  return {
    type: 'button',
    action_id: options.retry === true ? actionIds.retry : `${actionIds.run}.${at}`,
    text: label(text),
    value,
    ...(options.primary === true && { style: 'primary' }),
    ...(options.confirm !== undefined && { confirm: options.confirm }),
  };
}

/** A select of lines, each shown by what tells it from the others; those too long for an option are left out. */
export function lineSelect(
  choices: readonly { readonly line: string; readonly text: string }[],
  t: Translate,
): types.StaticSelect | undefined {
  const options = choices
    .map(({ line, text }) => ({ text: label(text), value: JSON.stringify({ v: 1, line }) }))
    .filter(({ value }) => Array.from(value).length <= OPTION_VALUE_LIMIT)
    .slice(0, 100);
  if (options.length === 0) return undefined;
  return { type: 'static_select', action_id: actionIds.pick, placeholder: label(t('slack.choose')), options };
}

export function confirmSleep(app: string, t: Translate, count = 1): types.ConfirmationDialog {
  return {
    title: label(t('slack.confirm.sleep_title')),
    text: { type: 'plain_text', text: cut(t('slack.confirm.sleep', { app, count }), CONFIRM_TEXT_LIMIT) },
    confirm: { type: 'plain_text', text: cut(t('slack.button.sleep'), 30) },
    deny: { type: 'plain_text', text: cut(t('slack.confirm.deny'), 30) },
    style: 'danger',
  };
}

/** Production by its name, or no review app: a dialog on everything would train people to click it away. */
export function looksPrecious({ name, review }: Target): boolean {
  if (/prod/i.test(name)) return true;
  return review === undefined && !/(?:^|[-_])(?:pr|mr)-?\d+/i.test(name);
}

function appsValue(apps: readonly Target[]): string | undefined {
  if (apps.length === 0 || apps.length > MOST_APPS) return undefined;
  return writeValue({ v: 1, apps: apps.map(({ ref }) => ref) });
}

function label(text: string): { type: 'plain_text'; text: string } {
  return { type: 'plain_text', text: cut(text, LABEL_LIMIT) };
}
