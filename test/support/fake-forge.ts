import type { Forge, ForgeOptions, PullRequestFacts } from '../../core/engine/forge.ts';

/** A forge that knows the pull requests it is given, and remembers what it was asked. */
export interface FakeForge extends Forge {
  /** To be changed by the test. */
  readonly pulls: Map<number, PullRequestFacts>;
  readonly asked: { readonly numbers: readonly number[]; readonly options: ForgeOptions }[];
  /** What it throws from now on; undefined: nothing. */
  fails: unknown;
}

export function makeForge(...pulls: readonly (Partial<PullRequestFacts> & { readonly number: number })[]): FakeForge {
  const known = new Map(pulls.map((pull) => [pull.number, { closed: false, ...pull }]));
  const forge: FakeForge = {
    pulls: known,
    asked: [],
    fails: undefined,
    readPullRequests: async (numbers, options) => {
      forge.asked.push({ numbers, options });
      if (forge.fails !== undefined) throw forge.fails;
      return new Map(
        numbers.flatMap((number) => [known.get(number) ?? []].flat().map((pull) => [number, pull] as const)),
      );
    },
  };
  return forge;
}
