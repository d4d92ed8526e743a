import { optionFlags, type ParsedCommand } from '../spec.ts';

/** A command as one line that reads as the same command again; how it is to be printed (`--json`) is left out. */
export function printLine({ name, words, options }: ParsedCommand): string {
  const { forMs, until, sinceMs, baseline } = options;
  return [
    name,
    ...words.map(quoted),
    ...(forMs === undefined ? [] : ['--for', printDuration(forMs)]),
    ...(until === undefined ? [] : ['--until', until]),
    ...(sinceMs === undefined ? [] : ['--since', printDuration(sinceMs)]),
    ...(baseline === undefined ? [] : ['--baseline', quoted(baseline)]),
    ...(options.force ? [optionFlags.force] : []),
    ...(options.dryRun === true ? [optionFlags['dry-run']] : []),
    ...(options.csv === true ? [optionFlags.csv] : []),
  ].join(' ');
}

/** Clever Cloud allows spaces in names. */
export function quoted(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

function printDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const unit = units.find(([, length]) => seconds > 0 && seconds % length === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}
