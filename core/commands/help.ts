import { UserError } from '../errors.ts';
import type { Translate } from '../i18n/index.ts';
import { nearest } from '../model/near.ts';
import { mayUse } from './access.ts';
import type { HelpEntry, Report } from './report/report.ts';
import {
  type CommandContext,
  type CommandSpec,
  commandNames,
  optionFlags,
  type ParsedCommand,
  summaryKey,
} from './spec.ts';

export const helpCommand: CommandSpec = {
  name: 'help',
  usage: 'help [command]',
  example: 'help wake',
  words: { kind: 'topic', least: 0, most: 1 },
  options: ['json'],
  changes: false,
  run: runHelp,
};

function runHelp({ words }: ParsedCommand, context: CommandContext): Report {
  const { commands, translate } = context;
  const [topic] = words;
  if (topic === undefined) {
    const usable = Object.values(commands).filter((spec) => mayUse(spec, context));
    return helpReport(usable, translate, false);
  }
  const name = commandNames.find((known) => known === topic.toLowerCase());
  if (name !== undefined) return helpReport([commands[name]], translate, true);
  throw new UserError('command_invalid', `There is no command ${topic}`, {
    context: { subject: topic, reason: 'unknown_command', candidates: nearest(topic, commandNames, 1) },
  });
}

/** All of them in short, or one with its options. */
export function helpReport(specs: readonly CommandSpec[], translate: Translate, detailed: boolean): Report {
  return { kind: 'help', entries: specs.map((spec) => helpEntry(spec, translate)), detailed };
}

function helpEntry(spec: CommandSpec, translate: Translate): HelpEntry {
  return {
    name: spec.name,
    usage: spec.usage,
    summary: translate(summaryKey(spec.name)),
    example: spec.example,
    options: spec.options.map((option) => ({
      flag: optionFlags[option],
      summary: translate(`help.option.${option}`),
    })),
  };
}
