import { describeError, isPaastisError, UserError } from '../errors.ts';
import { createTranslate, type Language } from '../i18n/index.ts';
import type { EntryPoint } from '../model/actor.ts';
import type { Standing } from '../model/standing.ts';
import { mayUse, requireAccess } from './access.ts';
import { commands } from './index.ts';
import { parse } from './line/parse.ts';
import { errorReport } from './report/error-report.ts';
import type { ProgressReport, Report } from './report/report.ts';
import { type CommandContext, type CommandDeps, type CommandSpec, commandNames, type ParsedCommand } from './spec.ts';
import { type FailedLine, triesFor } from './tries.ts';

export interface RunOptions {
  readonly requester: CommandContext['requester'];
  readonly language: Language;
  /** Of errors and questions, which only who asked reads; default: `language`. */
  readonly errorLanguage?: Language;
  readonly standing?: Standing;
  readonly channel?: string;
  readonly onProgress?: (progress: ProgressReport) => void;
  readonly waitFor?: CommandContext['waitFor'];
  readonly expectDeployment?: boolean;
}

/** Runs one line of the command language; whatever goes wrong is part of the answer. */
export async function runLine(line: string, deps: CommandDeps, options: RunOptions): Promise<Report> {
  const door = options.requester.entryPoint;
  const translate = createTranslate(options.language, door);
  const translateAlone = createTranslate(options.errorLanguage ?? options.language, door);
  const { requester, standing, channel, onProgress, waitFor, expectDeployment } = options;
  const context: CommandContext = {
    ...deps,
    commands,
    translate,
    translateAlone,
    requester,
    ...(standing && { standing }),
    ...(channel !== undefined && { channel }),
    ...(onProgress && { onProgress }),
    ...(waitFor && { waitFor }),
    ...(expectDeployment && { expectDeployment }),
  };
  let command: ParsedCommand | undefined;
  try {
    // Before anything is read: who may not even do that is told nothing, the names of apps included.
    requireAccess('read', context);
    command = parse(line);
    refuseDoor(commands[command.name], requester.entryPoint);
    if (command.name === 'sweep') requireAccess('schedule', context);
    return await commands[command.name].run(command, context);
  } catch (error) {
    if (isPaastisError(error)) return failure({ line, command, error }, context);
    const reference = deps.audit.newCorrelationId().slice(-6);
    const stack = error instanceof Error ? error.stack : undefined;
    deps.log.error({ reference, detail: describeError(error), stack }, 'a command failed by a fault of ours');
    return { kind: 'error', error: errorReport(error, translateAlone, reference) };
  }
}

function failure(failed: FailedLine, context: CommandContext): Report {
  const known = commandNames.filter((name) => mayUse(commands[name], context));
  const tries = triesFor(failed, known);
  const error = errorReport(failed.error, context.translateAlone);
  return { kind: 'error', error, ...(tries.length > 0 && { tries }) };
}

function refuseDoor({ name, doors }: CommandSpec, door: EntryPoint): void {
  if (doors === undefined || doors.includes(door)) return;
  throw new UserError('command_invalid', `${name} is not asked for here`, {
    context: { subject: name, reason: 'other_door' },
  });
}
