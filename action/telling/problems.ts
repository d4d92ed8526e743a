import { errorReport, type Translate } from '../../core/index.ts';
import { GitHubError } from '../github/errors.ts';
import type { Inputs } from '../inputs.ts';
import { featuresOf, permissionBlock } from './permissions.ts';

/** Who reads of problems, and what the step does on GitHub. */
export interface ProblemReader {
  readonly inputs: Pick<Inputs, 'comment' | 'deployment' | 'dryRun'>;
  readonly translate: Translate;
}

/**
 * What could not be told of, one text for each thing that a person can do about it: GitHub being down is one, however many
 * calls failed by it, and lines that are missing in the workflow are pasted together.
 */
export function problemTexts(problems: readonly unknown[], reader: ProblemReader): readonly string[] {
  const groups = Map.groupBy(problems, (problem) => kindOf(problem) ?? sentenceOf(problem, reader));
  return [...groups.values()].map((alike) => textOf(alike, reader));
}

/** Undefined: it stands for itself. */
function kindOf(problem: unknown): string | undefined {
  if (!(problem instanceof GitHubError)) return undefined;
  if (problem.code === 'github_unavailable' && problem.context.reason !== 'certificate') return problem.code;
  if (problem.code === 'github_unavailable') return undefined;
  return `${problem.code} ${problem.context.reason ?? ''}`;
}

function textOf(alike: readonly unknown[], reader: ProblemReader): string {
  const { inputs, translate } = reader;
  const [first] = alike;
  const errors = alike.filter((problem) => problem instanceof GitHubError);
  const missing = errors.flatMap((error) => error.permissions);
  if (!(first instanceof GitHubError) || first.code === 'github_unavailable') return sentenceOf(first, reader);
  const messages = [...new Set(errors.map((error) => errorReport(error, translate).message))];
  // A job that names some rights has none but those: what is missing is shown with what is there.
  const [, ...lines] = missing.length === 0 ? [] : permissionBlock(missing, featuresOf(inputs));
  const subject = lines.map((line) => line.trim()).join('\n  ');
  const context = missing.length === 0 ? first.context : { ...first.context, subject };
  const { remedy } = errorReport(new GitHubError(first.code, first.message, { context }), translate);
  return [...messages, remedy].filter((part) => part !== '').join('\n');
}

/** The remedy may hold lines to paste: they keep their breaks, which the runner shows. */
function sentenceOf(problem: unknown, { translate }: ProblemReader): string {
  const { message, remedy } = errorReport(problem, translate);
  return [message, remedy].filter((part) => part !== '').join('\n');
}
