import type { Forge, KeepRecord, PullRequestFacts } from '../../core/index.ts';
import { isHeldAwake } from '../flow/sleep.ts';
import type { PullRequest } from '../trigger/event.ts';
import { GitHubError } from './errors.ts';
import type { GitHub } from './github.ts';

/** Calls side by side: GitHub asks for few. */
const AT_ONCE = 4;

export interface ForgeDeps {
  /** Who keeps what awake, as the comment of that pull request tells. */
  readonly readKeeps: (number: number) => Promise<readonly KeepRecord[]>;
  /** For a warning: what GitHub does not tell keeps apps awake. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * What GitHub knows of the pull requests behind the apps: one call per hundred that are open, one for each that is not,
 * one for each where something happened lately, and one for each whose apps would sleep.
 */
export function createForge(github: GitHub, { readKeeps, onFailure }: ForgeDeps): Forge {
  const noted = (error: unknown): never => {
    onFailure(error);
    throw error;
  };
  return {
    readKeeps: (number) => readKeeps(number),
    readPullRequests: async (numbers, { activityOf, since, signal }) => {
      const pullRequests = await github.listOpenPullRequests().catch(noted);
      const open = new Map(pullRequests.map((one) => [one.number, one]));
      const facts = new Map<number, PullRequestFacts>();
      const left = [...numbers];
      const work = async () => {
        for (let number = left.shift(); number !== undefined && !signal.aborted; number = left.shift()) {
          const known = open.get(number) ?? (await findPullRequest(github, number).catch(noted));
          if (known !== undefined)
            facts.set(number, await factsOf(github, known, { since, asked: activityOf, onFailure }));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return facts;
    },
  };
}

/** A number that is no pull request here is one of another repository, or a name that only looks like it. */
async function findPullRequest(github: GitHub, number: number): Promise<PullRequest | undefined> {
  try {
    return await github.getPullRequest(number);
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'github_not_found') return undefined;
    throw error;
  }
}

interface Asking extends Pick<ForgeDeps, 'onFailure'> {
  readonly since: string;
  readonly asked: ReadonlySet<number>;
}

async function factsOf(
  github: GitHub,
  pullRequest: PullRequest,
  { since, asked, onFailure }: Asking,
): Promise<PullRequestFacts> {
  const { number, state, closedAt, updatedAt, url } = pullRequest;
  const facts = {
    number,
    closed: state === 'closed',
    ...(closedAt !== undefined && { closedAt }),
    ...(isHeldAwake(pullRequest) && { heldAwake: true }),
    url,
  };
  // Whatever anybody does changes that instant, robots too: before it nothing happened, after it must be looked.
  const quiet = updatedAt !== undefined && Date.parse(updatedAt) < Date.parse(since);
  if (state === 'closed' || quiet || !asked.has(number)) return facts;
  try {
    const last = (await github.listActivity(number, since)).at(-1);
    return { ...facts, ...(last !== undefined && { activeAt: last.at }) };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    onFailure(error);
    return { ...facts, activityUnknown: true };
  }
}
