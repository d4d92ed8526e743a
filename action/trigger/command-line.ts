/** One character more than the command language takes: what is longer is refused there, never cut into another command. */
const LONGEST_LINE = 2_001;

/**
 * The command a comment begins with, from `/paastis` on; `/paastis` alone asks for help. Only the first line counts, so
 * that what people quote or explain below is theirs. Four blanks in front make it a block of code, which is no command.
 */
export function findCommandLine(body: string): string | undefined {
  const [first = ''] = body.split(/[\r\n\v\f\x85\u2028\u2029]/, 1);
  const [, line, words] = /^[^\S\t]{0,3}(\/paastis(?=\s|$)(.*))$/i.exec(first) ?? [];
  if (line === undefined) return undefined;
  return words?.trim() === '' ? '/paastis help' : line.trim().slice(0, LONGEST_LINE);
}
