import {
  type CommandName,
  type ErrorReport,
  errorReport,
  type Translate,
  UserError,
  verbOf,
  withTargets,
} from '../../core/index.ts';
import { GitHubError } from '../github/errors.ts';
import type { GitHub } from '../github/github.ts';
import { statusOf } from '../outputs.ts';
import { renderResults } from '../render/lists.ts';
import { renderReport } from '../render/report.ts';
import { errorLines, sentence } from '../render/words.ts';
import type { AppResult, RunResult } from '../result.ts';
import { createProgress } from '../telling/progress.ts';
import type { Intent } from '../trigger/decide.ts';
import { runAsked } from './line.ts';
import { failedTarget, mergeResults } from './operate.ts';
import { failed, resultOf, skipped } from './result.ts';
import { callerOf, type Session } from './session.ts';
import { readSubject } from './subject.ts';
import { targetsOf } from './targets.ts';

/** What a comment may ask for. The rest needs a memory longer than one run, or is nobody's business here. */
const allowed: readonly CommandName[] = ['help', 'list', 'status', 'wake', 'sleep', 'keep', 'idle', 'why', 'plan'];

/** Errors that only mean that something else should have been typed, and refusals: the answer tells, no run turns red. */
const answered: readonly string[] = ['command_invalid', 'app_unknown', 'app_ambiguous', 'not_allowed', 'sleep_refused'];

/** An answer, with what was asked and by whom, for the one comment. */
export interface Answered {
  readonly result: RunResult;
  readonly answer: { readonly line: string; readonly login: string; readonly text: string };
  readonly guests?: boolean;
}

type Asked = Extract<Intent, { kind: 'comment' | 'boxes' }>;

/**
 * May this person command here? By the permission call alone: what the event says of their association is computed
 * without regard to who looks, and tells nothing of this repository. @returns why not
 */
export async function refuseLogin(
  { github, translate }: { readonly github: GitHub; readonly translate: Translate },
  asked: Asked,
): Promise<RunResult | undefined> {
  const { login } = asked;
  try {
    if (!(await isOurs(github, asked))) return skipped(translate('action.comment.not_ours'));
    const permission = await github.getPermission(login);
    if (permission === 'admin' || permission === 'write') return undefined;
    return skipped(translate('action.comment.no_access', { login }));
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return failed(errorReport(error, translate));
  }
}

/** Boxes in a person's comment are ours where we write in that person's name. */
async function isOurs(github: GitHub, asked: Asked): Promise<boolean> {
  if (asked.kind !== 'boxes' || asked.author === undefined) return true;
  return (await github.findOwnLogin()) === asked.author;
}

/** Runs a command that somebody wrote below the pull request. */
export async function commentFlow(session: Session, intent: Extract<Asked, { kind: 'comment' }>): Promise<Answered> {
  const { config, clock, translate } = session;
  const { line, login } = intent;
  const result = hereOnly(await answerLine(session, intent), translate);
  const { report } = result;
  const text =
    report === undefined
      ? answerText(result)
      : renderReport(report, { translate, timezone: config.timezone, now: clock.now() });
  const told = report?.kind === 'help' ? `${text}\n\n${translate('action.comment.target')}` : text;
  return { result: withoutTypingErrors(result), answer: { line, login, text: told }, guests: namesApps(line) };
}

async function answerLine(session: Session, intent: Extract<Asked, { kind: 'comment' }>): Promise<RunResult> {
  const { line } = intent;
  const verb = verbOf(line);
  if (verb !== undefined && !allowed.includes(verb)) return refused(notHere(verb), session.translate);
  return (await runnerFor(session, intent))(line);
}

/** Help tells of what can be asked here, in the words of here. */
function hereOnly(result: RunResult, translate: Session['translate']): RunResult {
  const { report } = result;
  if (report?.kind !== 'help') return result;
  const here: readonly string[] = allowed;
  const entries = report.entries
    .filter(({ name }) => here.includes(name))
    .map(({ options, usage, ...entry }) => ({
      ...entry,
      usage: usage.replaceAll('<target>', '[target]'),
      options: options.filter(({ flag }) => flag !== '--json'),
    }));
  const [asked] = report.entries;
  if (entries.length === 0 && asked !== undefined) return refused(notHere(asked.name), translate);
  return { ...result, report: { ...report, entries } };
}

/** A line that says itself which apps it is about, or is about all: they may be of another pull request. */
function namesApps(line: string): boolean {
  return withTargets(line, ['x']) === line;
}

/** Runs lines on a pull request of which the event tells no more than the number. */
async function runnerFor(session: Session, { subject, login }: Asked): Promise<(line: string) => Promise<RunResult>> {
  const { actions, reporter, translate } = session;
  const pullRequest = await readSubject(session, subject);
  const targets = targetsOf(session, subject.number, pullRequest);
  return (line) => {
    const wakes = verbOf(line) === 'wake';
    const progress = createProgress(actions, translate, (moving, hand) => {
      if (wakes) reporter.moving(moving, pullRequest?.headSha, hand);
    });
    return runAsked(session, line, targets, callerOf(session, progress, login));
  };
}

/** What was asked for, as it is told back. */
export function lineOf(intent: Asked): string {
  if (intent.kind === 'comment') return intent.line;
  return intent.changes.map(({ verb, ref }) => `${verb} ${ref.split('/').at(-1) ?? ref}`).join(', ');
}

/** Does what the boxes ask for that somebody has ticked. */
export async function boxesFlow(session: Session, intent: Extract<Asked, { kind: 'boxes' }>): Promise<Answered> {
  const startedAt = session.clock.now();
  const run = await runnerFor(session, intent);
  const results = await Promise.all(
    intent.changes.map(async ({ verb, ref }) => {
      const { apps, error } = await run(`${verb} "${ref}"`);
      return error === undefined ? apps : [failedTarget(ref, error)];
    }),
  );
  const result = resultOf(mergeResults(results.flat()), startedAt, session.clock.now());
  const answer = { line: lineOf(intent), login: intent.login, text: answerText(result) };
  return { result: withoutTypingErrors(result), answer };
}

function notHere(verb: string): UserError {
  const context = { reason: 'not_in_comments', subject: verb };
  return new UserError('command_invalid', `${verb} is not asked for in comments`, { context });
}

function refused(reason: UserError, translate: Session['translate']): RunResult {
  const error = errorReport(reason, translate);
  return { ...failed(error), report: { kind: 'error', error } };
}

/** What was done, app by app. */
export function answerText({ apps, error, notes }: RunResult): string {
  if (error !== undefined) return errorLines(error).join('\n');
  return (apps.length === 0 ? notes.map((note) => sentence(note)) : renderResults(apps)).join('\n');
}

/** What only means that something else should have been asked is in the answer, and breaks neither run nor app. */
function withoutTypingErrors(result: RunResult): RunResult {
  const { error, ...rest } = result;
  const isBroken = (said: ErrorReport | undefined) => said !== undefined && !isAnswered(said);
  const apps = rest.apps.map(withoutRefusal);
  const failed = isBroken(error) || apps.some((app) => isBroken(app.error));
  return { ...rest, ...(isBroken(error) && { error }), apps, status: statusOf(apps, failed) };
}

/** An app that stays as it was, for a reason, has no problem. What is no app keeps its error: it is told of by that. */
function withoutRefusal(app: AppResult): AppResult {
  const { error, ...rest } = app;
  return error !== undefined && isAnswered(error) && app.provider !== '' ? rest : app;
}

function isAnswered({ code }: ErrorReport): boolean {
  return answered.includes(code);
}
