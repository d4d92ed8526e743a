import { appendFile } from 'node:fs/promises';
import { createTranslate, describeError } from '../../core/index.ts';
import type { RunDeps } from '../flow/open.ts';
import type { Session } from '../flow/session.ts';
import type { Inputs } from '../inputs.ts';
import type { Actions } from '../log.ts';
import { oneLine } from '../log.ts';
import type { RunResult } from '../result.ts';
import { viewSummary } from './summary.ts';

export interface SummaryDeps extends Pick<RunDeps, 'clock' | 'env'> {
  readonly actions: Pick<Actions, 'debug'>;
  readonly inputs: Pick<Inputs, 'language'>;
}

/** Writes the summary of the run's page; old runners have none, and a full disk is no reason to fail. */
export async function appendSummary(
  { actions, clock, env, inputs }: SummaryDeps,
  result: RunResult,
  session: Partial<Pick<Session, 'config' | 'translate'>> | undefined,
): Promise<void> {
  const path = env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === '') return;
  const reader = {
    translate: session?.translate ?? createTranslate(inputs.language, 'github'),
    timezone: session?.config?.timezone ?? 'UTC',
    now: clock.now(),
  };
  await appendFile(path, `${viewSummary(result, reader)}\n`).catch((error: unknown) => {
    actions.debug(oneLine(`no summary: ${describeError(error)}`));
  });
}
