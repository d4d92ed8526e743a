import { nearest } from '../../model/near.ts';
import { commands } from '../index.ts';
import {
  type CommandSpec,
  commandNames,
  type OptionName,
  optionsWithValue,
  type ParsedCommand,
  type ParsedOptions,
} from '../spec.ts';
import { readDuration } from './duration.ts';
import { invalid, tokenize, withoutPrefix } from './tokens.ts';
import { joinWhen } from './when.ts';

/**
 * Reads one line of the command language, with or without `/paastis` or `paastis` in front; an empty one asks for help.
 * @throws {UserError} command_invalid, with the closest word for what was mistyped
 */
export function parse(line: string): ParsedCommand {
  const tokens = withoutPrefix(tokenize(line));
  const [verb = 'help', ...rest] = tokens;
  if (verb === '--help' || verb === '-h') return parse(['help', ...rest].join(' '));
  const name = commandNames.find((known) => known === verb.toLowerCase());
  if (name === undefined) throw invalid('unknown_command', verb, nearest(verb, commandNames, 1));
  if (name !== 'help' && (rest.includes('--help') || rest.includes('-h')))
    return { name: 'help', words: [name], options: { force: false, json: rest.includes('--json') } };
  return readArguments(commands[name], rest);
}

function readArguments(spec: CommandSpec, tokens: readonly string[]): ParsedCommand {
  const words: string[] = [];
  const given: Partial<Record<OptionName, string>> = {};
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (!token.startsWith('--')) {
      words.push(...(spec.words.kind === 'schedule' ? [token] : splitList(token)));
      continue;
    }
    const [flag, attached] = cut(token.slice(2), '=');
    const option = findOption(spec, flag, token);
    if (!optionsWithValue.includes(option)) {
      if (attached !== undefined) throw invalid('unexpected_value', token);
      given[option] = '';
      continue;
    }
    const following = attached === undefined ? tokens.slice(at + 1) : [attached, ...tokens.slice(at + 1)];
    const { value, used } = readValue(option, following);
    if (value === undefined || value.startsWith('--')) throw invalid('missing_value', `--${option}`);
    given[option] = value;
    at += attached === undefined ? used : used - 1;
  }
  checkWords(spec, words);
  return { name: spec.name, words, options: readOptions(given) };
}

/** `a,b` are two targets; a regular expression or a `{x,y}` glob keeps its commas. */
function splitList(token: string): readonly string[] {
  if (/[{/]/.test(token) && !token.includes('://')) return [token];
  return token.includes('://') ? [token] : token.split(',').filter((part) => part !== '');
}

function findOption(spec: CommandSpec, flag: string, token: string): OptionName {
  const option = spec.options.find((known) => known === flag.toLowerCase());
  if (option !== undefined) return option;
  const close = nearest(flag, spec.options, 1).map((known) => `--${known}`);
  throw invalid('unknown_option', token.split('=')[0] ?? token, close);
}

function readValue(option: OptionName, tokens: readonly string[]): { value: string | undefined; used: number } {
  if (option === 'until') return joinWhen(tokens);
  return { value: tokens[0], used: 1 };
}

function checkWords(spec: CommandSpec, words: readonly string[]): void {
  if (words.length < spec.words.least) throw invalid('missing_target', spec.name, [spec.example]);
  if (words.length > spec.words.most) throw invalid('too_many_words', spec.name, [spec.usage]);
}

function readOptions(given: Partial<Record<OptionName, string>>): ParsedOptions {
  if (given.for !== undefined && given.until !== undefined) throw invalid('for_and_until', '--for --until');
  return {
    ...(given.for === undefined ? {} : { forMs: readDuration(given.for) }),
    ...(given.until === undefined ? {} : { until: given.until }),
    ...(given.since === undefined ? {} : { sinceMs: readDuration(given.since) }),
    force: given.force !== undefined,
    ...(given['dry-run'] === undefined ? {} : { dryRun: true }),
    ...(given.baseline === undefined ? {} : { baseline: given.baseline }),
    ...(given.csv === undefined ? {} : { csv: true }),
    json: given.json !== undefined,
  };
}

function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
