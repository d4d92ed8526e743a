import { describeError, isPaastisError, UserError } from '../errors.ts';
import { createTranslate, type Language } from '../i18n/index.ts';
import { nearest } from '../model/near.ts';
import type { CommandContext, CommandDeps } from './context.ts';
import { helpReport } from './help.ts';
import { commands } from './index.ts';
import { type ParsedCommand, parse } from './line/parse.ts';
import { runHistory, runList, runStatus } from './look.ts';
import { runSleep, runWake } from './operate.ts';
import { errorReport } from './report/error-report.ts';
import type { ProgressReport, Report } from './report/report.ts';
import { type CommandName, commandNames } from './spec.ts';

type Run = (command: ParsedCommand, context: CommandContext) => Report | Promise<Report>;

const runs: Readonly<Record<CommandName, Run>> = {
  help: runHelp,
  list: runList,
  status: runStatus,
  wake: runWake,
  sleep: runSleep,
  history: runHistory,
};

export interface RunOptions {
  readonly requester: CommandContext['requester'];
  readonly language: Language;
  readonly onProgress?: (progress: ProgressReport) => void;
}

/** Runs one line of the command language; whatever goes wrong is part of the answer. */
export async function runLine(line: string, deps: CommandDeps, options: RunOptions): Promise<Report> {
  const translate = createTranslate(options.language);
  const { requester, onProgress } = options;
  try {
    const command = parse(line);
    return await runs[command.name](command, { ...deps, translate, requester, ...(onProgress && { onProgress }) });
  } catch (error) {
    if (isPaastisError(error)) return { kind: 'error', error: errorReport(error, translate) };
    const reference = deps.audit.newCorrelationId().slice(-6);
    const stack = error instanceof Error ? error.stack : undefined;
    deps.log.error({ reference, detail: describeError(error), stack }, 'a command failed by a fault of ours');
    return { kind: 'error', error: errorReport(error, translate, reference) };
  }
}

function runHelp({ words }: ParsedCommand, { translate }: CommandContext): Report {
  const [topic] = words;
  if (topic === undefined) return helpReport(Object.values(commands), translate, false);
  const name = commandNames.find((known) => known === topic.toLowerCase());
  if (name !== undefined) return helpReport([commands[name]], translate, true);
  throw new UserError('command_invalid', `There is no command ${topic}`, {
    context: { subject: topic, reason: 'unknown_command', candidates: nearest(topic, commandNames, 1) },
  });
}
