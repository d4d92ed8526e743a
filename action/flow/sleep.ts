import type { AppResult, RunResult } from '../result.ts';
import { createProgress } from '../telling/progress.ts';
import type { Intent } from '../trigger/decide.ts';
import type { PullRequest } from '../trigger/event.ts';
import { operate, operateDry } from './operate.ts';
import { asLeft, resultOf, skipped } from './result.ts';
import { callerOf, type Session } from './session.ts';
import { readSubject } from './subject.ts';
import { targetsOf } from './targets.ts';

/** Keeps the apps of a pull request awake, whatever happens to it. */
export const AWAKE_LABEL = 'paastis:awake';

/** GitHub holds two labels that differ in capitals for the same. */
export function isHeldAwake({ labels }: Pick<PullRequest, 'labels'>): boolean {
  return labels.some((label) => label.toLowerCase() === AWAKE_LABEL);
}

/** Puts the apps of a pull request to sleep that nobody works on any more. */
export async function sleepFlow(session: Session, intent: Extract<Intent, { kind: 'sleep' }>): Promise<RunResult> {
  const { cause, subject } = intent;
  const { actions, clock, inputs, translate } = session;
  const startedAt = clock.now();
  const pullRequest = await readSubject(session, subject);
  const asked = cause === 'labeled';
  if (!asked && pullRequest !== undefined && isHeldAwake(pullRequest)) {
    return skipped(translate('action.sleep.labelled', { label: AWAKE_LABEL }));
  }
  // Queues reorder runs: whoever reopened it meanwhile wants its apps awake.
  if (cause === 'closed' && pullRequest?.state === 'open') return skipped(translate('action.sleep.reopened'));
  const targets = targetsOf(session, subject.number, pullRequest);
  const caller = callerOf(session, createProgress(actions, translate));
  const run = inputs.dryRun ? operateDry : operate;
  const all = await run(session, 'sleep', targets, caller);
  const gone = all.filter(isGone);
  const apps = all.filter((app) => !isGone(app)).map(asLeft);
  const notes =
    gone.length === 0 ? [] : [translate('action.sleep.gone', { apps: gone.map(({ name }) => name).join(', ') })];
  return resultOf(apps, startedAt, clock.now(), { notes, gone: gone.map(({ ref }) => ref) });
}

/** Its provider has deleted it already, as some do when a pull request is closed. */
function isGone({ error }: AppResult): boolean {
  return error?.code === 'app_unknown' || error?.code === 'provider_not_found';
}
