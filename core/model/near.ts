/** Names further away than this share of their length are no help. */
const FARTHEST_SHARE = 0.4;

/**
 * The known words closest to what was typed, best first, at most `most`: those within a few edits, then those that
 * hold it or are held by it. Case does not count.
 */
export function nearest(typed: string, known: readonly string[], most = 3): readonly string[] {
  const wanted = typed.toLowerCase();
  if (wanted === '') return [];
  return [...new Set(known)]
    .map((word) => ({ word, distance: closeness(wanted, word.toLowerCase()) }))
    .filter((candidate): candidate is { word: string; distance: number } => candidate.distance !== undefined)
    .sort((a, b) => a.distance - b.distance || a.word.localeCompare(b.word))
    .slice(0, most)
    .map(({ word }) => word);
}

function closeness(wanted: string, word: string): number | undefined {
  const edits = editDistance(wanted, word);
  const allowed = Math.max(2, Math.floor(Math.max(wanted.length, word.length) * FARTHEST_SHARE));
  const contained = wanted.length > 2 && (word.includes(wanted) || wanted.includes(word));
  // Two letters are within two edits of everything: short words must share more than their length.
  const near = edits <= allowed && edits < Math.min(wanted.length, word.length);
  if (!near && !contained) return undefined;
  // What was typed is part of the name, or the reverse: better than one slip.
  return contained ? Math.min(edits, 0.5) : edits;
}

/** Letters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
