import { type CommandSpec, MOST_WORDS } from './spec.ts';

export const sleepCommand: CommandSpec = {
  name: 'sleep',
  usage: 'sleep <target> [--force]',
  example: 'sleep shop-pr42',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['force', 'json'],
  changes: true,
};
