/**
 * Packages whose modules only define things when they are loaded, without saying so in their `package.json`: those of
 * which nothing is used are left out. Else `@actions/core` alone would bring undici into every start, for `getIDToken`,
 * which nobody here calls.
 */
const PURE = ['@actions/'];

/** The big ones, each in a chunk of its own: a new version of one then changes one file. What is needed by others first. */
const CHUNKS: readonly (readonly [chunk: string, packages: readonly string[]])[] = [
  ['undici', ['undici']],
  ['zod', ['zod']],
  ['yaml', ['yaml']],
  ['re2', ['re2js']],
  ['ical', ['ical.js']],
  ['octokit', ['@actions/github', '@actions/http-client', 'tunnel', '@octokit/']],
];

export const packageChunks = CHUNKS.map(([name, packages], index) => ({
  name,
  test: (id: string) => isOneOf(packageOf(id), packages),
  // A group takes along what its packages need, unless a stronger one has it.
  priority: CHUNKS.length - index,
}));

export function isFreeOfSideEffects(id: string): boolean {
  return isOneOf(packageOf(id), PURE);
}

/** Of the innermost package that a module belongs to; none: it is ours. */
export function packageFolder(id: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
}

function packageOf(id: string): string | undefined {
  return packageFolder(id)
    ?.split(/[\\/]node_modules[\\/]/)
    .at(-1)
    ?.replace('\\', '/');
}

/** A name that ends in a slash means all of that scope. */
function isOneOf(name: string | undefined, names: readonly string[]): boolean {
  return name !== undefined && names.some((each) => (each.endsWith('/') ? name.startsWith(each) : name === each));
}
