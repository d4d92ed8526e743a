import { commandNames } from '../spec.ts';

/** What a typed line may become: a command, then the name of an app it knows. Whole lines, sorted. */
export function completeLine(line: string, names: readonly string[]): readonly string[] {
  const at = line.lastIndexOf(' ') + 1;
  const before = line.slice(0, at);
  const typed = line.slice(at).toLowerCase();
  const known = before.trim() === '' || before.trim() === 'help' ? commandNames : names;
  return known
    .filter((word) => word.toLowerCase().startsWith(typed))
    .toSorted()
    .map((word) => `${before}${word}`);
}
