import { oneLine } from '../log.ts';
import type { AppResult, RunResult } from '../result.ts';
import { createProgress } from '../telling/progress.ts';
import type { Intent } from '../trigger/decide.ts';
import { operate, operateDry } from './operate.ts';
import { resultOf, skipped } from './result.ts';
import { callerOf, type Session } from './session.ts';
import { readSubject } from './subject.ts';
import { targetsOf } from './targets.ts';

/** A provider makes the app of a new pull request within a minute or two, by a webhook of its own. */
const CREATED_WITHIN_MS = 3 * 60_000;

/** Between two looks for it, the last one again and again: each costs a call of the account's allowance. */
const LOOK_AGAIN_MS = [2_000, 3_000, 5_000, 10_000] as const;

/** Activities upon which a provider makes the app, and those that come with a push. */
const creating: readonly string[] = ['opened', 'reopened'];
const pushing: readonly string[] = ['opened', 'synchronize', 'workflow_run'];

/** What was done, and the commit that it was done for. */
export interface Woken {
  readonly result: RunResult;
  readonly extras?: { readonly sha: string };
}

/** Wakes the apps of a pull request that somebody works on. */
export async function wakeFlow(session: Session, intent: Extract<Intent, { kind: 'wake' }>): Promise<Woken> {
  const { cause, subject } = intent;
  const { actions, clock, inputs, reporter, translate } = session;
  const startedAt = clock.now();
  const pullRequest = await readSubject(session, subject);
  if (pullRequest?.state === 'closed') {
    return { result: skipped(translate('action.nothing.closed', { subject: `#${subject.number}` })) };
  }
  const sha = pullRequest?.headSha;
  const targets = targetsOf(session, subject.number, pullRequest);
  const caller = {
    ...callerOf(
      session,
      createProgress(actions, translate, (progress, hand) => reporter.moving(progress, sha, hand)),
    ),
    ...(pushing.includes(cause) && { expectDeployment: true }),
  };
  const apps = inputs.dryRun
    ? await operateDry(session, 'wake', targets, caller)
    : await operateUntilCreated(session, targets, creating.includes(cause), caller);
  // Named by rules alone, a pull request without apps is none of our business.
  const none = inputs.apps.length === 0 && unknownOf(apps).length === apps.length;
  if (none) return { result: skipped(translate('action.wake.none', { number: subject.number })) };
  return { result: resultOf(apps, startedAt, clock.now()), ...(sha !== undefined && { extras: { sha } }) };
}

/** Apps that nobody knows yet are looked for again while their provider may still be making them. */
async function operateUntilCreated(
  session: Session,
  targets: readonly string[],
  mayAppear: boolean,
  caller: ReturnType<typeof callerOf>,
): Promise<readonly AppResult[]> {
  const { actions, clock, inputs, signal, translate } = session;
  const untilMs = clock.now().getTime() + (mayAppear ? Math.min(CREATED_WITHIN_MS, inputs.timeoutMs) : 0);
  let apps = await operate(session, 'wake', targets, caller);
  for (let looks = 0; ; looks += 1) {
    const missing = unknownOf(apps);
    const waitMs = LOOK_AGAIN_MS[Math.min(looks, LOOK_AGAIN_MS.length - 1)] ?? 0;
    if (missing.length === 0 || signal.aborted || clock.now().getTime() + waitMs > untilMs) return apps;
    actions.info(oneLine(translate('action.wake.not_there', { count: missing.length, apps: missing.join(', ') })));
    await clock.delay(waitMs, signal).catch(() => undefined);
    const found = await operate(session, 'wake', missing, caller);
    apps = [...apps.filter(({ ref }) => !missing.includes(ref)), ...found];
  }
}

function unknownOf(apps: readonly AppResult[]): readonly string[] {
  return apps.flatMap(({ ref, error }) => (error?.code === 'app_unknown' ? [ref] : []));
}
