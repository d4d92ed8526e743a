import { actorText, formatDuration, formatInstant, priceText } from '../../core/index.ts';
import { code, cutLines, details, escapeText, link, quote, table } from '../markdown.ts';
import { appLink, glance, statusText } from '../render/status.ts';
import { errorLines, failureItem, type Reader, sentence } from '../render/words.ts';
import { boxLine } from '../trigger/boxes.ts';
import { boundState, encodeState } from './hidden.ts';
import { COMMENT_MARKER } from './marker.ts';
import type { CommentState, ToldApp } from './state.ts';

/** What the comment shows besides its state. */
export interface CommentView extends Reader {
  /** The page of the run that tells. */
  readonly runUrl?: string;
  readonly commit?: { readonly sha: string; readonly url?: string };
  /** How long an app has to be unused before a sweep puts it to sleep. */
  readonly idleAfterMs?: number;
  /** The workflow listens to edited comments: boxes work. */
  readonly boxes?: boolean;
}

/** GitHub takes 65,536 characters; how it counts the rarer ones is its own affair. */
const MOST_CHARACTERS = 65_000;

/** From what one wishes for to what always fits. */
const cuts: readonly Cut[] = [
  { rows: 50, answer: 20_000, more: true },
  { rows: 20, answer: 8_000, more: true },
  { rows: 20, answer: 2_000, more: false },
  { rows: 5, answer: 2_000, more: false },
  { rows: 0, answer: 0, more: false },
];

interface Cut {
  readonly rows: number;
  /** Characters. */
  readonly answer: number;
  readonly more: boolean;
}

/** The whole body of the one comment: what is hidden, then what is read at a glance, then what is folded away. */
export function viewComment(state: CommentState, view: CommentView): string {
  const bounded = boundState(state);
  const bodies = cuts.values().map((cut) => bodyOf(bounded, view, cut));
  return bodies.find((body) => body.length <= MOST_CHARACTERS) ?? COMMENT_MARKER;
}

function bodyOf(state: CommentState, view: CommentView, cut: Cut): string {
  const ordered = [...state.apps.filter(isFailed), ...state.apps.filter((app) => !isFailed(app))];
  const shown = ordered.slice(0, cut.rows);
  const parts = [
    `### ${titleOf(state, view)}`,
    rowsOf(shown, state, view),
    moreApps(ordered.length - shown.length, view),
    problemsOf(shown, state),
    answerOf(state, view, cut.answer),
    view.boxes === false ? '' : boxesOf(shown, view),
    cut.more ? moreOf(view) : '',
  ];
  return [`${COMMENT_MARKER}\n${encodeState(state)}`, ...parts.filter((part) => part !== '')].join('\n\n');
}

function isFailed({ status, error }: ToldApp): boolean {
  return error !== undefined || status === 'crashed' || status === 'blocked';
}

function titleOf({ answer, apps, problem }: CommentState, { translate }: CommentView): string {
  // Somebody asked of other apps, or what there is to ask.
  if (apps.length === 0 && problem === undefined && answer !== undefined)
    return translate('comment.title', { state: translate('comment.answered') });
  const standing = apps.map(({ name, status, error }) => ({ name, status, failed: error !== undefined }));
  if (problem !== undefined && apps.length === 0)
    return translate('comment.title', { state: translate('comment.broken') });
  const standings = glance(standing, translate);
  const state = problem === undefined ? standings : translate('comment.and_problem', { state: standings });
  return translate('comment.title', { state });
}

/** Columns that would be empty are left out. */
function rowsOf(apps: readonly ToldApp[], { keeps }: CommentState, view: CommentView): string {
  const { translate } = view;
  if (apps.length === 0) return '';
  const columns = [
    [translate('table.name'), appLink],
    [translate('table.status'), (app: ToldApp) => stateOf(app, keeps, view)],
    [translate('comment.since'), ({ since }: ToldApp) => formatInstant(since, view)],
    [translate('comment.costs'), (app: ToldApp) => priceOf(app, view)],
    // What failed is told below, with what to do.
    [translate('comment.what'), ({ error, reason = '' }: ToldApp) => (error === undefined ? sentence(reason) : '')],
  ] as const;
  const filled = columns
    .map(([heading, cellOf]) => [heading, ...apps.map(cellOf)])
    .filter(([, ...cells]) => cells.some((cell) => cell !== ''));
  return table(['', ...apps].map((_, row) => filled.map((column) => column[row] ?? '')));
}

function stateOf({ ref, status, error }: ToldApp, keeps: CommentState['keeps'], view: CommentView): string {
  const { translate } = view;
  const state = statusText(status, translate, error !== undefined);
  const keep = keeps.findLast((each) => each.ref === ref);
  if (keep === undefined) return state;
  const by = code(actorText(keep.actor, translate), 60);
  return translate('comment.kept', { state, until: formatInstant(keep.until, view), by });
}

function priceOf({ pricePerHour }: ToldApp, { translate }: CommentView): string {
  return pricePerHour === undefined ? '' : priceText(pricePerHour, translate);
}

function moreApps(count: number, { translate }: CommentView): string {
  return count <= 0 ? '' : translate('comment.more_apps', { count });
}

function problemsOf(apps: readonly ToldApp[], { problem }: CommentState): string {
  const failed = apps.flatMap(({ name, error }) => (error === undefined ? [] : failureItem(name, error)));
  const whole = problem === undefined ? [] : [errorLines(problem).join('\n'), ''];
  return [...whole, ...failed].join('\n').trim();
}

/** Longer ones are folded: who reads the comment later did not ask. What is folded in them does not count. */
const SHORT_ANSWER = { characters: 1_000, lines: 25 };

function answerOf({ answer }: CommentState, view: CommentView, most: number): string {
  if (answer === undefined || most === 0) return '';
  const { translate } = view;
  const at = formatInstant(answer.at, view);
  const asked = translate('comment.asked', { login: code(answer.login, 60), line: code(answer.line, 200), at });
  const text = cutLines(answer.text, most);
  if (text === '') return quote(asked);
  const body = isShort(text) ? text : details(translate('comment.answer'), text);
  return quote(`${asked}\n\n${body}`);
}

function isShort(answer: string): boolean {
  const seen = answer.replace(/<details>[\s\S]*?<\/details>/g, '');
  return seen.length <= SHORT_ANSWER.characters && seen.split('\n').length <= SHORT_ANSWER.lines;
}

/** More than these are folded away. */
const FEW_BOXES = 3;

function boxesOf(apps: readonly ToldApp[], { translate }: CommentView): string {
  const boxes = apps
    .flatMap(({ ref, name, status }) => {
      const verb = verbFor(status);
      if (verb === undefined) return [];
      return [boxLine({ verb, ref, text: translate(`comment.box.${verb}`, { app: escapeText(name, 80) }) })];
    })
    .filter((line) => line !== '');
  if (boxes.length <= FEW_BOXES) return boxes.join('\n');
  return details(translate('comment.boxes'), boxes.join('\n'));
}

/** What is on its way somewhere is left to get there. */
function verbFor(status: ToldApp['status']): 'wake' | 'sleep' | undefined {
  if (status === 'running') return 'sleep';
  return ['asleep', 'stopped', 'crashed'].includes(status) ? 'wake' : undefined;
}

const examples = ['wake', 'sleep', 'keep --for 4h', 'status', 'why', 'help'] as const;

function moreOf(view: CommentView): string {
  const { translate, idleAfterMs, timezone, now } = view;
  const told = {
    at: formatInstant(now.toISOString(), view),
    timezone: code(timezone),
    run: link(translate('comment.run'), view.runUrl),
  };
  const lines = [
    `${translate('comment.commands')} ${examples.map((line) => code(`/paastis ${line}`)).join(', ')}`,
    translate('comment.sleeps'),
    ...(idleAfterMs === undefined || idleAfterMs <= 0
      ? []
      : [translate('comment.sleeps_after', { duration: formatDuration(idleAfterMs, translate) })]),
    `${translate(view.runUrl === undefined ? 'comment.told' : 'comment.told_by', told)}${commitOf(view)}`,
  ];
  return details(translate('comment.more'), lines.map((line) => `- ${line}`).join('\n'));
}

function commitOf({ commit, translate }: CommentView): string {
  if (commit === undefined || !/^[0-9a-f]{7,64}$/.test(commit.sha)) return '';
  return ` ${translate('comment.commit', { commit: link(commit.sha.slice(0, 7), commit.url) })}`;
}
