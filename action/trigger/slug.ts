/** Longest label of a host name, which is what names of apps end up as. */
const LONGEST_SLUG = 63;

/** A branch as `{branch}` stands for it in a name: `feature/Éa_2` -> `feature-a-2`; undefined when nothing is left. */
export function slugOf(ref: string): string | undefined {
  const slug = trimDashes(ref.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  const cut = trimDashes(slug.slice(0, LONGEST_SLUG));
  return cut === '' ? undefined : cut;
}

function trimDashes(text: string): string {
  return text.replace(/^-|-$/g, '');
}
