import { isPaastisError } from '../../errors.ts';
import { commands } from '../index.ts';
import { type CommandName, commandNames, type ParsedCommand } from '../spec.ts';
import { parse } from './parse.ts';
import { quoted } from './print.ts';
import { tokenize, withoutPrefix } from './tokens.ts';

/** The command a line asks for, whether or not the rest of it can be read; an empty one asks for help. */
export function verbOf(line: string): CommandName | undefined {
  const [verb = 'help', ...rest] = findTokens(line) ?? [''];
  if ([verb, ...rest].some((token) => token === '--help' || token === '-h')) return 'help';
  return commandNames.find((known) => known === verb.toLowerCase());
}

/**
 * The line with these targets where its verb takes some and it names none: `keep --for 2h` becomes `keep a b --for 2h`.
 * Any other line, and one that cannot be read, stays as it is; a target that would read as an option is left out.
 */
export function withTargets(line: string, targets: readonly string[]): string {
  const named = targets.filter((target) => findTokens(target)?.some((token) => token.startsWith('-')) === false);
  const [verb = '', ...rest] = findTokens(line) ?? [];
  const name = verbOf(line);
  if (name === undefined || named.length === 0 || commands[name].words.kind !== 'targets') return line;
  if (!namesNone(findCommand([verb, 'any', ...rest]))) return line;
  return [name, ...named, ...rest].map(quoted).join(' ');
}

/** @param command with one target in front that the line itself does not hold */
function namesNone(command: ParsedCommand | undefined): boolean {
  const [, ...words] = command?.words ?? [];
  if (command === undefined || command.words.length === 0) return false;
  return words.length === 0 || (command.name === 'keep' && words.length === 1 && words[0]?.toLowerCase() === 'off');
}

function findCommand(tokens: readonly string[]): ParsedCommand | undefined {
  return orNothing(() => parse(tokens.map(quoted).join(' ')));
}

function findTokens(text: string): readonly string[] | undefined {
  return orNothing(() => withoutPrefix(tokenize(text)));
}

function orNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isPaastisError(error)) return undefined;
    throw error;
  }
}
