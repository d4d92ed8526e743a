import { type CommandSpec, MOST_WORDS } from './spec.ts';

export const wakeCommand: CommandSpec = {
  name: 'wake',
  usage: 'wake <target> [--for <duration>] [--until <when>]',
  example: 'wake #42 --for 2h',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['for', 'until', 'json'],
  changes: true,
};
