import type { types } from '@slack/bolt';
import {
  actorText,
  type DigestReport,
  type DigestSection,
  formatEuros,
  type ModeInEffect,
  type TextKey,
  type Translate,
} from '../../../core/index.ts';
import { actions, appButton, type May, moreMenu } from '../cards/buttons.ts';
import { chart } from '../cards/chart.ts';
import {
  type Card,
  type CardBlock,
  card,
  context,
  header,
  mentioning,
  plain,
  printInstant,
  section,
} from '../cards/pieces.ts';
import { actionIds } from '../ids.ts';
import { type DigestLine, freshLines, type LeftOut } from './lines.ts';
import { shortOf } from './notes.ts';

/** A digest as it is shown now. */
export interface DigestView {
  readonly report: DigestReport;
  readonly lines: readonly DigestLine[];
  /** Told in few words, until the settings say it. */
  readonly left?: readonly LeftOut[];
  /** `none`: too old to be clicked; else for one person alone, what they may do. */
  readonly buttons: 'all' | 'none' | May;
  /** Names people so that Slack shows them, which tells them too unless it happens in an edit. */
  readonly mentions: boolean;
  readonly mode: ModeInEffect;
}

/** More is not read; the rest is told by its number. */
const SHOWN_APPS = 8;

const HOURS_PER_MONTH = 730;

/** Cents are worth showing up to here. */
const CENTS_BELOW_EUR = 10;

/** Slack's limits, in characters. */
const CONFIRM_LIMIT = 300;

/** Names in the notification. */
const NAMED = 3;

/** What is told as a sentence of its own; the rest stands small, below. */
const urgent: ReadonlySet<DigestSection['kind']> = new Set(['failures', 'tokens']);

/** For the person who asks for it now: with the buttons of any other answer, since nothing of it is kept. */
export function privateDigestCard(report: DigestReport, t: Translate, may: May): Card {
  const lines = freshLines(report.digest, new Map());
  return digestCard({ report, lines, buttons: may, mentions: true, mode: { mode: report.digest.mode } }, t);
}

/** In the order of what they cost. */
export function digestCard(view: DigestView, t: Translate): Card {
  const { report, lines } = view;
  const head = headline(view, t);
  const shown = lines.slice(0, SHOWN_APPS);
  const rest = lines.length - shown.length;
  const idle = lines.filter(({ kind }) => kind === 'idle');
  const names = idle.slice(0, NAMED).map(({ name }) => plain(name));
  const others = report.sections.filter(({ kind }) => kind !== 'idle' && kind !== 'would_be');
  const text = [names.length === 0 ? head : t('slack_digest.text', { head, names: names.join(', ') })];
  return card([...text, ...others.map(({ heading }) => plain(heading))].join('\n'), [
    header(head),
    ...others.filter(({ kind }) => urgent.has(kind)).map((part) => section(`:warning: ${partText(part, view)}`)),
    ...shown.map((line) => lineBlock(line, view, t)),
    ...(rest > 0 ? [context(t('slack_digest.more', { count: rest }))] : []),
    ...sleepAll(idle, view, t),
    ...trialBlocks(view, t),
    ...others.filter(({ kind }) => !urgent.has(kind)).map((part) => context(partText(part, view))),
    ...leftBlocks(view, t),
    ...savingsChart(report, t),
    context(t('slack_digest.period', { since: printInstant(report.digest.since) })),
  ]);
}

function headline({ report, lines }: DigestView, t: Translate): string {
  const idle = lines.flatMap((line) => (line.kind === 'idle' ? [line.app] : []));
  const count = idle.length;
  if (lines.length > 0 && count === 0) return t('slack_digest.none_left');
  if (count === 0) return plain(report.digest.empty ? (report.lines[0] ?? report.title) : report.title);
  const prices = idle.flatMap(({ pricePerHour }) => pricePerHour ?? []);
  if (prices.length === 0) return t('slack_digest.idle', { count });
  const perHour = prices.reduce((sum, each) => sum + each, 0);
  return t('slack_digest.idle_priced', { count, price: perMonth(perHour, t) });
}

function perMonth(perHour: number, t: Translate): string {
  const euros = perHour * HOURS_PER_MONTH;
  return formatEuros(euros, t, euros < CENTS_BELOW_EUR ? 2 : 0);
}

function lineBlock(line: DigestLine, view: DigestView, t: Translate): types.SectionBlock {
  const block = { ...section(lineText(line, view, t)), block_id: `app:${shortOf(line.ref)}` };
  const accessory = line.kind === 'idle' ? menu(line, view, t) : undefined;
  return accessory === undefined ? block : { ...block, accessory };
}

/** The name is struck out where nothing is left to be decided; the words say why. */
function lineText(line: DigestLine, view: DigestView, t: Translate): string {
  const name = plain(line.name).replaceAll('~', '').replaceAll('*', '');
  switch (line.kind) {
    case 'idle': {
      const { idleSince, pricePerHour, managed, ref } = line.app;
      return [
        `*${name}*`,
        plain(ref.split('/').slice(0, 2).join('/')),
        t('slack_digest.since', { at: printInstant(idleSince) }),
        ...(pricePerHour === undefined ? [] : [t('slack_digest.price', { price: perMonth(pricePerHour, t) })]),
        ...(managed ? [] : [t('slack_digest.unmanaged')]),
      ].join(' · ');
    }
    case 'going':
      return `*${name}* ${t('slack_digest.going', { actor: personOf(line.actor, view, t) })}`;
    case 'asleep':
      return `~${name}~ ${doneText(line, { plain: 'slack_digest.asleep', by: 'slack_digest.asleep_by' }, view, t)}`;
    case 'woken':
      return `~${name}~ ${doneText(line, { plain: 'slack_digest.woken', by: 'slack_digest.woken_by' }, view, t)}`;
    case 'kept':
      return `~${name}~ ${t('slack_digest.kept', { actor: personOf(line.actor, view, t), until: printInstant(line.until) })}`;
    case 'never':
      return `~${name}~ ${t('slack_digest.never', { actor: personOf(line.actor, view, t) })}`;
    case 'used':
      return `~${name}~ ${t('slack_digest.used')}`;
    case 'gone':
      return `~${name}~ ${t('slack_digest.gone')}`;
  }
}

/** Without anybody's name where that is not known: somebody has done it elsewhere. */
function doneText(
  { actor, at }: { readonly actor?: string; readonly at?: string },
  texts: { readonly plain: TextKey; readonly by: TextKey },
  view: DigestView,
  t: Translate,
): string {
  if (actor === undefined || at === undefined) return t(texts.plain);
  return t(texts.by, { actor: personOf(actor, view, t), at: printInstant(at) });
}

function personOf(actor: string, { mentions }: Pick<DigestView, 'mentions'>, t: Translate): string {
  const text = plain(actorText(actor, t));
  return mentions ? mentioning(text, actor) : text;
}

/** At most five options. */
export const digestVerbs = ['sleep', 'keep_tomorrow', 'keep_week', 'never', 'why'] as const;

function menu(
  { ref, name }: DigestLine,
  { buttons }: DigestView,
  t: Translate,
): types.Overflow | types.Button | undefined {
  if (buttons === 'none') return undefined;
  if (buttons !== 'all') {
    const verbs = (['sleep', 'keep', 'why'] as const).filter((verb) => verb === 'why' || buttons(verb, ref));
    return moreMenu(verbs, { ref, name }, t);
  }
  return {
    type: 'overflow',
    action_id: actionIds.digestMore,
    options: digestVerbs.map((verb) => ({
      text: { type: 'plain_text', text: t(`slack_digest.do.${verb}`) },
      value: JSON.stringify({ v: 1, do: verb, app: shortOf(ref) }),
    })),
  };
}

/** Only where it saves clicks. */
function sleepAll(idle: readonly DigestLine[], { buttons }: DigestView, t: Translate): types.ActionsBlock[] {
  const count = idle.length;
  if (count < 2 || buttons === 'none') return [];
  if (buttons !== 'all') {
    const may = idle.every(({ ref }) => buttons('sleep', ref));
    return actions('digest:all', may ? [appButton('sleep', idle, t)] : []);
  }
  const names = idle.map(({ name }) => plain(name)).join(', ');
  const question = t('slack_digest.sleep_all_confirm', { count, names });
  return [
    {
      type: 'actions',
      block_id: 'digest:all',
      elements: [
        {
          type: 'button',
          action_id: actionIds.digestSleepAll,
          text: { type: 'plain_text', text: t('slack_digest.sleep_all', { count }) },
          value: JSON.stringify({ v: 1 }),
          accessibility_label: t('slack_digest.sleep_all_label', { count }),
          confirm: confirm(question, t('slack_digest.sleep_all', { count }), t),
        },
      ],
    },
  ];
}

function confirm(question: string, yes: string, t: Translate): types.ConfirmationDialog {
  const points = Array.from(question);
  const text = points.length <= CONFIRM_LIMIT ? question : `${points.slice(0, CONFIRM_LIMIT - 1).join('')}…`;
  return {
    title: { type: 'plain_text', text: t('slack_digest.sure') },
    text: { type: 'plain_text', text },
    confirm: { type: 'plain_text', text: yes },
    deny: { type: 'plain_text', text: t('slack_digest.cancel') },
  };
}

/** What observing would have saved and how to have it, or that somebody has done so since. */
function trialBlocks(view: DigestView, t: Translate): (types.SectionBlock | types.ActionsBlock | types.ContextBlock)[] {
  const { report, mode, buttons } = view;
  const { switched } = mode;
  // Only where it was offered: later digests have other news.
  if (mode.mode === 'enforce' && switched !== undefined && switched.at >= report.digest.until) {
    const values = { actor: personOf(switched.actor, view, t), at: printInstant(switched.at) };
    return [context(t('slack_digest.enforcing', values))];
  }
  const part = report.sections.find(({ kind }) => kind === 'would_be');
  if (part === undefined) return [];
  const code = part.code ?? [];
  const lines = part.lines.map((line) => plain(line)).join('\n');
  const block = section(code.length === 0 ? lines : `${lines}\n${codeBlock(code)}`);
  // Where no rule manages anything yet, nothing would follow from the mode alone.
  const offers = code.length === 1 && mode.mode === 'observe' && buttons === 'all';
  return offers ? [block, enforceButton(t)] : [block];
}

function enforceButton(t: Translate): types.ActionsBlock {
  const label = t('slack_digest.enforce');
  return {
    type: 'actions',
    block_id: 'digest:mode',
    elements: [
      {
        type: 'button',
        action_id: actionIds.digestEnforce,
        text: { type: 'plain_text', text: label },
        value: JSON.stringify({ v: 1 }),
        accessibility_label: label,
        confirm: confirm(t('slack_digest.enforce_confirm'), t('slack_digest.enforce_yes'), t),
      },
    ],
  };
}

/** To be copied as it is: every line on its own, and nothing in it ends the block. */
export function codeBlock(lines: readonly string[]): string {
  return ['```', ...lines.map((line) => indentOf(line) + plain(line).replaceAll('`', "'")), '```'].join('\n');
}

function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? '';
}

function leftBlocks(view: DigestView, t: Translate): types.ContextBlock[] {
  const { left = [] } = view;
  const count = left.length;
  if (count === 0) return [];
  const names = left
    .slice(0, SHOWN_APPS)
    .map(({ name, actor }) => t('slack_digest.left_by', { app: plain(name), actor: personOf(actor, view, t) }));
  const rest = count - names.length;
  const all = rest > 0 ? [...names, t('digest.more', { count: rest })] : names;
  return [context(t('slack_digest.left', { count, names: all.join(', ') }))];
}

/** What it shows stands in a sentence above it. */
function savingsChart({ chart: bars = [], digest }: DigestReport, t: Translate): CardBlock[] {
  const drawn = chart({
    id: `digest:${digest.until}`,
    title: t('slack.chart.asleep'),
    categories: bars.map(({ label }) => label),
    series: [{ name: t('slack.chart.hours'), values: bars.map(({ value }) => value) }],
    yLabel: t('slack.chart.hours'),
  });
  return drawn === undefined ? [] : [drawn];
}

function partText({ kind, heading, lines }: DigestSection, view: DigestView): string {
  const { slept, woken, kept } = view.report.digest;
  const people: Partial<Record<DigestSection['kind'], readonly { readonly actor: string }[]>> = { slept, woken, kept };
  const actors = view.mentions ? (people[kind] ?? []).map(({ actor }) => actor) : [];
  const named = (line: string) => mentioningAll(plain(line), actors);
  return [`*${plain(heading)}*`, ...lines.map(named)].join('\n');
}

/** In one go: an id may be the beginning of another one. */
function mentioningAll(text: string, actors: readonly string[]): string {
  const ids = new Set(actors.flatMap((actor) => /^slack:([UW][A-Z0-9]{6,})$/.exec(actor)?.[1] ?? []));
  if (ids.size === 0) return text;
  return text.replaceAll(/\b[UW][A-Z0-9]{6,}\b/g, (word) => (ids.has(word) ? `<@${word}>` : word));
}
