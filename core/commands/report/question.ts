import { UserError } from '../../errors.ts';
import type { Translate } from '../../i18n/index.ts';
import type { App } from '../../model/app.ts';
import { printLine } from '../line/print.ts';
import { unambiguousRef } from '../line/target.ts';
import type { ParsedCommand } from '../spec.ts';
import { errorReport } from './error-report.ts';
import type { Report } from './report.ts';

/** Several apps carry the name that was typed: nothing is done, each candidate comes with the command that means it. */
export function questionReport(
  command: ParsedCommand,
  question: { readonly typed: string; readonly candidates: readonly App[] },
  translate: Translate,
): Report {
  const refs = question.candidates.map((app) => unambiguousRef(app, question.candidates));
  const error = new UserError('app_ambiguous', `${question.typed} names several apps`, {
    context: { app: question.typed, candidates: refs },
  });
  return {
    kind: 'question',
    text: translate('question.which', { typed: question.typed, count: refs.length }),
    candidates: refs.map((ref) => ({ ref, command: commandFor(command, question.typed, ref) })),
    error: errorReport(error, translate),
  };
}

/** The line as typed, with the whole name in the place of the short one. */
function commandFor(command: ParsedCommand, typed: string, ref: string): string {
  return printLine({ ...command, words: command.words.map((word) => (word === typed ? ref : word)) });
}
