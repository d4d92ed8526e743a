import type { Translate } from '../i18n/index.ts';
import type { HelpEntry, Report } from './report/report.ts';
import { type CommandSpec, optionFlags, summaryKey } from './spec.ts';

export const helpCommand: CommandSpec = {
  name: 'help',
  usage: 'help [command]',
  example: 'help wake',
  words: { kind: 'topic', least: 0, most: 1 },
  options: ['json'],
  changes: false,
};

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
