import { type CommandSpec, MOST_WORDS } from './spec.ts';

export const historyCommand: CommandSpec = {
  name: 'history',
  usage: 'history [<target>]',
  example: 'history shop-pr42',
  words: { kind: 'targets', least: 0, most: MOST_WORDS },
  options: ['json'],
  changes: false,
};
