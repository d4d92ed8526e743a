import type { ErrorReport, Translate } from '../../core/index.ts';
import type { Inputs } from '../inputs.ts';
import { type Actions, oneLine, plainLines } from '../log.ts';
import type { AppResult, RunResult } from '../result.ts';
import { problemTexts } from './problems.ts';

/** The runner keeps ten of a kind in a step; the rest is in the summary. */
const MOST = 9;

/** What GitHub could not be told, and what of the inputs says which rights that takes. */
export interface Untold {
  readonly problems: readonly unknown[];
  readonly inputs: Pick<Inputs, 'comment' | 'deployment' | 'dryRun'>;
  readonly translate: Translate;
}

/** Annotations for what needs a person, and lines in the log for the rest. */
export function annotate(
  actions: Pick<Actions, 'error' | 'info' | 'warning'>,
  result: RunResult,
  { problems, inputs, translate }: Untold,
): void {
  const failed = result.status === 'failed';
  const tell = failed ? actions.error : (text: string) => actions.info(plainLines(text));
  for (const text of textsOf(result).slice(0, MOST)) tell(text);
  for (const app of result.apps) if (app.error === undefined) actions.info(oneLine(lineOf(app)));
  for (const note of [...result.notes, ...orphanTexts(result)]) actions.info(oneLine(note));
  const guessed = result.apps.filter(({ assumed }) => assumed === true);
  if (guessed.length > 0) actions.warning(guessText(guessed, translate));
  // What could not be told of never fails a run.
  for (const text of problemTexts(problems, { inputs, translate }).slice(0, MOST)) actions.warning(text);
}

function orphanTexts({ report }: RunResult): readonly string[] {
  return report?.kind === 'sweep' ? report.orphanTexts : [];
}

/** `shop-pr42: woke in 12 s https://…` */
function lineOf({ name, reason, url, after }: AppResult): string {
  return [`${name}:`, reason, after === 'running' ? (url ?? '') : ''].filter((part) => part !== '').join(' ');
}

/** Several apps that failed alike are one annotation. */
function textsOf({ apps, error, report }: RunResult): readonly string[] {
  const whole = error ?? (report?.kind === 'error' ? report.error : undefined);
  const errors = whole === undefined ? [] : [sentenceOf(whole)];
  const broken = apps.flatMap((app) => (app.error === undefined ? [] : [sentenceOf(app.error)]));
  return [...new Set([...errors, ...broken])];
}

/** Once per app: from its first sleep on its provider knows. */
function guessText(apps: readonly AppResult[], translate: Translate): string {
  const names = apps.map(({ name }) => oneLine(name));
  const paste = names
    .slice(0, MOST)
    .map((name) => `  - match: '${name.replaceAll("'", "''")}'\n    formation: { web: '1:M' }`);
  const told = { count: apps.length, apps: names.join(', '), paste: ['rules:', ...paste].join('\n') };
  return translate('action.wake.assumed', told);
}

/** The remedy may hold lines to paste: they keep their breaks, which the runner shows. */
function sentenceOf({ message, remedy }: ErrorReport): string {
  return [message, remedy].filter((part) => part !== '').join('\n');
}
