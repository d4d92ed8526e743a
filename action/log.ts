import type * as actions from '@actions/core';
import type { Log } from '../core/log.ts';

/** So much of `@actions/core` as the Action uses: tests of the parts bring their own. */
export type Actions = Pick<
  typeof actions,
  | 'debug'
  | 'endGroup'
  | 'error'
  | 'info'
  | 'notice'
  | 'saveState'
  | 'setOutput'
  | 'setSecret'
  | 'startGroup'
  | 'warning'
>;

/** Control characters, line breaks among them, and what turns the direction of text. */
const invisible = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** The runner takes a line that begins so for a command, whatever blanks stand before it; the older form anywhere. */
const command = /^\s*::/;
const olderCommand = /##(?=\[)/g;

/** Text from outside as one line that is nothing but text. */
export function oneLine(text: string): string {
  const line = text.replace(invisible, ' ').replace(olderCommand, '## ').trim();
  return command.test(line) ? `> ${line}` : line;
}

/** The same of text that keeps its lines. */
export function plainLines(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map(oneLine)
    .join('\n');
}

/** The core's log behind workflow commands: shown when the run is repeated with debug logging. */
export function createActionLog({ debug, info }: Pick<Actions, 'debug' | 'info'>): Log {
  const line = (facts: object, text: string) => oneLine(`${text} ${JSON.stringify(facts)}`);
  return {
    debug: (facts, text) => debug(line(facts, text)),
    info: (facts, text) => debug(line(facts, text)),
    warn: (facts, text) => debug(line(facts, text)),
    // A fault of ours: its reference is in the answer, and what belongs to it must be found without another run.
    error: (facts, text) => info(line(facts, text)),
  };
}
