import * as z from 'zod';
import { openSession, type RunDeps } from './flow/open.ts';
import { operate } from './flow/operate.ts';
import { isRefusal, resultOf } from './flow/result.ts';
import { callerOf, type Session } from './flow/session.ts';
import { AWAKE_LABEL, isHeldAwake } from './flow/sleep.ts';
import { createGitHub } from './github/client.ts';
import { GitHubError } from './github/errors.ts';
import type { GitHub } from './github/github.ts';
import { createActionLog } from './log.ts';
import type { RunResult } from './result.ts';
import { annotate } from './telling/annotate.ts';
import { createProgress } from './telling/progress.ts';
import { appendSummary } from './telling/summary-file.ts';

const leftSchema = z.object({
  number: z.number().optional(),
  fork: z.boolean(),
  dependabot: z.boolean(),
  privileged: z.boolean(),
  /** Qualified names of what this job has woken, to be slept at its end. */
  woken: z.array(z.string()),
  /** Of which the comment has told so. */
  lent: z.array(z.string()).default([]),
  /** Deployments nobody has said the end of. */
  deployments: z.array(z.number()),
  /** Environments with such a deployment whose number is not known. */
  creating: z.array(z.string()),
});

/** What the main step leaves to the post step. */
export type Left = z.infer<typeof leftSchema>;

export interface PostDeps extends RunDeps {
  /** As it was saved. */
  readonly left: string;
}

/**
 * The end of the job, however it ended: what only this job needed sleeps again, and no deployment stays under way.
 * @returns whether the step succeeds
 */
export async function runPost(deps: PostDeps): Promise<boolean> {
  const { actions, clock, inputs, runner } = deps;
  const left = parseLeft(deps.left);
  if (left === undefined) return true;
  const { githubToken: token } = inputs;
  const log = createActionLog(actions);
  const github = token && createGitHub({ token, apiUrl: runner.apiUrl, repository: runner.repository, clock, log });
  try {
    return await undo(deps, left, github);
  } finally {
    await github?.close();
  }
}

function parseLeft(text: string): Left | undefined {
  try {
    return leftSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function undo(deps: PostDeps, left: Left, github: GitHub | undefined): Promise<boolean> {
  const opened = await openSession(deps, {
    trust: left,
    subject: left.number === undefined ? undefined : { number: left.number },
    github,
    // The tests of this very job have asked for it until now: silence is not to be waited for.
    idleAfterMs: 0,
    readsKeeps: true,
    proposes: false,
    save: () => undefined,
  });
  if ('ended' in opened) {
    const { ended, translate } = opened;
    annotate(deps.actions, ended, { problems: [], inputs: deps.inputs, translate });
    return ended.status !== 'failed';
  }
  const { session } = opened;
  try {
    await session.reporter.abandon(left);
    const result = await sleepBorrowed(session, left);
    await appendSummary(deps, result, session);
    await session.reporter.finish(result, { quiet: true });
    annotate(deps.actions, result, {
      problems: session.reporter.problems,
      inputs: deps.inputs,
      translate: session.translate,
    });
    return result.status !== 'failed';
  } finally {
    await opened.close(0);
  }
}

async function sleepBorrowed(session: Session, { woken, lent, number }: Left): Promise<RunResult> {
  const { actions, clock, translate } = session;
  const startedAt = clock.now();
  if (await isLabelled(session, number)) {
    const note = translate('action.post.labelled', { label: AWAKE_LABEL });
    return resultOf([], startedAt, clock.now(), { notes: [note] });
  }
  const wanted = woken.filter((ref) => lent.includes(ref) && session.reporter.isReturned(ref));
  const apps = await operate(
    session,
    'sleep',
    woken.filter((ref) => !wanted.includes(ref)),
    callerOf(session, createProgress(actions, translate)),
  );
  const notes = wanted.length === 0 ? [] : [translate('action.post.wanted', { apps: wanted.join(', ') })];
  const failed = apps.some((app) => app.error !== undefined && !isRefusal(app) && app.error.code !== 'app_unknown');
  return resultOf(apps, startedAt, clock.now(), { failed, notes });
}

/** What cannot be read keeps nothing awake: it was asleep before this job. */
async function isLabelled({ github, reporter }: Session, number: number | undefined): Promise<boolean> {
  if (github === undefined || number === undefined) return false;
  try {
    return isHeldAwake(await github.getPullRequest(number));
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    reporter.note(error);
    return false;
  }
}
