import type { types } from '@slack/bolt';
import * as z from 'zod';
import {
  type AccessAction,
  formatEuros,
  type Overview,
  type OverviewApp,
  reasonText,
  type Translate,
  type Verdict,
} from '../../../core/index.ts';
import { context, mentioning, plain, printInstant, section, sections } from '../cards/pieces.ts';
import { label } from '../forms/label.ts';
import { actionIds, readValue } from '../ids.ts';
import { appBlocks } from './app-blocks.ts';
import {
  findProblems,
  groupApps,
  type HomeFilter,
  type HomeOwner,
  homeFilters,
  isAsleep,
  isAwake,
  matchesFilter,
  type Page,
  type Problem,
  paginate,
} from './arrange.ts';

/** All that one person's Home shows. */
export interface HomeState extends HomeOwner {
  readonly overview: Overview;
  readonly filter: HomeFilter;
  /** From 0; one past the last is the last. */
  readonly page: number;
  /** What was done, the newest first. */
  readonly actions: readonly DoneAction[];
  /** What they may do, for rendering only: each click is asked again. */
  readonly may: (action: AccessAction, ref?: string) => boolean;
}

export interface DoneAction {
  readonly at: string;
  readonly sentence: string;
  readonly actor: string;
}

/** Where the reader is, kept in the view itself: it outlives the bot. */
const metadata = z.object({ v: z.literal(1), page: z.number().int().min(0).max(10_000) });

/** @returns 0 when it cannot be read */
export function pageOf(privateMetadata: string | undefined): number {
  return readValue(privateMetadata, metadata)?.page ?? 0;
}

const MOST_PROBLEMS = 8;
const MOST_ACTIONS = 10;

/** The console: what there is, what is wrong, every app, what was done. */
export function homeView(state: HomeState, t: Translate): types.HomeView {
  const { overview, filter, may } = state;
  const shown = overview.apps.filter((app) => matchesFilter(app, filter, state));
  const pages = paginate(groupApps(shown, state.favourites));
  const number = Math.min(state.page, pages.length - 1);
  const page = pages[number] ?? { groups: [], from: 0, count: 0 };
  const first = number === 0;
  return {
    type: 'home',
    private_metadata: JSON.stringify({ v: 1, page: number }),
    blocks: [
      header(t('home.title')),
      section(summaryText(overview, t)),
      context(modeText(overview, t)),
      controls(state, t),
      ...(first ? problemBlocks(overview, t) : []),
      ...pageBlocks(page, state, t),
      ...(page.count === 0 ? [section(t(overview.apps.length === 0 ? 'home.none' : 'home.none_match'))] : []),
      ...pagingBlocks({ page, number, last: pages.length - 1, total: shown.length }, t),
      ...(first ? actionBlocks(state.actions, t) : []),
      ...(may('settings') ? [settingsBlock(t)] : []),
    ],
  };
}

/** For who may not use Paastis: who may, and nothing else. */
export function refusedView({ ask }: Extract<Verdict, { allowed: false }>, t: Translate): types.HomeView {
  const people = ask.map(personText).join(', ');
  const whom = people === '' ? t('home.refused_ask_admin') : t('home.refused_ask', { people });
  return { type: 'home', blocks: [header(t('home.refused.title')), section(`${t('home.refused')}\n${whom}`)] };
}

/** For when nothing can be shown: kinder than an empty tab. */
export function brokenView(t: Translate): types.HomeView {
  return { type: 'home', blocks: [header(t('home.title')), section(t('home.broken'))] };
}

/** Somebody as the settings name them: people of Slack are shown by Slack. */
export function personText(named: string): string {
  const id = /^(?:slack:)?([UW][A-Z0-9]{6,})$/.exec(named)?.[1];
  return id === undefined ? plain(named, 100) : `<@${id}>`;
}

function header(text: string): types.HeaderBlock {
  return { type: 'header', text: label(text, 150) };
}

function summaryText({ apps, savedEur }: Overview, t: Translate): string {
  const awake = apps.filter(isAwake).length;
  const asleep = apps.filter(isAsleep).length;
  const other = apps.length - awake - asleep;
  return [
    `*${t('home.awake', { count: awake })}*`,
    `*${t('home.asleep', { count: asleep })}*`,
    ...(other === 0 ? [] : [t('home.other', { count: other })]),
    t('home.saved', { euros: formatEuros(savedEur, t, euroDigits(savedEur)) }),
  ].join(' · ');
}

function modeText({ mode, wouldSaveEur: would = 0 }: Overview, t: Translate): string {
  if (mode === 'enforce') return t('home.enforcing');
  if (would <= 0) return t('home.observing');
  return `${t('home.observing')} ${t('home.would_save', { euros: formatEuros(would, t, euroDigits(would)) })}`;
}

/** Cents are of no interest once there are tens of euros. */
function euroDigits(euros: number): number {
  return Math.abs(euros) < 10 ? 2 : 0;
}

function controls(state: HomeState, t: Translate): types.ActionsBlock {
  const option = (filter: HomeFilter): types.PlainTextOption => {
    const count = state.overview.apps.filter((app) => matchesFilter(app, filter, state)).length;
    return { text: label(`${t(`home.filter.${filter}`)} (${count})`), value: JSON.stringify({ v: 1, filter }) };
  };
  return {
    type: 'actions',
    block_id: 'home.controls',
    elements: [
      {
        type: 'static_select',
        action_id: actionIds.homeFilter,
        placeholder: label(t('home.filter')),
        options: homeFilters.map(option),
        initial_option: option(state.filter),
      },
      { type: 'button', action_id: actionIds.homeSearch, text: label(t('home.search')) },
      { type: 'button', action_id: actionIds.homeRefresh, text: label(t('home.refresh')) },
    ],
  };
}

function problemBlocks(overview: Overview, t: Translate): types.KnownBlock[] {
  const problems = findProblems(overview);
  if (problems.length === 0) return [];
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `:warning: ${problemText(problem, overview.at, t)}`);
  const left = problems.length - lines.length;
  const more = left > 0 ? [t('home.problem.more', { count: left })] : [];
  return [
    header(t('home.problems')),
    ...sections([...lines, ...more], (count) => t('home.problem.more', { count: count + left })),
    { type: 'divider' },
  ];
}

function problemText(problem: Problem, now: string, t: Translate): string {
  switch (problem.kind) {
    case 'failed': {
      const { provider, region, error } = problem.failure;
      const place = `${provider}/${region}`;
      // Most errors begin with the region they are about.
      const message = error.message.startsWith(place) ? error.message.slice(place.length) : error.message;
      const values = { message: plain(message.replace(/^\s*:\s*/, '')), remedy: plain(error.remedy) };
      return t('home.problem.failed', { region: plain(place, 100), ...values });
    }
    case 'token':
      return tokenText(problem, now, t);
    case 'refused':
      return t('home.problem.refused', { name: nameOf(problem.app), reason: refusalOf(problem.app, t) });
    default:
      return t(`home.problem.${problem.kind}`, { name: nameOf(problem.app) });
  }
}

function tokenText({ region, endsAt }: Extract<Problem, { kind: 'token' }>, now: string, t: Translate): string {
  if (Date.parse(endsAt) <= Date.parse(now)) return t('home.problem.token_ended', { region: plain(region, 100) });
  return t('home.problem.token', { region: plain(region, 100), at: printInstant(endsAt) });
}

function nameOf({ name }: OverviewApp): string {
  return plain(name, 100);
}

function refusalOf({ refusal = 'refused' }: OverviewApp, t: Translate): string {
  return plain(reasonText(refusal, t));
}

function pageBlocks({ groups }: Page, state: HomeState, t: Translate): types.KnownBlock[] {
  let place = 0;
  return groups.flatMap(({ title, apps }) => [
    header(title === 'favourites' ? t('home.favourites') : title),
    ...apps.flatMap((app) => appBlocks(app, place++, { ...state, t })),
  ]);
}

interface Place {
  readonly page: Page;
  readonly number: number;
  readonly last: number;
  readonly total: number;
}

function pagingBlocks({ page, number, last, total }: Place, t: Translate): types.KnownBlock[] {
  if (last === 0) return [];
  const turn = (way: 'previous' | 'next', to: number): types.Button => ({
    type: 'button',
    action_id: `${actionIds.homePage}.${way}`,
    text: label(t(`home.page.${way}`)),
    value: JSON.stringify({ v: 1, page: to }),
  });
  return [
    context(t('home.page', { from: page.from + 1, until: page.from + page.count, count: total })),
    {
      type: 'actions',
      block_id: 'home.pages',
      elements: [
        ...(number > 0 ? [turn('previous', number - 1)] : []),
        ...(number < last ? [turn('next', number + 1)] : []),
      ],
    },
  ];
}

function actionBlocks(actions: readonly DoneAction[], t: Translate): types.KnownBlock[] {
  if (actions.length === 0) return [];
  const lines = actions
    .slice(0, MOST_ACTIONS)
    .map(({ at, sentence, actor }) => `${printInstant(at)} ${mentioning(plain(sentence), actor)}`);
  return [{ type: 'divider' }, header(t('home.history')), ...sections(lines, (count) => t('slack.more', { count }))];
}

function settingsBlock(t: Translate): types.ActionsBlock {
  return {
    type: 'actions',
    block_id: 'home.foot',
    elements: [
      {
        type: 'button',
        action_id: actionIds.homeSettings,
        text: label(t('home.settings')),
        accessibility_label: label(t('home.settings_label')).text,
      },
    ],
  };
}
