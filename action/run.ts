import { createTranslate, type ErrorReport, Secret, type Translate, verbOf } from '../core/index.ts';
import { answerText, boxesFlow, commentFlow, lineOf, refuseLogin } from './flow/comment.ts';
import { lineFlow } from './flow/line.ts';
import { isForkCode, openSession, type RunDeps } from './flow/open.ts';
import { failed } from './flow/result.ts';
import type { Session } from './flow/session.ts';
import { sleepFlow } from './flow/sleep.ts';
import { sweepFlow, tellSwept } from './flow/sweep.ts';
import { wakeFlow } from './flow/wake.ts';
import { createGitHub } from './github/client.ts';
import type { GitHub } from './github/github.ts';
import { createActionLog } from './log.ts';
import { outputsOf } from './outputs.ts';
import type { RunResult } from './result.ts';
import { annotate } from './telling/annotate.ts';
import type { Extras } from './telling/reporter.ts';
import { appendSummary } from './telling/summary-file.ts';
import type { Decision, Intent } from './trigger/decide.ts';
import { explain } from './trigger/explain.ts';

export interface MainDeps extends RunDeps {
  readonly decision: Decision;
  /** What the post step gets to know; undefined: there is nothing for it to do. */
  readonly save: (state: string | undefined) => void;
}

/** How a run ended, and what is told of it beside its apps. */
interface Ended {
  readonly result: RunResult;
  readonly extras?: Extras;
}

/** What is needed to tell; of a run that could not even begin there are no settings. */
type Telling = Pick<Session, 'reporter' | 'translate'> & Partial<Pick<Session, 'config'>>;

type Asking = Exclude<Intent, { kind: 'nothing' | 'refused' }>;

/** One run of the Action on an event that asks for something. @returns whether the step succeeds */
export async function run(deps: MainDeps): Promise<boolean> {
  const { actions, clock, inputs, runner } = deps;
  const { githubToken: token } = inputs;
  const log = createActionLog(actions);
  const { apiUrl, repository } = runner;
  const { fork, dependabot, privileged } = deps.decision.trust;
  const readOnly = (fork || dependabot) && !privileged;
  // Without a token every call says so; what nobody may know without one is then refused.
  const github = createGitHub({ token: token ?? new Secret(''), apiUrl, repository, clock, log, readOnly });
  try {
    return await runWith(deps, github);
  } finally {
    await github.close();
  }
}

async function runWith(deps: MainDeps, github: GitHub): Promise<boolean> {
  const { decision, inputs } = deps;
  const { intent, trust } = decision;
  const translate = createTranslate(inputs.language, 'github');
  if (intent.kind === 'nothing' || intent.kind === 'refused') return true;
  if (await isForkCode(deps, trust)) return conclude(deps, failed(forkCode(translate)));
  const refused = await refuseStranger(deps, intent, github);
  if (refused !== undefined) return conclude(deps, refused);
  const opened = await openSession(deps, {
    trust,
    github: inputs.githubToken && github,
    subject: 'subject' in intent ? intent.subject : undefined,
    readsKeeps: intent.kind !== 'wake' && intent.kind !== 'sweep',
    proposes: intent.kind !== 'comment' && intent.kind !== 'boxes',
    ...idleAfterOf(intent, inputs.idleAfterMs),
    save: (left) => {
      const empty = Object.values(left).every((each) => each.length === 0);
      deps.save(empty ? undefined : JSON.stringify({ ...left, ...trust, ...numberOf(intent) }));
    },
  });
  if ('ended' in opened) {
    // Whoever typed a command waits for an answer; of anything else the run itself tells enough.
    const asked = intent.kind === 'comment' || intent.kind === 'boxes';
    return conclude(
      deps,
      opened.ended,
      asked ? { reporter: opened.reporter, translate } : undefined,
      answerOf(intent, opened.ended),
    );
  }
  const { session } = opened;
  try {
    const { result, extras } = await inGroup(session, () => flowOf(session, intent));
    return await conclude(deps, result, session, extras);
  } finally {
    // Whatever was asked for goes on at the provider; nothing of it is waited for any longer.
    await opened.close(0);
  }
}

function numberOf(intent: Asking): { readonly number?: number } {
  return 'subject' in intent && intent.subject !== undefined ? { number: intent.subject.number } : {};
}

function forkCode(translate: Translate): ErrorReport {
  return { code: 'not_allowed', message: explain({ kind: 'refused', reason: 'fork_code' }, translate), remedy: '' };
}

/** Closing and its label ask for sleep at once; whatever else sleeps has to be unused for as long as its rule says. */
function idleAfterOf(intent: Asking, given: number | undefined): { readonly idleAfterMs?: number } {
  const atOnce = intent.kind === 'sleep' && (intent.cause === 'closed' || intent.cause === 'labeled');
  return atOnce ? { idleAfterMs: given ?? 0 } : {};
}

/** Somebody who may not command here gets a reaction and nothing else. */
async function refuseStranger({ inputs }: MainDeps, intent: Asking, github: GitHub): Promise<RunResult | undefined> {
  if (intent.kind !== 'comment' && intent.kind !== 'boxes') return undefined;
  const translate = createTranslate(inputs.language, 'github');
  const refused = await refuseLogin({ github, translate }, intent);
  if (!inputs.dryRun && intent.kind === 'comment') {
    await github.react(intent.commentId, refused === undefined ? 'eyes' : '-1').catch(() => undefined);
  }
  return refused;
}

/** Why nothing was done, where somebody waits to hear it. */
function answerOf(intent: Asking, ended: RunResult): Extras {
  if (intent.kind !== 'comment' && intent.kind !== 'boxes') return {};
  return { answer: { line: lineOf(intent), login: intent.login, text: answerText(ended) } };
}

/** How it goes is folded away once it is over; how it ended is not. */
async function inGroup<Value>({ actions, translate }: Session, work: () => Promise<Value>): Promise<Value> {
  actions.startGroup(translate('action.group'));
  try {
    return await work();
  } finally {
    actions.endGroup();
  }
}

async function flowOf(session: Session, intent: Asking): Promise<Ended> {
  switch (intent.kind) {
    case 'wake':
      return wakeFlow(session, intent);
    case 'sleep':
      return {
        result: await sleepFlow(session, intent),
        extras: { quiet: true, closed: intent.cause === 'closed' },
      };
    case 'sweep':
      return { result: await sweepFlow(session, intent), extras: { quiet: true } };
    case 'line':
      return {
        result: await lineFlow(session, intent),
        extras: { quiet: !isWorthTelling(intent.line), keeps: await session.paastis.keeps() },
      };
    case 'comment':
    case 'boxes': {
      const { result, ...told } = await (intent.kind === 'comment'
        ? commentFlow(session, intent)
        : boxesFlow(session, intent));
      return { result, extras: { ...told, keeps: await session.paastis.keeps() } };
    }
  }
}

/** What wakes or is to be remembered makes a comment where there is none. */
function isWorthTelling(line: string): boolean {
  const verb = verbOf(line);
  return verb === 'wake' || verb === 'keep';
}

/** Outputs first: later steps count on them, whatever telling may meet. @returns whether the step succeeds */
async function conclude(deps: MainDeps, result: RunResult, session?: Telling, extras: Extras = {}): Promise<boolean> {
  const { actions, inputs } = deps;
  for (const [name, value] of Object.entries(outputsOf(result))) actions.setOutput(name, value);
  await appendSummary(deps, result, session);
  if (session !== undefined) {
    if (deps.signal.aborted) await session.reporter.abandon();
    if (result.report?.kind === 'sweep') await tellSwept(session.reporter, result);
    else await session.reporter.finish(result, extras);
  }
  annotate(actions, result, {
    problems: session?.reporter.problems ?? [],
    inputs,
    translate: session?.translate ?? createTranslate(inputs.language, 'github'),
  });
  return result.status !== 'failed';
}
