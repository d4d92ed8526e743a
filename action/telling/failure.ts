import { randomBytes } from 'node:crypto';
import { createTranslate, describeError, errorReport, isPaastisError } from '../../core/index.ts';
import { failed } from '../flow/result.ts';
import { type Actions, createActionLog } from '../log.ts';
import { outputsOf } from '../outputs.ts';
import { annotate } from './annotate.ts';
import { appendSummary, type SummaryDeps } from './summary-file.ts';

export interface FailureDeps extends SummaryDeps {
  readonly actions: Actions;
}

/** Nothing is written on GitHub by a run that did not begin. */
const nothingTold = { comment: false, deployment: false, dryRun: true };

/**
 * The end of a run that could not begin, or that a fault of ours broke off: told like any other end, by outputs, summary
 * and one annotation. Of a fault the annotation has a reference, and the log its stack.
 */
export async function tellFailure(error: unknown, deps: FailureDeps): Promise<void> {
  const { actions, inputs } = deps;
  const translate = createTranslate(inputs.language, 'github');
  const reference = randomBytes(3).toString('hex');
  if (!isPaastisError(error)) {
    const stack = error instanceof Error ? error.stack : undefined;
    createActionLog(actions).error({ reference, detail: describeError(error), stack }, 'a fault of ours');
  }
  const result = failed(errorReport(error, translate, reference));
  for (const [name, value] of Object.entries(outputsOf(result))) actions.setOutput(name, value);
  await appendSummary(deps, result, undefined);
  annotate(actions, result, { problems: [], inputs: nothingTold, translate });
}
