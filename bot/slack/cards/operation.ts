import type { types } from '@slack/bolt';
import {
  formatDuration,
  formatEuros,
  type ProgressReport,
  type Report,
  type TargetResult,
  type Translate,
} from '../../../core/index.ts';
import { composeLine } from '../lines.ts';
import { actions, appButton, confirmSleep, lineButton, type May, moreMenu, openButton } from './buttons.ts';
import { privateErrorText } from './error-text.ts';
import { type Card, card, context, emojis, MOST_SECTIONS, mentioning, plain, printInstant, section } from './pieces.ts';

export type OperationReport = Extract<Report, { kind: 'operation' }>;

/** Who asked for an operation, and how. */
export interface OperationView {
  readonly t: Translate;
  /** As typed: what Try again runs. */
  readonly line: string;
  /** Whoever asked, the first one first: ids of people. */
  readonly askers: readonly string[];
  /** Somebody had asked for the same elsewhere, so long ago. */
  readonly first?: { readonly asker: string; readonly ago: string };
}

/** Longer than this the person has looked away. */
const LONG_SECONDS = 30;

/** Of the row of buttons of an operation: a click on it edits the message that it stands in. */
export const OPERATION_ROW = 'op:row';

/** A wake or sleep under way: every app with its phase. No buttons: what is asked for goes on. */
export function progressCard(progresses: readonly ProgressReport[], view: OperationView): Card {
  const { t } = view;
  const lines = progresses.map((progress) => {
    const line = t('slack.line', { name: `*${plain(progress.name)}*`, text: plain(progress.text) });
    return `${emojiOf(progress)} ${line}`;
  });
  const slowest = Math.max(0, ...progresses.map(({ estimate }) => estimate?.medianMs ?? 0));
  const foot = [
    ...askedBy(view),
    ...(slowest > 0 ? [t('slack.usually', { duration: formatDuration(slowest, t) })] : []),
  ].join(' · ');
  const text = progresses.map(({ name, text: phase }) => t('slack.line', { name: plain(name), text: plain(phase) }));
  return card(text.join('\n'), [...shown(lines, t).map((line) => section(line)), context(foot)]);
}

function emojiOf({ phase }: ProgressReport): string {
  if (phase === 'ready') return emojis.running;
  return phase === 'asleep' ? emojis.asleep : emojis.waking;
}

/** How it ended, app by app, and what can be done next. */
export function outcomeCard(report: OperationReport, view: OperationView): Card {
  const { t, askers } = view;
  const { results, failed } = failedFirst(report);
  const seconds = Math.max(0, ...results.map((result) => result.seconds));
  const text = wholeText(results, t);
  const mentions = askers.map((asker) => `<@${asker}>`).join(' ');
  return card(failed > 0 || seconds > LONG_SECONDS ? `${mentions} ${text}` : text, [
    ...summary(results, t).map((line) => section(`*${line}*`)),
    ...resultLines(results, t),
    context([...askedBy(view), ...facts(results, t)].join(' · ')),
    ...actions(OPERATION_ROW, buttons(report, view)),
  ]);
}

/** The same for one person alone: nothing was begun, or nothing had to be. */
export function privateOutcomeCard(report: OperationReport, view: OperationView, may: May): Card {
  const { t } = view;
  const { results } = failedFirst(report);
  const text = wholeText(results, t, privateErrorText);
  const [only] = results;
  const about = results.length === 1 && only !== undefined ? privateButtons(only, t, may) : [];
  return card(text, [
    ...summary(results, t).map((sentence) => section(`*${sentence}*`)),
    ...resultLines(results, t, privateErrorText),
    ...facts(results, t)
      .slice(0, 1)
      .map((fact) => context(fact)),
    ...actions('row', about),
  ]);
}

function privateButtons(result: TargetResult, t: Translate, may: May): readonly (types.Button | undefined)[] {
  const { ref, name, error, url, after } = result;
  const why = appButton('why', [result], t);
  if (error === undefined) {
    const open = after === 'running' ? openButton(url, name, t) : undefined;
    const keep = after === 'running' && may('keep', ref) ? appButton('keep', [result], t) : undefined;
    const wake = after === 'asleep' && may('wake', ref) ? appButton('wake', [result], t) : undefined;
    return [open, keep, wake, why];
  }
  // Only where the core says so itself may it be overridden.
  const overridable = error.code === 'sleep_refused' && error.remedy.includes('--force') && may('force', ref);
  const confirm = confirmSleep(plain(name), t);
  const line = overridable ? composeLine('sleep', [ref], ['--force']) : undefined;
  const anyway = line === undefined ? undefined : lineButton(line, t('slack.sleep_anyway'), 0, { confirm });
  return [anyway, error.code === 'not_allowed' ? undefined : why];
}

interface Sorted {
  readonly results: readonly TargetResult[];
  readonly failed: number;
}

/** What needs somebody is read first, and is not cut off. */
function failedFirst({ results }: OperationReport): Sorted {
  const failed = results.filter(({ error }) => error !== undefined);
  return { results: [...failed, ...results.filter(({ error }) => error === undefined)], failed: failed.length };
}

function wholeText(results: readonly TargetResult[], t: Translate, tell: TellError = publicErrorText): string {
  const lines = results.map((result) => outcomeText(result, { t, tell, bold: (name) => name }));
  return lines.length === 0 ? t('list.empty') : [...summary(results, t), ...lines].join('\n');
}

/** Deleted or renamed meanwhile: whatever was known of it is not true any more, and trying again is no use. */
function isGone({ error }: TargetResult): boolean {
  return error?.code === 'provider_not_found';
}

/** Of several apps: how many are done. */
function summary(results: readonly TargetResult[], t: Translate): readonly string[] {
  if (results.length < 2) return [];
  const failed = results.filter(({ error }) => error !== undefined).length;
  const done = t('slack.done', { count: results.length - failed, total: results.length });
  return [failed === 0 ? done : t('slack.done_failed', { done, count: failed })];
}

/** No link in the text of what a channel reads: Slack visits links that it shows, which would count as use. */
function resultLines(
  results: readonly TargetResult[],
  t: Translate,
  tell: TellError = publicErrorText,
): readonly types.SectionBlock[] {
  const lines = results.slice(0, MOST_SECTIONS).map((result) => {
    const { error, after, name, url } = result;
    const emoji = error === undefined ? emojis[after] : ':x:';
    const opens = results.length > 1 && after === 'running' && error === undefined;
    const left = error === undefined || isGone(result) ? '' : `\n${t('slack.left', { status: t(`status.${after}`) })}`;
    const text = `${emoji} ${outcomeText(result, { t, tell, bold: (name) => `*${name}*` })}${left}`;
    return section(text, opens ? openButton(url, name, t) : undefined);
  });
  const rest = results.length - MOST_SECTIONS;
  return rest > 0 ? [...lines, section(t('slack.more', { count: rest }))] : lines;
}

type TellError = (error: NonNullable<TargetResult['error']>, app: string) => string;

interface Wording {
  readonly t: Translate;
  readonly tell: TellError;
  readonly bold: (name: string) => string;
}

/** The core's reason goes on where the name ends: "shop woke in 25 s". */
function outcomeText({ name, reason, joined, error }: TargetResult, { t, tell, bold }: Wording): string {
  const text = error === undefined ? mentioning(plain(reason), joined?.actor) : tell(error, name);
  const shown = plain(name);
  // Errors name the app themselves, mostly first.
  if (error !== undefined && text.startsWith(`${shown} `)) return `${bold(shown)}${text.slice(shown.length)}`;
  return t('slack.line', { name: bold(shown), text });
}

/** What a channel reads calls nobody. */
function publicErrorText({ message, remedy }: Parameters<TellError>[0]): string {
  return `${plain(message)} ${plain(remedy)}`;
}

function askedBy({ t, askers, first }: OperationView): readonly string[] {
  const [asker = '', ...others] = askers.map((id) => `<@${id}>`);
  const also = others.length === 0 ? [] : [t('slack.also_asked_by', { users: others.join(', ') })];
  const before =
    first === undefined ? [] : [t('slack.asked_first', { user: `<@${first.asker}>`, ago: plain(first.ago) })];
  return [t('slack.asked_by', { user: asker }), ...also, ...before];
}

/** What being awake costs and until when somebody wants it so. */
function facts(results: readonly TargetResult[], t: Translate): readonly string[] {
  const awake = results.filter(({ after, error }) => after === 'running' && error === undefined);
  const prices = awake.flatMap(({ pricePerHour }) => pricePerHour ?? []);
  const perHour = prices.reduce((sum, price) => sum + price, 0);
  const [only] = awake;
  return [
    ...(prices.length > 0 && prices.length === awake.length
      ? [t('slack.price_awake', { price: formatEuros(perHour, t, 4) })]
      : []),
    ...(awake.length === 1 && only?.keepUntil !== undefined
      ? [t('slack.kept_until', { at: printInstant(only.keepUntil) })]
      : []),
  ];
}

/** For all of them where they ended alike, so that no click does what another app does not expect. */
function buttons(
  { results }: OperationReport,
  { t, line }: OperationView,
): readonly (types.Button | types.Overflow | undefined)[] {
  const failed = results.filter(({ error }) => error !== undefined);
  const [only] = results;
  const single = results.length === 1 ? only : undefined;
  if (failed.length > 0 && failed.every(isGone)) return [];
  if (failed.length > 0) {
    const retry = lineButton(line, t('slack.retry'), 0, { retry: true, primary: true });
    return [retry, single === undefined ? undefined : appButton('why', [single], t)];
  }
  if (results.every(({ after }) => after === 'asleep' || after === 'stopped'))
    return [appButton('wake', results, t), appButton('why', results, t)];
  if (!results.every(({ after }) => after === 'running')) return [];
  return [
    single === undefined ? undefined : openButton(single.url, single.name, t),
    appButton('keep', results, t),
    appButton('sleep', results, t),
    single === undefined ? appButton('why', results, t) : moreMenu(['why', 'status'], single, t),
  ];
}

function shown(lines: readonly string[], t: Translate): readonly string[] {
  if (lines.length <= MOST_SECTIONS) return lines;
  return [...lines.slice(0, MOST_SECTIONS), t('slack.more', { count: lines.length - MOST_SECTIONS })];
}
