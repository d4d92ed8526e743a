import {
  errorReport,
  exitCode,
  isPaastisError,
  parse,
  type Report,
  UserError,
  verbOf,
  withTargets,
} from '../../core/index.ts';
import type { AppResult, RunResult } from '../result.ts';
import { createProgress } from '../telling/progress.ts';
import type { Intent } from '../trigger/decide.ts';
import { mergeResults, operateDry, quoted, resultsOf } from './operate.ts';
import { failed, resultOf } from './result.ts';
import { callerOf, type Session } from './session.ts';
import { readSubject } from './subject.ts';
import { sweepFlow } from './sweep.ts';
import { targetsOf } from './targets.ts';

/** The workflow's own command: whatever it cannot do fails the step. */
export async function lineFlow(session: Session, intent: Extract<Intent, { kind: 'line' }>): Promise<RunResult> {
  const { actions, reporter, translate } = session;
  const { line, subject } = intent;
  const verb = verbOf(line);
  if (verb === 'sweep') return sweepFlow(session, { line });
  const pullRequest =
    subject && (needsPullRequest(session) ? await readSubject(session, subject) : subject.pullRequest);
  const targets = targetsOf(session, subject?.number, pullRequest);
  const sha = pullRequest?.headSha ?? session.runner.sha;
  const progress = createProgress(actions, translate, (moving, hand) => {
    if (verb === 'wake') reporter.moving(moving, sha, hand);
  });
  return runAsked(session, line, targets, callerOf(session, progress));
}

/** Only `{branch}` needs more than the number. */
function needsPullRequest({ inputs }: Session): boolean {
  return inputs.apps.some((line) => line.includes('{branch}'));
}

/** A line of the workflow or of a comment: as a dry run where it is one, and never with a promise nobody remembers. */
export async function runAsked(
  session: Session,
  line: string,
  targets: readonly string[],
  caller: ReturnType<typeof callerOf>,
): Promise<RunResult> {
  const { inputs, reporter, translate } = session;
  if (verbOf(line) === 'keep' && !reporter.remembers) {
    const error = errorReport(forgotten(), translate);
    return { ...failed(error), report: { kind: 'error', error } };
  }
  const result = await (inputs.dryRun ? runDry : runLines)(session, line, targets, caller);
  return reporter.remembers ? result : withoutKeeps(result, translate('action.keep.forgotten'));
}

/** Nothing but the comment would remember it. */
function forgotten(): UserError {
  const context = { reason: 'nothing_remembers', subject: 'keep' };
  return new UserError('command_invalid', 'A keep would be forgotten at the end of the run', { context });
}

/** `wake --for 2h` wakes, and that is all. */
function withoutKeeps(result: RunResult, note: string): RunResult {
  if (result.report !== undefined || result.apps.every(({ keepUntil }) => keepUntil === undefined)) return result;
  const apps = result.apps.map(({ keepUntil: _keepUntil, ...app }) => app);
  return { ...result, apps, notes: [...result.notes, note] };
}

/** What a line would do, where it would do something; a line that only reads is run. */
async function runDry(
  session: Pick<Session, 'clock' | 'paastis'>,
  line: string,
  targets: readonly string[],
  caller: ReturnType<typeof callerOf>,
): Promise<RunResult> {
  const verb = verbOf(line);
  const words = verb === 'wake' || verb === 'sleep' ? wordsOf(withTargets(line, targets.map(quoted))) : undefined;
  if (words === undefined || (verb !== 'wake' && verb !== 'sleep')) return runLines(session, line, targets, caller);
  const startedAt = session.clock.now();
  return resultOf(await operateDry(session, verb, words, caller), startedAt, session.clock.now());
}

/** Undefined of a line that cannot be read, which is told by running it: nothing comes of it. */
function wordsOf(line: string): readonly string[] | undefined {
  try {
    return parse(line).words;
  } catch (error) {
    if (isPaastisError(error)) return undefined;
    throw error;
  }
}

/** Runs a line; where it names no target, once for each of these: one that is unknown keeps nothing from the others. */
async function runLines(
  { paastis, clock }: Pick<Session, 'clock' | 'paastis'>,
  line: string,
  targets: readonly string[],
  caller: ReturnType<typeof callerOf>,
): Promise<RunResult> {
  const startedAt = clock.now();
  const spread = withTargets(line, ['x']) !== line && targets.length > 0;
  const lines = spread ? targets.map((target) => withTargets(line, [quoted(target)])) : [line];
  const reports = await Promise.all(lines.map((each) => paastis.run(each, caller)));
  const [first] = reports;
  if (!spread && first?.kind === 'error') return { ...failed(first.error), report: first };
  const apps = mergeResults(reports.flatMap((report, at) => resultsOf(report, targets[at] ?? line)));
  const code = Math.max(0, ...reports.map(exitCode));
  const report = mergeReports(reports, apps);
  return resultOf(apps, startedAt, clock.now(), { failed: code !== 0, ...(report !== undefined && { report }) });
}

/** Several answers of the same kind are one; operations are told by their apps alone. */
function mergeReports(reports: readonly Report[], apps: readonly AppResult[]): Report | undefined {
  const [first] = reports;
  if (first === undefined || first.kind === 'operation') return undefined;
  if (reports.length === 1) return first;
  if (first.kind === 'status' || first.kind === 'list') {
    const listed = reports.flatMap((report) => (report.kind === first.kind ? report.apps : []));
    const lost = reports.flatMap((report) => (report.kind === first.kind ? report.failed : []));
    return { kind: first.kind, apps: uniqueByRef(listed), failed: uniqueByRegion(lost) };
  }
  if (first.kind === 'why') {
    const told = reports.flatMap((report) => (report.kind === 'why' ? report.apps : []));
    return { ...first, apps: uniqueByRef(told) };
  }
  return apps.every(({ error }) => error !== undefined) ? first : undefined;
}

function uniqueByRef<T extends { readonly ref: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [one.ref, one])).values()];
}

function uniqueByRegion<T extends { readonly provider: string; readonly region: string }>(
  all: readonly T[],
): readonly T[] {
  return [...new Map(all.map((one) => [`${one.provider}/${one.region}`, one])).values()];
}
