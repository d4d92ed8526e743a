import { type CommandSpec, MOST_WORDS } from './spec.ts';

export const listCommand: CommandSpec = {
  name: 'list',
  usage: 'list [words]',
  example: 'list shop asleep',
  words: { kind: 'filters', least: 0, most: MOST_WORDS },
  options: ['json'],
  changes: false,
};
