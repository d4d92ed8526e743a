import { type CommandSpec, MOST_WORDS } from './spec.ts';

export const statusCommand: CommandSpec = {
  name: 'status',
  usage: 'status <target>',
  example: 'status shop-pr42',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['json'],
  changes: false,
};
