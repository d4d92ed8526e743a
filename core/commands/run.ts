import { describeError, isPaastisError, UserError } from '../errors.ts';
import { createTranslate, type Language } from '../i18n/index.ts';
import type { EntryPoint } from '../model/actor.ts';
import { commands } from './index.ts';
import { parse } from './line/parse.ts';
import { errorReport } from './report/error-report.ts';
import type { ProgressReport, Report } from './report/report.ts';
import type { CommandContext, CommandDeps, CommandSpec } from './spec.ts';

export interface RunOptions {
  readonly requester: CommandContext['requester'];
  readonly language: Language;
  readonly channel?: string;
  readonly onProgress?: (progress: ProgressReport) => void;
}

/** Runs one line of the command language; whatever goes wrong is part of the answer. */
export async function runLine(line: string, deps: CommandDeps, options: RunOptions): Promise<Report> {
  const translate = createTranslate(options.language);
  const { requester, channel, onProgress } = options;
  try {
    const command = parse(line);
    refuseDoor(commands[command.name], requester.entryPoint);
    return await commands[command.name].run(command, {
      ...deps,
      commands,
      translate,
      requester,
      ...(channel !== undefined && { channel }),
      ...(onProgress && { onProgress }),
    });
  } catch (error) {
    if (isPaastisError(error)) return { kind: 'error', error: errorReport(error, translate) };
    const reference = deps.audit.newCorrelationId().slice(-6);
    const stack = error instanceof Error ? error.stack : undefined;
    deps.log.error({ reference, detail: describeError(error), stack }, 'a command failed by a fault of ours');
    return { kind: 'error', error: errorReport(error, translate, reference) };
  }
}

function refuseDoor({ name, doors }: CommandSpec, door: EntryPoint): void {
  if (doors === undefined || doors.includes(door)) return;
  throw new UserError('command_invalid', `${name} is not asked for here`, {
    context: { subject: name, reason: 'other_door' },
  });
}
