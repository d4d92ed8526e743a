import { isDeepStrictEqual } from 'node:util';
import { isPaastisError, type PaastisError } from '../errors.ts';
import { editDistance, nearest } from '../model/near.ts';
import { parse } from './line/parse.ts';
import { printLine, quoted } from './line/print.ts';
import { tokenize, withoutPrefix } from './line/tokens.ts';
import { type CommandName, commandNames, type ParsedCommand } from './spec.ts';

const MOST_TRIES = 3;

/** A line that could not be run: as typed, as it was read if it could be, and why not. */
export interface FailedLine {
  readonly line: string;
  readonly command: ParsedCommand | undefined;
  readonly error: PaastisError;
}

/** Whole lines that may have been meant, the closest first, or the same again where that may help: for people to choose from, never run by themselves. */
export function triesFor({ line, command, error }: FailedLine, known: readonly CommandName[]): readonly string[] {
  const { app, candidates = [], reason, subject } = error.context;
  if (command !== undefined && mayPass(error)) return again(command);
  if (error.code === 'app_unknown' && command !== undefined && app !== undefined)
    return replaceWord(command, app, candidates);
  if (reason !== 'unknown_command' || subject === undefined) return [];
  const names = closest(subject, known);
  return command === undefined ? replaceVerb(line, names) : replaceWord(command, subject, names);
}

/** The provider's fault, and no answer to the line: the same may work in a minute. */
function mayPass({ code, context }: PaastisError): boolean {
  return context.reason === 'region_unread' || passing.includes(code);
}

const passing: readonly string[] = ['provider_unavailable', 'provider_timeout', 'provider_rate_limited'];

function again(command: ParsedCommand): readonly string[] {
  const meant = { ...command, options: { ...command.options, json: false } };
  const text = printLine(meant);
  return isDeepStrictEqual(read(text), meant) ? [text] : [];
}

/** As close as the closest of all: `slep` is no `help`, not even where one may not put anything to sleep. */
function closest(typed: string, known: readonly CommandName[]): readonly string[] {
  const names = nearest(typed, commandNames, MOST_TRIES);
  const distances = names.map((name) => editDistance(typed.toLowerCase(), name));
  const least = Math.min(...distances);
  return known.filter((name) => distances[names.indexOf(name)] === least);
}

/** Only such as read as what is meant: a name with a comma would be two. */
function replaceWord(command: ParsedCommand, typed: string, candidates: readonly string[]): readonly string[] {
  const meant = candidates.slice(0, MOST_TRIES).map((candidate) => ({
    ...command,
    words: command.words.map((word) => (word.trim() === typed ? candidate : word)),
    options: { ...command.options, json: false },
  }));
  return meant
    .map((each) => ({ each, text: printLine(each) }))
    .flatMap(({ each, text }) => (isDeepStrictEqual(read(text), each) ? [text] : []));
}

function replaceVerb(line: string, names: readonly string[]): readonly string[] {
  const [, ...rest] = withoutPrefix(tokenize(line));
  return names.map((name) => [name, ...rest.map(quoted)].join(' ')).filter((text) => read(text) !== undefined);
}

function read(line: string): ParsedCommand | undefined {
  try {
    return parse(line);
  } catch (error) {
    if (isPaastisError(error)) return undefined;
    throw error;
  }
}
