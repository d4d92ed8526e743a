import type { types } from '@slack/bolt';
import * as z from 'zod';
import {
  formatEuros,
  type Overview,
  type OverviewApp,
  type OverviewSettings,
  type Report,
  type Translate,
} from '../../../core/index.ts';
import { privateErrorText } from '../cards/error-text.ts';
import { context, plain, printInstant, section, sections } from '../cards/pieces.ts';
import { label } from '../forms/label.ts';
import { actionIds, callbackIds, readValue, writeValue } from '../ids.ts';
import { type AppReader, appBlocks, favouriteButton } from './app-blocks.ts';
import { isAwake } from './arrange.ts';
import { personText } from './view.ts';

/** One sentence in a small form: a Home has no place for an answer. */
export function noteForm(title: string, sentences: readonly string[], t: Translate): types.ModalView {
  return {
    type: 'modal',
    title: label(title, 24),
    close: label(t('home.close'), 24),
    blocks: sections(sentences, (count) => t('slack.more', { count })),
  };
}

/** What is shown until the answer is there: a form must be opened within three seconds. */
export function loadingForm(title: string, t: Translate): types.ModalView {
  return noteForm(title, [t('home.loading')], t);
}

/** `why`, in the core's own words. */
export function whyForm(report: Report, t: Translate): types.ModalView {
  const title = t('home.why.title');
  if (report.kind === 'why')
    return noteForm(title, [`*${plain(report.title)}*`, ...report.lines.map((line) => plain(line))], t);
  if (report.kind === 'error') return noteForm(title, [`:warning: ${privateErrorText(report.error)}`], t);
  return noteForm(title, [t('home.gone')], t);
}

const SEARCH_BLOCK = 'home.search';

export function searchForm(t: Translate): types.ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.search,
    title: label(t('home.search.title'), 24),
    submit: label(t('home.search.show'), 24),
    close: label(t('home.close'), 24),
    blocks: [
      {
        type: 'input',
        block_id: SEARCH_BLOCK,
        label: label(t('home.search.field')),
        element: {
          type: 'external_select',
          action_id: actionIds.appSelect,
          min_query_length: 0,
          placeholder: label(t('home.search.placeholder'), 150),
        },
      },
    ],
  };
}

const searchState = z.object({
  [SEARCH_BLOCK]: z.object({
    [actionIds.appSelect]: z.object({ selected_option: z.object({ value: z.string().min(1).max(255) }) }),
  }),
});

/** @returns the value of the option that was chosen; undefined when it cannot be read */
export function readSearch(values: unknown): string | undefined {
  return searchState.safeParse(values).data?.[SEARCH_BLOCK][actionIds.appSelect].selected_option.value;
}

/** Which field an error belongs to. */
export function searchFault(t: Translate): Readonly<Record<string, string>> {
  return { [SEARCH_BLOCK]: t('home.gone') };
}

const appMetadata = z.object({ v: z.literal(1), ref: z.string().min(1).max(1_000) });

/** One app that was looked for, with its buttons. */
export function appForm(app: OverviewApp, reader: AppReader): types.ModalView {
  const { t } = reader;
  const [line, ...rest] = appBlocks(app, 0, reader);
  return {
    type: 'modal',
    private_metadata: JSON.stringify({ v: 1, ref: app.ref }),
    title: label(t('home.app.title'), 24),
    close: label(t('home.close'), 24),
    blocks: [...(line === undefined ? [] : [line]), context(factsOf(app, t)), ...rest, ...favouriteRow(app, reader)],
  };
}

function favouriteRow(app: OverviewApp, reader: AppReader): types.ActionsBlock[] {
  const favourite = favouriteButton(app, reader);
  return favourite === undefined ? [] : [{ type: 'actions', block_id: 'home.favourite', elements: [favourite] }];
}

/** @returns the app that a form shows */
export function refOfForm(privateMetadata: string): string | undefined {
  return readValue(privateMetadata, appMetadata)?.ref;
}

function factsOf(app: OverviewApp, t: Translate): string {
  const { provider, region, rule, group, pricePerHour } = app;
  const facts = [
    plain(`${provider}/${region}`, 100),
    ...(pricePerHour === undefined || isAwake(app)
      ? []
      : [t('price.per_day', { euros: formatEuros(pricePerHour * 24, t) })]),
    ...(rule === undefined ? [] : [t('slack.line', { name: t('detail.rule'), text: plain(rule, 200) })]),
    ...(group === undefined ? [] : [`@${plain(group, 100)}`]),
  ];
  return facts.join(' · ');
}

/** What admins look at and change. */
export interface SettingsState {
  readonly overview: Overview;
  readonly suggestions: readonly string[];
  /** Who switched the mode, where it is not that of the settings file. */
  readonly switched?: { readonly actor: string; readonly at: string; readonly fileMode: Overview['mode'] };
  /** What the last change was answered. */
  readonly notice?: string;
  /** Of Paastis. */
  readonly version?: string;
}

/** More is not copied at once. */
const MOST_SUGGESTIONS = 30;
const MOST_DIGESTS = 20;

export function settingsForm(state: SettingsState, t: Translate): types.ModalView {
  const { overview, suggestions, notice, version } = state;
  const settings = overview.settings ?? { admins: [], operators: [], digests: [] };
  return {
    type: 'modal',
    callback_id: callbackIds.settings,
    title: label(t('home.settings.title'), 24),
    close: label(t('home.close'), 24),
    blocks: [
      ...(notice === undefined ? [] : [section(notice)]),
      header(t('home.settings.mode')),
      ...modeBlocks(state, t),
      header(t('home.settings.digests')),
      ...digestBlocks(settings, t),
      ...suggestionBlocks(suggestions, t),
      header(t('home.settings.access')),
      section(accessText(settings, t)),
      ...(version === undefined ? [] : [context(`Paastis ${plain(version, 50)}`)]),
    ],
  };
}

function header(text: string): types.HeaderBlock {
  return { type: 'header', text: label(text, 150) };
}

function modeBlocks({ overview: { mode }, switched }: SettingsState, t: Translate): types.KnownBlock[] {
  const next = mode === 'observe' ? 'enforce' : 'observe';
  return [
    section(t(mode === 'observe' ? 'home.observing' : 'home.enforcing')),
    ...(switched === undefined ? [] : [context(switchedText(switched, t))]),
    {
      type: 'actions',
      block_id: 'home.mode',
      elements: [
        {
          type: 'button',
          action_id: actionIds.homeMode,
          text: label(t(`home.settings.${next}`)),
          value: JSON.stringify({ v: 1, mode: next }),
          confirm: {
            title: label(t('home.settings.confirm')),
            text: label(t(`home.settings.confirm_${next}`), 300),
            confirm: label(t('home.settings.yes'), 30),
            deny: label(t('home.settings.cancel'), 30),
          },
        },
      ],
    },
  ];
}

function switchedText({ actor, at, fileMode }: NonNullable<SettingsState['switched']>, t: Translate): string {
  const by = personText(actor.replace(/^terminal:/, ''));
  return t('home.settings.switched', { actor: by, at: printInstant(at), mode: fileMode });
}

function digestBlocks({ digests }: OverviewSettings, t: Translate): types.KnownBlock[] {
  if (digests.length === 0) return [section(t('home.settings.no_digest'))];
  const shown = digests.slice(0, MOST_DIGESTS);
  const left = digests.length - shown.length;
  return [
    ...shown.map((digest, place) => digestBlock(digest, place, t)),
    ...(left === 0 ? [] : [context(t('slack.more', { count: left }))]),
  ];
}

function digestBlock(
  { channel, schedule, own }: OverviewSettings['digests'][number],
  place: number,
  t: Translate,
): types.SectionBlock {
  const values = { channel: channelText(channel), schedule: plain(schedule, 200) };
  const value = writeValue({ v: 1, channel });
  const line = section(t(own ? 'home.settings.digest_own' : 'home.settings.digest_file', values));
  if (!own || value === undefined) return line;
  return {
    ...line,
    block_id: `home.digest.${place}`,
    accessory: {
      type: 'button',
      action_id: actionIds.homeDigestOff,
      text: label(t('home.settings.digest_off')),
      value,
      accessibility_label: label(t('home.settings.digest_off_label', { channel })).text,
    },
  };
}

/** Shown by Slack under the name that the reader knows it by. */
function channelText(channel: string): string {
  const id = /^slack:([CG][A-Z0-9]{6,})$/.exec(channel)?.[1];
  return id === undefined ? plain(channel, 100) : `<#${id}>`;
}

function suggestionBlocks(refs: readonly string[], t: Translate): types.KnownBlock[] {
  if (refs.length === 0) return [];
  const shown = refs.slice(0, MOST_SUGGESTIONS);
  const lines = shown.map((ref) => `- { match: ${quoted(ref)}, manage: false }`);
  const left = refs.length - shown.length;
  return [
    header(t('home.settings.suggestions')),
    section(`\`\`\`\n${lines.join('\n')}\n\`\`\``),
    context([t('home.settings.suggestions_hint'), ...(left === 0 ? [] : [t('slack.more', { count: left })])].join(' ')),
  ];
}

/** As YAML reads it, and unable to end the code that it stands in. */
function quoted(ref: string): string {
  return `'${plain(ref, 80).replaceAll("'", "''").replaceAll('`', '')}'`;
}

function accessText({ admins, operators }: OverviewSettings, t: Translate): string {
  const list = (names: readonly string[]) => names.map(personText).join(', ');
  const everybody = admins.length === 0 && operators.length === 0;
  return [
    t('home.settings.admins', { people: list(admins) || t('home.settings.workspace_admins') }),
    t('home.settings.operators', {
      people: list(operators) || (everybody ? t('home.settings.everybody') : list(admins)),
    }),
  ].join('\n');
}
